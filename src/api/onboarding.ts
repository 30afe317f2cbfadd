import * as v from 'valibot';
import { shellQuote } from '../base/shellQuote';
import { data, type Decode, json } from './envelope';
import { path } from './path';
import type { Refusal } from './call';
import type { Request } from './request';
import { webAddress } from './uploadWire';

/** A device to be. */
export interface NewDevice {
  name: string;
  description?: string;
  /** Python generation of its agent; `3` unless given. */
  pythonVersion?: '2' | '3';
  /** How applications run on it; both may be on. */
  runtimes: readonly ('docker' | 'preinstalled')[];
  /** `noetic` needs Python 3 and no preinstalled runtime. */
  rosDistro?: 'kinetic' | 'melodic' | 'noetic';
  /** Absolute paths on the device. */
  rosWorkspace?: string;
  rosbagMountPath?: string;
  labels?: Readonly<Record<string, string>>;
  configVariables?: Readonly<Record<string, string>>;
}

/** How a computer becomes the device. */
export interface Onboarding {
  deviceId: string;
  /** Shell command to run on it within 10 minutes. Holds a secret: never log it. */
  command: string;
}

/**
 * Puts computers on the platform.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 */
export class OnboardingApi {
  constructor(
    private readonly request: Request,
    private readonly coreHost: string,
  ) {}

  /** Creates a device, which is REGISTERED until its command has been run. */
  create(device: NewDevice, signal?: AbortSignal): Promise<Onboarding> {
    const { name, description, pythonVersion = '3', labels = {} } = device;
    return this.request(
      {
        method: 'POST',
        path: 'auth-keys/',
        query: { download_type: 'script' },
        body: {
          name,
          python_version: pythonVersion,
          ...(description && { description }),
          config_variables: { ...runtimeVariables(device), ...device.configVariables },
          labels,
        },
        answer: this.script(),
        refusal: refusalOf(device),
      },
      signal,
    );
  }

  /** Gives a device's command once more, with a new secret. */
  get(deviceId: string, signal?: AbortSignal): Promise<Onboarding> {
    return this.request(
      {
        method: 'GET',
        path: path`auth-keys/${deviceId}/token`,
        answer: this.script(deviceId),
        reasons: { 404: 'deviceNotFound' },
      },
      signal,
    );
  }

  /**
   * Turns a device's agent from Python 2 to 3, once the command has been run.
   *
   * @throws {ApiError} reason `deploymentRunning`, with the deployments in `ids` if the service names them
   */
  upgrade(deviceId: string, signal?: AbortSignal): Promise<Onboarding> {
    return this.request(
      {
        method: 'PUT',
        path: path`devices/${deviceId}/upgrade`,
        answer: data(
          v.pipe(
            v.object({ token: secret, script_url: webAddress, script_command: v.string() }),
            v.transform(({ token, script_url, script_command }) => ({
              deviceId,
              command: commandOf(token, script_url, script_command),
            })),
          ),
        ),
        reasons: { 400: 'deploymentRunning', 404: 'deviceNotFound' },
        isRepeatable: false,
      },
      signal,
    );
  }

  private script(knownId?: string): Decode<Onboarding> {
    return json(
      v.pipe(
        v.object({
          response: v.object({
            data: secret,
            device_id: knownId === undefined ? v.string() : v.nullish(v.string()),
            script_command: v.string(),
          }),
        }),
        v.transform(({ response: { data: token, device_id, script_command } }) => ({
          deviceId: device_id ?? knownId ?? '',
          command: commandOf(token, `${this.coreHost}/start`, script_command),
        })),
      ),
    );
  }
}

const secret = v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/));

function commandOf(token: string, url: string, script: string): string {
  const address = /^[\w:/.~%-]+$/.test(url) ? url : shellQuote(url);
  return `curl -O -H ${shellQuote(`Authorization: Bearer ${token}`)} ${address} && ${script}`;
}

function runtimeVariables(device: NewDevice): object {
  return {
    ...(device.runtimes.includes('docker') && { runtime_docker: true }),
    ...(device.runtimes.includes('preinstalled') && { runtime_preinstalled: true }),
    ...(device.rosDistro && { ros_distro: device.rosDistro }),
    ...(device.rosbagMountPath && { rosbag_mount_path: device.rosbagMountPath }),
    ...(device.rosWorkspace && { ros_workspace: device.rosWorkspace }),
  };
}

function refusalOf({ name, rosDistro, runtimes, pythonVersion }: NewDevice): Refusal | undefined {
  const refuse = (message: string): Refusal => ({ reason: 'invalidParameter', message });
  if (name.trim() === '') return refuse('the name is empty');
  if (rosDistro !== 'noetic') return undefined;
  if (runtimes.includes('preinstalled')) {
    return refuse('noetic does not go with the preinstalled runtime');
  }
  return pythonVersion === '2' ? refuse('noetic does not go with Python 2') : undefined;
}
