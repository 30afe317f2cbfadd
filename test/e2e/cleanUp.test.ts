import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { processesWith } from '../support/processes';
import { Workbench } from '../support/workbench';

describe('Closing VS Code', () => {
  it('leaves nothing running and no folder behind', async () => {
    const workbench = await Workbench.open();
    const { editor, simulator } = workbench.fleet;
    try {
      await workbench.openView('Devices');
      await workbench.clickOnRow('this-machine', 'Run Command');
      await workbench.answer('sleep 5432');
      await workbench.output('sleep 5432');
      await workbench.runCommand('Terminal: Create New Terminal');
      await workbench.page.locator('.terminal-wrapper').waitFor();
      assert.notDeepEqual(processesWith(simulator.token), [], 'the search itself finds nothing');
    } finally {
      await workbench.close();
    }
    assert.deepEqual(processesWith(simulator.token), []);
    assert.deepEqual(processesWith('sleep\0' + '5432'), []);
    assert.ok(!existsSync(editor.workspace));
  });
});
