import type { FastifyInstance } from 'fastify';
import { fieldsOf } from '../context';
import type { Device } from '../device';
import { requiredText } from '../keyValues';
import { Refusal, success } from '../refusal';

interface OfDevice {
  Params: { uuid: string };
}
interface OfMetric {
  Params: { uuid: string; name: string };
}

/** Name of a system metric -> the collector's settings for it. */
const configs: Readonly<Record<string, object>> = {
  cpu: {
    interval: '30s',
    name: 'cpu',
    percpu: true,
    totalcpu: true,
    collect_cpu_time: false,
    report_active: false,
  },
  memory: { interval: '30s', name: 'mem' },
  disk: { interval: '30s', name: 'disk' },
  diskio: { interval: '30s', name: 'diskio' },
  network: { interval: '30s', name: 'net' },
  wireless: { interval: '30s', name: 'wireless' },
};

/** `automatic` is what onboarding subscribed: reported alike, but no conflict for who subscribes. */
type Subscription = 'automatic' | 'subscribed' | 'unsubscribed';

/**
 * Subscriptions to the six system metrics. What is recorded does not depend on them.
 *
 * @see rapyuta-io-sdk tests/metric_test.py
 */
export function metricSubscriptionRoutes(server: FastifyInstance): void {
  const base = '/api/device-manager/v0/metrics';
  const known = new WeakMap<Device, Map<string, Subscription>>();
  const subscriptionsOf = (device: Device): Map<string, Subscription> => {
    const subscriptions =
      known.get(device) ??
      new Map(Object.keys(configs).map((name) => [name, 'automatic' as const]));
    known.set(device, subscriptions);
    return subscriptions;
  };

  server.get<OfDevice>(`${base}/:uuid`, ({ project, params }) =>
    success(
      [...subscriptionsOf(project.get(params.uuid))].map(([name, subscription]) => ({
        name,
        kind: 'metric',
        status: subscription === 'unsubscribed' ? 'unsubscribed' : 'subscribed',
        config: configs[name],
      })),
    ),
  );

  server.post<OfDevice>(`${base}/:uuid`, ({ project, params, body }, reply) => {
    const subscriptions = subscriptionsOf(project.get(params.uuid));
    const name = requiredText('name', fieldsOf(body)['name']);
    const subscription = subscriptions.get(name);
    if (!subscription) throw new Refusal(400, `unknown metric ${name}`);
    if (subscription === 'subscribed') throw new Refusal(409, `${name} is already subscribed`);
    subscriptions.set(name, 'subscribed');
    return reply.code(201).send(success({}));
  });

  server.delete<OfMetric>(`${base}/:uuid/:name`, ({ project, params }) => {
    const subscriptions = subscriptionsOf(project.get(params.uuid));
    // The platform's answers are stubs: to end what has ended is no error.
    if (!subscriptions.has(params.name)) throw new Refusal(404, 'metric not found');
    subscriptions.set(params.name, 'unsubscribed');
    return success({});
  });
}
