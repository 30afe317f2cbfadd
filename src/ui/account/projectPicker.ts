import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import type { OrganizedProject } from '../../domain/project';
import type { Account } from '../../model/account/account';
import { plainLabel } from '../shared/plainText';

type ProjectItem = vscode.QuickPickItem & { project?: OrganizedProject };

/**
 * Lets the user choose one of the projects, and opens it.
 *
 * @throws {UserError} when there are none
 */
export async function pickProject(
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
