import assert from 'node:assert/strict';
import type { ApiClient } from '../../../src/api/client';
import { ApiError } from '../../../src/api/errors';
import { Account, type AccountState, type User } from '../../../src/model/account';
import { type Session, simulatorSession, tokenSession } from '../../../src/model/session';
import { FakeMemory, FakeSecrets } from '../../support/memory';

const one = { id: 'project-a', name: 'warehouse', organizationId: 'org-a' };
const two = { id: 'project-b', name: 'lab', organizationId: 'org-b' };
const organizations = [
  { id: 'org-a', name: 'Acme' },
  { id: 'org-b', name: 'Beta' },
];

describe('Account', () => {
  let secrets: FakeSecrets;
  let memory: FakeMemory;
  let asked: number;
  let user: User | ApiError;

  const open = (): Account =>
    new Account({
      secrets,
      memory,
      connect: () =>
        ({
          account: {
            user: () => {
              asked += 1;
              return user instanceof ApiError ? Promise.reject(user) : Promise.resolve(user);
            },
          },
        }) as unknown as ApiClient,
    });
  const session: Session = tokenSession('  Bearer tok-1 ', 'ga', {});
  const projectOf = (state: AccountState): string | undefined =>
    state.kind === 'signedIn' ? state.project?.id : undefined;

  beforeEach(() => {
    secrets = new FakeSecrets();
    memory = new FakeMemory();
    asked = 0;
    user = { id: 'u', name: 'Dev', organizations, projects: [one] };
  });

  it('is signed out when there is no stored session', async () => {
    const account = open();
    assert.equal(account.state.kind, 'starting');
    await account.restore();
    assert.equal(account.state.kind, 'signedOut');
  });

  it('takes the only project there is, and is the same after a restart without asking', async () => {
    await open().signIn(session);
    asked = 0;
    const later = open();
    await later.restore();
    assert.equal(projectOf(later.state), 'project-a');
    assert.equal(asked, 0);
  });

  it('leaves the choice of several projects to the user, and remembers it', async () => {
    user = { id: 'u', name: 'Dev', organizations, projects: [one, two] };
    const account = open();
    await account.signIn(session);
    assert.equal(projectOf(account.state), undefined);
    await account.choose(two);
    const later = open();
    await later.signIn(session);
    assert.equal(projectOf(later.state), 'project-b');
  });

  it('stays as it was when the token is refused', async () => {
    user = new ApiError('auth', 'no', { method: 'GET', path: '/' });
    const account = open();
    await account.restore();
    await assert.rejects(account.signIn(session), { kind: 'auth' });
    assert.equal(account.state.kind, 'signedOut');
    assert.equal(secrets.values.size, 0);
  });

  it('stores the token with the hosts it belongs to, and forgets it on signing out', async () => {
    const account = open();
    await account.signIn(tokenSession('tok-2', 'ga', { core: 'https://core.example' }));
    const [stored = ''] = secrets.values.values();
    assert.match(stored, /"tok-2"/);
    assert.match(stored, /core\.example/);
    await account.signOut();
    assert.equal(secrets.values.size, 0);
    assert.equal(account.state.kind, 'signedOut');
  });

  it('follows what another window does to the stored session', async () => {
    const here = open();
    await here.restore();
    const there = open();
    await there.signIn(session);
    await here.restore();
    assert.equal(here.state.kind, 'signedIn');
    await there.signOut();
    await here.restore();
    assert.equal(here.state.kind, 'signedOut');
  });

  it('stores nothing of a simulator, and returns to the stored session after it', async () => {
    const account = open();
    await account.signIn(session);
    user = { id: 's', name: 'Sim', organizations, projects: [one, two] };
    await account.signIn(simulatorSession('http://127.0.0.1:1', 'sim'), 'project-b');
    assert.equal(projectOf(account.state), 'project-b');
    await account.restore();
    assert.equal(account.state.kind === 'signedIn' && account.state.session.kind, 'simulator');
    assert.ok(![...secrets.values.values()].some((text) => text.includes('sim')));
    await account.signOut();
    assert.equal(account.state.kind === 'signedIn' && account.state.session.token, 'tok-1');
    assert.equal(projectOf(account.state), 'project-a');
  });

  it('takes a damaged secret for none', async () => {
    for (const text of ['', '{', 'null', '{"token":1}', '{"token":"x","hosts":{"core":1}}']) {
      secrets.values.set('rapyuta.session', text);
      const account = open();
      await account.restore();
      assert.equal(account.state.kind, 'signedOut', text);
    }
  });

  it('is signed out, and says why, when the secret store cannot be read', async () => {
    secrets.get = () => Promise.reject(new Error('locked'));
    const account = open();
    await assert.rejects(account.restore(), /locked/);
    assert.equal(account.state.kind, 'signedOut');
  });

  it('lists projects with the names of their organizations', async () => {
    const account = open();
    await account.signIn(session);
    assert.deepEqual(await account.listProjects(), [{ ...one, organizationName: 'Acme' }]);
  });
});

describe('tokenSession', () => {
  it('takes `Bearer` and blanks off what was copied', () => {
    assert.equal(tokenSession(' bearer  tok-1\n', 'ga', {}).token, 'tok-1');
  });

  it('says which settings to correct when they name no usable hosts', () => {
    assert.throws(() => tokenSession('t', 'nowhere', {}), {
      name: 'UserError',
      message: /settings/,
    });
    assert.throws(() => tokenSession('t', 'ga', { core: 'ftp://x' }), { name: 'UserError' });
  });
});
