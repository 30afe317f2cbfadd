import * as v from 'valibot';
import { data, nothing } from './envelope';
import { path } from './path';
import type { Request } from './request';
import { type Qos, qosNumbers } from './topics';

/** The metrics every device can record of itself. */
export const systemMetrics = ['cpu', 'memory', 'disk', 'diskio', 'network', 'wireless'] as const;
export type SystemMetric = (typeof systemMetrics)[number];

/** Whether a device records a metric. */
export interface MetricSubscription {
  /** One of `systemMetrics`, or one that came later. */
  name: string;
  /** `metric` for all that is known. */
  kind: string;
  status: 'subscribed' | 'unsubscribed' | 'unknown';
  /** The status word as the service sent it. */
  rawStatus: string;
  /** Group that queries know it by, such as `mem` for `memory`. */
  group?: string;
  /** How often it is measured, such as `30s`. */
  interval?: string;
}

/**
 * Which system metrics devices record. Since 2022 the platform subscribes all of them by itself and may
 * do nothing on the two calls that change it.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py, tests/metric_test.py
 */
export class MetricSubscriptionsApi {
  constructor(private readonly request: Request) {}

  /** Lists the metrics a device can record, and whether it does. */
  list(deviceId: string, signal?: AbortSignal): Promise<readonly MetricSubscription[]> {
    return this.request(
      { method: 'GET', path: path`metrics/${deviceId}`, answer: subscriptions, reasons },
      signal,
    );
  }

  /**
   * Starts recording a metric.
   *
   * @throws {ApiError} `conflict` when it is recorded already
   */
  subscribe(
    deviceId: string,
    name: SystemMetric,
    qos: Qos = 'low',
    signal?: AbortSignal,
  ): Promise<void> {
    return this.request(
      {
        method: 'POST',
        path: path`metrics/${deviceId}`,
        body: { name, config: { qos: qosNumbers[qos] } },
        answer: nothing,
        reasons,
      },
      signal,
    );
  }

  /** Ends recording a metric. */
  unsubscribe(deviceId: string, name: SystemMetric, signal?: AbortSignal): Promise<void> {
    return this.request(
      { method: 'DELETE', path: path`metrics/${deviceId}/${name}`, answer: nothing, reasons },
      signal,
    );
  }
}

const reasons = { 404: 'deviceNotFound' } as const;
const text = v.nullish(v.string());

const subscription = v.pipe(
  v.object({
    name: v.string(),
    kind: text,
    status: text,
    config: v.nullish(v.object({ name: text, interval: text })),
  }),
  v.transform(({ name, kind, status, config }): MetricSubscription => {
    const isKnown = status === 'subscribed' || status === 'unsubscribed';
    return {
      name,
      kind: kind ?? 'metric',
      status: isKnown ? status : 'unknown',
      rawStatus: status ?? '',
      ...(config?.name && { group: config.name }),
      ...(config?.interval && { interval: config.interval }),
    };
  }),
);

const subscriptions = data(
  v.pipe(
    v.nullable(v.array(subscription)),
    v.transform((list): readonly MetricSubscription[] => list ?? []),
  ),
);
