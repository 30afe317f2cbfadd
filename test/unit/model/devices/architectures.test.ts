import assert from 'node:assert/strict';
import { Architectures } from '../../../../src/model/devices/architectures';
import { FakeArchitectures, FakeDevicesApi, makeDevice } from '../../../support/devices';
import { failOnError } from '../../../support/failOnError';
import { makeGate, settled } from '../../../support/gate';

describe('Architectures', () => {
  let api: FakeDevicesApi;
  let storage: FakeArchitectures;
  let architectures: Architectures;
  const devices = [makeDevice({ id: 'a' }), makeDevice({ id: 'b' })];
  const follow = async (list = devices, isForced = false): Promise<void> => {
    architectures.follow(list, isForced);
    await settled();
  };

  beforeEach(async () => {
    api = new FakeDevicesApi();
    storage = new FakeArchitectures();
    architectures = new Architectures(
      (architecture, signal) => api.listIdsByArchitecture(architecture, signal),
      storage,
      failOnError,
    );
    await architectures.restored;
  });

  it('are queried when an online device has none, and stored', async () => {
    api.architectures.set('arm64v8', ['a', 'b']);
    await follow();
    assert.equal(architectures.get('a'), 'arm64v8');
    assert.deepEqual(
      [...storage.stored],
      [
        ...new Map([
          ['a', 'arm64v8'],
          ['b', 'arm64v8'],
        ]),
      ],
    );
    await follow();
    assert.equal(api.queries, 3);
  });

  it('are not queried again for a device that no query knows, until it has been offline', async () => {
    await follow();
    await follow();
    assert.equal(api.queries, 3);
    await follow([devices[0]!, { ...devices[1]!, status: 'OFFLINE' }]);
    assert.equal(api.queries, 3);
    await follow();
    assert.equal(api.queries, 6);
  });

  it('are queried with the next list when a query failed, and the others are used meanwhile', async () => {
    api.failing = 'amd64';
    api.architectures.set('amd64', ['a']).set('arm32v7', ['b']);
    await follow();
    assert.equal(architectures.get('a'), undefined);
    assert.equal(architectures.get('b'), 'arm32v7');
    api.failing = undefined;
    await follow();
    assert.equal(architectures.get('a'), 'amd64');
  });

  it('are used as each query is answered, and no second set of queries is sent meanwhile', async () => {
    const held = makeGate();
    api.gate = held.promise;
    await follow();
    await follow();
    await follow(devices, true);
    assert.equal(api.queries, 3);
    held.open();
    await settled();
  });

  it('are queried for all devices when that is asked for', async () => {
    api.architectures.set('amd64', ['a', 'b']);
    await follow();
    api.architectures.set('amd64', ['b']).set('arm64v8', ['a']);
    await follow(devices, true);
    assert.equal(architectures.get('a'), 'arm64v8');
  });

  it('of devices that have left the project are not stored', async () => {
    api.architectures.set('amd64', ['a', 'b', 'gone']);
    await follow();
    assert.deepEqual([...storage.stored.keys()], ['a', 'b']);
  });

  it('drop their answers when they are disposed', async () => {
    const held = makeGate();
    api.gate = held.promise;
    api.architectures.set('amd64', ['a']);
    await follow();
    architectures.dispose();
    assert.ok(api.signals.every(({ aborted }) => aborted));
    held.open();
    await settled();
    assert.equal(architectures.get('a'), undefined);
    assert.equal(storage.stored.size, 0);
  });
});
