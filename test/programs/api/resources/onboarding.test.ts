import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { connect } from '../../../support/apiClient';
import { ApiServer } from '../../../support/apiServer';

describe('The command that upgrades a device', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());

  it('quotes what comes from outside for the shell', async () => {
    const data = {
      token: "t';touch${IFS}x;'",
      script_url: 'https://example.com/$(touch)?a=b&c',
      script_command: 'bash start',
    };
    server.reply({ body: { response: { data } } });
    const { command } = await connect(server.url).client.onboarding.upgrade('d1');
    const [curl = ''] = command.split(' && ');
    const printed = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }; ${curl}`]);
    assert.deepEqual(printed.toString().split('\n').slice(0, -1), [
      '-O',
      '-H',
      "Authorization: Bearer t';touch${IFS}x;'",
      'https://example.com/$(touch)?a=b&c',
    ]);
  });
});
