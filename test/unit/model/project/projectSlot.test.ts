import assert from 'node:assert/strict';
import { ApiClient } from '../../../../src/api/client';
import type { Project, User } from '../../../../src/domain/project';
import { Account } from '../../../../src/model/account/account';
import type { Credentials } from '../../../../src/model/account/credentials';
import { tokenSession } from '../../../../src/model/account/session';
import { OpenProject } from '../../../../src/model/project/openProject';
import type { RunEvent } from '../../../../src/model/runs/commandRun';
import { ProjectSlot } from '../../../../src/model/project/projectSlot';
import { connect } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';
import { FakeArchitectures } from '../../../support/devices';
import { failOnError } from '../../../support/failOnError';
import { FakeClock } from '../../../support/fakeClock';
import { FakeSecrets, FakeValues } from '../../../support/storage';

const one = { id: 'project-a', name: 'warehouse', organizationId: 'org-a' };
const two = { id: 'project-b', name: 'lab', organizationId: 'org-a' };
const user: User = { id: 'u', name: 'Dev', organizations: [], projects: [one, two] };
const devices: Reply = {
  body: { response: { data: [{ uuid: 'd1', name: 'amr-01', status: 'OFFLINE' }] } },
};

describe('ProjectSlot', () => {
  const clock = new FakeClock();
  let server: ApiServer;
  let account: Account;
  let slot: ProjectSlot;
  let changes: (Project | undefined)[];
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());

  const clientOf = (credentials: Credentials, project: Project): ApiClient =>
    new ApiClient({
      ...connect(server.url).options,
      token: () => credentials.token(),
      refused: (token) => credentials.refused(token),
      project: project.id,
    });

  beforeEach(async () => {
    account = new Account({
      secrets: new FakeSecrets(),
      values: new FakeValues(),
      connect: () => ({ user: () => Promise.resolve(user) }),
      reportError: failOnError,
    });
    slot = new ProjectSlot(
      account,
      (scope) =>
        new OpenProject(scope, {
          api: clientOf(scope.credentials, scope.project),
          clock,
          storage: new FakeArchitectures(),
          intervalMs: () => 30_000,
          makeNonce: () => 'nonce',
          reportError: failOnError,
        }),
      failOnError,
    );
    changes = [];
    slot.onDidChange(() => changes.push(slot.current?.project));
    await account.signIn(tokenSession('tok-1', 'ga', {}), 'project-a');
  });
  afterEach(() => {
    slot.dispose();
    account.dispose();
    assert.equal(clock.pending, 0);
  });

  it('opens the chosen project, and keeps it through a fresh token and the same choice', async () => {
    const project = slot.require();
    server.reply(devices);
    await project.devices.refresh();
    await account.signIn(tokenSession('tok-2', 'ga', {}), 'project-a');
    await account.choose({ ...one });
    assert.equal(slot.current, project);
    assert.deepEqual(changes, [one]);
    assert.equal(project.devices.size, 1);
    server.reply(devices);
    await project.devices.refresh();
    assert.equal(server.seen.at(-1)?.headers.authorization, 'Bearer tok-2');
  });

  it('closes the project for another one, which starts without its devices', async () => {
    const project = slot.require();
    server.reply(devices);
    await project.devices.refresh();
    await account.choose(two);
    assert.deepEqual(changes, [one, two]);
    assert.equal(slot.require().devices.size, 0);
    await project.devices.refresh();
    assert.equal(project.devices.size, 1, 'a closed project changed');
  });

  it('ends everything under way when the user signs out, and sends the token no more', async () => {
    const project = slot.require();
    server.reply(({ method }) =>
      method === 'POST' ? { body: { response: { data: { jid: '1' } } } } : { stall: 'head' },
    );
    const refresh = project.devices.refresh();
    const run = project.run(
      'd1',
      { command: 'ls', shell: '/bin/sh', timeoutSeconds: 5 },
      new AbortController().signal,
    );
    const started = (await run.next()).value as RunEvent;
    assert.equal(started.type, 'started');
    const ending = run.next();
    await server.arrived(3); // the list, the start of the command, a poll of its job
    await account.signOut();
    await refresh;
    const ended = (await ending).value as RunEvent;
    assert.equal(ended.type === 'ended' && ended.outcome.kind, 'abandoned');
    const open = server.seen.filter(({ method }) => method === 'GET');
    await Promise.all(open.map(({ closed }) => closed));
    clock.advance(600_000);
    assert.equal(server.seen.length, 3);
    assert.throws(() => slot.require(), { name: 'UserError', message: /signed out/ });
  });

  it('sends nothing after a refused token until the user tries again or brings another', async () => {
    const { devices: store } = slot.require();
    const kind = (): string => store.state.kind;
    let isRefused = true;
    server.reply(() => (isRefused ? { status: 401, body: { error: 'expired' } } : devices));
    const watch = store.watch();
    await store.refresh();
    assert.equal(kind(), 'failed');
    clock.advance(3_600_000);
    await Promise.all([store.refresh(), assert.rejects(store.loadDetails('d1'), { kind: 'auth' })]);
    assert.equal(server.seen.length, 1);
    assert.equal(clock.pending, 0);

    isRefused = false;
    slot.require().tryAgain();
    await store.refresh();
    assert.equal(server.seen.length, 2);
    assert.equal(kind(), 'ready');

    isRefused = true;
    await store.refresh();
    isRefused = false;
    await account.signIn(tokenSession('tok-2', 'ga', {}));
    await store.refresh();
    assert.equal(kind(), 'ready');
    assert.deepEqual(
      server.seen.map(({ headers }) => headers.authorization),
      ['Bearer tok-1', 'Bearer tok-1', 'Bearer tok-1', 'Bearer tok-2'],
    );
    watch.dispose();
  });
});
