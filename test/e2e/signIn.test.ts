import assert from 'node:assert/strict';
import { processesWith } from '../support/processes';
import { type Proxy, startProxy } from '../support/proxy';
import { eventually } from '../support/simulatorCalls';
import { useWorkbench } from '../support/useWorkbench';

describe('Someone without an account', () => {
  const workbench = useWorkbench(() => ({ isSignedOut: true }));

  it('is offered a simulated fleet, and told that its commands run on this computer', async () => {
    const { page } = workbench();
    await workbench().openView('Devices');
    await workbench().welcome('Explore a Simulated Fleet').click();
    const question = page.locator('.monaco-dialog-box');
    await question.filter({ hasText: 'run on this computer' }).waitFor();
    await question.getByRole('button', { name: 'Start' }).click();
  });

  it('sees its devices and runs a command on one', async () => {
    await workbench().clickOnRow('amr-01', 'Run Command');
    await workbench().answer('hostname');
    const lines = await workbench().output('ok, ');
    assert.ok(lines.includes('amr-01'), lines.join('\n'));
  });

  it('chooses another of its projects', async () => {
    await workbench().runCommand('rapyuta.io: Choose Project');
    await workbench().answer('workshop');
    await workbench().row('this-machine').waitFor({ state: 'detached' });
    await workbench().row('Online').waitFor();
  });

  /** The processes of the fleet that the extension itself has started. */
  const own = () => processesWith('device-explorer.rapyuta-device-explorer-');
  const ended = () => eventually(() => Promise.resolve(own().length === 0 || undefined));

  it('ends it, and is where it all began', async () => {
    assert.notDeepEqual(own(), [], 'the search itself finds nothing');
    await workbench().runCommand('rapyuta.io: Stop the Simulated Fleet');
    await workbench().welcome('Explore a Simulated Fleet').waitFor();
    await ended();
  });

  it('leaves none behind when the window goes', async () => {
    await workbench().welcome('Explore a Simulated Fleet').click();
    await workbench().page.getByRole('button', { name: 'Start' }).click();
    await workbench().row('Online').waitFor();
    await workbench().reload();
    await ended();
  });
});

describe('Someone with a token behind a proxy', () => {
  let proxy: Proxy;
  before(async () => {
    proxy = await startProxy();
  });
  const url = 'http://fleet.test';
  const workbench = useWorkbench(() => ({
    isSignedOut: true,
    settings: {
      'http.proxy': proxy.url,
      'rapyuta.hosts': { core: url, v2: url, rip: url, oidc: url },
    },
  }));
  before(() => {
    proxy.target = workbench().fleet.simulator.url;
  });
  after(() => proxy.close());

  const paste = async (token: string): Promise<void> => {
    await workbench().runCommand('rapyuta.io: Paste a Token');
    await workbench().answerSecretly(token);
  };

  it('is told when the token is refused, and stays signed out', async () => {
    await workbench().openView('Devices');
    await workbench().welcome('Paste a Token').waitFor();
    await paste('not-a-token');
    const toast = workbench().page.locator('.notification-toast');
    await toast.filter({ hasText: 'does not accept the token' }).waitFor();
    await workbench().welcome('Paste a Token').waitFor();
  });

  it('chooses a project and sees its devices, all asked for through the proxy', async () => {
    await paste(workbench().fleet.simulator.token);
    await workbench().answer('warehouse');
    await workbench().row('Online').waitFor();
    assert.deepEqual([...proxy.hosts], ['fleet.test']);
  });
});

describe('Someone on a bad day of the service', () => {
  const workbench = useWorkbench();
  const list = '/api/device-manager/v0/devices/';

  it('is told that the devices could not be listed, and tries again', async () => {
    const { simulator } = workbench().fleet;
    await simulator.fault({ path: list, status: 500 });
    await workbench().openView('Devices');
    const again = workbench().welcome('Try Again');
    await again.waitFor();
    await simulator.clearFaults();
    await again.click();
    await workbench().row('Online').waitFor();
  });

  it('keeps the devices it has, and is told that they are not fresh', async () => {
    const { simulator } = workbench().fleet;
    await simulator.fault({ path: list, status: 401 });
    await workbench().runCommand('rapyuta.io: Refresh Devices');
    await workbench().page.locator('.sidebar').getByText('Not refreshed.').waitFor();
    await workbench().row('Online').waitFor();
    await simulator.clearFaults();
    await workbench().runCommand('rapyuta.io: Refresh Devices');
    await workbench()
      .page.locator('.sidebar')
      .getByText('Not refreshed.')
      .waitFor({ state: 'detached' });
  });
});
