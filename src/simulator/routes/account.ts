import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import type { Organization, Project } from '../fleet';
import { wireTime } from '../device';

/**
 * The core host's view of a user.
 *
 * @see rapyuta-io-sdk tests/utils/user_response.py
 */
export function accountRoutes(server: FastifyInstance, { access }: Context): void {
  server.get('/api/user/me/get', { config: { scope: 'user' } }, ({ user }) => {
    const projects = access.projectsOf(user);
    const [primary] = user.organizations;
    return {
      guid: user.guid,
      firstName: user.firstName,
      lastName: user.lastName,
      emailID: user.email,
      state: 'ACTIVATED',
      roleInOrganization: 'Admin',
      projects: projects.map(v1Project),
      organization: primary && {
        ...v1Organization(primary),
        state: 'ACTIVATED',
        countryID: 103,
        country: { ID: 103, name: 'India', code: 'IN' },
        shortGUID: primary.shortGuid,
        creator: primary.creator,
      },
      organizations: user.organizations.map(v1Organization),
    };
  });
}

function v1Organization({ guid, name }: Organization) {
  return { guid, name };
}

function v1Project(project: Project, index: number) {
  const created = `${wireTime(project.createdAt)}Z`;
  return {
    ID: 39 + index,
    CreatedAt: created,
    UpdatedAt: created,
    DeletedAt: null,
    name: project.name,
    guid: project.guid,
    creator: project.creator,
    organization: {
      ...v1Organization(project.organization),
      shortGUID: project.organization.shortGuid,
      state: 'ACTIVATED',
      country: null,
    },
  };
}
