import assert from 'node:assert/strict';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { status: 'success', response: { data } } });
const variable = { id: 2140, key: 'speed', value: '1.5' };

describe('ConfigVariablesApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const variables = () => connect(server.url).client.configVariables;

  it('lists the variables of a device', async () => {
    server.reply(
      enveloped([
        { ...variable, type: null },
        { ...variable, type: 'string' },
      ]),
    );
    assert.deepEqual(await variables().list('d1'), [variable, { ...variable, type: 'string' }]);
  });

  it('adds a variable as key and value', async () => {
    server.reply(enveloped(variable));
    assert.deepEqual(await variables().add('d1', 'speed', '1.5'), variable);
    assert.equal((await server.arrived(1)).body, '{"key":"speed","value":"1.5"}');
  });

  it('changes a variable and tells how it is now', async () => {
    server.reply(enveloped({ ...variable, value: '2' }));
    assert.equal((await variables().update(variable)).value, '2');
    assert.equal((await server.arrived(1)).body, '{"id":2140,"key":"speed","value":"1.5"}');
  });

  it('deletes a variable by its id, without a body', async () => {
    server.reply(enveloped({}));
    await variables().delete(variable);
    assert.equal((await server.arrived(1)).body, '');
  });

  it('goes by the status where the body of a 404 says success', async () => {
    const error = 'config_variable not found';
    server.reply({ status: 404, body: { status: 'success', response: { data: {}, error } } });
    const failure = await failureOf(variables().delete(variable), 'notFound');
    assert.deepEqual([failure.message, failure.reason], [error, 'configVariableNotFound']);
  });

  it('calls a key that exists a conflict, whichever status it comes as', async () => {
    for (const [status, error] of [
      [409, 'exists'],
      [500, 'Database operation failed'],
    ] as const) {
      // prettier-ignore
      server.reply(({ method }) => (method === 'GET' ? enveloped([variable]) : { status, body: { error } }));
      await failureOf(variables().add('d1', 'speed', '2'), 'conflict');
      await failureOf(variables().add('d1', 'other', '2'), status === 409 ? 'conflict' : 'server');
    }
  });

  it('sends nothing that would touch a protected variable', async () => {
    server.reply(enveloped(variable));
    const calls = [
      variables().update({ id: 1, key: 'runtime', value: 'x' }),
      variables().delete({ id: 1, key: 'runtime_docker', value: 'True' }),
    ];
    for (const call of calls) {
      assert.equal((await failureOf(call, 'forbidden')).reason, 'operationNotAllowed');
    }
    assert.equal(server.seen.length, 0);
    await variables().update({ id: 1, key: 'runtime_docker', value: 'False' });
    assert.equal(server.seen.length, 1);
  });

  it('sends nothing for an empty key or value', async () => {
    server.reply(enveloped(variable));
    for (const [key, value] of [
      ['', 'v'],
      ['k', ''],
    ] as const) {
      // prettier-ignore
      await failureOf(variables().add('d1', key, value), 'invalid');
      await failureOf(variables().update({ id: 1, key, value }), 'invalid');
    }
    assert.equal(server.seen.length, 0);
  });
});
