import { ApiError } from '../api/errors';
import type { AccountState } from './account';
import type { FleetState } from './deviceStore';

/** What the explorer shows when it has no rows, each with a welcome text of its own; `devices` has rows. */
export type ExplorerState =
  | 'starting'
  | 'signedOut'
  | 'noProject'
  | 'loading'
  | 'devices'
  | 'noDevices'
  | 'expired'
  | 'forbidden'
  | 'unreachable'
  | 'failed';

/** Tells what the explorer shows. */
export function explorerState(
  account: AccountState,
  fleet: FleetState,
  deviceCount: number,
): ExplorerState {
  if (account.kind !== 'signedIn') return account.kind;
  if (!account.project) return 'noProject';
  if (deviceCount > 0) return 'devices';
  switch (fleet.kind) {
    case 'none':
    case 'loading':
      return 'loading';
    case 'ready':
      return 'noDevices';
    case 'failed':
      return failure(fleet.error);
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
