import * as v from 'valibot';
import type { DeviceDeployment } from './devices';
import { oneDevice } from './deviceAnswers';
import { data, json } from './envelope';
import { pageOf, walkPages } from './pages';
import { path } from './path';
import type { Request } from './request';
import { parseTimestamp } from './timestamp';

/** One program of a deployment. */
export interface Executable {
  name: string;
  /** Free vocabulary. */
  status: string;
  reason?: string;
  errorCode?: string;
  exitCode?: number;
  restartCount?: number;
}

/** A deployment on a device as the platform sees it. */
export interface Deployment {
  /** Guid, `dep-...`. */
  id: string;
  name: string;
  /** Such as `Succeeded`, which means that it is deployed. */
  phase: string;
  /** Such as `Running`. */
  status: string;
  errorCodes: readonly string[];
  packageName?: string;
  packageVersion?: string;
  executables: readonly Executable[];
  createdAt?: Date;
}

/**
 * What is deployed on devices.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/deployment.py
 */
export class DeploymentsApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's deployments as the device itself reports them, ended ones too. */
  async listOfDevice(deviceId: string, signal?: AbortSignal): Promise<readonly DeviceDeployment[]> {
    const device = await this.request(
      {
        method: 'GET',
        path: path`devices/${deviceId}`,
        answer: data(oneDevice),
        reasons: { 404: 'deviceNotFound' },
      },
      signal,
    );
    return device.deployments;
  }

  /**
   * Lists the deployments on a device that have not been stopped, page by page.
   *
   * @param deviceName  its name, not its id
   */
  list(deviceName: string, signal?: AbortSignal): AsyncGenerator<Deployment, void, undefined> {
    return walkPages((page) =>
      this.request(
        {
          method: 'GET',
          part: 'v2',
          path: 'deployments/',
          query: { ...page, deviceName, phases: livePhases },
          answer: json(pageOf(deployment)),
        },
        signal,
      ),
    );
  }
}

const livePhases = ['InProgress', 'Provisioning', 'Succeeded', 'FailedToStart'];
const text = v.nullish(v.string());
const count = v.nullish(v.number());

const deployment = v.pipe(
  v.object({
    metadata: v.object({
      guid: v.string(),
      name: v.string(),
      createdAt: text,
      depends: v.nullish(v.object({ nameOrGUID: text, version: text })),
    }),
    status: v.nullish(
      v.object({
        phase: text,
        status: text,
        error_codes: v.nullish(v.array(v.string())),
        executables_status: v.nullish(
          v.record(
            v.string(),
            v.nullable(
              v.object({
                status: text,
                reason: text,
                error_code: text,
                exit_code: count,
                restart_count: count,
              }),
            ),
          ),
        ),
      }),
    ),
  }),
  v.transform(({ metadata: { guid, name, createdAt, depends }, status }): Deployment => {
    const date = parseTimestamp(createdAt);
    return {
      id: guid,
      name,
      phase: status?.phase ?? '',
      status: status?.status ?? '',
      errorCodes: status?.error_codes ?? [],
      executables: Object.entries(status?.executables_status ?? {}).map(([key, wire]) => ({
        name: key,
        status: wire?.status ?? '',
        ...(wire?.reason && { reason: wire.reason }),
        ...(wire?.error_code && { errorCode: wire.error_code }),
        ...(typeof wire?.exit_code === 'number' && { exitCode: wire.exit_code }),
        ...(typeof wire?.restart_count === 'number' && { restartCount: wire.restart_count }),
      })),
      ...(depends?.nameOrGUID && { packageName: depends.nameOrGUID }),
      ...(depends?.version && { packageVersion: depends.version }),
      ...(date && { createdAt: date }),
    };
  }),
);
