import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { type DeviceStatus, deviceStatuses, fullDevice } from '../device';
import { type FaultSpec, faultSchema } from '../faults';
import { Refusal } from '../refusal';

/**
 * The simulator's own endpoints, under `/__simulator/`, for whoever holds the announced token:
 *
 *   POST   faults           a fault or a list of them (see `FaultSpec`); answers them with ids
 *   GET    faults           the faults in force, each with its `hits`
 *   DELETE faults           everything works again
 *   POST   devices/{uuid}   `{"status": "OFFLINE"}`: what happens to devices by themselves
 *   GET    requests         the latest requests: method, path, query, status, at
 *   DELETE requests         forget them
 *   GET    users            who can sign in: email, password and organizations
 *   POST   device-codes     `{"userCode", "answer": "approve" | "deny"}`: what a browser would do
 *   PUT    settings         `{"signedUrlSeconds": 1, "uploadPendingSeconds": 0.1}`: how long signed
 *                           URLs work, and how long uploads are at least PENDING
 */
export function adminRoutes(server: FastifyInstance, context: Context): void {
  const { faults, fleet, requests, access, deviceFlow, signedUrls, uploads } = context;
  const base = '/__simulator';
  const config = { scope: 'owner' } as const;

  const body = { anyOf: [faultSchema, { type: 'array', items: faultSchema }] };
  server.post<{ Body: FaultSpec | readonly FaultSpec[] }>(
    `${base}/faults`,
    { config, schema: { body } },
    (request, reply) => reply.code(201).send([request.body].flat().map((spec) => faults.add(spec))),
  );
  server.get(`${base}/faults`, { config }, () => faults.list());
  server.delete(`${base}/faults`, { config }, (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  const status = { enum: deviceStatuses };
  const change = { type: 'object', required: ['status'], properties: { status } };
  server.post<{ Params: { uuid: string }; Body: { status: DeviceStatus } }>(
    `${base}/devices/:uuid`,
    { config, schema: { body: change } },
    (request) => {
      const { uuid } = request.params;
      const project = fleet.projects.find((candidate) => candidate.find(uuid));
      if (!project) throw new Refusal(404, 'device not found');
      const device = project.get(uuid);
      project.setStatus(device, request.body.status);
      return fullDevice(device);
    },
  );

  server.get(`${base}/requests`, { config }, () => requests.list());
  server.delete(`${base}/requests`, { config }, (_request, reply) => {
    requests.clear();
    return reply.code(204).send();
  });

  server.get(`${base}/users`, { config }, () =>
    access.users.map(({ email, password, organizations }) => ({
      email,
      password,
      organizations: organizations.map(({ guid }) => guid),
    })),
  );

  const answer = { enum: ['approve', 'deny'] };
  const decision = {
    type: 'object',
    required: ['userCode', 'answer'],
    properties: { userCode: { type: 'string' }, answer },
  };
  server.post<{ Body: { userCode: string; answer: 'approve' | 'deny' } }>(
    `${base}/device-codes`,
    { config, schema: { body: decision } },
    (request, reply) => {
      const { userCode } = request.body;
      const user = request.body.answer === 'deny' ? 'denied' : access.users[0];
      if (!deviceFlow.decide(userCode, user)) throw new Refusal(404, 'code not found');
      return reply.code(204).send();
    },
  );

  const seconds = { type: 'number' };
  const settings = {
    type: 'object',
    additionalProperties: false,
    properties: { signedUrlSeconds: seconds, uploadPendingSeconds: seconds },
  };
  server.put<{ Body: { signedUrlSeconds?: number; uploadPendingSeconds?: number } }>(
    `${base}/settings`,
    { config, schema: { body: settings } },
    (request, reply) => {
      const { signedUrlSeconds, uploadPendingSeconds } = request.body;
      if (signedUrlSeconds !== undefined) signedUrls.lifetimeMs = signedUrlSeconds * 1000;
      if (uploadPendingSeconds !== undefined) uploads.pendingMs = uploadPendingSeconds * 1000;
      return reply.code(204).send();
    },
  );
}
