import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { Log } from '../../base/log';
import { UserError } from '../../base/userError';
import type { Account, AccountState } from '../../model/account/account';
import { tokenSession } from '../../model/account/session';
import { signalOf } from '../shared/cancellation';
import type { Guard } from '../shared/guard';
import type { RegisterCommands } from '../shared/registerCommands';
import { settings } from '../shared/settings';
import { explorerViewId } from '../shared/views';
import { simulatorFor } from './announcedSimulator';
import { pickProject } from './projectPicker';
import { Simulator } from './simulator';
import { askForToken } from './tokenInput';

interface Parts {
  account: Account;
  /** Path of the simulator's program. */
  simulatorProgram: string;
  secrets: Pick<vscode.SecretStorage, 'onDidChange'>;
  registerCommands: RegisterCommands;
  guard: Guard;
  log: Log;
}

/** Everything that decides whose devices are shown: sign-in, projects, the simulated fleet. */
export function registerAccount(parts: Parts): Disposable {
  const { account, guard, log } = parts;
  const own = new DisposableStore();
  const simulator = own.add(new Simulator(parts.simulatorProgram, account, log));
  own.add(account.onDidChange((state) => log.info(stateText(state))));
  own.add(
    parts.registerCommands({
      pasteToken: () => signInWithToken(account),
      signOut: () => account.signOut(),
      chooseProject: () => chooseProject(account),
      exploreSimulator: () => simulator.explore(),
      stopSimulator: () => account.signOut(),
    }),
  );
  own.add(parts.secrets.onDidChange(() => void guard('Session', () => account.restore())));
  void guard('Start', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const running = await simulatorFor(folder?.uri.fsPath, process.env);
    if (running) await simulator.attach(running);
    if (account.state.kind === 'starting') await account.restore();
  });
  return own;
}

async function signInWithToken(account: Account): Promise<void> {
  const projects = await askForToken((token, signal) => {
    const session = tokenSession(token, settings.environment.value, settings.hosts.value);
    return account.signIn(session, undefined, signal);
  });
  if (!projects) return;
  if (account.state.kind === 'signedIn' && !account.state.project) {
    await pickProject(account, Promise.resolve(projects));
  }
  await vscode.commands.executeCommand(`${explorerViewId}.focus`);
}

async function chooseProject(account: Account): Promise<void> {
  if (account.state.kind !== 'signedIn') throw new UserError('You are signed out. Sign in first.');
  const cancel = new vscode.CancellationTokenSource();
  try {
    await pickProject(account, account.listProjects(signalOf(cancel.token)));
  } finally {
    cancel.cancel();
    cancel.dispose();
  }
}

/** What the log says of a change of account or project. */
function stateText(state: AccountState): string {
  switch (state.kind) {
    case 'starting':
    case 'signedOut':
      return 'Signed out.';
    case 'simulatorEnded':
      return 'The simulated fleet has ended.';
    case 'signedIn': {
      const { hosts } = state.credentials;
      const project = state.project ? `project ${cleanLine(state.project.name)}` : 'no project';
      return `Signed in at ${new URL(hosts.core).host}, ${project}.`;
    }
  }
}
