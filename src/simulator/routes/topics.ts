import type { FastifyInstance } from 'fastify';
import { type Device, requireOnline } from '../device';
import { success } from '../refusal';
import { DeviceTopics } from '../topics';

interface OfDevice {
  Params: { uuid: string };
}

/**
 * ROS topics of a device. `data` is the device's own `[code, payload]`; the payload is
 * an object or that object as JSON text, by the age of the device's agent. Answers to changes are
 * always text: the SDK reads nothing else.
 *
 * @see rapyuta-io-sdk tests/topic_test.py
 */
export function topicRoutes(server: FastifyInstance): void {
  const base = '/api/device-manager/v0/topics';
  const known = new WeakMap<Device, DeviceTopics>();
  const topicsOf = (device: Device): DeviceTopics => {
    const topics = known.get(device) ?? new DeviceTopics(device);
    known.set(device, topics);
    return topics;
  };
  const code = (topics: DeviceTopics): number => (topics.isMasterUp ? 200 : 400);

  const answer = (device: Device, payloadOf: (topics: DeviceTopics) => object) => {
    // No source tells what an unreachable device gets; `false` is the answer that clients know.
    if (device.status !== 'ONLINE') return success(false);
    const topics = topicsOf(device);
    const payload = payloadOf(topics);
    return success([
      code(topics),
      device.pythonVersion === '2' ? JSON.stringify(payload) : payload,
    ]);
  };

  const change = (device: Device, changeOf: (topics: DeviceTopics) => object) => {
    requireOnline(device);
    const topics = topicsOf(device);
    const payload = changeOf(topics);
    const refused = 'subscribed_error' in payload ? payload.subscribed_error : [];
    const isRefused = Array.isArray(refused) && refused.length > 0;
    return success([isRefused ? 400 : code(topics), JSON.stringify(payload)]);
  };

  server.get<OfDevice>(`${base}/:uuid`, ({ project, params }) =>
    answer(project.get(params.uuid), (topics) => topics.list()),
  );
  server.get<OfDevice>(`${base}/:uuid/status`, ({ project, params }) =>
    answer(project.get(params.uuid), (topics) => topics.status()),
  );
  server.post<OfDevice>(`${base}/:uuid/subscribe`, ({ project, params, body }) =>
    change(project.get(params.uuid), (topics) => topics.subscribe(body)),
  );
  server.post<OfDevice>(`${base}/:uuid/unsubscribed`, ({ project, params, body }) =>
    change(project.get(params.uuid), (topics) => topics.unsubscribe(body)),
  );
}
