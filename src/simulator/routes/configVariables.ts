import type { FastifyInstance } from 'fastify';
import { type Context, fieldsOf } from '../context';
import { wireVariable } from '../device';
import { KeyValues } from '../keyValues';
import { Refusal, success } from '../refusal';

interface OfDevice {
  Params: { uuid: string };
}
interface OfVariable {
  Params: { id: string };
}

/**
 * Config variables of a device. Protected ones are the client's business, as on the
 * platform.
 *
 * @see rapyuta-io-sdk tests/device_config_test.py
 */
export function configVariableRoutes(server: FastifyInstance, { fleet }: Context): void {
  const base = '/api/device-manager/v0/config_variables';
  const variables = new KeyValues(fleet, 'variables');

  server.get<OfDevice>(`${base}/device/:uuid`, ({ project, params }) =>
    success(project.get(params.uuid).variables.map(wireVariable)),
  );

  server.post<OfDevice>(`${base}/device/:uuid`, ({ project, params, body }) => {
    const { key, value } = fieldsOf(body);
    return success(variables.add(project, params.uuid, [[key, value]])[0]);
  });

  server.put<OfVariable>(`${base}/:id`, ({ project, params, body }) =>
    success(variables.change(project, params.id, body)),
  );

  server.delete<OfVariable>(`${base}/:id`, ({ project, params }, reply) => {
    try {
      variables.remove(project, params.id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      // The platform's own 404 says "success" in its body (rapyuta-io-sdk tests/utils/device_respones.py).
      const data = {};
      return reply
        .code(error.status)
        .send({ status: 'success', response: { data, error: error.error } });
    }
    return reply.send(success({}));
  });
}
