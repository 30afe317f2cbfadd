import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { Account, OrganizedProject } from '../../model/account';
import { tokenSession } from '../../model/session';
import { signalOf } from '../cancellation';
import { setting } from '../config';
import { plainLabel } from '../plainText';
import { explorerViewId } from '../tree/explorer';
import type { CommandTable } from './commandTable';

interface Parts {
  account: Account;
  /** Starts a simulated fleet and signs in to it, when the user agrees. */
  exploreSimulator: () => Promise<void>;
}

type AccountCommands = Pick<
  CommandTable,
  | 'rapyuta.account.pasteToken'
  | 'rapyuta.account.signOut'
  | 'rapyuta.project.choose'
  | 'rapyuta.simulator.explore'
  | 'rapyuta.simulator.stop'
>;

/** Commands that decide whose devices are shown. */
export function accountCommands({ account, exploreSimulator }: Parts): AccountCommands {
  return {
    'rapyuta.account.pasteToken': async () => {
      const token = await askForToken();
      if (token === undefined) return;
      const session = tokenSession(token, setting('environment'), setting('hosts'));
      const projects = await withCancel('Checking the token', (signal) =>
        account.signIn(session, undefined, signal),
      );
      if (account.state.kind === 'signedIn' && !account.state.project) {
        await pickProject(account, Promise.resolve(projects));
      }
      await vscode.commands.executeCommand(`${explorerViewId}.focus`);
    },
    'rapyuta.account.signOut': () => account.signOut(),
    'rapyuta.project.choose': () => chooseProject(account),
    'rapyuta.simulator.explore': exploreSimulator,
    'rapyuta.simulator.stop': () => account.signOut(),
  };
}

function askForToken(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'Paste a rapyuta.io token',
    prompt:
      'In the web console: your name, then “Get Auth Token”. It is kept in the editor’s secret store.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^(bearer\s+)?\S+$/i.test(text.trim()) ? undefined : 'A token is one word without spaces.',
  });
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

type ProjectItem = vscode.QuickPickItem & { project?: OrganizedProject };

async function pickProject(
  account: Account,
  projects: Promise<readonly OrganizedProject[]>,
): Promise<void> {
  const current = account.state.kind === 'signedIn' ? account.state.project?.id : undefined;
  const picked = await vscode.window.showQuickPick<ProjectItem>(
    projects.then((all) => projectItems(all, current)),
    {
      placeHolder: 'Choose the project whose devices you want to see',
      matchOnDescription: true,
    },
  );
  if (picked?.project) await account.choose(picked.project);
}

function projectItems(
  projects: readonly OrganizedProject[],
  current: string | undefined,
): ProjectItem[] {
  if (projects.length === 0) {
    throw new UserError('This account has no projects. Ask an administrator to add you to one.');
  }
  const sorted = [...projects].sort(
    (left, right) =>
      left.organizationName.localeCompare(right.organizationName) ||
      left.name.localeCompare(right.name),
  );
  return sorted.flatMap((project, index) => {
    const heading: ProjectItem = {
      label: plainLabel(project.organizationName),
      kind: vscode.QuickPickItemKind.Separator,
    };
    const item: ProjectItem = {
      label: plainLabel(project.name),
      ...(project.id === current && { description: 'shown now' }),
      project,
    };
    const isFirst = sorted[index - 1]?.organizationName !== project.organizationName;
    return isFirst ? [heading, item] : [item];
  });
}

function withCancel<T>(title: string, work: (signal: AbortSignal) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => work(signalOf(token)),
  );
}
