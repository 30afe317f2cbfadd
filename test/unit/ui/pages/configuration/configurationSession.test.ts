import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../../../src/api/core/errors';
import type { Disposable } from '../../../../../src/base/disposable';
import type { Log } from '../../../../../src/base/log';
import type { Label } from '../../../../../src/domain/device';
import type { ConfigurationState, FromPage } from '../../../../../src/protocol/configuration';
import { configurationPages } from '../../../../../src/ui/pages/configuration/configurationSession';
import type { PageSession } from '../../../../../src/ui/pages/pageHost';
import { makeDevice } from '../../../../support/devices';
import {
  type DeviceCall,
  FakePageProject,
  FakeProjectAccess,
} from '../../../../support/pageProject';
import { silentLog } from '../../../../support/silentLog';

const labels: readonly Label[] = [{ id: 1, key: 'site', value: 'tokyo' }];
const device = makeDevice({ id: '0b6c', name: 'amr-017', labels });
const tables = { labels, variables: [], readAt: 1000 };

const failure = (kind: ApiErrorKind): ApiError =>
  new ApiError(kind, 'said', { method: 'GET', path: '/devices/0b6c' });

describe('session of a configuration page', () => {
  let project: FakePageProject;
  let access: FakeProjectAccess;
  let session: PageSession<ConfigurationState, FromPage>;
  let shown: ConfigurationState[];
  let logged: string[];
  let watching: Disposable;

  const open = (): void => {
    const log: Log = { ...silentLog, warn: (line) => void logged.push(line) };
    const subject = { projectId: 'project-a', id: '0b6c', name: 'saved name' };
    session = configurationPages(access, log).open(subject, () => shown.push(session.state));
  };
  const call = (index = project.calls.length - 1): DeviceCall => {
    const found = project.calls[index];
    assert.ok(found, 'the device is read');
    return found;
  };
  /** Lets an answer arrive. */
  const settle = (): Promise<void> => new Promise(setImmediate);
  const answer = async (outcome: 'ok' | Error = 'ok', index?: number): Promise<void> => {
    if (outcome === 'ok') call(index).resolve(device);
    else call(index).reject(outcome);
    await settle();
  };
  const message = (): string => {
    assert.ok('message' in session.state, session.state.kind);
    return session.state.message;
  };

  beforeEach(() => {
    shown = [];
    logged = [];
    project = new FakePageProject();
    access = new FakeProjectAccess(project);
    open();
  });
  afterEach(() => session.dispose());

  it('reads nothing before the page is shown', () => {
    assert.deepEqual(session.state, { kind: 'loading', tables: undefined });
    access.open(project);
    project.changed({ changed: ['0b6c'] });
    assert.equal(project.calls.length, 0);
  });

  describe('while the page is shown', () => {
    beforeEach(() => (watching = session.watch()));

    it('shows that it reads, and then what the service answers, with the time', async () => {
      assert.deepEqual(shown, [{ kind: 'loading', tables: undefined }]);
      await answer();
      assert.deepEqual(shown.slice(1), [{ kind: 'ready', tables }]);
    });

    it('reads again when it is asked to, once at a time, and keeps the rows meanwhile', async () => {
      await answer();
      session.receive({ type: 'refresh' });
      session.receive({ type: 'refresh' });
      assert.equal(project.calls.length, 2);
      assert.deepEqual(session.state, { kind: 'loading', tables });
      await answer();
      assert.equal(session.state.kind, 'ready');
    });

    it('reads again when the page was hidden and is shown', async () => {
      await answer();
      watching.dispose();
      assert.equal(project.calls.length, 1);
      session.watch();
      assert.equal(project.calls.length, 2);
    });

    it('keeps the rows when reading again fails, and says so in the log', async () => {
      await answer();
      session.receive({ type: 'refresh' });
      await answer(failure('timeout'));
      assert.match(message(), /did not answer in time/);
      assert.deepEqual(session.state.tables, tables);
      assert.equal(logged.length, 1);
      assert.match(logged[0] ?? '', /timeout: GET \/devices\/0b6c/);
    });

    it('has the place of a bug in the log', async () => {
      await answer(new TypeError('bug'));
      assert.match(message(), /in the extension itself/);
      assert.match(logged[0] ?? '', /TypeError: bug at /);
    });

    it('says that the device is gone when the service does not know it', async () => {
      await answer(failure('notFound'));
      assert.equal(session.state.kind, 'absent');
      assert.match(message(), /deleted, or moved/);
    });

    it('says that the device is gone when the list says so, and reads it when it is back', async () => {
      project.changed({ removed: ['77aa', '0b6c'] });
      assert.equal(call().signal?.aborted, true);
      assert.match(message(), /deleted, or moved/);
      await answer();
      assert.equal(session.state.kind, 'absent', 'a late answer changes nothing');
      project.changed({ added: ['0b6c'] });
      await answer();
      assert.equal(session.state.kind, 'ready');
    });

    it('forgets that the device was gone when its project is opened again', async () => {
      project.changed({ removed: ['0b6c'] });
      access.close('signedOut');
      access.open((project = new FakePageProject()));
      await answer();
      assert.equal(session.state.kind, 'ready');
    });

    it('reads again after a failure as soon as there is a sign that it may work', async () => {
      await answer(failure('auth'));
      assert.equal(session.state.kind, 'failed');
      project.changed({ changed: ['77aa'] });
      assert.equal(project.calls.length, 1, 'another device is no sign');
      access.open(project); // with a fresh token
      await answer(failure('network'));
      project.changed({ changed: ['0b6c'] });
      await answer();
      assert.equal(session.state.kind, 'ready');
      access.open(project);
      project.changed({ changed: ['0b6c'] });
      assert.equal(project.calls.length, 3, 'what is there is not read again');
    });

    it('has a refused token sent once more when its own project is asked to read again', () => {
      session.receive({ type: 'refresh' });
      assert.equal(project.retries, 1);
      const other = new FakePageProject('project-b');
      access.open(other);
      session.receive({ type: 'refresh' });
      assert.deepEqual([project.retries, other.retries], [1, 0]);
    });

    const ends: readonly (readonly [string, () => void, RegExp])[] = [
      ['the user signs out', () => access.close('signedOut'), /^You are signed out\. Sign in/],
      ['no project is chosen', () => access.close('noProject'), /^No project is open\. Choose/],
      [
        'another project is opened',
        () => access.open(new FakePageProject('project-b', { id: 'project-b', name: 'Yard\n2' })),
        /^Another project is open: Yard 2\. Choose/,
      ],
    ];
    for (const [what, end, text] of ends)
      it(`stops, keeps the rows and says why when ${what}`, async () => {
        await answer();
        session.receive({ type: 'refresh' });
        end();
        assert.equal(call().signal?.aborted, true);
        assert.equal(session.state.kind, 'absent');
        assert.match(message(), text);
        assert.deepEqual(session.state.tables, tables);
        project.changed({ removed: ['0b6c'] });
        assert.match(message(), text, 'the closed project has no say any more');
        session.receive({ type: 'refresh' });
        assert.equal(project.calls.length, 2);
        assert.deepEqual(logged, [], 'an ended request is no failure');
      });

    it('reads anew when its project is opened again', async () => {
      await answer();
      access.close('signedOut');
      const again = (project = new FakePageProject());
      access.open(again);
      assert.deepEqual(session.state, { kind: 'loading', tables });
      await answer();
      assert.equal(session.state.kind, 'ready');
    });

    it('shows nothing of another project that has a device of the same id', () => {
      const other = new FakePageProject('project-b');
      access.open(other);
      assert.equal(other.calls.length, 0);
      assert.equal(session.name, 'amr-017');
    });

    it('ends its request and falls silent when the page is closed', async () => {
      shown = [];
      session.dispose();
      assert.equal(call().signal?.aborted, true);
      await answer();
      project.changed({ removed: ['0b6c'] });
      access.close('signedOut');
      assert.deepEqual([shown, logged], [[], []]);
    });
  });

  it('waits after a start without an alert until there is a project', async () => {
    session.dispose();
    access = new FakeProjectAccess(undefined);
    open();
    session.watch();
    assert.deepEqual(session.state, { kind: 'loading', tables: undefined });
    access.open(project);
    await answer();
    assert.equal(session.state.kind, 'ready');
  });

  it('reads in the background of no page that is hidden when its project is opened', () => {
    session.watch().dispose();
    access.close('signedOut');
    project = new FakePageProject();
    access.open(project);
    assert.equal(project.calls.length, 0);
  });

  describe('name of the device', () => {
    it('is the saved one until it is read, and then the one in the list', async () => {
      session.dispose();
      const listed = project.listed;
      project.listed = undefined;
      open();
      assert.equal(session.name, 'saved name');
      session.watch();
      await answer();
      assert.equal(session.name, 'amr-017');
      project.listed = { ...(listed ?? device), name: 'amr-018' };
      project.changed({ changed: ['0b6c'] });
      assert.equal(session.name, 'amr-018');
      access.close('signedOut');
      assert.equal(session.name, 'amr-018');
    });

    it('is the listed one from the start', () => assert.equal(session.name, 'amr-017'));
  });
});
