import assert from 'node:assert/strict';
import { assertNever } from '../../../src/base/assertNever';
import { Cancelled } from '../../../src/base/cancelled';
import { UserError } from '../../../src/base/userError';

describe('assertNever', () => {
  it('names the value that should not be', () => {
    assert.throws(() => assertNever({ type: 'odd' } as never), /\{"type":"odd"\}/);
  });
});

describe('the error classes', () => {
  it('are told apart by instance and by name', () => {
    const errors = [new Cancelled(), new UserError('Sign in first.')];
    assert.deepEqual(errors.map(({ name }) => name), ['Cancelled', 'UserError']); // prettier-ignore
    assert.ok(errors.every((error) => error instanceof Error));
  });
});
