import assert from 'node:assert/strict';
import { Emitter } from '../../../src/base/event';
import { failOnError } from '../../support/failOnError';

describe('Emitter', () => {
  it('calls its listeners in the order they came', () => {
    const emitter = new Emitter<number>(failOnError);
    const heard: string[] = [];
    emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['a1', 'b1']);
  });

  it('keeps two subscriptions of one function apart', () => {
    const emitter = new Emitter<number>(failOnError);
    let count = 0;
    const listener = (): void => void (count += 1);
    const first = emitter.event(listener);
    emitter.event(listener);
    first.dispose();
    first.dispose();
    emitter.fire(1);
    assert.equal(count, 1);
  });

  it('does not call a listener that another one has just unsubscribed', () => {
    const emitter = new Emitter<number>(failOnError);
    emitter.event(() => second.dispose());
    const second = emitter.event(() => assert.fail('called'));
    emitter.fire(1);
  });

  it('does not call a listener that comes while it fires', () => {
    const emitter = new Emitter<number>(failOnError);
    emitter.event(() => void emitter.event(() => assert.fail('called')));
    emitter.fire(1);
  });

  it('calls the rest when one throws, and reports the error instead of throwing it', () => {
    const reported: unknown[] = [];
    const emitter = new Emitter<number>((error) => reported.push(error));
    const broken = new Error('broken');
    let isCalled = false;
    emitter.event(() => {
      throw broken;
    });
    emitter.event(() => void (isCalled = true));
    emitter.fire(1);
    assert.equal(isCalled, true);
    assert.deepEqual(reported, [broken]);
  });

  it('calls nobody once disposed', () => {
    const emitter = new Emitter<number>(failOnError);
    emitter.event(() => assert.fail('called'));
    emitter.dispose();
    emitter.fire(1);
  });
});
