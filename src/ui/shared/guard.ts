import * as vscode from 'vscode';
import { Cancelled } from '../../base/cancelled';
import type { Log } from '../../base/log';
import { commands } from './commands';
import { describeError, errorAction, errorText } from './errorText';

/**
 * Runs something that VS Code called, and is the one place where its errors end: logged once, shown
 * once. Cancelling is neither. Resolves with `undefined` when it failed; never rejects.
 *
 * @param what  for the log: what was being done, without any text from outside
 */
export type Guard = <T>(what: string, work: () => T | PromiseLike<T>) => Promise<T | undefined>;

/** Makes the guard that everything VS Code calls into runs in. */
export function makeGuard(log: Log): Guard {
  return async (what, work) => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Cancelled || error instanceof vscode.CancellationError) return undefined;
      log.error(`${what}: ${describeError(error)}`);
      void showError(error);
      return undefined;
    }
  };
}

async function showError(error: unknown): Promise<void> {
  const action = errorAction(error);
  const chosen = await vscode.window.showErrorMessage(
    errorText(error),
    ...(action ? [action.title] : []),
  );
  if (action && chosen === action.title)
    await vscode.commands.executeCommand(commands[action.command].id);
}
