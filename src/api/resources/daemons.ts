import * as v from 'valibot';
import { type Daemon, daemonStates } from '../../domain/daemon';
import type { CallOptions } from '../core/call';
import { json } from '../core/envelope';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { count, orSkipped, text } from '../core/shapes';

/**
 * How platform services on devices are doing. Their settings hold secrets and are not read.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/models/daemons.py
 */
export class DaemonsApi {
  constructor(private readonly request: Request) {}

  /** Lists a device's daemons; the service leaves out, or sends null for, those that were never on. */
  list(deviceId: string, options?: CallOptions): Promise<readonly Daemon[]> {
    return this.request({
      part: 'v2',
      path: path`devices/daemons/${deviceId}/`,
      answer: json(daemons),
      reasons: { 404: 'deviceNotFound' },
      options,
    });
  }
}

const daemons = v.pipe(
  v.object({
    kind: v.string(),
    status: v.nullish(
      v.record(
        v.string(),
        orSkipped(
          v.nullish(
            v.object({
              enable: v.nullish(v.boolean()),
              status: text,
              error_code: text,
              reason: text,
              restart_count: count,
              exit_code: count,
            }),
          ),
        ),
      ),
    ),
  }),
  v.transform(({ status }): readonly Daemon[] =>
    Object.entries(status ?? {}).flatMap(([name, wire]) => {
      if (!wire) return [];
      const rawState = wire.status ?? '';
      return {
        name,
        isEnabled: wire.enable ?? false,
        state: daemonStates.find((state) => state === rawState) ?? 'unknown',
        rawState,
        ...(wire.error_code && { errorCode: wire.error_code }),
        ...(wire.reason && { reason: wire.reason }),
        ...(typeof wire.exit_code === 'number' && { exitCode: wire.exit_code }),
        ...(typeof wire.restart_count === 'number' && { restartCount: wire.restart_count }),
      };
    }),
  ),
);
