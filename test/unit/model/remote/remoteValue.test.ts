import assert from 'node:assert/strict';
import { Cancelled } from '../../../../src/base/cancelled';
import { type RemoteState, RemoteValue } from '../../../../src/model/remote/remoteValue';
import { failOnError } from '../../../support/failOnError';
import { FakeClock } from '../../../support/fakeClock';

describe('RemoteValue', () => {
  const clock = new FakeClock();
  let requests: { signal: AbortSignal; answer: (text: string) => void; fail: (e: Error) => void }[];
  let states: RemoteState<string>[];
  let errors: unknown[];
  let value: RemoteValue<string>;

  beforeEach(() => {
    requests = [];
    states = [];
    errors = [];
    value = new RemoteValue<string>({
      clock,
      load: (signal) =>
        new Promise((answer, fail) => {
          requests.push({ signal, answer, fail });
        }),
      reportError: (error) => errors.push(error),
    });
    value.onDidChange((state) => states.push(state));
  });

  it('is loading until the first answer, then ready with its time', async () => {
    assert.deepEqual(value.state, { kind: 'loading' });
    const done = value.refresh();
    assert.ok(value.isRefreshing);
    requests[0]!.answer('a');
    await done;
    assert.ok(!value.isRefreshing);
    assert.deepEqual(states, [{ kind: 'ready', value: 'a', at: clock.now() }]);
    assert.equal(value.value, 'a');
  });

  it('shares one request between all who refresh', async () => {
    const done = Promise.all([value.refresh(), value.refresh()]);
    requests[0]!.answer('a');
    await done;
    assert.equal(requests.length, 1);
    void value.refresh();
    assert.equal(requests.length, 2);
  });

  it('keeps an earlier value when a refresh fails, through several failures', async () => {
    const refresh = async (end: (index: number) => void): Promise<void> => {
      const done = value.refresh();
      end(requests.length - 1);
      await done;
    };
    const error = new Error('no');
    await refresh((index) => requests[index]!.fail(error));
    assert.deepEqual(value.state, { kind: 'failed', error, at: clock.now() });
    await refresh((index) => requests[index]!.answer('a'));
    const readyAt = clock.now();
    for (let failures = 0; failures < 2; failures += 1) {
      clock.advance(1000);
      await refresh((index) => requests[index]!.fail(error));
      const stale = { value: 'a', readyAt };
      assert.deepEqual(value.state, { kind: 'failed', error, at: clock.now(), stale });
    }
    assert.equal(value.value, 'a');
    assert.equal(value.readyAt, readyAt);
  });

  it('drops the answer under way when a newer value is set, and aborts its request', async () => {
    const done = value.refresh();
    value.set('new');
    assert.ok(requests[0]!.signal.reason instanceof Cancelled);
    requests[0]!.answer('old');
    await done;
    assert.equal(value.value, 'new');
    assert.equal(states.length, 1);
  });

  it('lets the later request win, whatever order the answers arrive in', async () => {
    void value.refresh();
    value.cancel();
    const second = value.refresh();
    requests[1]!.answer('second');
    await second;
    requests[0]!.answer('first');
    await new Promise(setImmediate);
    assert.equal(value.value, 'second');
    assert.ok(!value.isRefreshing);
  });

  it('aborts its request and falls silent when it is disposed', async () => {
    const done = value.refresh();
    value.dispose();
    assert.ok(requests[0]!.signal.aborted);
    requests[0]!.fail(new Error('too late'));
    await done;
    assert.deepEqual(states, []);
    await value.refresh();
    assert.equal(requests.length, 1);
  });

  it('reports an error of a listener, and neither fails nor shows it as its own', async () => {
    const bug = new Error('bug in a view');
    value.onDidChange(() => {
      throw bug;
    });
    const done = value.refresh();
    requests[0]!.answer('a');
    await done;
    assert.equal(value.state.kind, 'ready');
    assert.deepEqual(errors, [bug]);
  });

  it('fails with what a loader throws before its promise', async () => {
    const broken = new RemoteValue<string>({
      clock,
      load: () => {
        throw new Error('at once');
      },
      reportError: failOnError,
    });
    await broken.refresh();
    assert.equal(broken.state.kind, 'failed');
  });
});
