import type { FastifyInstance } from 'fastify';
import { queryValues } from '../context';
import { fullDevice, partialDevice } from '../device';
import { success } from '../refusal';
import { selects } from '../selection';

interface OfDevice {
  Params: { uuid: string };
}

/** Devices: list, get, select by architecture, update, delete (api.md 3). */
export function deviceRoutes(server: FastifyInstance): void {
  const base = '/api/device-manager/v0';

  server.get(`${base}/devices/`, (request, reply) => {
    const [name] = queryValues(request.query, 'name');
    if (name === undefined)
      return reply.type('application/json').send(request.project.listAnswer());
    // No source tells whether a part of the name would do; the whole one is what clients rely on.
    const named = request.project.all().filter((device) => device.name === name);
    return reply.send(success(named.map(partialDevice)));
  });

  server.get<OfDevice>(`${base}/devices/:uuid`, (request) =>
    success(fullDevice(request.project.get(request.params.uuid))),
  );

  server.post(`${base}/selection/query/`, (request) => {
    const online = request.project.all().filter(({ status }) => status === 'ONLINE');
    return success(
      online
        .filter((device) => selects(request.body, { cpuarch: device.architecture }))
        .map(({ number, uuid, name, status }) => ({ id: number, uuid, name, status })),
    );
  });
}
