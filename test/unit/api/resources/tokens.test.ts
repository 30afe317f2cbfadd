import assert from 'node:assert/strict';
import { connect, failureOf, testToken } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

describe('TokensApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const tokens = () => connect(server.url).client.tokens;

  it('signs in by password, without a token, for as long as is asked', async () => {
    server.reply({ body: { success: true, data: { token: 'new' } } });
    assert.equal(await tokens().signIn('dev@example.com', 'hunter2', 'low'), 'new');
    const { target, body, headers } = await server.arrived(1);
    assert.equal(target, '/user/login?type=low');
    assert.equal(body, '{"email":"dev@example.com","password":"hunter2"}');
    assert.equal(headers['authorization'], undefined);
  });

  it('says that credentials are wrong, and not which', async () => {
    server.reply({ status: 401, body: { error: 'hunter2 is wrong' } });
    const error = await failureOf(tokens().signIn('dev@example.com', 'hunter2'), 'auth');
    assert.equal(error.message, '*** is wrong');
  });

  it('tells whose token it is', async () => {
    server.reply({ body: { data: { email: 'dev@example.com' } } });
    assert.equal(await tokens().subject(), 'dev@example.com');
    assert.equal((await server.arrived(1)).headers['authorization'], `Bearer ${testToken}`);
  });

  for (const field of ['token', 'Token']) {
    it(`takes a new token that is spelt ${field}`, async () => {
      server.reply({ body: { data: { [field]: 'new' } } });
      assert.equal(await tokens().refresh('old'), 'new');
      const { body, headers } = await server.arrived(1);
      assert.equal(body, '{"token":"old"}');
      assert.equal(headers['authorization'], undefined);
    });
  }

  it('ends a token', async () => {
    server.reply({ status: 204 });
    await tokens().revoke();
    assert.equal((await server.arrived(1)).headers['authorization'], `Bearer ${testToken}`);
  });
});
