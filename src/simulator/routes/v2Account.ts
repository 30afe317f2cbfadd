import type { FastifyInstance } from 'fastify';
import type { User } from '../access';
import { type Context, queryValues } from '../context';
import type { Organization, Project } from '../fleet';
import { Refusal } from '../refusal';
import { v2Page, v2Time, v2Version } from '../v2';

interface ByGuid {
  Params: { guid: string };
}

/**
 * The v2 host's users, projects and organizations.
 *
 * @see rapyuta-io-sdk-v2 rapyuta_io_sdk_v2/client.py, rapyuta_io_sdk_v2/models/user.py
 */
export function v2AccountRoutes(server: FastifyInstance, { access }: Context): void {
  const config = { scope: 'user' } as const;

  server.get('/v2/users/me/', { config }, ({ user }) => v2User(user, access.projectsOf(user)));

  server.get('/v2/users/permissions/', { config }, ({ user }) => ({
    organization: {},
    projects: Object.fromEntries(
      access
        .projectsOf(user)
        .map(({ guid }) => [guid, { device: { get_device: ['.*'], list_device: ['.*'] } }]),
    ),
    groups: {},
  }));

  server.get('/v2/projects/', { config }, (request) => {
    const organizations = queryValues(request.query, 'organizations');
    const [name] = queryValues(request.query, 'name');
    const statuses = queryValues(request.query, 'status');
    const found = access
      .projectsOf(request.user)
      .filter(
        (project) =>
          (organizations.length === 0 || organizations.includes(project.organization.guid)) &&
          (statuses.length === 0 || statuses.includes('Success')) &&
          (name === undefined || project.name === name),
      );
    return v2Page(request.query, found.map(v2Project));
  });

  server.get<ByGuid>('/v2/projects/:guid/', { config }, (request) => {
    const guid = request.params.guid;
    const project = access.projectsOf(request.user).find((candidate) => candidate.guid === guid);
    if (!project) throw hidden(access.knowsProject(guid), 'project');
    return v2Project(project);
  });

  server.get<ByGuid>('/v2/organizations/:guid/', { config }, (request) => {
    const guid = request.params.guid;
    const organization = request.user.organizations.find((candidate) => candidate.guid === guid);
    if (!organization) throw hidden(access.knowsOrganization(guid), 'organization');
    return v2Organization(organization, access.membersOf(organization));
  });
}

function hidden(doesExist: boolean, what: string): Refusal {
  return doesExist
    ? new Refusal(403, `user does not have access to the ${what}`)
    : new Refusal(404, `${what} not found`);
}

function v2User(user: User, projects: readonly Project[]) {
  return {
    kind: 'User',
    apiVersion: v2Version,
    metadata: { name: `${user.firstName} ${user.lastName}`, guid: user.guid },
    spec: {
      firstName: user.firstName,
      lastName: user.lastName,
      emailID: user.email,
      organizations: user.organizations.map(({ guid, name, creator, shortGuid }) => ({
        guid,
        name,
        creator,
        shortGUID: shortGuid,
        roleNames: ['rio-org_member'],
      })),
      projects: projects.map(({ guid, name, creator, organization }) => ({
        guid,
        name,
        creator,
        organizationGUID: organization.guid,
        organizationCreator: organization.creator,
        roleNames: ['project_admin'],
      })),
      userGroups: null,
    },
  };
}

function v2Project(project: Project) {
  return {
    kind: 'Project',
    apiVersion: v2Version,
    metadata: {
      guid: project.guid,
      name: project.name,
      createdAt: v2Time(project.createdAt),
      updatedAt: v2Time(project.createdAt),
      creatorGUID: project.creator,
      organizationGUID: project.organization.guid,
      labels: {},
    },
    spec: {
      features: {
        vpn: { enabled: false, subnets: [] },
        tracing: { enabled: false },
        dockerCache: { enabled: false },
      },
    },
    status: { status: 'Success', vpn: 'Disabled', tracing: 'Disabled' },
  };
}

function v2Organization(organization: Organization, members: readonly User[]) {
  return {
    kind: 'Organization',
    apiVersion: v2Version,
    metadata: {
      guid: organization.guid,
      name: organization.name,
      creatorGUID: organization.creator,
      shortGUID: organization.shortGuid,
    },
    spec: {
      members: members.map(({ guid, email }) => ({
        subject: { kind: 'User', name: email, guid },
        roleNames: ['rio-org_member'],
      })),
    },
  };
}
