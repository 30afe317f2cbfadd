import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf, queryValues } from '../context';
import {
  type DeviceStatus,
  deviceStatuses,
  fullDevice,
  partialDevice,
  requireOnline,
  summary,
} from '../device';
import { refuseRunningDeployments } from '../deployments';
import { requiredText, text } from '../keyValues';
import { Refusal, success } from '../refusal';
import { selects } from '../selection';

interface OfDevice {
  Params: { uuid: string };
}

/**
 * Devices: list, get, select by architecture, update, delete, migrate.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/device_manager.py, tests/utils/device_respones.py
 */
export function deviceRoutes(server: FastifyInstance, { access, places, uploads }: Context): void {
  const base = '/api/device-manager/v0';

  server.get(`${base}/devices/`, (request, reply) => {
    const [name] = queryValues(request.query, 'name');
    if (name === undefined) {
      const pieces = Readable.from(request.project.listAnswer(), { highWaterMark: 1 });
      return reply.type('application/json; charset=utf-8').send(pieces);
    }
    // No source tells whether a part of the name would do; the whole one is what clients rely on.
    const named = request.project.all().filter((device) => device.name === name);
    return reply.send(success(named.map(partialDevice)));
  });

  server.get<OfDevice>(`${base}/devices/:uuid`, ({ project, params }) =>
    success(fullDevice(project.get(params.uuid))),
  );

  server.post(`${base}/selection/query/`, ({ project, body }) => {
    const online = project.all().filter(({ status }) => status === 'ONLINE');
    return success(
      online
        .filter((device) => selects(body, new Map([['cpuarch', device.architecture]])))
        .map(({ number, uuid, name, status }) => ({ id: number, uuid, name, status })),
    );
  });

  // Clients send their whole device object: what is not changeable is ignored, as is no field at all.
  server.put(`${base}/devices/`, ({ project, body }) => {
    const fields = fieldsOf(body);
    const device = project.get(requiredText('device_id', fields['device_id']));
    const status = fields['status'] ?? device.status;
    if (!isStatus(status)) throw new Refusal(400, 'invalid status');
    project.change(device, {
      name: requiredText('name', fields['name'] ?? device.name),
      description: text('description', fields['description'] ?? device.description),
    });
    project.setStatus(device, status);
    return success(summary(device));
  });

  server.delete<OfDevice>(`${base}/devices/:uuid`, async ({ project, params }) => {
    const device = project.get(params.uuid);
    refuseRunningDeployments(device);
    project.remove(device);
    uploads.cancelAll(project, device);
    await places.forget(device);
    return success({});
  });

  server.put<OfDevice>(`${base}/devices/:uuid/migrate`, ({ user, project, params, body }) => {
    const device = project.get(params.uuid);
    const target = access.projectOf(user, requiredText('project', fieldsOf(body)['project']));
    requireOnline(device);
    refuseRunningDeployments(device);
    if (target !== project) {
      target.add(device);
      project.remove(device);
    }
    return success({});
  });
}

function isStatus(value: unknown): value is DeviceStatus {
  return deviceStatuses.some((status) => status === value);
}
