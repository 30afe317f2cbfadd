import * as vscode from 'vscode';
import { ApiError } from '../../api/core/errors';
import { Cancelled } from '../../base/cancelled';
import { errorText } from '../shared/errorText';

/**
 * Asks for a token in a box that stays open until `check` accepts what was pasted, and says there why a
 * token was not accepted. Closing the box aborts a check under way.
 *
 * @returns what `check` returned; absent when the user closed the box
 */
export function askForToken<T>(
  check: (token: string, signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  const box = vscode.window.createInputBox();
  box.title = 'Paste a rapyuta.io token';
  box.prompt =
    'In the web console: your name, then “Get Auth Token”. It is kept in the editor’s secret store.';
  box.password = true;
  box.ignoreFocusOut = true;
  const closed = new AbortController();

  return new Promise((resolve) => {
    const accept = async (): Promise<void> => {
      if (box.busy) return;
      if (!/^(?:bearer\s+)?\S+$/i.test(box.value.trim())) {
        box.validationMessage = 'A token is one word without spaces.';
        return;
      }
      box.busy = true;
      box.validationMessage = undefined;
      try {
        resolve(await check(box.value, closed.signal));
        box.hide();
      } catch (error) {
        if (!closed.signal.aborted) box.validationMessage = refusalText(error);
      }
      box.busy = false;
    };
    box.onDidAccept(() => void accept());
    box.onDidChangeValue(() => (box.validationMessage = undefined));
    box.onDidHide(() => {
      closed.abort(new Cancelled());
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

function refusalText(error: unknown): string {
  return error instanceof ApiError && error.kind === 'auth'
    ? 'The service did not accept this token. Copy it again, and check that it has not expired.'
    : errorText(error);
}
