import assert from 'node:assert/strict';
import { useWorkbench } from '../support/useWorkbench';

describe('Someone who looks up how a device is set up', () => {
  const workbench = useWorkbench();
  const tables = () => workbench().webview().getByRole('table');
  const search = () => workbench().webview().getByRole('textbox', { name: 'Search' });

  it('opens its labels and config variables from the context menu', async () => {
    await workbench().openView('Devices');
    await workbench().chooseOnRow('amr-01', 'Show Labels and Configuration');
    await tables().getByText('ros_distro', { exact: true }).waitFor();
    assert.equal(await tables().count(), 2);
  });

  it('finds a variable and copies its value', async () => {
    await search().fill('ros_dist');
    await tables().getByText('amr-500').waitFor({ state: 'detached' });
    await workbench()
      .webview()
      .getByRole('button', { name: /copy.*ros_distro/i })
      .click();
    await workbench().webview().getByText('Copied').waitFor();
    assert.equal(await workbench().clipboard(), 'noetic');
  });

  it('finds page and search again after a reload of the window', async () => {
    await workbench().reload();
    await tables().getByText('ros_distro', { exact: true }).waitFor();
    assert.equal(await search().inputValue(), 'ros_dist');
  });
});
