import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import type { Clock } from '../../base/clock';
import { DisposableStore } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { Account } from '../../model/account';
import type { DeviceStore, FleetState } from '../../model/deviceStore';
import { explorerState } from '../../model/explorerState';
import type { ContextKeys } from '../contextKeys';
import { errorText } from '../errorText';
import { describe } from '../guard';
import { DeviceTree } from './deviceTree';

/** Id of the view in package.json. */
export const explorerViewId = 'rapyuta.devices';

interface Parts {
  account: Account;
  devices: DeviceStore;
  contextKeys: ContextKeys;
  clock: Clock;
  log: Log;
}

/** Shows the fleet in the sidebar; the store asks for devices for as long as the view is visible. */
export function registerExplorer(parts: Parts): vscode.Disposable {
  const { account, devices, contextKeys, clock, log } = parts;
  const disposables = new DisposableStore();
  const tree = disposables.add(new DeviceTree(devices, clock));
  const view = disposables.add(
    vscode.window.createTreeView(explorerViewId, { treeDataProvider: tree, showCollapseAll: true }),
  );

  const show = (): void => {
    const { state } = account;
    const isSimulated = state.kind === 'signedIn' && state.session.kind === 'simulator';
    const project = state.kind === 'signedIn' ? state.project?.name : undefined;
    contextKeys.set('rapyuta.explorer', explorerState(state, devices.state, devices.size));
    contextKeys.set('rapyuta.simulated', isSimulated);
    view.title = project === undefined ? 'Devices' : cleanLine(project, 60);
    // A message would hide the welcome text that stands in for missing rows.
    const notes = [
      ...(isSimulated ? ['Simulated on this computer.'] : []),
      ...staleness(devices.state),
    ];
    view.message = devices.size > 0 ? notes.join(' ') : '';
  };
  show();

  disposables.add(account.onDidChange(show));
  disposables.add(devices.onDidChangeState(show));
  disposables.add(
    devices.onDidChangeState((state) => {
      if (state.kind === 'failed')
        log.warn(`The devices were not refreshed. ${describe(state.error)}`);
      if (state.kind === 'loading') showFirstLoad(devices);
    }),
  );
  disposables.add(view.onDidChangeVisibility(({ visible }) => devices.setWatched(visible)));
  devices.setWatched(view.visible);
  return disposables;
}

/** Moves the bar above the view until the first answer is there. */
function showFirstLoad(devices: DeviceStore): void {
  void vscode.window.withProgress({ location: { viewId: explorerViewId } }, () => {
    return new Promise<void>((resolve) => {
      const subscription = devices.onDidChangeState(({ kind }) => {
        if (kind === 'loading') return;
        subscription.dispose();
        resolve();
      });
    });
  });
}

/** What to say of rows that a failed refresh has left as they were. */
function staleness(state: FleetState): string[] {
  if (state.kind !== 'failed') return [];
  const since = state.readyAt === undefined ? [] : [`These are of ${timeOfDay(state.readyAt)}.`];
  return ['Not refreshed.', ...since, errorText(state.error)];
}

function timeOfDay(ms: number): string {
  return new Date(ms).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
