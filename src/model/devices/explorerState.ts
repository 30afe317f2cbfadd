import { ApiError } from '../../api/core/errors';
import type { AccountState } from '../account/account';
import type { RemoteState } from '../remote/remoteValue';

/** What the explorer shows when it has no rows, each with a welcome text of its own; `devices` has rows. */
export type ExplorerState =
  | Exclude<AccountState['kind'], 'signedIn'>
  | 'noProject'
  | 'loading'
  | 'devices'
  | 'noDevices'
  | 'expired'
  | 'forbidden'
  | 'unreachable'
  | 'failed';

/**
 * Returns what the explorer shows.
 *
 * @param devices  of the open project; absent when none is open
 */
export function explorerState(
  account: AccountState,
  devices?: { readonly state: RemoteState<unknown>; readonly size: number },
): ExplorerState {
  if (account.kind !== 'signedIn') return account.kind;
  if (!devices) return 'noProject';
  if (devices.size > 0) return 'devices';
  switch (devices.state.kind) {
    case 'loading':
      return 'loading';
    case 'ready':
      return 'noDevices';
    case 'failed':
      return failure(devices.state.error);
  }
}

function failure(error: unknown): ExplorerState {
  switch (error instanceof ApiError ? error.kind : undefined) {
    case 'auth':
      return 'expired';
    case 'forbidden':
    case 'notFound':
      return 'forbidden';
    case 'network':
    case 'timeout':
      return 'unreachable';
    default:
      return 'failed';
  }
}
