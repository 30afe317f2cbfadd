import assert from 'node:assert/strict';
import { connect } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

describe('DaemonsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const daemons = () => connect(server.url).client.daemons;

  it('lists how daemons are doing, and nothing of their settings', async () => {
    server.reply({
      body: {
        kind: 'Daemon',
        spec: { vpn_config: { enable: true, key: 's3cret' }, pull_secret: 's3cret' },
        status: {
          vpn: { enable: true, status: 'running', error_code: '', restart_count: 0, exit_code: 0 },
          telegraf: { enable: false, status: 'error', error_code: 'E1', reason: 'no disk' },
          tracing: null,
          odd: { status: 7 },
        },
      },
    });
    const list = await daemons().list('d1');
    assert.deepEqual(list, [
      { name: 'vpn', isEnabled: true, state: 'running', rawState: 'running', restartCount: 0, exitCode: 0 }, // prettier-ignore
      { name: 'telegraf', isEnabled: false, state: 'error', rawState: 'error', errorCode: 'E1', reason: 'no disk' }, // prettier-ignore
    ]);
    assert.ok(!JSON.stringify(list).includes('s3cret'));
  });

  it('lists none for a device that never had one', async () => {
    server.reply({ body: { kind: 'Daemon', status: null } });
    assert.deepEqual(await daemons().list('d1'), []);
  });
});
