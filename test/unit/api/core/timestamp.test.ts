import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseTimestamp } from '../../../../src/api/core/timestamp';

describe('parseTimestamp', () => {
  // Where the clock on the wall is UTC, a time without a zone would be read right by chance.
  const { TZ } = process.env;
  before(() => (process.env.TZ = 'Asia/Tokyo'));
  after(() => {
    if (TZ === undefined) delete process.env.TZ;
    else process.env.TZ = TZ;
  });

  for (const [text, expected] of [
    ['2024-03-01T09:15:02.123456', '2024-03-01T09:15:02.123Z'],
    ['2024-03-09T06:17:46', '2024-03-09T06:17:46.000Z'],
    ['2024-03-02T10:00:00Z', '2024-03-02T10:00:00.000Z'],
    ['2024-03-02T10:00:00.5+09:00', '2024-03-02T01:00:00.500Z'],
    ['2024-03-02 10:00:00', '2024-03-02T10:00:00.000Z'],
    ['2024-03-02T10:00', '2024-03-02T10:00:00.000Z'],
  ] as const) {
    it(`reads ${text} as ${expected}`, () => {
      assert.equal(parseTimestamp(text)?.toISOString(), expected);
    });
  }

  for (const text of [
    null,
    undefined,
    '',
    '..',
    'yesterday',
    '1709287200',
    '2024-13-01T00:00:00',
    '2024-03-02',
    '0001-01-01T00:00:00Z',
    '2024-03-02T10:00:00Z\n',
  ]) {
    it(`knows no date in ${JSON.stringify(text) ?? 'nothing'}`, () => {
      assert.equal(parseTimestamp(text), undefined);
    });
  }

  it('reads back every date it is written', () => {
    const dates = fc.date({
      min: new Date('1000-01-01'),
      max: new Date('9999-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(dates, (date) => {
        const text = date.toISOString();
        assert.deepEqual(parseTimestamp(text), date);
        assert.deepEqual(parseTimestamp(text.slice(0, -1)), date);
      }),
    );
  });
});
