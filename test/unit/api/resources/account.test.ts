import assert from 'node:assert/strict';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

const me = {
  kind: 'User',
  metadata: { name: 'Dev One', guid: 'user-guid-1' },
  spec: {
    firstName: 'Dev',
    lastName: 'One',
    emailID: 'dev@example.com',
    organizations: [{ guid: 'org-a', name: 'Acme', shortGUID: 'acmex', roleNames: null }],
    projects: [{ guid: 'project-b', name: 'warehouse', organizationGUID: 'org-a' }],
    userGroups: null,
  },
};

describe('AccountApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const account = () => connect(server.url).client.account;

  it('tells whose token it is, with organizations and projects', async () => {
    server.reply({ body: me });
    assert.deepEqual(await account().user(), {
      id: 'user-guid-1',
      name: 'Dev One',
      email: 'dev@example.com',
      organizations: [{ id: 'org-a', name: 'Acme', shortId: 'acmex' }],
      projects: [{ id: 'project-b', name: 'warehouse', organizationId: 'org-a' }],
    });
    assert.equal((await server.arrived(1)).target, '/v2/users/me/');
  });

  for (const [what, body, name] of [
    ['null lists', { ...me, spec: { ...me.spec, organizations: null, projects: null } }, 'Dev One'],
    ['a service account', { kind: 'ServiceAccount', metadata: { guid: 'sa-1', name: 'ci' } }, 'ci'],
    ['no display name', { metadata: { guid: 'u' }, spec: { firstName: 'Dev' } }, 'Dev'],
    ['no name at all', { metadata: { guid: 'u', name: '' }, spec: null }, 'u'],
  ] as const) {
    it(`reads a user with ${what}`, async () => {
      server.reply({ body });
      const user = await account().user();
      assert.deepEqual([user.name, user.organizations, user.projects], [name, [], []]);
    });
  }

  it('leaves out an organization and a project that cannot be read', async () => {
    const organizations = [{ guid: 7 }, ...me.spec.organizations];
    const projects = [{}, ...me.spec.projects];
    server.reply({ body: { ...me, spec: { ...me.spec, organizations, projects } } });
    const user = await account().user();
    assert.deepEqual([user.organizations.length, user.projects.length], [1, 1]);
  });

  it('says that the token is refused', async () => {
    server.reply({ status: 401, body: { error: 'user cannot be authenticated' } });
    const error = await failureOf(account().user(), 'auth');
    assert.equal(error.message, 'user cannot be authenticated');
  });

  describe('projects', () => {
    const project = (number: number) => ({
      metadata: { guid: `project-${number}`, name: `p${number}`, organizationGUID: 'org-a' },
    });
    const numbers = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => project(from + index));

    async function collect(limit = 1000): Promise<string[]> {
      const ids: string[] = [];
      for await (const { id } of account().projects('org-a')) {
        ids.push(id);
        if (ids.length === limit) break;
      }
      return ids;
    }

    it('asks page after page until one is short', async () => {
      server.reply(({ query }) => {
        const start = Number(query.get('continue'));
        return {
          body: {
            metadata: { continue: start + 100 },
            items: numbers(start, start < 200 ? 100 : 1),
          },
        };
      });
      assert.equal((await collect()).length, 201);
      assert.deepEqual(
        server.seen.map(({ target }) => target),
        [0, 100, 200].map((n) => `/v2/projects/?continue=${n}&limit=100&organizations=org-a`),
      );
      assert.equal((await server.arrived(1)).headers['organizationguid'], 'org-a');
    });

    it('does not take a full page for a short one when an item of it cannot be read', async () => {
      server.reply(({ query }) => {
        const isFirst = query.get('continue') === '0';
        const items = [
          { metadata: { guid: null } },
          ...numbers(isFirst ? 0 : 100, isFirst ? 99 : 1),
        ];
        return { body: { metadata: { continue: 100 }, items } };
      });
      assert.equal((await collect()).length, 100);
      assert.equal(server.seen.length, 2);
    });

    it('asks for a page only when its first item is wanted', async () => {
      server.reply({ body: { metadata: { continue: 100 }, items: numbers(0, 100) } });
      await collect(100);
      assert.equal(server.seen.length, 1);
    });

    for (const [what, metadata] of [
      ['null', { continue: null }],
      ['absent', {}],
      ['missing with its metadata', undefined],
    ] as const) {
      it(`ends where the next page is ${what}`, async () => {
        server.reply({ body: { metadata, items: numbers(0, 100) } });
        assert.equal((await collect()).length, 100);
        assert.equal(server.seen.length, 1);
      });
    }

    for (const items of [[], null]) {
      it(`ends with the page ${JSON.stringify(items)}`, async () => {
        server.reply(({ query }) =>
          query.get('continue') === '0'
            ? { body: { metadata: { continue: 100 }, items: numbers(0, 100) } }
            : { body: { metadata: { continue: 200 }, items } },
        );
        assert.equal((await collect()).length, 100);
        assert.equal(server.seen.length, 2);
      });
    }

    it('is not held by a server that names the same page again', async () => {
      server.reply({ body: { metadata: { continue: 0 }, items: numbers(0, 100) } });
      assert.equal((await collect()).length, 100);
    });
  });
});
