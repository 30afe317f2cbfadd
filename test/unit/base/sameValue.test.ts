import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { sameValue } from '../../../src/base/sameValue';

describe('sameValue', () => {
  it('finds what Node finds, for any two JSON values', () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(value, value, (left, right) => {
        assert.equal(sameValue(left, right), isDeepStrictEqual(left, right));
        assert.ok(sameValue(left, structuredClone(left)));
      }),
    );
  });

  it('compares dates by their time', () => {
    assert.ok(sameValue({ at: new Date(5) }, { at: new Date(5) }));
    assert.ok(!sameValue({ at: new Date(5) }, { at: new Date(6) }));
    assert.ok(!sameValue(new Date(5), {}));
  });
});
