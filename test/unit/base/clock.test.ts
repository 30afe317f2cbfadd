import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { delay, systemClock } from '../../../src/base/clock';
import { FakeClock } from '../../support/fakeClock';

describe('systemClock', () => {
  it('calls back once', async () => {
    await new Promise<void>((resolve) => systemClock.schedule(resolve, 0));
  });

  it('does not call back when disposed before', async () => {
    const timer = systemClock.schedule(() => assert.fail('called'), 0);
    timer.dispose();
    await new Promise<void>((resolve) => systemClock.schedule(resolve, 5));
  });

  it('does not take a month for no time at all', async () => {
    const timer = systemClock.schedule(() => assert.fail('called'), 31 * 86_400_000);
    await new Promise<void>((resolve) => systemClock.schedule(resolve, 5));
    timer.dispose();
  });
});

describe('delay', () => {
  it('ends when its time has come', async () => {
    const clock = new FakeClock();
    let isOver = false;
    const waiting = delay(clock, 100).then(() => (isOver = true));
    clock.advance(99);
    await new Promise(setImmediate);
    assert.equal(isOver, false);
    clock.advance(1);
    await waiting;
  });

  it('ends at once with the very reason of an abort, and leaves nothing behind', async () => {
    const clock = new FakeClock();
    const abort = new AbortController();
    const outcome = delay(clock, 100, abort.signal).catch((error: unknown) => error);
    abort.abort('because');
    assert.equal(await outcome, 'because');
    assert.equal(clock.pending, 0);
  });

  it('leaves no listener on the signal', async () => {
    const clock = new FakeClock();
    const { signal } = new AbortController();
    const waiting = delay(clock, 100, signal);
    clock.advance(100);
    await waiting;
    assert.equal(getEventListeners(signal, 'abort').length, 0);
  });

  it('sets no timer for a signal that is aborted already', async () => {
    const clock = new FakeClock();
    await assert.rejects(delay(clock, 100, AbortSignal.abort(new Error('before'))), /before/);
    assert.equal(clock.pending, 0);
  });
});
