import type { FastifyInstance } from 'fastify';
import { queryValues } from '../context';
import { v2Deployment } from '../deployments';
import { v2Page } from '../v2';

/**
 * The v2 host's list of deployments, by device, name, guid and phase.
 *
 * @see rapyuta-io-sdk-v2 rapyuta_io_sdk_v2/models/deployment.py
 */
export function deploymentRoutes(server: FastifyInstance): void {
  server.get('/v2/deployments/', ({ project, query }) => {
    const isAsked = (value: string, ...keys: string[]): boolean => {
      const wanted = keys.flatMap((key) => queryValues(query, key));
      return wanted.length === 0 || wanted.includes(value);
    };
    const found = project
      .all()
      .filter(({ name }) => isAsked(name, 'deviceName'))
      .flatMap((device) => device.deployments.map((deployment) => v2Deployment(deployment, device)))
      .filter(
        ({ metadata, status }) =>
          isAsked(metadata.name, 'name', 'names') &&
          isAsked(metadata.guid, 'guids') &&
          isAsked(status.phase, 'phases'),
      );
    return v2Page(query, found);
  });
}
