import type { FastifyInstance } from 'fastify';
import { queryValues } from '../context';
import { v2Deployment } from '../deployments';
import { v2Page } from '../v2';

/**
 * The v2 host's list of deployments, by device name and phase.
 *
 * @see rapyuta-io-sdk-v2 rapyuta_io_sdk_v2/models/deployment.py
 */
export function deploymentRoutes(server: FastifyInstance): void {
  server.get('/v2/deployments/', ({ project, query }) => {
    const names = queryValues(query, 'deviceName');
    const phases = queryValues(query, 'phases');
    const found = project
      .all()
      .filter(({ name }) => names.length === 0 || names.includes(name))
      .flatMap((device) => device.deployments.map((deployment) => v2Deployment(deployment, device)))
      .filter(({ status }) => phases.length === 0 || phases.includes(status.phase));
    return v2Page(query, found);
  });
}
