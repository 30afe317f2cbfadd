import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { refuseRunningDeployments } from '../deployments';
import type { Device } from '../device';
import type { Project } from '../fleet';
import { Onboarding } from '../onboarding';

interface OfDevice {
  Params: { uuid: string };
}

/**
 * New devices, their onboarding command, and the upgrade to Python 3.
 *
 * @see rapyuta-io-sdk rapyuta_io/clients/device_manager.py
 */
export function onboardingRoutes(server: FastifyInstance, { fleet, random }: Context): void {
  const base = '/api/device-manager/v0';
  const onboarding = new Onboarding(fleet, random);

  const invitation = (project: Project, device: Device) => {
    const { token, command } = onboarding.invite(project, device);
    return {
      status: 'success',
      response: { data: token, device_id: device.uuid, script_command: command },
    };
  };

  server.post(`${base}/auth-keys/`, ({ project, user, body }) =>
    invitation(project, onboarding.create(project, user.guid, body)),
  );

  server.get<OfDevice>(`${base}/auth-keys/:uuid/token`, ({ project, params }) =>
    invitation(project, project.get(params.uuid)),
  );

  server.put<OfDevice>(`${base}/devices/:uuid/upgrade`, (request) => {
    const { project, params } = request;
    const device = project.get(params.uuid);
    refuseRunningDeployments(device);
    project.change(device, { pythonVersion: '3' });
    const { token, command } = onboarding.invite(project, device);
    const data = { token, script_url: `http://${request.host}/start`, script_command: command };
    return { status: 'success', response: { data } };
  });

  const config = { scope: 'public' } as const;

  server.get('/start', { config }, (request, reply) => {
    onboarding.find(request.headers.authorization);
    const header = request.headers.authorization ?? '';
    return reply.type('text/x-shellscript').send(
      // The token was made here and checked above: it has no character that a shell knows.
      `#!/bin/sh\n# Nothing is installed: the simulated device just comes online.\ncurl -fsS -X POST -H 'Authorization: ${header}' http://${request.host}/start && echo 'Onboarded.'\n`,
    );
  });

  server.post('/start', { config }, (request, reply) => {
    onboarding.connect(request.headers.authorization);
    return reply.code(204).send();
  });
}
