import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../../src/api/errors';
import { Cancelled } from '../../../../src/base/cancelled';
import type { Clock } from '../../../../src/base/clock';
import { Emitter } from '../../../../src/base/event';
import type { DeviceChanges, FleetState } from '../../../../src/model/deviceStore';
import type { Device } from '../../../../src/model/fleetDevice';
import type { ConfigurationView } from '../../../../src/protocol/configuration';
import { ConfigurationSession } from '../../../../src/ui/panels/configurationSession';

const device: Device = {
  id: '0b6c',
  name: 'amr-017',
  status: 'ONLINE',
  rawStatus: 'ONLINE',
  description: '',
  labels: [{ id: 1, key: 'site', value: 'tokyo' }],
  configVariables: [],
  deployments: [],
};
const clock: Clock = { now: () => 1000, schedule: () => assert.fail('no timer is needed') };
const none: DeviceChanges = { added: [], changed: [], removed: [] };

interface Call {
  resolve: (device: Device) => void;
  reject: (error: unknown) => void;
  signal: AbortSignal | undefined;
}

/** A store whose answers the test gives. */
class FakeStore {
  readonly changes = new Emitter<DeviceChanges>();
  readonly onDidChange = this.changes.event;
  readonly states = new Emitter<FleetState>();
  readonly onDidChangeState = this.states.event;
  readonly calls: Call[] = [];
  listed: Device | undefined = device;

  get(): Device | undefined {
    return this.listed;
  }

  loadDetails(_id: string, signal?: AbortSignal): Promise<Device> {
    return new Promise((resolve, reject) => this.calls.push({ resolve, reject, signal }));
  }
}

const failure = (kind: ApiErrorKind): ApiError =>
  new ApiError(kind, 'said', { method: 'GET', path: '/devices/0b6c' });

describe('session of a configuration page', () => {
  let store: FakeStore;
  let session: ConfigurationSession;
  let shown: ConfigurationView[];
  let guarded: unknown[];

  const call = (index = store.calls.length - 1): Call => {
    const found = store.calls[index];
    assert.ok(found, 'the device is asked for');
    return found;
  };
  const load = async (answer: Device = device): Promise<void> => {
    const reload = session.reload();
    call().resolve(answer);
    await reload;
  };

  beforeEach(() => {
    store = new FakeStore();
    guarded = [];
    shown = [];
    session = new ConfigurationSession(device.id, store, clock, (_what, work) => {
      const done = Promise.resolve(work());
      guarded.push(done);
      return done;
    });
    session.onDidChange((view) => shown.push(view));
  });
  afterEach(() => session.dispose());

  it('begins with the name the list knows and asks for nothing by itself', () => {
    assert.deepEqual(session.view, { kind: 'loading', device: { id: '0b6c', name: 'amr-017' } });
    assert.equal(store.calls.length, 0);
  });

  it('shows the device’s id while no list has told its name', () => {
    store.listed = undefined;
    const restored = new ConfigurationSession('77aa', store, clock, () => assert.fail());
    assert.equal(restored.view.device.name, '77aa');
    restored.dispose();
  });

  it('shows what the service answers, with the time', async () => {
    await load();
    assert.deepEqual(session.view, {
      kind: 'ready',
      device: { id: '0b6c', name: 'amr-017' },
      tables: { labels: device.labels, variables: [], readAt: 1000 },
    });
    assert.deepEqual(
      shown.map(({ kind }) => kind),
      ['loading', 'ready'],
    );
  });

  it('asks once while an answer is on its way, and again after it', async () => {
    const first = session.reload();
    await session.reload();
    assert.equal(store.calls.length, 1);
    call().resolve(device);
    await first;
    await load();
    assert.equal(store.calls.length, 2);
  });

  it('keeps the rows when reading again fails', async () => {
    await load();
    const reload = session.reload();
    assert.equal(session.view.tables?.labels.length, 1);
    call().reject(failure('timeout'));
    await reload;
    assert.equal(session.view.kind, 'failed');
    assert.match((session.view as { message: string }).message, /did not answer in time/);
    assert.equal(session.view.tables?.labels.length, 1);
  });

  it('says that the device is gone when the service does not know it', async () => {
    const reload = session.reload();
    call().reject(failure('notFound'));
    await reload;
    assert.equal(session.view.kind, 'gone');
  });

  it('asks for a sign-in when there is no project to read from', async () => {
    const reload = session.reload();
    call().reject(new Cancelled());
    await reload;
    assert.equal(session.view.kind, 'failed');
    assert.match((session.view as { message: string }).message, /Sign in/);
  });

  it('passes on an error that is no failed call, and shows that one as well', async () => {
    const reload = session.reload();
    call().reject(new TypeError('bug'));
    await assert.rejects(reload, TypeError);
    assert.equal(session.view.kind, 'failed');
  });

  it('ends its request when the device leaves the list, and reads it when it comes back', async () => {
    const reload = session.reload();
    store.changes.fire({ ...none, removed: ['77aa', '0b6c'] });
    assert.equal(session.view.kind, 'gone');
    assert.equal(call().signal?.aborted, true);
    call().resolve(device);
    await reload;
    assert.equal(session.view.kind, 'gone', 'a late answer changes nothing');

    store.changes.fire({ ...none, added: ['0b6c'] });
    call(1).resolve(device);
    await Promise.all(guarded);
    assert.equal(session.view.kind, 'ready');
  });

  it('reads again when a list comes after a failure', async () => {
    const reload = session.reload();
    call().reject(failure('auth'));
    await reload;
    store.changes.fire({ ...none, added: ['0b6c'] });
    call(1).resolve(device);
    await Promise.all(guarded);
    assert.equal(session.view.kind, 'ready');
  });

  it('reads again when there is a project to read from, and not on other news of the fleet', async () => {
    const reload = session.reload();
    call().reject(new Cancelled());
    await reload;
    store.states.fire({ kind: 'none' });
    store.states.fire({ kind: 'ready', at: 5 });
    assert.equal(store.calls.length, 1);
    store.states.fire({ kind: 'loading' });
    call(1).resolve(device);
    await Promise.all(guarded);
    assert.equal(session.view.kind, 'ready');
  });

  it('drops an answer that is still to come from the project before', async () => {
    const reload = session.reload();
    store.states.fire({ kind: 'loading' });
    assert.equal(call(0).signal?.aborted, true);
    call(0).resolve({ ...device, name: 'of another project' });
    await reload;
    call(1).reject(failure('notFound'));
    await Promise.all(guarded);
    assert.equal(session.view.kind, 'gone');
    assert.equal(session.view.device.name, 'amr-017');
  });

  it('follows the device’s name and nothing else of the list', async () => {
    await load();
    shown = [];
    store.changes.fire({ ...none, changed: ['0b6c'] });
    store.changes.fire({ ...none, changed: ['77aa'], added: ['88bb'], removed: ['99cc'] });
    assert.deepEqual(shown, []);
    store.listed = { ...device, name: 'amr-018', labels: [] };
    store.changes.fire({ ...none, changed: ['0b6c'] });
    assert.equal(session.view.device.name, 'amr-018');
    assert.equal(session.view.tables?.labels.length, 1);
  });

  it('ends its request and falls silent when the page is closed', async () => {
    const reload = session.reload();
    shown = [];
    session.dispose();
    assert.equal(call().signal?.aborted, true);
    call().reject(call().signal?.reason);
    await reload;
    store.changes.fire({ ...none, removed: ['0b6c'] });
    assert.deepEqual(shown, []);
  });
});
