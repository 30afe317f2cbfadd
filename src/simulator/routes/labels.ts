import type { FastifyInstance } from 'fastify';
import { success } from '../refusal';

/** Labels of a device (api.md 4.1). */
export function labelRoutes(server: FastifyInstance): void {
  const base = '/api/device-manager/v0/labels';

  server.get<{ Params: { uuid: string } }>(`${base}/:uuid`, (request) =>
    success(request.project.get(request.params.uuid).labels),
  );
}
