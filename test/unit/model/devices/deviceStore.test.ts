import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import { type DeviceChanges, DeviceStore } from '../../../../src/model/devices/deviceStore';
import { FakeArchitectures, FakeDevicesApi, makeDevice, makeFleet } from '../../../support/devices';
import { FakeClock } from '../../../support/fakeClock';
import { makeGate, settled } from '../../../support/gate';

describe('DeviceStore', () => {
  const clock = new FakeClock();
  let api: FakeDevicesApi;
  let storage: FakeArchitectures;
  let store: DeviceStore;
  let changes: DeviceChanges[];
  let errors: unknown[];

  const open = (): DeviceStore =>
    new DeviceStore({
      api,
      clock,
      storage,
      intervalMs: () => 30_000,
      mayPoll: () => true,
      reportError: (error) => errors.push(error),
    });
  beforeEach(() => {
    api = new FakeDevicesApi();
    api.devices = makeFleet(3);
    storage = new FakeArchitectures();
    errors = [];
    changes = [];
    store = open();
    store.onDidChange((change) => changes.push(change));
  });
  afterEach(() => {
    store.dispose();
    assert.equal(clock.pending, 0, 'a timer outlived the store');
  });

  it('reports which devices came, changed and went, and is silent when nothing did', async () => {
    await store.refresh();
    assert.deepEqual(changes, [{ added: ['amr-0', 'amr-1', 'amr-2'], changed: [], removed: [] }]);
    await store.refresh();
    assert.equal(changes.length, 1);
    api.devices = [
      makeDevice({ id: 'amr-1' }),
      makeDevice({ id: 'amr-2', status: 'OFFLINE' }),
      makeDevice({ id: 'amr-9' }),
    ];
    await store.refresh();
    assert.deepEqual(changes[1], { added: ['amr-9'], changed: ['amr-2'], removed: ['amr-0'] });
  });

  it('keeps the rows when a refresh fails, with the time they were read', async () => {
    await store.refresh();
    const readyAt = clock.now();
    clock.advance(1000);
    api.error = new ApiError('network', 'no', { method: 'GET', path: '/' });
    await store.refresh();
    assert.equal(store.size, 3);
    assert.equal(store.readyAt, readyAt);
    assert.equal(store.state.kind === 'failed' && store.state.error, api.error);
  });

  it('shows the list when it arrives, and architectures when they do', async () => {
    const held = makeGate();
    api.architectures.set('arm64v8', ['amr-0']);
    const refresh = store.refresh();
    await Promise.resolve();
    api.gate = held.promise; // the list is under way; what follows hangs
    await refresh;
    await settled();
    assert.equal(store.size, 3);
    assert.equal(store.get('amr-0')?.architecture, undefined);
    held.open();
    await settled();
    assert.equal(store.get('amr-0')?.architecture, 'arm64v8');
    assert.deepEqual(changes.at(-1), { added: [], changed: ['amr-0'], removed: [] });
  });

  it('keeps the architecture of a device that is offline, also in the next window', async () => {
    api.architectures.set('arm64v8', ['amr-0']);
    await store.refresh();
    await settled();
    api.architectures.clear();
    api.devices = [makeDevice({ id: 'amr-0', status: 'OFFLINE' })];
    const later = open();
    await later.refresh();
    assert.equal(later.get('amr-0')?.architecture, 'arm64v8');
    later.dispose();
  });

  it('queries architectures again on a refresh by hand, also one that joins a request under way', async () => {
    await store.refresh();
    await settled();
    assert.equal(api.queries, 3);
    const timed = store.refresh();
    await Promise.all([timed, store.refresh(true)]);
    await settled();
    assert.equal(api.lists, 2);
    assert.equal(api.queries, 6);
    await store.refresh();
    await settled();
    assert.equal(api.queries, 6);
  });

  it('keeps fields of a single device while lists go on without them', async () => {
    await store.refresh();
    const details = await store.loadDetails('amr-1');
    assert.equal(details.hostname, 'host-amr-1');
    assert.deepEqual(changes.at(-1), { added: [], changed: ['amr-1'], removed: [] });
    await store.refresh();
    assert.equal(store.get('amr-1')?.hostname, 'host-amr-1');
    await assert.rejects(store.loadDetails('nobody'), { kind: 'notFound' });
  });

  it('shares one request for details between all who want them', async () => {
    await store.refresh();
    await Promise.all([1, 2, 3].map(() => store.loadDetails('amr-1')));
    assert.equal(api.gets, 1);
  });

  it('lets slow details not overwrite a list that was requested after them', async () => {
    await store.refresh();
    const held = makeGate();
    api.gate = held.promise;
    const slow = store.loadDetails('amr-1');
    await Promise.resolve();
    api.gate = undefined;
    api.devices = [makeDevice({ id: 'amr-1', status: 'OFFLINE', errorCode: 'DEV_E100' })];
    await store.refresh();
    held.open();
    await slow;
    assert.equal(store.get('amr-1')?.status, 'OFFLINE');
    assert.equal(store.get('amr-1')?.errorCode, 'DEV_E100');
    assert.equal(store.get('amr-1')?.hostname, 'host-amr-1');
  });

  it('shows details that were requested after the list, and drops what a later list lacks', async () => {
    api.devices = [makeDevice({ id: 'amr-1', errorCode: 'DEV_E100' })];
    await store.refresh();
    api.devices = [makeDevice({ id: 'amr-1', description: 'newer', errorCode: 'DEV_E101' })];
    await store.loadDetails('amr-1');
    assert.equal(store.get('amr-1')?.description, 'newer');
    assert.equal(store.get('amr-1')?.errorCode, 'DEV_E101');
    api.devices = [makeDevice({ id: 'amr-1' })];
    await store.refresh();
    assert.equal(store.get('amr-1')?.errorCode, undefined);
  });

  it('is stale before the first answer, and when the last is older than the interval', async () => {
    assert.ok(store.isStale);
    await store.refresh();
    assert.ok(!store.isStale);
    clock.advance(30_001);
    assert.ok(store.isStale);
  });

  it('polls while it is watched', async () => {
    const watch = store.watch();
    await settled();
    clock.advance(30_000);
    await settled();
    assert.equal(api.lists, 2);
    watch.dispose();
    clock.advance(600_000);
    assert.equal(api.lists, 2);
  });

  it('reports an error of a view to the error sink, and neither fails nor goes stale', async () => {
    const bug = new Error('bug in a view');
    store.onDidChange(() => {
      throw bug;
    });
    await store.refresh();
    assert.equal(store.state.kind, 'ready');
    assert.deepEqual(errors, [bug]);
  });

  it('aborts everything under way when it is disposed, and changes no more', async () => {
    await store.refresh();
    const held = makeGate();
    api.gate = held.promise;
    const refresh = store.refresh();
    const details = assert.rejects(store.loadDetails('amr-1'), { name: 'Cancelled' });
    store.dispose();
    assert.ok(api.signals.slice(-2).every(({ aborted }) => aborted));
    held.open();
    await Promise.all([refresh, details]);
    assert.equal(changes.length, 1);
  });
});
