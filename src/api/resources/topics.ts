import * as v from 'valibot';
import type {
  Qos,
  TopicKind,
  TopicsOutcome,
  TopicsStatus,
  TopicSubscription,
} from '../../domain/topic';
import type { CallOptions } from '../core/call';
import { AnswerError, data, readErrorText } from '../core/envelope';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { field, optionalListOf } from '../core/shapes';

/** A quality of service as the wire has it. */
export const qosNumbers: Readonly<Record<Qos, 0 | 1 | 2>> = { low: 0, medium: 1, high: 2 };

/**
 * ROS topics of devices, which the platform records on demand. Needs the device online.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device.py, tests/topic_test.py
 */
export class TopicsApi {
  constructor(private readonly request: Request) {}

  /** Lists the names of a device's topics; none when the device cannot tell. */
  list(deviceId: string, options?: CallOptions): Promise<readonly string[]> {
    return this.request({ path: path`topics/${deviceId}`, answer: topicList, reasons, options });
  }

  /**
   * Tells which topics are recorded.
   *
   * @throws {ApiError} reason `unknownTopicStatus` when the device cannot tell
   */
  status(deviceId: string, options?: CallOptions): Promise<TopicsStatus> {
    return this.request({
      path: path`topics/${deviceId}/status`,
      answer: topicsStatus,
      reasons,
      options,
    });
  }

  /**
   * Starts recording topics as one kind. A name that no topic has yet is taken as well.
   *
   * @throws {ApiError} `conflict` when the device says that it did nothing, without naming topics
   */
  subscribe(
    deviceId: string,
    topics: readonly TopicSubscription[],
    kind: TopicKind,
    options?: CallOptions,
  ): Promise<TopicsOutcome> {
    const wire = topics.map(({ name, qos = 'low', whitelistTags = [], whitelistFields = [] }) => ({
      name,
      config: {
        qos: qosNumbers[qos],
        whitelist_tag: whitelistTags,
        whitelist_field: whitelistFields,
      },
    }));
    return this.request({
      method: 'POST',
      path: path`topics/${deviceId}/subscribe`,
      body: { topics: wire, kind },
      answer: subscribeOutcome,
      reasons,
      options,
    });
  }

  /** Ends recording topics as one kind; fails as `subscribe` does. */
  unsubscribe(
    deviceId: string,
    topics: readonly string[],
    kind: TopicKind,
    options?: CallOptions,
  ): Promise<TopicsOutcome> {
    return this.request({
      method: 'POST',
      path: path`topics/${deviceId}/unsubscribed`, // so it is spelt
      body: { topics, kind },
      answer: unsubscribeOutcome,
      reasons,
      options,
    });
  }
}

const reasons = { 404: 'deviceNotFound' } as const;

/** `response.data` of all four: the device's own status, then an object or a text that holds it. */
function reply<T>(payload: v.GenericSchema<unknown, T>) {
  const parsed = v.pipe(v.string(), v.parseJson(), payload);
  return v.pipe(
    v.tuple([v.number(), v.union([parsed, payload])]),
    v.transform(([code, value]) => ({ code, value })),
  );
}

/** A topic, which comes as its name or as an object with it. */
const topicName = v.union([v.string(), field('name', v.string())]);
const topicNames = optionalListOf(topicName);

/** Whether the device itself said yes. */
const isReply = (value: unknown): boolean => Array.isArray(value) && value[0] === 200;

/** Whether the device itself said no, or did not say anything. */
function isRefusal(value: unknown): boolean {
  if (Array.isArray(value)) return value[0] !== 200;
  return !value || (typeof value === 'object' && Object.keys(value).length === 0);
}

const topicList = data(
  v.union([
    v.pipe(
      reply(v.object({ topics: topicNames })),
      v.check(({ code }) => code === 200),
      v.transform(({ value }): readonly string[] => value.topics),
    ),
    v.pipe(
      v.unknown(),
      v.check((value) => !isReply(value)),
      v.transform((): readonly string[] => []),
    ),
  ]),
);

const statusPayload = v.pipe(
  v.object({
    master_up: v.nullish(v.boolean()),
    topics: v.object({
      Subscribed: v.nullish(v.object({ metric: topicNames, log: topicNames })),
      Unsubscribed: topicNames,
    }),
  }),
  v.transform(({ master_up, topics: { Subscribed, Unsubscribed } }): TopicsStatus => {
    const ofKind = (kind: TopicKind): TopicsStatus['subscribed'] =>
      (Subscribed?.[kind] ?? []).map((name) => ({ name, kind }));
    return {
      isMasterUp: master_up ?? false,
      subscribed: [...ofKind('metric'), ...ofKind('log')],
      unsubscribed: Unsubscribed,
    };
  }),
);

const topicsStatus = data(
  v.union([
    v.pipe(
      reply(statusPayload),
      v.transform(({ value }) => value),
    ),
    v.pipe(
      v.unknown(),
      v.check(isRefusal),
      v.transform((): TopicsStatus => {
        throw new AnswerError('no topics were found', 'notFound', 'unknownTopicStatus');
      }),
    ),
  ]),
);

const failedTopics = v.pipe(
  optionalListOf(v.union([v.string(), v.record(v.string(), v.unknown())])),
  v.transform((failed): TopicsOutcome['failed'] =>
    failed.flatMap((one) =>
      typeof one === 'string'
        ? { name: one }
        : Object.entries(one).map(([name, reason]) =>
            typeof reason === 'string' ? { name, reason } : { name },
          ),
    ),
  ),
);

const isMasterUp = v.nullish(v.boolean(), false);

/** What became of a change, unless the device says that nothing did. */
function changeAnswer(outcome: v.GenericSchema<unknown, TopicsOutcome>) {
  return data(
    v.union([
      v.pipe(
        reply(outcome),
        v.check(
          ({ code, value: { done, failed } }) => code === 200 || done.length + failed.length > 0,
        ),
        v.transform(({ value }) => value),
      ),
      v.pipe(
        v.unknown(),
        v.check(isRefusal),
        v.transform((value): TopicsOutcome => {
          const payload: unknown = Array.isArray(value) ? value[1] : undefined;
          const text = typeof payload === 'string' ? payload : (JSON.stringify(payload) ?? '');
          throw new AnswerError(readErrorText(text) ?? 'the device did not do it', 'conflict');
        }),
      ),
    ]),
  );
}

const subscribeOutcome = changeAnswer(
  v.pipe(
    v.object({
      master_up: isMasterUp,
      subscribed_success: topicNames,
      subscribed_error: failedTopics,
    }),
    v.transform((wire): TopicsOutcome => ({
      isMasterUp: wire.master_up,
      done: wire.subscribed_success,
      failed: wire.subscribed_error,
    })),
  ),
);

const unsubscribeOutcome = changeAnswer(
  v.pipe(
    v.object({
      master_up: isMasterUp,
      unsubscribed_success: topicNames,
      unsubscribed_error: failedTopics,
    }),
    v.transform((wire): TopicsOutcome => ({
      isMasterUp: wire.master_up,
      done: wire.unsubscribed_success,
      failed: wire.unsubscribed_error,
    })),
  ),
);
