import assert from 'node:assert/strict';
import { connect, failureOf } from '../../support/apiClient';
import { ApiServer, type Reply } from '../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { status: 'success', response: { data } } });
const refused = (status: number, error: string): Reply => ({
  status,
  body: { status: 'error', response: { data: {}, error } },
});
const label = { id: 100, key: 'site', value: 'tokyo' };

describe('LabelsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const labels = () => connect(server.url).client.labels;

  it('lists the labels of a device', async () => {
    server.reply(enveloped([label]));
    assert.deepEqual(await labels().list('dev-1'), [label]);
  });

  it('adds a label as a pair, whatever its key, and gives it with its id', async () => {
    server.reply(enveloped([{ id: 101, key: '__proto__', value: 'x' }]));
    const added = await labels().add('dev-1', '__proto__', 'x');
    assert.deepEqual(added, { id: 101, key: '__proto__', value: 'x' });
    assert.equal((await server.arrived(1)).body, '{"__proto__":"x"}');
  });

  it('changes a label by its id', async () => {
    server.reply(enveloped({}));
    await labels().update({ ...label, value: 'osaka' });
    assert.equal((await server.arrived(1)).body, '{"id":100,"key":"site","value":"osaka"}');
  });

  for (const reply of [refused(409, 'exists'), refused(500, 'Database operation failed')]) {
    it(`calls a key that exists a conflict when it comes as ${reply.status}`, async () => {
      server.reply(reply);
      await failureOf(labels().add('dev-1', 'site', 'x'), 'conflict');
      assert.equal(server.seen.length, 1);
    });
  }

  it('leaves other failures of the server what they are', async () => {
    server.reply(refused(500, 'out of memory'));
    await failureOf(labels().add('dev-1', 'site', 'x'), 'server');
  });

  for (const [what, status, reason, call] of [
    ['an unknown device', 404, 'deviceNotFound', () => labels().list('x')],
    ['an unknown device to add to', 404, 'deviceNotFound', () => labels().add('x', 'k', 'v')],
    ['a missing parameter', 400, 'parameterMissing', () => labels().add('x', 'k', 'v')],
    ['an unknown label to change', 404, 'labelNotFound', () => labels().update(label)],
    ['an unknown label to delete', 404, 'labelNotFound', () => labels().delete(1)],
  ] as const) {
    it(`tells ${what} by its reason`, async () => {
      server.reply(refused(status, 'no'));
      assert.equal((await failureOf(call())).reason, reason);
    });
  }

  for (const [key, value] of [
    ['', 'v'],
    ['k', ''],
  ] as const) {
    // prettier-ignore
    it(`sends nothing for the key "${key}" and value "${value}"`, async () => {
      server.reply(enveloped({}));
      assert.equal((await failureOf(labels().add('d', key, value), 'invalid')).reason, 'parameterMissing'); // prettier-ignore
      await failureOf(labels().update({ id: 1, key, value }), 'invalid');
      assert.equal(server.seen.length, 0);
    });
  }
});
