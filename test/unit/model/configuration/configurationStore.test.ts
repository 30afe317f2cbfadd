import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import { Cancelled } from '../../../../src/base/cancelled';
import { UserError } from '../../../../src/base/userError';
import type { ConfigVariable, Device, Label } from '../../../../src/domain/device';
import {
  type ConfigurationApi,
  ConfigurationConflict,
  ConfigurationStore,
} from '../../../../src/model/configuration/configurationStore';
import { makeDevice } from '../../../support/devices';
import { FakeClock } from '../../../support/fakeClock';

const site: Label = { id: 1, key: 'site', value: 'tokyo' };
const alarm: ConfigVariable = { id: 1, key: 'alarm', value: '15' };
const runtime: ConfigVariable = { id: 2, key: 'runtime', value: 'dockercompose' };
const distro: ConfigVariable = { id: 3, key: 'ros_distro', value: 'noetic' };

/** A service that holds one device. Each call is noted when it is made, and waits for its gate. */
class FakeService implements ConfigurationApi {
  readonly calls: string[] = [];
  labelsNow: Label[] = [site];
  variablesNow: ConfigVariable[] = [alarm, runtime, distro];
  /** Thrown by the next call of that name. */
  readonly failures = new Map<string, Error>();
  /** What calls of that name wait for before they answer; a read has looked at the device by then. */
  readonly gates = new Map<string, Promise<void>>();
  private lastId = 100;

  readonly devices = {
    get: (deviceId: string, signal?: AbortSignal): Promise<Device> => {
      const device = makeDevice({
        id: deviceId,
        name: 'amr-017',
        labels: this.labelsNow,
        configVariables: this.variablesNow,
      });
      return this.answer('get', signal, () => device);
    },
  };

  readonly labels = {
    add: (_deviceId: string, key: string, value: string, signal?: AbortSignal) =>
      this.answer(`add label ${key}=${value}`, signal, () => {
        const label = { id: (this.lastId += 1), key, value };
        this.labelsNow = [...this.labelsNow, label];
        return label;
      }),
    update: (next: Label, signal?: AbortSignal) =>
      this.answer(`update label ${next.id} ${next.key}=${next.value}`, signal, () => {
        this.labelsNow = this.labelsNow.map((label) => (label.id === next.id ? next : label));
      }),
    delete: (id: number, signal?: AbortSignal) =>
      this.answer(`delete label ${id}`, signal, () => {
        this.labelsNow = this.labelsNow.filter((label) => label.id !== id);
      }),
  };

  readonly configVariables = {
    add: (_deviceId: string, key: string, value: string, signal?: AbortSignal) =>
      this.answer(`add variable ${key}=${value}`, signal, () => {
        const variable = { id: (this.lastId += 1), key, value };
        this.variablesNow = [...this.variablesNow, variable];
        return variable;
      }),
    update: ({ id, key, value }: ConfigVariable, signal?: AbortSignal) =>
      this.answer(`update variable ${id} ${key}=${value}`, signal, () => {
        const kept = { id, key, value: value.trim() };
        this.variablesNow = this.variablesNow.map((one) => (one.id === id ? kept : one));
        return kept;
      }),
    delete: ({ id }: ConfigVariable, signal?: AbortSignal) =>
      this.answer(`delete variable ${id}`, signal, () => {
        this.variablesNow = this.variablesNow.filter((one) => one.id !== id);
      }),
  };

  /** All that was sent to change something. */
  get writes(): string[] {
    return this.calls.filter((call) => call !== 'get');
  }

  private async answer<T>(call: string, signal: AbortSignal | undefined, work: () => T) {
    const [name = ''] = call.split(' ');
    this.calls.push(call);
    await this.gates.get(name);
    signal?.throwIfAborted();
    const failure = this.failures.get(name);
    this.failures.delete(name);
    if (failure) throw failure;
    return work();
  }
}

describe('configuration of a device', () => {
  let service: FakeService;
  let store: ConfigurationStore;
  let clock: FakeClock;

  beforeEach(() => {
    service = new FakeService();
    clock = new FakeClock(1000);
    store = new ConfigurationStore({
      api: service,
      clock,
      deviceId: '0b6c',
      reportError: (error) => assert.fail(String(error)),
    });
  });
  afterEach(() => store.dispose());

  const labels = () => store.configuration.value?.labels;
  const variables = () => store.configuration.value?.configVariables;
  /** Makes the next calls of a name wait; returns the function that lets them go on. */
  const hold = (name: string): (() => void) => {
    let release = (): void => undefined;
    service.gates.set(name, new Promise((resolve) => (release = resolve)));
    return () => {
      service.gates.delete(name);
      release();
    };
  };
  const conflictOf = async (change: Promise<void>): Promise<ConfigurationConflict> => {
    const outcome = await change.catch((error: unknown) => error);
    assert.ok(outcome instanceof ConfigurationConflict, String(outcome));
    return outcome;
  };
  /** Waits until a call was made. */
  const made = async (call: string): Promise<void> => {
    while (!service.calls.includes(call)) await new Promise(setImmediate);
  };

  it('asks for nothing by itself', () => {
    assert.deepEqual(store.configuration.state, { kind: 'loading' });
    assert.deepEqual(service.calls, []);
  });

  it('is read with one call, with the device’s name', async () => {
    await store.configuration.refresh();
    assert.deepEqual(service.calls, ['get']);
    assert.equal(store.configuration.value?.name, 'amr-017');
    assert.deepEqual(labels(), [site]);
    assert.equal(store.configuration.readyAt, 1000);
  });

  describe('a change', () => {
    it('adds an entry, and shows it without reading the device again', async () => {
      await store.add('labels', 'zone', 'dock');
      assert.deepEqual(service.calls, ['get', 'add label zone=dock']);
      assert.deepEqual(labels(), [site, { id: 101, key: 'zone', value: 'dock' }]);
      await store.add('configVariables', 'mode', 'auto');
      assert.deepEqual(variables()?.at(-1), { id: 102, key: 'mode', value: 'auto' });
    });

    it('gives an entry another value, and shows it as the service answers it', async () => {
      await store.change('labels', site, 'osaka');
      assert.deepEqual(labels(), [{ ...site, value: 'osaka' }]);
      await store.change('configVariables', alarm, ' 20 ');
      assert.deepEqual(
        variables()?.find(({ key }) => key === 'alarm'),
        { ...alarm, value: '20' },
      );
      assert.deepEqual(service.writes, [
        'update label 1 site=osaka',
        'update variable 1 alarm= 20 ',
      ]);
    });

    it('deletes an entry', async () => {
      await store.delete('labels', site);
      await store.delete('configVariables', alarm);
      assert.deepEqual(service.writes, ['delete label 1', 'delete variable 1']);
      assert.deepEqual([labels(), variables()], [[], [runtime, distro]]);
    });

    it('leaves the table as the service has it when the call fails', async () => {
      const failure = new ApiError('server', 'down', { method: 'PUT', path: '/labels/1' });
      service.failures.set('update', failure);
      await assert.rejects(store.change('labels', site, 'osaka'), failure);
      assert.deepEqual(labels(), [site]);
      await store.change('labels', site, 'osaka');
      assert.deepEqual(labels(), [{ ...site, value: 'osaka' }], 'the next one is not held up');
    });

    it('writes nothing when the device cannot be read', async () => {
      const failure = new ApiError('network', 'down', { method: 'GET', path: '/devices/0b6c' });
      await store.configuration.refresh();
      service.failures.set('get', failure);
      await assert.rejects(store.delete('labels', site), failure);
      assert.deepEqual(service.writes, []);
      assert.equal(store.configuration.state.kind, 'ready');
    });
  });

  describe('what somebody else did', () => {
    it('is a conflict, says what is there now, and is shown', async () => {
      const theirs = { ...site, value: 'kyoto' };
      service.labelsNow = [theirs];
      const change = await conflictOf(store.change('labels', site, 'osaka'));
      const deletion = await conflictOf(store.delete('labels', site));
      assert.deepEqual([change.current, deletion.current], [theirs, theirs]);
      assert.deepEqual(service.writes, []);
      assert.deepEqual(labels(), [theirs]);
    });

    it('is a conflict when they deleted what is to be changed', async () => {
      service.labelsNow = [];
      assert.equal((await conflictOf(store.change('labels', site, 'osaka'))).current, undefined);
      assert.deepEqual(service.writes, []);
    });

    it('is a conflict when they gave the id another key', async () => {
      service.labelsNow = [{ ...site, key: 'place' }];
      assert.equal((await conflictOf(store.change('labels', site, 'osaka'))).current, undefined);
    });

    it('is a conflict when the key to be added is there', async () => {
      assert.deepEqual((await conflictOf(store.add('labels', 'site', 'osaka'))).current, site);
      assert.deepEqual(service.writes, []);
    });

    it('is overwritten if the caller says so', async () => {
      service.labelsNow = [{ id: 7, key: 'site', value: 'kyoto' }];
      await store.change('labels', site, 'osaka', 'overwrite');
      await store.add('labels', 'site', 'nara', 'overwrite');
      await store.delete('labels', site, 'overwrite');
      await store.change('labels', site, 'osaka', 'overwrite');
      assert.deepEqual(service.writes, [
        'update label 7 site=osaka',
        'update label 7 site=nara',
        'delete label 7',
        'add label site=osaka',
      ]);
      assert.deepEqual(labels(), [{ id: 101, key: 'site', value: 'osaka' }]);
    });

    it('needs no request when it is what the caller wants', async () => {
      service.labelsNow = [{ id: 7, key: 'site', value: 'osaka' }];
      await store.change('labels', site, 'osaka');
      await store.add('labels', 'site', 'osaka');
      service.labelsNow = [];
      await store.delete('labels', site);
      assert.deepEqual(service.writes, []);
      assert.deepEqual(labels(), []);
    });

    it('is told apart by id where the service holds a key twice', async () => {
      const second = { id: 2, key: 'site', value: 'osaka' };
      service.labelsNow = [site, second];
      await store.delete('labels', second);
      assert.deepEqual(service.writes, ['delete label 2']);
    });
  });

  describe('is refused before anything is sent', () => {
    const refused: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
      ['an empty key', () => store.add('labels', ' ', 'v'), /^Enter a key/],
      ['an empty value', () => store.add('configVariables', 'k', ''), /^Enter a value/],
      ['emptying a value', () => store.change('labels', site, ''), /^Enter a value/],
      [
        'changing a read-only variable',
        () => store.change('configVariables', runtime, 'x'),
        /^runtime cannot be changed\. It was set when/,
      ],
      [
        'deleting a protected variable, even overwriting',
        () => store.delete('configVariables', distro, 'overwrite'),
        /^ros_distro cannot be deleted\. /,
      ],
    ];
    for (const [what, change, message] of refused)
      it(what, async () => {
        await assert.rejects(change(), (error: unknown) => {
          assert.ok(error instanceof UserError);
          assert.match(error.message, message);
          return true;
        });
        assert.deepEqual(service.calls, []);
      });

    it('but not what the rules allow', async () => {
      await store.change('configVariables', distro, 'humble');
      service.variablesNow = [distro];
      await store.add('configVariables', 'runtime', 'preinstalled');
      service.labelsNow = [{ id: 5, key: 'runtime', value: 'x' }];
      await store.delete('labels', { id: 5, key: 'runtime', value: 'x' });
      assert.deepEqual(service.writes, [
        'update variable 3 ros_distro=humble',
        'add variable runtime=preinstalled',
        'delete label 5',
      ]);
    });
  });

  describe('while requests overlap', () => {
    it('does not let a refresh from before the change bring the old value back', async () => {
      const release = hold('get');
      const refresh = store.configuration.refresh();
      service.gates.delete('get');
      await store.change('labels', site, 'osaka');
      release();
      await refresh;
      assert.deepEqual(labels(), [{ ...site, value: 'osaka' }]);
    });

    it('keeps what a refresh brought between reading and writing', async () => {
      const release = hold('update');
      const change = store.change('labels', site, 'osaka');
      await made('update label 1 site=osaka');
      service.labelsNow = [site, { id: 9, key: 'zone', value: 'dock' }];
      await store.configuration.refresh();
      release();
      await change;
      assert.deepEqual(
        new Map(labels()?.map(({ key, value }) => [key, value])),
        new Map([
          ['site', 'osaka'],
          ['zone', 'dock'],
        ]),
      );
    });

    it('shows an entry once that a refresh saw before the answer to adding it', async () => {
      const release = hold('add');
      const change = store.add('labels', 'zone', 'dock');
      await made('add label zone=dock');
      service.labelsNow = [site, { id: 101, key: 'zone', value: 'dock' }];
      await store.configuration.refresh();
      service.labelsNow = [site];
      release();
      await change;
      assert.deepEqual(labels(), [site, { id: 101, key: 'zone', value: 'dock' }]);
    });

    it('makes changes one after the other, each on top of what the one before wrote', async () => {
      await Promise.all([
        store.add('labels', 'zone', 'dock'),
        store.change('labels', site, 'osaka'),
        store.delete('configVariables', alarm),
      ]);
      assert.deepEqual(service.calls, [
        'get',
        'add label zone=dock',
        'get',
        'update label 1 site=osaka',
        'get',
        'delete variable 1',
      ]);
      assert.deepEqual(
        labels()
          ?.map(({ value }) => value)
          .sort(),
        ['dock', 'osaka'],
      );
    });

    it('sends nothing more once it is disposed', async () => {
      const release = hold('get');
      const refresh = store.configuration.refresh();
      const first = store.change('labels', site, 'osaka');
      const second = store.delete('configVariables', alarm);
      await made('get');
      store.dispose();
      release();
      await refresh;
      await assert.rejects(first, Cancelled);
      await assert.rejects(second, Cancelled);
      assert.deepEqual(service.writes, []);
      assert.equal(store.configuration.state.kind, 'loading');
    });
  });
});
