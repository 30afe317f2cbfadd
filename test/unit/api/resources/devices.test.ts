import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import type { Architecture } from '../../../../src/domain/device';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

const enveloped = (data: unknown) => ({ body: { status: 'success', response: { data } } });
const wire = (uuid: string, name: string) => ({ uuid, name, status: 'ONLINE' });

describe('DevicesApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const devices = () => connect(server.url).client.devices;

  it('lists all devices of the project', async () => {
    server.reply(enveloped([wire('1', 'a'), wire('2', 'b')]));
    const list = await devices().list();
    assert.deepEqual(list.map(({ id, name }) => [id, name]), [['1', 'a'], ['2', 'b']]); // prettier-ignore
    assert.equal((await server.arrived(1)).target, '/api/device-manager/v0/devices/');
  });

  it('asks for a device by name and takes none of a longer name', async () => {
    server.reply(enveloped([wire('1', 'amr-1'), wire('2', 'amr-10')]));
    const list = await devices().list({ name: 'amr-1' });
    assert.deepEqual(list.map(({ id }) => id), ['1']); // prettier-ignore
    assert.equal((await server.arrived(1)).query.get('name'), 'amr-1');
  });

  it('lists the others when one cannot be read, and shows one without a name', async () => {
    const broken = { ...wire('3', 'c'), uuid: null };
    server.reply(enveloped([wire('1', 'a'), broken, { ...wire('2', 'b'), name: null }]));
    const { client, logged } = connect(server.url);
    const list = await client.devices.list();
    assert.deepEqual(list.map(({ id, name }) => [id, name]), [['1', 'a'], ['2', '']]); // prettier-ignore
    assert.match(logged.join('\n'), /list items that cannot be read: 1$/m);
  });

  it('lists devices from a compressed answer', async () => {
    const many = Array.from({ length: 5000 }, (_, index) => wire(String(index), `amr-${index}`));
    const body = gzipSync(JSON.stringify(enveloped(many).body));
    server.reply({ headers: { 'Content-Encoding': 'gzip' }, body });
    assert.equal((await devices().list()).length, 5000);
  });

  it('deletes a device given as a value or by its id', async () => {
    server.reply(enveloped({}));
    await devices().delete('d1');
    await devices().delete({ id: 'd1' });
    const sent = server.seen.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(sent, Array(2).fill('DELETE /api/device-manager/v0/devices/d1'));
  });

  it('gets one device', async () => {
    server.reply(enveloped({ ...wire('1', 'a'), username: 'root' }));
    assert.equal((await devices().get('1')).username, 'root');
    assert.equal((await server.arrived(1)).target, '/api/device-manager/v0/devices/1');
  });

  it('keeps an id one part of the path', async () => {
    server.reply({ status: 404, body: { error: 'device not found' } });
    const error = await failureOf(devices().get('../labels/1?x=y'), 'notFound');
    assert.equal(error.message, 'device not found');
    assert.equal(
      (await server.arrived(1)).target,
      '/api/device-manager/v0/devices/..%2Flabels%2F1%3Fx%3Dy',
    );
  });

  const selections: [Architecture[], [string, string][]][] = [
    [['arm32v7'], [['$in', 'armv7']]],
    [['arm64v8'], [['$in', 'aarch64']]],
    [['amd64'], [['$eq', 'x86_64'], ['$eq', 'amd64']]], // prettier-ignore
    [['amd64', 'arm32v7'], [['$in', 'armv7'], ['$eq', 'x86_64'], ['$eq', 'amd64']]], // prettier-ignore
  ];
  for (const [architectures, criteria] of selections) {
    it(`selects ${architectures.join(' or ')} as the original client does`, async () => {
      server.reply(enveloped([{ id: 2, ...wire('1', 'a') }]));
      const ids = await devices().listIdsByArchitectures(architectures);
      assert.deepEqual(ids, ['1']);
      const { method, target, body } = await server.arrived(1);
      assert.equal(`${method} ${target}`, 'POST /api/device-manager/v0/selection/query/');
      assert.deepEqual(JSON.parse(body), {
        operator: '$or',
        specs: {
          operator: '$or',
          args: criteria.map(([operator, word]) => ({ operator, args: ['cpuarch', word] })),
        },
      });
    });
  }

  it('selects one architecture by its own criteria only', async () => {
    server.reply(enveloped([]));
    assert.deepEqual(await devices().listIdsByArchitecture('arm64v8'), []);
    assert.ok((await server.arrived(1)).body.includes('"args":[{"operator":"$in"'));
  });

  it('asks nothing when no architecture is wanted', async () => {
    server.reply(enveloped([]));
    assert.deepEqual(await devices().listIdsByArchitectures([]), []);
    assert.equal(server.seen.length, 0);
  });

  it('tries a selection again, for it only reads', async () => {
    server.reply((_, count) => (count === 1 ? { status: 500 } : enveloped([])));
    await devices().listIdsByArchitecture('amd64');
    assert.equal(server.seen.length, 2);
  });

  it('keeps of the list what is online and of the architectures asked for', async () => {
    server.reply(({ method }) =>
      method === 'POST'
        ? enveloped([wire('1', 'a'), wire('3', 'c')])
        : enveloped([wire('1', 'a'), wire('2', 'b'), { ...wire('3', 'c'), status: 'OFFLINE' }]),
    );
    const list = await devices().list({ isOnline: true, architectures: ['amd64'] });
    assert.deepEqual(list.map(({ id }) => id), ['1']); // prettier-ignore
    assert.equal(server.seen.length, 2);
  });

  const device = { id: 'd1', name: 'amr-01', description: 'dock 3' };

  for (const [what, call, body] of [
    ['name', () => devices().update(device, { name: 'amr-02' }), { name: 'amr-02' }],
    ['description', () => devices().update(device, { description: '' }), { description: '' }],
    ['acceptance', () => devices().accept(device), { status: 'ACCEPTED' }],
    ['rejection', () => devices().reject(device), { status: 'REJECTED' }],
  ] as const) {
    it(`sends a device's new ${what} with all that must not be lost`, async () => {
      server.reply(enveloped({ ...wire('d1', 'amr-01'), created_by: 'u' }));
      assert.equal((await call()).createdBy, 'u');
      const { method, target, body: sent } = await server.arrived(1);
      assert.equal(`${method} ${target}`, 'PUT /api/device-manager/v0/devices/');
      const { id, ...rest } = device;
      assert.deepEqual(JSON.parse(sent), { device_id: id, ...rest, ...body });
    });
  }

  it('does not send an empty name', async () => {
    server.reply(enveloped({}));
    const error = await failureOf(devices().update(device, { name: ' ' }), 'invalid');
    assert.equal(error.reason, 'invalidParameter');
    assert.equal(server.seen.length, 0);
  });

  for (const [error, ids] of [
    [
      ['dep-b', 'dep-c'],
      ['dep-b', 'dep-c'],
    ],
    ['device has running deployments: dep-abc, dep-def.', ['dep-abc', 'dep-def']],
    [{ message: 'deployments are running' }, []],
  ] as const) {
    it(`tells that deployments are in the way of a deletion: ${JSON.stringify(error)}`, async () => {
      server.reply({ status: 400, body: { status: 'error', response: { data: {}, error } } });
      const failure = await failureOf(devices().delete('d1'), 'invalid');
      assert.deepEqual([failure.reason, failure.ids], ['deploymentRunning', ids]);
    });
  }

  it('tells where a device is to go', async () => {
    server.reply(enveloped({}));
    await devices().migrate('d1', 'project-c');
    const { body, headers } = await server.arrived(1);
    assert.equal(body, '{"project":"project-c"}');
    assert.equal(headers['project'], 'project-b');
  });

  it('gives the id of the upload that a report becomes', async () => {
    server.reply(enveloped({ request_uuid: 'r-9' }));
    assert.equal(await devices().requestReport('d1'), 'r-9');
    assert.equal((await server.arrived(1)).body, '{}');
  });
});
