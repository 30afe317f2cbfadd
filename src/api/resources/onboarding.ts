import * as v from 'valibot';
import { shellQuote } from '../../base/shellQuote';
import type { NewDevice, Onboarding } from '../../domain/onboarding';
import type { CallOptions } from '../core/call';
import { data, type Decode, json } from '../core/envelope';
import type { CallProblem } from '../core/errors';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { text, webAddress } from '../core/shapes';

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
  create(device: NewDevice, options?: CallOptions): Promise<Onboarding> {
    const { name, description, pythonVersion = '3', labels = {} } = device;
    return this.request({
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
      problem: problemOf(device),
      options,
    });
  }

  /** Gives a device's command once more, with a new secret. */
  get(deviceId: string, options?: CallOptions): Promise<Onboarding> {
    return this.request({
      path: path`auth-keys/${deviceId}/token`,
      answer: this.script(deviceId),
      reasons: { 404: 'deviceNotFound' },
      options,
    });
  }

  /**
   * Turns a device's agent from Python 2 to 3, once the command has been run.
   *
   * @throws {ApiError} reason `deploymentRunning`, with the deployments in `ids` if the service names them
   */
  upgrade(deviceId: string, options?: CallOptions): Promise<Onboarding> {
    return this.request({
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
      options,
    });
  }

  private script(knownId?: string): Decode<Onboarding> {
    return json(
      v.pipe(
        v.object({
          response: v.object({
            data: secret,
            device_id: knownId === undefined ? v.string() : text,
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

function problemOf({
  name,
  rosDistro,
  runtimes,
  pythonVersion,
}: NewDevice): CallProblem | undefined {
  const refuse = (message: string): CallProblem => ({ reason: 'invalidParameter', message });
  if (name.trim() === '') return refuse('the name is empty');
  if (rosDistro !== 'noetic') return undefined;
  if (runtimes.includes('preinstalled')) {
    return refuse('noetic does not go with the preinstalled runtime');
  }
  return pythonVersion === '2' ? refuse('noetic does not go with Python 2') : undefined;
}
