import assert from 'node:assert/strict';
import { ApiError, type ApiErrorKind } from '../../../src/api/errors';
import type { AccountState } from '../../../src/model/account';
import { explorerState } from '../../../src/model/explorerState';

const project = { id: 'p', name: 'p', organizationId: 'o' };
const signedIn = { kind: 'signedIn', project } as AccountState;
const failed = (kind: ApiErrorKind) => ({
  kind: 'failed' as const,
  at: 0,
  error: new ApiError(kind, '', { method: 'GET', path: '/' }),
});

describe('explorerState', () => {
  it('tells apart why there are no rows', () => {
    const none = { kind: 'none' } as const;
    assert.equal(explorerState({ kind: 'starting' }, none, 0), 'starting');
    assert.equal(explorerState({ kind: 'signedOut' }, none, 0), 'signedOut');
    assert.equal(explorerState({ kind: 'signedIn' } as AccountState, none, 0), 'noProject');
    assert.equal(explorerState(signedIn, { kind: 'loading' }, 0), 'loading');
    assert.equal(explorerState(signedIn, { kind: 'ready', at: 0 }, 0), 'noDevices');
  });

  it('tells what to do about a failure by its kind', () => {
    assert.equal(explorerState(signedIn, failed('auth'), 0), 'expired');
    assert.equal(explorerState(signedIn, failed('forbidden'), 0), 'forbidden');
    assert.equal(explorerState(signedIn, failed('network'), 0), 'unreachable');
    assert.equal(explorerState(signedIn, failed('timeout'), 0), 'unreachable');
    assert.equal(explorerState(signedIn, failed('malformed'), 0), 'failed');
  });

  it('shows devices for as long as there are any, also after a failed refresh', () => {
    assert.equal(explorerState(signedIn, failed('network'), 3), 'devices');
  });
});
