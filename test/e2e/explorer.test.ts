import assert from 'node:assert/strict';
import type { LoggedRequest } from '../../src/simulator/requestLog';
import { eventually } from '../support/simulatorCalls';
import { useWorkbench } from '../support/useWorkbench';

describe('Someone with a fleet of robots', () => {
  const workbench = useWorkbench();

  it('sees every device in a group of its status, with their number in words', async () => {
    await workbench().openView('Devices');
    await workbench().row('Online').waitFor();
    const groups = workbench().rows().and(workbench().page.locator('[aria-level="1"]'));
    const counts = (await groups.allInnerTexts()).map((text) => /(\d+) of 25$/.exec(text)?.[1]);
    assert.equal(counts.length, 9);
    assert.equal(
      counts.reduce((sum, count) => sum + Number(count), 0),
      25,
    );
  });

  it('hides the devices of a group and shows them again', async () => {
    const online = workbench().row('Online, ');
    const device = workbench().row('this-machine');
    await workbench().collapse(online);
    await device.waitFor({ state: 'detached' });
    await workbench().expand(online);
    await device.waitFor();
  });

  it('finds the offline devices of which it is known when they were last seen', async () => {
    await workbench().expand(workbench().row('Offline, '));
    await workbench().expand(workbench().row('Unknown architecture').nth(1));
    await workbench().rows().filter({ hasText: 'seen' }).first().waitFor();
  });

  it('runs a command on a device and reads what it printed and how it ended', async () => {
    await workbench().clickOnRow('this-machine', 'Run Command');
    await workbench().answer('uname -a; echo ü; exit 3');
    const lines = await workbench().output('exit 3, ');
    const start = lines.findIndex((line) =>
      line.endsWith('this-machine $ uname -a; echo ü; exit 3'),
    );
    assert.match(lines[start + 1] ?? '', /^Linux /);
    assert.equal(lines[start + 2], 'ü');
    assert.match(lines[start + 3] ?? '', /this-machine exit 3, \d/);
  });

  it('is offered the last command, which Enter alone does not run again', async () => {
    const { page } = workbench();
    await workbench().clickOnRow('this-machine', 'Run Command');
    await page.getByRole('option', { name: 'uname -a; echo ü; exit 3' }).waitFor();
    await page.keyboard.press('Enter');
    await workbench().answer('echo another');
    const lines = await workbench().output('this-machine ok');
    assert.equal(lines.filter((line) => line.includes('$ uname')).length, 1);
  });

  it('keeps the focus where it was while the output comes', async () => {
    const inOutput = workbench().page.locator('.panel .output-view :focus');
    assert.equal(await inOutput.count(), 0);
  });

  it('stops waiting for a long command and is told what still runs', async () => {
    await workbench().clickOnRow('this-machine', 'Run Command');
    const since = Date.now();
    await workbench().answer('sleep 60');
    // Until its output is asked for, the request to start it may be under way: nobody knows if it runs.
    await eventually(async () => {
      const requests = await workbench().simulator.requests();
      const isPoll = ({ method, path, at }: LoggedRequest): boolean =>
        at >= since && method === 'GET' && path.includes('/cmd/');
      return requests.some(isPoll) || undefined;
    });
    await workbench().clickOnNotification('sleep 60', 'Cancel');
    const lines = await workbench().output('stopped waiting');
    assert.match(lines.join('\n'), /this-machine stopped waiting after .*; the command still runs/);
  });
});
