import type { FastifyInstance } from 'fastify';
import { fieldsOf } from '../context';
import { type Device, requireOnline } from '../device';
import { Refusal } from '../refusal';
import { v2Time, v2Version } from '../v2';

interface OfDevice {
  Params: { uuid: string };
}

/** Services of a device's agent, as the v2 host spells them. */
const daemonNames = ['vpn', 'telegraf', 'tracing', 'docker_cache'] as const;

/**
 * Switches a device's services on and off, and tells how they are.
 *
 * @see rapyuta-io-cli riocli/device/vpn.py, rapyuta-io-sdk-v2 rapyuta_io_sdk_v2/models/daemons.py
 */
export function daemonRoutes(server: FastifyInstance): void {
  server.patch<OfDevice>(
    '/api/device-manager/v0/devices/:uuid/daemons',
    ({ project, params, body }) => {
      const device = project.get(params.uuid);
      const wanted = Object.entries(fieldsOf(body)).filter(([name]) => name !== 'config');
      if (wanted.length === 0) throw new Refusal(400, 'daemon parameter missing');
      for (const [name, isOn] of wanted)
        if (typeof isOn !== 'boolean') throw new Refusal(400, `${name} should be a boolean`);
      requireOnline(device);
      for (const [name, isOn] of wanted) {
        if (isOn === true) device.daemons.add(name);
        else device.daemons.delete(name);
      }
      // The SDK's sample has `success`, the CLI reads `status`: they get both.
      return { success: true, status: 'success' };
    },
  );

  server.get<OfDevice>('/v2/devices/daemons/:uuid/', ({ project, params }) =>
    v2Daemons(project.get(params.uuid), project.guid),
  );
}

function v2Daemons(device: Device, projectGUID: string) {
  const isOn = (name: string): boolean => device.daemons.has(name);
  const time = v2Time(device.registeredAt);
  return {
    kind: 'Daemon',
    apiVersion: v2Version,
    metadata: {
      guid: device.uuid,
      name: device.name,
      projectGUID,
      creatorGUID: device.createdBy,
      createdAt: time,
      updatedAt: time,
    },
    spec: {
      ...Object.fromEntries(
        daemonNames.map((name) => [`${name}_config`, isOn(name) ? { enable: true } : null]),
      ),
      pull_secret: null,
    },
    status: Object.fromEntries(
      daemonNames.map((name) => [
        name,
        isOn(name)
          ? {
              enable: true,
              status: device.status === 'ONLINE' ? 'running' : 'pending',
              error_code: '',
              reason: '',
              restart_count: 0,
              exit_code: 0,
            }
          : null,
      ]),
    ),
  };
}
