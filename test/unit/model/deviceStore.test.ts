import assert from 'node:assert/strict';
import { ApiError } from '../../../src/api/errors';
import {
  type ArchitectureMemory,
  type DeviceChanges,
  type DeviceSource,
  DeviceStore,
} from '../../../src/model/deviceStore';
import type { Architecture, Device } from '../../../src/model/fleetDevice';
import { makeDevice, makeFleet } from '../../support/devices';
import { FakeClock } from '../../support/fakeClock';

/** A service whose answers wait until the test gives them. */
class FakeSource implements DeviceSource {
  devices: Device[] = [];
  readonly architectures = new Map<Architecture, string[]>();
  error: Error | undefined;
  lists = 0;
  selections = 0;
  readonly signals: AbortSignal[] = [];
  /** When set, `list` answers only when it resolves. */
  gate: Promise<void> | undefined;

  constructor(readonly projectId = 'project-a') {}

  async list(signal: AbortSignal): Promise<readonly Device[]> {
    this.lists += 1;
    this.signals.push(signal);
    await this.gate;
    if (this.error) throw this.error;
    return this.devices;
  }

  get(deviceId: string): Promise<Device> {
    const device = this.devices.find(({ id }) => id === deviceId);
    return device
      ? Promise.resolve({ ...device, hostname: `host-${deviceId}` })
      : Promise.reject(failure('notFound'));
  }

  listIdsByArchitecture(architecture: Architecture): Promise<readonly string[]> {
    this.selections += 1;
    return Promise.resolve(this.architectures.get(architecture) ?? []);
  }
}

class FakeArchitectures implements ArchitectureMemory {
  stored = new Map<string, Architecture>();

  read(): Promise<ReadonlyMap<string, Architecture>> {
    return Promise.resolve(this.stored);
  }

  write(_: string, known: ReadonlyMap<string, Architecture>): Promise<void> {
    this.stored = new Map(known);
    return Promise.resolve();
  }
}

function failure(kind: 'network' | 'notFound'): ApiError {
  return new ApiError(kind, 'no', { method: 'GET', path: '/' });
}

function gate(): { promise: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const promise = new Promise<void>((resolve) => (open = resolve));
  return { promise, open: () => open() };
}

describe('DeviceStore', () => {
  const clock = new FakeClock();
  const memory = new FakeArchitectures();
  let store: DeviceStore;
  let source: FakeSource;
  let changes: DeviceChanges[];

  beforeEach(() => {
    memory.stored = new Map();
    store = new DeviceStore({ clock, memory, intervalMs: () => 30_000 });
    source = new FakeSource();
    source.devices = makeFleet(3);
    changes = [];
    store.onDidChange((change) => changes.push(change));
  });
  afterEach(() => {
    store.dispose();
    assert.equal(clock.pending, 0, 'a timer outlived the store');
  });

  /** Resolves with the next answer. */
  const answer = (): Promise<void> =>
    new Promise((resolve) => {
      const subscription = store.onDidChangeState(({ kind }) => {
        if (kind === 'loading') return;
        subscription.dispose();
        // The timer of the next request is set right after the state.
        setImmediate(resolve);
      });
    });
  const watch = async (): Promise<void> => {
    const first = answer();
    store.setSource(source);
    store.setWatched(true);
    await first;
  };

  it('asks for nothing and holds no timer while nobody looks', async () => {
    store.setSource(source);
    assert.equal(source.lists, 0);
    store.setWatched(true);
    await answer();
    store.setWatched(false);
    assert.equal(clock.pending, 0);
    clock.advance(600_000);
    assert.equal(source.lists, 1);
  });

  it('asks again an interval after each answer', async () => {
    await watch();
    assert.deepEqual(clock.waits, [30_000]);
    const second = answer();
    clock.advance(30_000);
    assert.equal(clock.pending, 0, 'no second timer while a request is on its way');
    await second;
    assert.equal(source.lists, 2);
    assert.deepEqual(clock.waits, [30_000]);
  });

  it('shares one request between all who want to refresh', async () => {
    store.setSource(source);
    await Promise.all([store.refresh(), store.refresh(), store.refresh(true)]);
    assert.equal(source.lists, 1);
  });

  it('tells which devices came, changed and went, and is silent when all is as it was', async () => {
    await watch();
    assert.deepEqual(changes, [{ added: ['amr-0', 'amr-1', 'amr-2'], changed: [], removed: [] }]);
    await store.refresh();
    assert.equal(changes.length, 1);
    source.devices = [
      makeDevice({ id: 'amr-1' }),
      makeDevice({ id: 'amr-2', status: 'OFFLINE' }),
      makeDevice({ id: 'amr-9' }),
    ];
    await store.refresh();
    assert.deepEqual(changes[1], { added: ['amr-9'], changed: ['amr-2'], removed: ['amr-0'] });
  });

  it('keeps the rows of before when a refresh fails, says since when, and slows down', async () => {
    await watch();
    const readyAt = clock.now();
    source.error = failure('network');
    for (const interval of [60_000, 120_000, 240_000, 300_000, 300_000]) {
      const next = answer();
      clock.advance(300_000);
      await next;
      assert.deepEqual(clock.waits, [interval]);
    }
    assert.equal(store.size, 3);
    assert.deepEqual(store.state, {
      kind: 'failed',
      at: clock.now(),
      error: source.error,
      readyAt,
    });
    source.error = undefined;
    await store.refresh();
    assert.equal(store.state.kind, 'ready');
    assert.deepEqual(clock.waits, [30_000]);
  });

  it('learns architectures and remembers them for devices that are offline', async () => {
    source.architectures.set('arm64v8', ['amr-0', 'amr-1']);
    await watch();
    assert.equal(store.get('amr-0')?.architecture, 'arm64v8');
    assert.equal(store.get('amr-2')?.architecture, undefined);

    const later = new DeviceStore({ clock, memory, intervalMs: () => 30_000 });
    source.architectures.clear();
    source.devices = [makeDevice({ id: 'amr-0', status: 'OFFLINE' })];
    later.setSource(source);
    await later.refresh();
    assert.equal(later.get('amr-0')?.architecture, 'arm64v8');
    later.dispose();
  });

  it('asks for architectures again only when a device it knows none of comes online', async () => {
    await watch();
    assert.equal(source.selections, 3);
    await store.refresh();
    assert.equal(source.selections, 3);
    source.devices.push(makeDevice({ id: 'new' }));
    source.architectures.set('amd64', ['new']);
    await store.refresh();
    assert.equal(source.selections, 6);
    assert.equal(store.get('new')?.architecture, 'amd64');
    await store.refresh(true);
    assert.equal(source.selections, 9);
  });

  it('drops the rows and the answer of a project that is looked at no more', async () => {
    await watch();
    const held = gate();
    source.gate = held.promise;
    const refresh = store.refresh();
    store.setSource(undefined);
    assert.equal(store.size, 0);
    assert.equal(store.state.kind, 'none');
    assert.ok(source.signals.every(({ aborted }) => aborted));
    held.open();
    await refresh;
    assert.equal(store.size, 0);
    assert.equal(store.state.kind, 'none');
  });

  it('keeps what one project remembers out of the next one', async () => {
    const slow = gate();
    const slowMemory: ArchitectureMemory = {
      read: async (projectId) => {
        if (projectId === 'project-a') await slow.promise;
        return new Map(projectId === 'project-a' ? [['amr-0', 'arm32v7'] as const] : []);
      },
      write: () => Promise.resolve(),
    };
    const other = new FakeSource('project-b');
    other.devices = makeFleet(1);
    const listed = gate();
    other.gate = listed.promise;
    const switching = new DeviceStore({ clock, memory: slowMemory, intervalMs: () => 30_000 });
    switching.setSource(source);
    const before = switching.refresh();
    switching.setSource(other);
    const after = switching.refresh();
    slow.open();
    await before;
    listed.open();
    await after;
    assert.equal(switching.get('amr-0')?.architecture, undefined);
    switching.dispose();
  });

  it('does not ask at once again when somebody looks away and back', async () => {
    await watch();
    store.setWatched(false);
    store.setWatched(true);
    assert.equal(source.lists, 1);
    assert.deepEqual(clock.waits, [30_000]);
    store.setWatched(false);
    clock.advance(10_000);
    store.setWatched(true);
    assert.equal(source.lists, 2);
    await answer();
  });

  it('keeps what a single device told while lists go on without it', async () => {
    await watch();
    const details = await store.loadDetails('amr-1');
    assert.equal(details.hostname, 'host-amr-1');
    assert.deepEqual(changes.at(-1), { added: [], changed: ['amr-1'], removed: [] });
    await store.refresh();
    assert.equal(store.get('amr-1')?.hostname, 'host-amr-1');
    await assert.rejects(store.loadDetails('nobody'), { kind: 'notFound' });
  });
});
