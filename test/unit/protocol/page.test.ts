import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type PageMessage, parsePageMessage, parseSavedPage } from '../../../src/protocol/page';

const sent: readonly PageMessage[] = [
  { type: 'ready' },
  { type: 'copy', text: '', what: 'the value of site' },
];

const notSent: readonly unknown[] = [
  undefined,
  null,
  'ready',
  7,
  [],
  {},
  { type: 'refresh' },
  { type: 'toString' },
  { type: ['ready'] },
  { type: 'copy' },
  { type: 'copy', text: 'a' },
  { type: 'copy', text: 'a', what: 1 },
  { type: 'copy', text: { toString: 'a' }, what: 'b' },
];

describe('messages of every page', () => {
  for (const message of sent)
    it(`lets ${JSON.stringify(message)} in`, () =>
      assert.deepEqual(parsePageMessage(message), message));

  for (const value of notSent)
    it(`keeps ${JSON.stringify(value)} out`, () =>
      assert.equal(parsePageMessage(value), undefined));

  it('takes over no field that the message does not have', () => {
    const message = { type: 'ready', command: 'rapyuta.account.signOut' };
    assert.deepEqual(parsePageMessage(message), { type: 'ready' });
  });

  it('throws for no value at all', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        parsePageMessage(value);
        parseSavedPage(value);
        parseSavedPage({ device: value });
      }),
    );
  });
});

describe('what a page saves', () => {
  const device = { projectId: 'project-a', id: '0b6c', name: 'amr-017' };

  it('is read as it was written', () => {
    const saved = { device, scrollTop: 120.5, viewState: { search: 'ros' } };
    assert.deepEqual(parseSavedPage(saved), saved);
  });

  it('names the device even when the rest is of another version', () => {
    for (const rest of [{}, { scrollTop: 'top' }, { scrollTop: -1 }, { scrollTop: NaN }])
      assert.deepEqual(parseSavedPage({ device, ...rest }), {
        device,
        scrollTop: 0,
        viewState: undefined,
      });
  });

  it('has a name that fits a title, or the id for want of one', () => {
    const nameOf = (name: unknown): string | undefined =>
      parseSavedPage({ device: { ...device, name } })?.device.name;
    assert.equal(nameOf('amr\n\u202e017\u001b[31m'), 'amr 017');
    assert.equal(nameOf('x'.repeat(5000))?.length, 200);
    for (const none of [undefined, 7, '', ' \u0007']) assert.equal(nameOf(none), '0b6c');
  });

  it('is nothing without a device and its project', () => {
    const { projectId, id } = device;
    const values = [undefined, null, 'x', {}, { device: 'x' }, { device: { id } }];
    const ids = ['', 4, undefined].map((wrong) => ({ device: { projectId, id: wrong } }));
    for (const value of [...values, ...ids]) assert.equal(parseSavedPage(value), undefined);
  });
});
