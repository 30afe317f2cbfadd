import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../../src/api/core/errors';
import type { AccountState } from '../../../../src/model/account/account';
import type { RemoteState } from '../../../../src/model/remote/remoteValue';
import { explorerState } from '../../../../src/model/devices/explorerState';

const signedIn = { kind: 'signedIn' } as AccountState;
const devices = (state: RemoteState<unknown>, size = 0) => ({ state, size });
const failed = (kind: ApiErrorKind): RemoteState<unknown> => ({
  kind: 'failed',
  at: 0,
  error: new ApiError(kind, '', { method: 'GET', path: '/' }),
});

describe('explorerState', () => {
  it('distinguishes why there are no rows', () => {
    assert.equal(explorerState({ kind: 'starting' }), 'starting');
    assert.equal(explorerState({ kind: 'signedOut' }), 'signedOut');
    assert.equal(explorerState({ kind: 'simulatorEnded' }), 'simulatorEnded');
    assert.equal(explorerState(signedIn), 'noProject');
    assert.equal(explorerState(signedIn, devices({ kind: 'loading' })), 'loading');
    assert.equal(explorerState(signedIn, devices({ kind: 'ready', value: 0, at: 0 })), 'noDevices');
  });

  it('distinguishes what to do about a failure by its kind', () => {
    assert.equal(explorerState(signedIn, devices(failed('auth'))), 'expired');
    assert.equal(explorerState(signedIn, devices(failed('forbidden'))), 'forbidden');
    assert.equal(explorerState(signedIn, devices(failed('network'))), 'unreachable');
    assert.equal(explorerState(signedIn, devices(failed('timeout'))), 'unreachable');
    assert.equal(explorerState(signedIn, devices(failed('malformed'))), 'failed');
  });

  it('shows devices for as long as there are any, also after a failed refresh', () => {
    assert.equal(explorerState(signedIn, devices(failed('network'), 3)), 'devices');
  });
});
