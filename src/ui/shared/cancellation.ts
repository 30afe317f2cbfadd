import type * as vscode from 'vscode';
import { Cancelled } from '../../base/cancelled';

/** A signal that is aborted, with `Cancelled` as its reason, when VS Code's token is cancelled. */
export function signalOf(token: vscode.CancellationToken): AbortSignal {
  const abort = new AbortController();
  if (token.isCancellationRequested) abort.abort(new Cancelled());
  else token.onCancellationRequested(() => abort.abort(new Cancelled()));
  return abort.signal;
}
