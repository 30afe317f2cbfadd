import * as v from 'valibot';
import type { MetricSubscription, SystemMetric } from '../../domain/metric';
import type { Qos } from '../../domain/topic';
import type { CallOptions } from '../core/call';
import { data, nothing } from '../core/envelope';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { listOf, text } from '../core/shapes';
import { qosNumbers } from './topics';

/**
 * Which system metrics devices record. Since 2022 the platform subscribes all of them by itself and may
 * do nothing on the two calls that change it.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py, tests/metric_test.py
 */
export class MetricSubscriptionsApi {
  constructor(private readonly request: Request) {}

  /** Lists the metrics a device can record, and whether it does. */
  list(deviceId: string, options?: CallOptions): Promise<readonly MetricSubscription[]> {
    return this.request({
      path: path`metrics/${deviceId}`,
      answer: subscriptions,
      reasons,
      options,
    });
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
    options?: CallOptions,
  ): Promise<void> {
    return this.request({
      method: 'POST',
      path: path`metrics/${deviceId}`,
      body: { name, config: { qos: qosNumbers[qos] } },
      answer: nothing,
      reasons,
      options,
    });
  }

  /** Ends recording a metric. */
  unsubscribe(deviceId: string, name: SystemMetric, options?: CallOptions): Promise<void> {
    return this.request({
      method: 'DELETE',
      path: path`metrics/${deviceId}/${name}`,
      answer: nothing,
      reasons,
      options,
    });
  }
}

const reasons = { 404: 'deviceNotFound' } as const;

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

const subscriptions = data(listOf(subscription));
