import * as v from 'valibot';
import type { Deployment } from '../../domain/deployment';
import type { DeviceDeployment } from '../../domain/device';
import type { CallOptions } from '../core/call';
import { data, json } from '../core/envelope';
import type { CallProblem } from '../core/errors';
import { pageOf, walkPages } from '../core/pages';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { count, optionalListOf, orSkipped, text } from '../core/shapes';
import { parseTimestamp } from '../core/timestamp';
import { oneDevice } from './deviceShapes';

/**
 * What is deployed on devices.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/device/deployment.py
 */
export class DeploymentsApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's deployments as the device itself reports them, ended ones too. */
  async listOfDevice(
    deviceId: string,
    options?: CallOptions,
  ): Promise<readonly DeviceDeployment[]> {
    const device = await this.request({
      path: path`devices/${deviceId}`,
      answer: data(oneDevice),
      reasons: { 404: 'deviceNotFound' },
      options,
    });
    return device.deployments;
  }

  /**
   * Lists the deployments on a device that have not been stopped, page by page.
   *
   * @param deviceName  its name, not its id
   */
  list(deviceName: string, options?: CallOptions): AsyncGenerator<Deployment, void, undefined> {
    return walkPages((page) =>
      this.request({
        part: 'v2',
        path: 'deployments/',
        query: { ...page, deviceName, phases: livePhases },
        answer: json(pageOf(deployment)),
        problem: deviceName === '' ? noName : undefined,
        options,
      }),
    );
  }
}

/** The service takes an empty name for none, and would list the deployments of every device. */
const noName: CallProblem = { reason: 'invalidParameter', message: 'the device has no name' };
const livePhases = ['InProgress', 'Provisioning', 'Succeeded', 'FailedToStart'];

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
        error_codes: optionalListOf(v.string()),
        executables_status: v.nullish(
          v.record(
            v.string(),
            orSkipped(
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
