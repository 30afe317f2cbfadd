import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableSlot, DisposableStore } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { Account } from '../../model/account/account';
import { explorerState } from '../../model/devices/explorerState';
import type { DeviceStore } from '../../model/devices/deviceStore';
import type { OpenProject } from '../../model/project/openProject';
import type { ProjectSlot } from '../../model/project/projectSlot';
import type { CommandHandlers, DeviceArgument } from '../shared/commands';
import { ContextKeys, contextKeys } from '../shared/contextKeys';
import { describeError, errorText } from '../shared/errorText';
import { plainLabel } from '../shared/plainText';
import type { RegisterCommands } from '../shared/registerCommands';
import { explorerViewId } from '../shared/views';
import { deviceFor } from './devicePicker';
import { DeviceTree, type TreeElement } from './deviceTree';

interface Parts {
  account: Account;
  project: ProjectSlot;
  registerCommands: RegisterCommands;
  clock: Clock;
  log: Log;
}

/** The explorer in the sidebar, and the commands on its devices. */
export function registerDevices(parts: Parts): Disposable {
  const own = new DisposableStore();
  own.add(showExplorer(parts));
  own.add(parts.registerCommands(deviceCommands(parts.project)));
  return own;
}

function deviceCommands(project: ProjectSlot): Partial<CommandHandlers> {
  const copy = async (argument: DeviceArgument | undefined, field: 'id' | 'name') => {
    const device = await deviceFor(project.require().devices, argument, 'any');
    if (!device) return;
    await vscode.env.clipboard.writeText(device[field]);
    vscode.window.setStatusBarMessage(plainLabel(`Copied: ${cleanLine(device[field], 80)}`), 3000);
  };
  return {
    refreshDevices: () => {
      const open = project.require();
      open.tryAgain();
      return withViewProgress(open.devices.refresh(true));
    },
    copyDeviceId: (argument?: DeviceArgument) => copy(argument, 'id'),
    copyDeviceName: (argument?: DeviceArgument) => copy(argument, 'name'),
  };
}

/** Shows the open project's devices; their list is polled for as long as the view is visible. */
function showExplorer({ account, project, clock, log }: Parts): Disposable {
  const own = new DisposableStore();
  const keys = new ContextKeys();
  const tree = own.add(new DeviceTree(clock));
  const view = own.add(
    vscode.window.createTreeView<TreeElement>(explorerViewId, {
      treeDataProvider: tree,
      showCollapseAll: true,
    }),
  );
  const watching = own.add(new DisposableSlot());
  const following = own.add(new DisposableSlot());

  const describe = (): void => {
    const devices = project.current?.devices;
    keys.set(contextKeys.explorer, explorerState(account.state, devices));
    keys.set(contextKeys.isSimulated, account.isSimulated);
    const name = project.current?.project.name;
    view.title = name === undefined ? 'Devices' : cleanLine(name, 60);
    // A message would hide the welcome text that stands in for missing rows.
    view.message = devices && devices.size > 0 ? notes(account, devices).join(' ') : '';
  };
  const watch = (): void =>
    watching.set(view.visible ? project.current?.devices.watch() : undefined);
  let shown: OpenProject | undefined;
  const follow = (): void => {
    const { current } = project;
    const devices = current?.devices;
    if (current === shown) return describe();
    shown = current;
    const subscriptions = new DisposableStore();
    if (current) {
      subscriptions.add(current.devices.onDidChangeState(describe));
      subscriptions.add(logRefreshes(current, log));
    }
    following.set(subscriptions);
    tree.show(devices);
    describe();
    watch();
    if (devices && view.visible) void withViewProgress(devices.refresh());
  };

  own.add(project.onDidChange(follow));
  own.add(view.onDidChangeVisibility(watch));
  follow();
  return own;
}

function withViewProgress(work: Promise<void>): Thenable<void> {
  return vscode.window.withProgress({ location: { viewId: explorerViewId } }, () => work);
}

/** What the view's message says beside its rows. */
function notes(account: Account, { state, readyAt }: DeviceStore): string[] {
  const simulated = account.isSimulated ? ['Simulated on this computer.'] : [];
  if (state.kind !== 'failed') return simulated;
  const since = readyAt === undefined ? [] : [`Showing devices as of ${timeOfDay(readyAt)}.`];
  return ['Not refreshed.', ...since, errorText(state.error), ...simulated];
}

function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}

/** Writes into the log when refreshing begins to fail, or for another reason, and when it works again. */
function logRefreshes({ devices }: OpenProject, log: Log): Disposable {
  let failure: string | undefined;
  return devices.onDidChangeState((state) => {
    const next = state.kind === 'failed' ? describeError(state.error) : undefined;
    if (next !== undefined && next !== failure) log.warn(`The devices were not refreshed. ${next}`);
    if (next === undefined && failure !== undefined) log.info('The devices are refreshed again.');
    failure = next;
  });
}
