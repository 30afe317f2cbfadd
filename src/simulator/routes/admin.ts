import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import type { Context } from '../context';
import { deviceStatuses, fullDevice } from '../device';
import { faultShape } from '../faults';
import { Refusal } from '../refusal';

const faultsShape = v.union([faultShape, v.array(faultShape)]);
const statusShape = v.object({ status: v.picklist(deviceStatuses) });
const decisionShape = v.object({ userCode: v.string(), answer: v.picklist(['approve', 'deny']) });
const settingsShape = v.strictObject({
  signedUrlSeconds: v.exactOptional(v.number()),
  uploadPendingSeconds: v.exactOptional(v.number()),
});

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

  server.post(`${base}/faults`, { config }, ({ body }, reply) => {
    const specs = [checked(faultsShape, body)].flat();
    return reply.code(201).send(specs.map((spec) => faults.add(spec)));
  });
  server.get(`${base}/faults`, { config }, () => faults.list());
  server.delete(`${base}/faults`, { config }, (_request, reply) => {
    faults.clear();
    return reply.code(204).send();
  });

  server.post<{ Params: { uuid: string } }>(
    `${base}/devices/:uuid`,
    { config },
    ({ params, body }) => {
      const { status } = checked(statusShape, body);
      const project = fleet.projects.find((candidate) => candidate.find(params.uuid));
      if (!project) throw new Refusal(404, 'device not found');
      const device = project.get(params.uuid);
      project.setStatus(device, status);
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

  server.post(`${base}/device-codes`, { config }, ({ body }, reply) => {
    const { userCode, answer } = checked(decisionShape, body);
    const user = answer === 'deny' ? 'denied' : access.users[0];
    if (!deviceFlow.decide(userCode, user)) throw new Refusal(404, 'code not found');
    return reply.code(204).send();
  });

  server.put(`${base}/settings`, { config }, ({ body }, reply) => {
    const { signedUrlSeconds, uploadPendingSeconds } = checked(settingsShape, body);
    if (signedUrlSeconds !== undefined) signedUrls.lifetimeMs = signedUrlSeconds * 1000;
    if (uploadPendingSeconds !== undefined) uploads.pendingMs = uploadPendingSeconds * 1000;
    return reply.code(204).send();
  });
}

/** @throws {Refusal} 400 when a body does not have the shape */
function checked<Shape extends v.GenericSchema>(shape: Shape, body: unknown): v.InferOutput<Shape> {
  const result = v.safeParse(shape, body);
  if (!result.success) throw new Refusal(400, v.summarize(result.issues));
  return result.output;
}
