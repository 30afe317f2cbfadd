import type { FastifyInstance } from 'fastify';
import { Commands } from '../commands';
import { parseCommand } from '../commandBody';
import { type Context, queryValues } from '../context';
import type { Device } from '../device';
import type { Project } from '../fleet';
import { Refusal, success } from '../refusal';

/**
 * Commands in all their modes, and the poll for the asynchronous ones.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/device.py, rapyuta-io-cli riocli/device/execute.py
 */
export function commandRoutes(server: FastifyInstance, context: Context): void {
  const base = '/api/device-manager/v0/cmd';
  const commands = new Commands(context.places, context.random);

  server.post(`${base}/`, async (request) => {
    const { deviceIds, mode, command } = parseCommand(request.body);
    const devices = reachable(request.project, deviceIds);
    if (mode === 'background') {
      for (const device of devices) void commands.run(device, { ...command, isDetached: true });
      return success(Object.fromEntries(devices.map(({ uuid }) => [uuid, 'SUCCESS'])));
    }
    const answers = new Map(devices.map((device) => [device.uuid, commands.run(device, command)]));
    if (mode === 'job') return success({ jid: context.jobs.open(request.project, answers) });
    const outputs = [...answers].map(async ([uuid, output]) => [uuid, await output] as const);
    return success(Object.fromEntries(await Promise.all(outputs)));
  });

  server.get<{ Params: { jid: string } }>(`${base}/:jid`, ({ project, params, query }) =>
    success(context.jobs.outputs(project, params.jid, queryValues(query, 'device_id'))),
  );
}

/**
 * The devices that will answer. Who is unknown or not online is missing from the answer, which is
 * how the CLI reads it; no source tells the platform's answer when nobody is known, 404 is a guess.
 */
function reachable(project: Project, uuids: readonly string[]): Device[] {
  const known = [...new Set(uuids)].flatMap((uuid) => project.find(uuid) ?? []);
  if (known.length === 0) throw new Refusal(404, 'device not found');
  return known.filter(({ status }) => status === 'ONLINE');
}
