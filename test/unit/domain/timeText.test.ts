import assert from 'node:assert/strict';
import { counted, durationText, relativeTime } from '../../../src/domain/timeText';

describe('relativeTime', () => {
  const now = Date.UTC(2024, 2, 2, 10);
  const cases: [secondsAgo: number, text: string][] = [
    [-5, 'just now'],
    [59, 'just now'],
    [60, '1 min. ago'],
    [3 * 60 + 59, '3 min. ago'],
    [2 * 3600, '2 hr. ago'],
    [86_400, '1 day ago'],
    [40 * 86_400, '1 mo. ago'],
  ];
  for (const [seconds, text] of cases) {
    it(`says ${text} after ${seconds} s`, () =>
      assert.equal(relativeTime(new Date(now - seconds * 1000), now), text));
  }
});

describe('counted', () => {
  it('has the plural of everything but one', () => {
    assert.deepEqual(
      [0, 1, 2].map((count) => counted(count, 'device')),
      ['0 devices', '1 device', '2 devices'],
    );
  });
});

describe('durationText', () => {
  const cases: [ms: number, text: string][] = [
    [850, '850 ms'],
    [12_440, '12.4 s'],
    [59_960, '1 min'],
    [185_000, '3 min 5 s'],
    [300_000, '5 min'],
  ];
  for (const [ms, text] of cases) {
    it(`says ${text} for ${ms} ms`, () => assert.equal(durationText(ms), text));
  }
});
