import assert from 'node:assert/strict';
import type { CommandRequest } from '../../../../src/api/resources/commands';
import { ApiError } from '../../../../src/api/core/errors';
import { Cancelled } from '../../../../src/base/cancelled';
import { type JobApi, runCommand, type RunEvent } from '../../../../src/model/runs/commandRun';
import { FakeClock } from '../../../support/fakeClock';

const options = { command: 'uname -a', shell: '/bin/bash', user: 'root', timeoutSeconds: 60 };
const lost = new ApiError('timeout', 'no answer', { method: 'GET', path: '/' });

describe('runCommand', () => {
  const clock = new FakeClock();
  let requests: CommandRequest[];

  /** A service that answers a job with what `output` gives or throws. */
  const service = (output: (signal?: AbortSignal) => string | Promise<string>): JobApi => ({
    start(request) {
      requests.push(request);
      return Promise.resolve('job-1');
    },
    async *wait(_, [deviceId = ''], { signal }) {
      clock.advance(1500);
      yield { deviceId, output: await output(signal) };
    },
  });
  const run = async (jobs: JobApi, abort = new AbortController()): Promise<RunEvent[]> => {
    const context = { jobs, clock, makeNonce: () => 'n1' };
    const events: RunEvent[] = [];
    for await (const event of runCommand(context, 'd1', options, abort.signal)) events.push(event);
    return events;
  };

  beforeEach(() => (requests = []));

  it('tells the job, the output, the exit code and how long it took', async () => {
    assert.deepEqual(await run(service(() => 'Linux\n\n__exit_n1=3')), [
      { type: 'started', jobId: 'job-1' },
      { type: 'output', text: 'Linux\n' },
      { type: 'ended', outcome: { kind: 'exited', code: 3 }, durationMs: 1500 },
    ]);
    const [request] = requests;
    assert.equal(requests.length, 1);
    assert.deepEqual(request?.deviceIds, ['d1']);
    // The outer shell knows `$?` and `2>&1`; the user's own, perhaps fish or csh, runs inside it.
    assert.equal(request?.shell, '/bin/sh');
    assert.match(request.command, /^'\/bin\/bash' -c 'uname -a' 2>&1; /);
    assert.equal(request?.runAs, 'root');
    assert.equal(request?.timeoutSeconds, 60);
  });

  it('shows the output also when its end with the exit code is missing', async () => {
    const events = await run(service(() => 'half'));
    assert.deepEqual(events.slice(1), [
      { type: 'output', text: 'half' },
      { type: 'ended', outcome: { kind: 'finished' }, durationMs: 1500 },
    ]);
  });

  it('ends as abandoned when nobody waits any more', async () => {
    const abort = new AbortController();
    const events = await run(
      service(() => {
        abort.abort(new Cancelled());
        throw abort.signal.reason;
      }),
      abort,
    );
    assert.deepEqual(events.at(-1), {
      type: 'ended',
      outcome: { kind: 'abandoned' },
      durationMs: 1500,
    });
  });

  it('says why it was abandoned when it was not the user', async () => {
    const abort = new AbortController();
    const events = await run(
      service(() => {
        abort.abort(new Cancelled('the project was closed'));
        throw abort.signal.reason;
      }),
      abort,
    );
    const outcome = { kind: 'abandoned', why: 'the project was closed' };
    assert.deepEqual(events.at(-1), { type: 'ended', outcome, durationMs: 1500 });
  });

  it('ends as lost when the job was started and no answer came', async () => {
    const events = await run(service(() => Promise.reject(lost)));
    assert.deepEqual(events.at(-1), {
      type: 'ended',
      outcome: { kind: 'lost', error: lost },
      durationMs: 1500,
    });
  });

  it('fails when the job could not be started', async () => {
    const jobs = { ...service(() => ''), start: () => Promise.reject(lost) };
    await assert.rejects(run(jobs), lost);
  });
});
