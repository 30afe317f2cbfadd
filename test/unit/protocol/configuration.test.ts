import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseFromPage, parseViewState } from '../../../src/protocol/configuration';

const notSent: readonly unknown[] = [
  undefined,
  null,
  'refresh',
  [],
  {},
  { type: 'save' },
  { type: 'toString' },
  { type: ['refresh'] },
];

describe('messages of the configuration page', () => {
  it('lets a refresh in, without fields that it does not have', () => {
    const message = { type: 'refresh', command: 'rapyuta.account.signOut' };
    assert.deepEqual(parseFromPage(message), { type: 'refresh' });
  });

  for (const value of notSent)
    it(`keeps ${JSON.stringify(value)} out`, () => assert.equal(parseFromPage(value), undefined));

  it('throws for no value at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseFromPage(value);
        parseViewState(value);
      }),
    );
  });
});

describe('view state of the configuration page', () => {
  it('is read as it was written, and is empty in another version', () => {
    assert.deepEqual(parseViewState({ search: 'ros' }), { search: 'ros' });
    for (const value of [undefined, null, 'ros', {}, { search: 7 }])
      assert.deepEqual(parseViewState(value), { search: '' });
  });
});
