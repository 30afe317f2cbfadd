import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { untilAborted } from '../../../src/base/abort';

const never = new Promise<never>(() => undefined);

describe('untilAborted', () => {
  it('gives what the promise gives, with or without a signal', async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAborted(Promise.resolve(7)), 7);
    assert.equal(await untilAborted(Promise.resolve(7), signal), 7);
    await assert.rejects(untilAborted(Promise.reject(new Error('no')), signal), /no/);
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('ends with the very reason of an abort', async () => {
    const abort = new AbortController();
    const outcome = untilAborted(never, abort.signal).catch((error: unknown) => error);
    abort.abort('because');
    assert.equal(await outcome, 'because');
  });

  it('ends for a signal that is aborted already', async () => {
    await assert.rejects(untilAborted(never, AbortSignal.abort(new Error('before'))), /before/);
  });

  it('keeps a later failure of the promise quiet', async () => {
    let fail: ((error: Error) => void) | undefined;
    const promise = new Promise<never>((_resolve, reject) => (fail = reject));
    const outcome = untilAborted(promise, AbortSignal.abort(new Error('before')));
    await assert.rejects(outcome, /before/);
    fail?.(new Error('late'));
    await new Promise(setImmediate);
  });
});
