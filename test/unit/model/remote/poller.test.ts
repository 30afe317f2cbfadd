import assert from 'node:assert/strict';
import { Poller } from '../../../../src/model/remote/poller';
import { RemoteValue } from '../../../../src/model/remote/remoteValue';
import { failOnError } from '../../../support/failOnError';
import { FakeClock } from '../../../support/fakeClock';
import { makeGate, settled } from '../../../support/gate';

describe('Poller', () => {
  const clock = new FakeClock();
  let polls: number;
  let error: Error | undefined;
  let mayPoll: boolean;
  let gate: Promise<void> | undefined;
  let value: RemoteValue<number>;
  let poller: Poller;

  beforeEach(() => {
    polls = 0;
    error = undefined;
    gate = undefined;
    mayPoll = true;
    value = new RemoteValue({
      clock,
      load: async () => {
        polls += 1;
        await gate;
        if (error) throw error;
        return polls;
      },
      reportError: failOnError,
    });
    poller = new Poller({ clock, value, intervalMs: () => 30_000, mayPoll: () => mayPoll });
  });
  afterEach(() => {
    poller.dispose();
    value.dispose();
    assert.equal(clock.pending, 0, 'a timer outlived the poller');
  });

  it('sends nothing and holds no timer while nobody watches, also after a refresh by hand', async () => {
    await value.refresh();
    assert.equal(clock.pending, 0);
    const watch = poller.watch();
    watch.dispose();
    assert.equal(clock.pending, 0);
    clock.advance(600_000);
    assert.equal(polls, 1);
  });

  it('polls an interval after each answer, and holds no timer meanwhile', async () => {
    poller.watch();
    await settled();
    assert.deepEqual(clock.waits, [30_000]);
    const held = makeGate();
    gate = held.promise;
    clock.advance(30_000);
    assert.equal(polls, 2);
    assert.equal(clock.pending, 0);
    held.open();
    await settled();
    assert.deepEqual(clock.waits, [30_000]);
  });

  it('goes on until the last of several watchers has gone', async () => {
    const first = poller.watch();
    const second = poller.watch();
    await settled();
    first.dispose();
    first.dispose();
    assert.ok(poller.isWatched);
    assert.deepEqual(clock.waits, [30_000]);
    second.dispose();
    assert.equal(clock.pending, 0);
    assert.equal(polls, 1);
  });

  it('waits twice as long after each failure in a row, up to 5 minutes', async () => {
    poller.watch();
    await settled();
    error = new Error('no');
    for (const waitMs of [60_000, 120_000, 240_000, 300_000, 300_000]) {
      clock.advance(300_000);
      await settled();
      assert.deepEqual(clock.waits, [waitMs]);
    }
    error = undefined;
    await value.refresh();
    assert.deepEqual(clock.waits, [30_000]);
  });

  it('shows a new watcher a fresh answer instead of asking again', async () => {
    const first = poller.watch();
    await settled();
    first.dispose();
    clock.advance(2_000);
    const second = poller.watch();
    assert.equal(polls, 1);
    second.dispose();
    clock.advance(2_000);
    poller.watch();
    assert.equal(polls, 2);
    await settled();
  });

  it('stops while polling makes no sense, and goes on at once when woken', async () => {
    poller.watch();
    await settled();
    mayPoll = false;
    error = new Error('refused');
    clock.advance(30_000);
    await settled();
    assert.equal(clock.pending, 0);
    poller.wake();
    assert.equal(polls, 2);
    mayPoll = true;
    error = undefined;
    poller.wake();
    await settled();
    assert.equal(polls, 3);
    assert.deepEqual(clock.waits, [30_000]);
  });

  it('does not start to poll when woken while nobody watches', () => {
    poller.wake();
    assert.equal(polls, 0);
  });
});
