import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type FromPage,
  parseFromPage,
  parseSavedConfiguration,
} from '../../../src/protocol/configuration';

const sent: readonly FromPage[] = [
  { type: 'ready' },
  { type: 'refresh' },
  { type: 'copy', text: '', what: 'the value of site' },
];

const notSent: readonly unknown[] = [
  undefined,
  null,
  'ready',
  7,
  [],
  {},
  { type: 'save' },
  { type: 'toString' },
  { type: ['ready'] },
  { type: 'copy' },
  { type: 'copy', text: 'a' },
  { type: 'copy', text: 'a', what: 1 },
  { type: 'copy', text: { toString: 'a' }, what: 'b' },
];

describe('messages of the configuration page', () => {
  for (const message of sent)
    it(`lets ${JSON.stringify(message)} in`, () =>
      assert.deepEqual(parseFromPage(message), message));

  for (const value of notSent)
    it(`keeps ${JSON.stringify(value)} out`, () => assert.equal(parseFromPage(value), undefined));

  it('takes over no field that the message does not have', () => {
    const message = { type: 'refresh', command: 'rapyuta.account.signOut' };
    assert.deepEqual(parseFromPage(message), { type: 'refresh' });
  });

  it('throws for no value at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parseFromPage(value);
        parseSavedConfiguration(value);
      }),
    );
  });
});

describe('what the configuration page saves', () => {
  it('is read as it was written', () => {
    const saved = { deviceId: '0b6c', search: 'ros', scrollTop: 120.5 };
    assert.deepEqual(parseSavedConfiguration(saved), saved);
  });

  it('tells the device even when the rest is of another version', () => {
    for (const rest of [{}, { search: 7, scrollTop: 'top' }, { scrollTop: -1 }, { scrollTop: NaN }])
      assert.deepEqual(parseSavedConfiguration({ deviceId: '0b6c', ...rest }), {
        deviceId: '0b6c',
        search: '',
        scrollTop: 0,
      });
  });

  it('is nothing without a device', () => {
    for (const value of [undefined, null, 'x', {}, { deviceId: 4 }, { deviceId: '' }])
      assert.equal(parseSavedConfiguration(value), undefined);
  });
});
