import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf } from '../context';
import { KeyValues } from '../keyValues';
import { Refusal, success } from '../refusal';

interface OfDevice {
  Params: { uuid: string };
}
interface OfLabel {
  Params: { id: string };
}

/**
 * Labels of a device. Added as a map, of which each pair becomes a label.
 *
 * @see rapyuta-io-sdk tests/device_label_test.py
 */
export function labelRoutes(server: FastifyInstance, { fleet }: Context): void {
  const base = '/api/device-manager/v0/labels';
  const labels = new KeyValues(fleet, 'labels');

  server.get<OfDevice>(`${base}/:uuid`, ({ project, params }) =>
    success(project.get(params.uuid).labels),
  );

  server.post<OfDevice>(`${base}/:uuid`, ({ project, params, body }) => {
    project.get(params.uuid);
    const pairs = Object.entries(fieldsOf(body));
    if (pairs.length === 0) throw new Refusal(400, 'labels parameter missing');
    return success(labels.add(project, params.uuid, pairs));
  });

  server.put<OfLabel>(`${base}/:id`, ({ project, params, body }) => {
    labels.change(project, params.id, body);
    return success({});
  });

  server.delete<OfLabel>(`${base}/:id`, ({ project, params }) => {
    labels.remove(project, params.id);
    return success({});
  });
}
