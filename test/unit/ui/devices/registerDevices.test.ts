import assert from 'node:assert/strict';
import { ApiError } from '../../../../src/api/core/errors';
import { registerDevices } from '../../../../src/ui/devices/registerDevices';
import { commands } from '../../../../src/ui/shared/commands';
import { makeGuard } from '../../../../src/ui/shared/guard';
import { commandRegistrar } from '../../../../src/ui/shared/registerCommands';
import type { Disposable } from '../../../../src/base/disposable';
import { makeDevice, makeFleet } from '../../../support/devices';
import { useFakeEditor } from '../../../support/fakeVscode/editor';
import { settled } from '../../../support/gate';
import { FakeProjects, lab, warehouse } from '../../../support/openProject';
import { RecordingLog } from '../../../support/recordingLog';

describe('The explorer', () => {
  const editor = useFakeEditor();
  let projects: FakeProjects;
  let log: RecordingLog;
  let registration: Disposable;

  beforeEach(() => {
    projects = new FakeProjects();
    log = new RecordingLog();
    registration = registerDevices({
      ...projects,
      registerCommands: commandRegistrar(makeGuard(log)),
      log,
    });
  });
  afterEach(() => {
    registration.dispose();
    projects.dispose();
    assert.equal(projects.clock.pending, 0, 'a timer outlived the explorer');
  });

  const view = () => editor().treeViews.last;
  const state = () => editor().contextKeys.get('rapyuta.explorer');
  const show = async (): Promise<void> => {
    view().setVisible(true);
    await projects.signIn();
    await settled();
  };
  const run = (id: string, ...args: unknown[]): unknown => editor().commands.get(id)!(...args);
  const later = async (ms: number): Promise<void> => {
    projects.clock.advance(ms);
    await settled();
  };

  it('shows the state of the account while no project is open', async () => {
    assert.equal(state(), 'starting');
    await projects.account.restore();
    assert.equal(state(), 'signedOut');
    projects.account.simulatorEnded();
    assert.equal(state(), 'simulatorEnded');
    assert.equal(editor().contextKeys.get('rapyuta.simulated'), true);
  });

  it('lists the devices of the project that is opened, under its name', async () => {
    projects.devices.devices = makeFleet(2);
    await show();
    assert.equal(state(), 'devices');
    assert.equal(view().title, 'warehouse');
    assert.deepEqual(
      (await view().lines()).map((line) => line.trimEnd()),
      ['Online 2 of 2', '  Unknown architecture 2', '    amr-0', '    amr-1'],
    );
  });

  it('sends nothing while it is hidden', async () => {
    await projects.signIn();
    await later(600_000);
    assert.equal(projects.devices.lists, 0);
    view().setVisible(true);
    await settled();
    await later(30_000);
    assert.equal(projects.devices.lists, 2);
    view().setVisible(false);
    await later(600_000);
    assert.equal(projects.devices.lists, 2);
  });

  it('keeps every row through a fresh token and the choice of the same project', async () => {
    projects.devices.devices = makeFleet(3);
    await show();
    const redrawn: unknown[] = [];
    view().options.treeDataProvider.onDidChangeTreeData?.((element) => redrawn.push(element));
    await projects.signIn('tok-2');
    await settled();
    await projects.account.choose({ ...warehouse });
    assert.equal(state(), 'devices');
    assert.deepEqual(redrawn, []);
  });

  it('drops the rows when another project is opened, or the user signs out', async () => {
    projects.devices.devices = makeFleet(3);
    await show();
    projects.devices.devices = [makeDevice({ id: 'other' })];
    await projects.account.choose(lab);
    await settled();
    assert.equal(view().title, 'lab');
    assert.match((await view().lines()).join(), /other/);
    await projects.account.signOut();
    assert.deepEqual(await view().lines(), []);
    assert.equal(state(), 'signedOut');
    await later(600_000);
    assert.equal(projects.devices.lists, 2);
  });

  it('keeps the rows of the last answer when a refresh fails, and says since when', async () => {
    projects.devices.devices = makeFleet(1);
    await show();
    projects.devices.error = new ApiError('network', 'reset', { method: 'GET', path: '/devices' });
    await later(30_000);
    await later(60_000);
    assert.equal(state(), 'devices');
    assert.match(view().message ?? '', /^Not refreshed\. Showing devices as of \d\d:\d\d/);
    projects.devices.error = undefined;
    await later(120_000);
    assert.equal(view().message, '');
    const lines = log.lines.filter((line) => line.includes('refreshed'));
    assert.deepEqual(lines, [
      'warn The devices were not refreshed. network: GET /devices: reset',
      'info The devices are refreshed again.',
    ]);
  });

  it('offers devices as they are now when nobody has watched them', async () => {
    projects.devices.devices = [makeDevice({ id: 'amr-1', status: 'OFFLINE' })];
    await show();
    view().setVisible(false);
    await later(3_600_000);
    projects.devices.devices = [makeDevice({ id: 'amr-1' })];
    const done = run(commands.copyDeviceId.id);
    const pick = await editor().quickPicks.next();
    assert.ok(pick.busy, 'there is no sign of progress');
    await settled();
    assert.equal(pick.items[0]?.description, 'Online');
    pick.pick('amr-1');
    await done;
    assert.equal(editor().clipboard, 'amr-1');
  });

  it('asks the user to sign in when a command needs a project', async () => {
    await projects.account.restore();
    await run(commands.refreshDevices.id);
    assert.equal(editor().messages.last.text, 'You are signed out. Sign in first.');
  });
});
