import assert from 'node:assert/strict';
import {
  type Disposable,
  DisposableSlot,
  DisposableStore,
  toDisposable,
} from '../../../src/base/disposable';

/** A disposable that writes its name down when it ends. */
function member(name: string, ended: string[]): Disposable {
  return { dispose: () => void ended.push(name) };
}

describe('toDisposable', () => {
  it('runs its function once', () => {
    let count = 0;
    const disposable = toDisposable(() => (count += 1));
    disposable.dispose();
    disposable.dispose();
    assert.equal(count, 1);
  });
});

describe('DisposableStore', () => {
  it('gives back what it takes, and ends all of it, last first, once', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    const first = member('first', ended);
    assert.equal(store.add(first), first);
    store.add(member('second', ended));
    store.dispose();
    store.dispose();
    assert.deepEqual(ended, ['second', 'first']);
  });

  it('ends at once what comes too late', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    store.add(member('late', ended));
    assert.deepEqual(ended, ['late']);
  });

  it('ends the rest when one throws, then tells', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    const broken = new Error('broken');
    store.add(member('first', ended));
    store.add({
      dispose: () => {
        throw broken;
      },
    });
    store.add(member('last', ended));
    assert.throws(
      () => store.dispose(),
      (error) => error instanceof AggregateError && error.errors[0] === broken,
    );
    assert.deepEqual(ended, ['last', 'first']);
  });

  it('releases one member before the others, and only its own', () => {
    const store = new DisposableStore();
    const ended: string[] = [];
    const first = store.add(toDisposable(() => ended.push('first')));
    store.add(toDisposable(() => ended.push('second')));
    store.release(toDisposable(() => ended.push('stranger')));
    store.release(first);
    assert.deepEqual(ended, ['first']);
    store.dispose();
    assert.deepEqual(ended, ['first', 'second']);
  });
});

describe('DisposableSlot', () => {
  it('ends what it held when it is given another, or nothing', () => {
    const ended: string[] = [];
    const slot = new DisposableSlot();
    slot.set(member('first', ended));
    slot.set(member('second', ended));
    assert.deepEqual(ended, ['first']);
    slot.set(undefined);
    assert.deepEqual(ended, ['first', 'second']);
    assert.equal(slot.value, undefined);
  });

  it('keeps what it is given again', () => {
    const ended: string[] = [];
    const slot = new DisposableSlot();
    const held = member('held', ended);
    slot.set(held);
    slot.set(held);
    assert.deepEqual(ended, []);
    assert.equal(slot.value, held);
  });

  it('ends what it holds, and what comes later, once disposed', () => {
    const ended: string[] = [];
    const slot = new DisposableSlot();
    slot.set(member('held', ended));
    slot.dispose();
    slot.set(member('late', ended));
    slot.dispose();
    assert.deepEqual(ended, ['held', 'late']);
    assert.equal(slot.value, undefined);
  });

  it('holds the new one already while the old one ends', () => {
    const slot = new DisposableSlot();
    const next = member('next', []);
    let seen: Disposable | undefined;
    slot.set({ dispose: () => (seen = slot.value) });
    slot.set(next);
    assert.equal(seen, next);
  });
});
