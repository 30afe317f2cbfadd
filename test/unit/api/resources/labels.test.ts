import assert from 'node:assert/strict';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

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

  describe('adding a key', () => {
    const add = (refusal: Reply, list: Reply) => {
      server.reply(({ method }) => (method === 'POST' ? refusal : list));
      return labels().add('dev-1', 'site', 'x');
    };
    const ambiguous = refused(500, 'Database operation failed');

    it('that exists is a conflict', async () => {
      await failureOf(add(refused(409, 'exists'), {}), 'conflict');
      assert.equal(server.seen.length, 1);
    });

    it('that exists is a conflict also as the samples have it, if the list has the key', async () => {
      const error = await failureOf(add(ambiguous, enveloped([label])), 'conflict');
      assert.deepEqual([error.request.method, error.response?.status], ['POST', 500]);
      assert.deepEqual(server.seen.map(({ method }) => method), ['POST', 'GET']); // prettier-ignore
    });

    for (const [what, list] of [
      ['the list does not have the key', enveloped([{ ...label, key: 'Site' }])],
      ['the list fails as well', ambiguous],
    ] as const) {
      it(`is a failure of the database when ${what}`, async () => {
        const error = await failureOf(add(ambiguous, list), 'server');
        assert.equal(error.request.method, 'POST');
      });
    }

    for (const refusal of [
      refused(500, 'out of memory'),
      refused(503, 'Database operation failed'),
    ]) {
      it(`is a failure of the server after ${JSON.stringify(refusal)}, list or not`, async () => {
        await failureOf(add(refusal, enveloped([label])), 'server');
        assert.equal(server.seen.length, 1);
      });
    }

    it('ends when aborted while the list is read', async () => {
      server.reply(({ method }) => (method === 'POST' ? ambiguous : { stall: 'head' }));
      const abort = new AbortController();
      const outcome = labels()
        .add('dev-1', 'site', 'x', abort.signal)
        .catch((error: unknown) => error);
      await server.arrived(2);
      abort.abort('why not');
      assert.equal(await outcome, 'why not');
    });
  });

  it('deletes a label given as a value or by its id', async () => {
    server.reply(enveloped({}));
    await labels().delete(label);
    await labels().delete(label.id);
    const sent = server.seen.map(({ method, path }) => `${method} ${path}`);
    assert.deepEqual(sent, Array(2).fill('DELETE /api/device-manager/v0/labels/100'));
  });

  it('leaves out a label that cannot be read', async () => {
    server.reply(enveloped([{ id: 'x', key: 'a', value: 'b' }, label]));
    assert.deepEqual(await labels().list('dev-1'), [label]);
  });

  it('does not take an answer without the new label for a success', async () => {
    for (const data of [[], null, [{ id: 'x' }]]) {
      server.reply(enveloped(data));
      await failureOf(labels().add('dev-1', 'site', 'x'), 'malformed');
    }
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
