import type { FastifyInstance } from 'fastify';
import { fieldsOf } from '../context';
import { Refusal, success } from '../refusal';

/**
 * Configuration trees, and applying them to devices that are online.
 *
 * @see rapyuta-io-sdk tests/device_test.py
 */
export function parameterRoutes(server: FastifyInstance): void {
  server.get('/api/paramserver/tree', () => ({ data: ['params', 'navigation'] }));

  server.post('/api/device-manager/v0/parameters/', ({ project, body }) => {
    const devices = fieldsOf(body)['device_list'];
    if (!Array.isArray(devices) || devices.length === 0)
      throw new Refusal(400, 'device_list parameter missing');
    const ids = devices.map((id: unknown) => {
      if (typeof id !== 'string') throw new Refusal(400, 'device_id should be a string');
      return id;
    });
    return success(
      ids.map((id) =>
        project.find(id)?.status === 'ONLINE'
          ? { device_id: id, success: true }
          : { device_id: id, success: false, error: 'device is not online' },
      ),
    );
  });
}
