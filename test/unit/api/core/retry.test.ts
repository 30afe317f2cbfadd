import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  isRepeatable,
  type Outcome,
  parseRetryAfter,
  retryDelayMs,
} from '../../../../src/api/core/retry';

const never = (): number => 0;

describe('isRepeatable', () => {
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
    it(`lets a ${method} be sent again`, () => assert.equal(isRepeatable(method), true));
  }
  for (const method of ['POST', 'PATCH']) {
    it(`never sends a ${method} again`, () => assert.equal(isRepeatable(method), false));
  }
});

describe('retryDelayMs', () => {
  it('doubles the wait', () => {
    assert.deepEqual(
      [retryDelayMs(1, 'network', never), retryDelayMs(2, 'network', never)],
      [500, 1000],
    );
  });

  it('gives up after two more tries, whatever the server asks for', () => {
    assert.equal(retryDelayMs(3, 'network', never), undefined);
    assert.equal(retryDelayMs(3, { status: 429, retryAfterMs: 1 }, never), undefined);
  });

  it('takes up to half of the wait off', () => {
    assert.equal(
      retryDelayMs(1, 'network', () => 0.5),
      375,
    );
    assert.ok((retryDelayMs(1, 'network', () => 0.999999) ?? 0) >= 250);
  });

  for (const status of [408, 429, 500, 502, 503, 504]) {
    it(`tries again after ${status}`, () => {
      assert.equal(retryDelayMs(1, { status }, never), 500);
    });
  }
  for (const status of [200, 302, 400, 401, 403, 404, 405, 409, 410, 422, 501, 505]) {
    it(`does not try again after ${status}`, () => {
      assert.equal(retryDelayMs(1, { status, retryAfterMs: 0 }, never), undefined);
    });
  }

  it('waits as long as the server asks, but not more than 30 s', () => {
    assert.equal(retryDelayMs(1, { status: 503, retryAfterMs: 0 }, never), 0);
    assert.equal(retryDelayMs(2, { status: 503, retryAfterMs: 7000 }, never), 7000);
    assert.equal(retryDelayMs(1, { status: 503, retryAfterMs: 86_400_000 }, never), 30_000);
  });

  it('never waits a negative time or more than 30 s', () => {
    const outcome = fc.oneof(
      fc.constant<Outcome>('network'),
      fc.record({ status: fc.integer({ min: 100, max: 599 }), retryAfterMs: fc.nat() }),
    );
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), outcome, unit, (attempt, failed, random) => {
        const waitMs = retryDelayMs(attempt, failed, () => random) ?? 0;
        assert.ok(waitMs >= 0 && waitMs <= 30_000);
      }),
    );
  });
});

describe('parseRetryAfter', () => {
  const now = Date.UTC(2024, 2, 2, 10);
  for (const [header, expected] of [
    ['0', 0],
    [' 120 ', 120_000],
    ['Sat, 02 Mar 2024 10:00:05 GMT', 5000],
    ['Sat, 02 Mar 2024 09:00:00 GMT', 0],
    [undefined, undefined],
    ['', undefined],
    ['-5', undefined],
    ['1.5', undefined],
    ['99999999999999', undefined],
    ['soon', undefined],
    ['2024-03-02T10:00:05Z', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(header) ?? 'no header'} as ${String(expected)}`, () => {
      assert.equal(parseRetryAfter(header, now), expected);
    });
  }
});
