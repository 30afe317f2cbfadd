import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import { Cancelled } from '../../../../src/base/cancelled';
import type { User } from '../../../../src/domain/project';
import { Account, type AccountState } from '../../../../src/model/account/account';
import type { Credentials } from '../../../../src/model/account/credentials';
import {
  type Session,
  simulatorSession,
  tokenSession,
} from '../../../../src/model/account/session';
import { failOnError } from '../../../support/failOnError';
import { FakeSecrets, FakeValues } from '../../../support/storage';

const one = { id: 'project-a', name: 'warehouse', organizationId: 'org-a' };
const two = { id: 'project-b', name: 'lab', organizationId: 'org-b' };
const organizations = [
  { id: 'org-a', name: 'Acme' },
  { id: 'org-b', name: 'Beta' },
];

describe('Account', () => {
  let secrets: FakeSecrets;
  let values: FakeValues;
  let asked: number;
  let user: User | ApiError;

  const open = (): Account =>
    new Account({
      secrets,
      values,
      connect: () => ({
        user: () => {
          asked += 1;
          return user instanceof ApiError ? Promise.reject(user) : Promise.resolve(user);
        },
      }),
      reportError: failOnError,
    });
  const session: Session = tokenSession('  Bearer tok-1 ', 'ga', {});
  const credentialsOf = ({ state }: Account): Credentials => {
    assert.ok(state.kind === 'signedIn', state.kind);
    return state.credentials;
  };
  const projectOf = (state: AccountState): string | undefined =>
    state.kind === 'signedIn' ? state.project?.id : undefined;

  beforeEach(() => {
    secrets = new FakeSecrets();
    values = new FakeValues();
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
    assert.ok(account.isSimulated);
    assert.ok(![...secrets.values.values()].some((text) => text.includes('sim')));
    await account.signOut();
    assert.equal(await credentialsOf(account).token(), 'tok-1');
    assert.equal(projectOf(account.state), 'project-a');
  });

  it('treats a secret that is damaged, or has hosts that are no URLs, as none', async () => {
    const unsafe = JSON.stringify({
      token: 'x',
      hosts: { core: 'ftp://a', v2: 'b', rip: 'c', oidc: 'd' },
    });
    for (const text of [
      '',
      '{',
      'null',
      '{"token":1}',
      '{"token":"x","hosts":{"core":1}}',
      unsafe,
    ]) {
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

  it('renews the token of the same user, and changes nothing else', async () => {
    const account = open();
    await account.signIn(session);
    const credentials = credentialsOf(account);
    const states: AccountState[] = [];
    account.onDidChange((state) => states.push(state));
    await account.signIn(tokenSession('tok-2', 'ga', {}));
    assert.equal(credentialsOf(account), credentials);
    assert.equal(await credentials.token(), 'tok-2');
    await account.choose(one);
    assert.deepEqual(states, []);
  });

  it('renews the token that another window has stored', async () => {
    const [here, there] = [open(), open()];
    await here.signIn(session);
    await there.signIn(tokenSession('tok-2', 'ga', {}));
    const credentials = credentialsOf(here);
    await here.restore();
    assert.equal(credentialsOf(here), credentials);
    assert.equal(await credentials.token(), 'tok-2');
  });

  it('keeps the open project when the token is renewed, though another window remembers another', async () => {
    user = { id: 'u', name: 'Dev', organizations, projects: [one, two] };
    const account = open();
    await account.signIn(session);
    await account.choose(one);
    await values.update('rapyuta.project', two);
    await account.signIn(tokenSession('tok-2', 'ga', {}));
    await account.restore();
    assert.equal(projectOf(account.state), 'project-a');
  });

  it('forgets the token of a user when another signs in, or nobody is signed in any more', async () => {
    const account = open();
    await account.signIn(session);
    const first = credentialsOf(account);
    user = { id: 'v', name: 'Other', organizations, projects: [one] };
    await account.signIn(tokenSession('tok-2', 'ga', {}));
    const second = credentialsOf(account);
    assert.notEqual(second, first);
    assert.equal(await first.token(), undefined);
    await account.signOut();
    assert.equal(await second.token(), undefined);
  });

  it('says that the simulator has ended until the user does something', async () => {
    const account = open();
    await account.signIn(session);
    await account.signIn(simulatorSession('http://127.0.0.1:1', 'sim'), 'project-a');
    account.simulatorEnded();
    await account.restore();
    assert.equal(account.state.kind, 'simulatorEnded');
    await account.signOut();
    assert.equal(await credentialsOf(account).token(), 'tok-1');
  });

  it('does not sign in when the user has stopped waiting', async () => {
    const account = open();
    const abort = new AbortController();
    const signingIn = account.signIn(session, undefined, abort.signal);
    abort.abort(new Cancelled());
    await assert.rejects(signingIn, { name: 'Cancelled' });
    assert.equal(secrets.values.size, 0);
    assert.equal(account.state.kind, 'starting');
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
