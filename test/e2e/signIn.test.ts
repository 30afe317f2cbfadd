import assert from 'node:assert/strict';
import path from 'node:path';
import { processesWith } from '../support/processes';
import { type Proxy, startProxy } from '../support/proxy';
import { deviceNamed, eventually, outputOf } from '../support/simulatorCalls';
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
  const own = () =>
    processesWith(path.join(workbench().editor.home, 'extensions/device-explorer.'));
  const ended = () => eventually(() => Promise.resolve(own().length === 0 || undefined), 60_000);

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
  // Any loopback address that VS Code does not reach without its proxy; plain HTTP is for those alone.
  const url = 'http://127.0.0.2:8080';
  const workbench = useWorkbench(() => ({
    isSignedOut: true,
    settings: {
      'http.proxy': proxy.url,
      'rapyuta.hosts': { core: url, v2: url, rip: url, oidc: url },
    },
  }));
  before(() => {
    proxy.target = workbench().simulator.url;
  });
  after(() => proxy.close());

  it('is told in the open box when the token is not accepted, and enters another one there', async () => {
    await workbench().openView('Devices');
    await workbench().welcome('Paste a Token').click();
    await workbench().answerSecretly('not-a-token');
    const box = workbench().page.locator('.quick-input-widget');
    await box.getByText('did not accept this token').waitFor();
    await workbench().answerSecretly(workbench().simulator.token);
    await workbench().answer('warehouse');
    await workbench().row('Online').waitFor();
  });

  it('reaches the service through the proxy alone', () => {
    assert.deepEqual([...proxy.hosts], ['127.0.0.2:8080']);
  });

  it('sees nothing flicker when the token is renewed and the project chosen again', async () => {
    const { page, simulator } = workbench();
    await workbench().clickOnRow('this-machine', 'Run Command');
    await workbench().answer('until [ -e go ]; do sleep 0.1; done; echo finished');
    await workbench().output('until [ -e go ]');
    await workbench().chooseOnRow('this-machine', 'Show Labels and Configuration');
    const body = workbench().webview().locator('body');
    await body.getByText('runtime_docker', { exact: true }).waitFor();
    await body.evaluate((element: unknown) =>
      (element as { setAttribute(name: string, value: string): void }).setAttribute(
        'data-mark',
        'not reloaded',
      ),
    );
    await page.evaluate(watchRows);

    const refreshed = simulator.request('/refreshtoken', {
      method: 'POST',
      body: JSON.stringify({ token: simulator.token }),
    });
    const { data } = (await (await refreshed).json()) as { data: { token: string } };
    await workbench().runCommand('rapyuta.io: Paste a Token');
    await workbench().answerSecretly(data.token);
    await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
    await workbench().runCommand('rapyuta.io: Choose Project');
    await workbench().answer('warehouse');
    const { uuid } = await deviceNamed(simulator, 'this-machine');
    await outputOf(simulator, uuid, 'touch go');
    await simulator.request('/user/logout', { method: 'POST' }); // the token of before is worth nothing now
    await workbench().runCommand('rapyuta.io: Refresh Devices');
    const lines = await workbench().output('this-machine ok');
    assert.ok(lines.includes('finished'), lines.join('\n'));

    assert.deepEqual(await page.evaluate('window.removedRows'), []);
    assert.equal(await body.getAttribute('data-mark'), 'not reloaded');
    assert.equal(await body.getByRole('alert').count(), 0);
    assert.equal(await workbench().row('Online').count(), 1);
  });
});

/** Runs in VS Code's window: collects the rows of the side bar that are taken out. */
const watchRows = `
  window.removedRows = [];
  new MutationObserver((records) => {
    for (const { removedNodes } of records)
      for (const node of removedNodes)
        if (node.getAttribute?.('role') === 'treeitem') window.removedRows.push(node.ariaLabel);
  }).observe(document.querySelector('.sidebar'), { childList: true, subtree: true });
`;

describe('Someone on a bad day of the service', () => {
  const workbench = useWorkbench();
  const list = '/api/device-manager/v0/devices/';

  it('is told that the devices could not be listed, and tries again', async () => {
    const { simulator } = workbench();
    await simulator.fault({ path: list, status: 500 });
    await workbench().openView('Devices');
    const again = workbench().welcome('Try Again');
    await again.waitFor();
    await simulator.clearFaults();
    await again.click();
    await workbench().row('Online').waitFor();
  });

  it('keeps the devices it has, and is told that they are not fresh', async () => {
    const { simulator } = workbench();
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
