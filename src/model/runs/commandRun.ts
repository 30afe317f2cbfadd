import type { CommandRequest } from '../../api/resources/commands';
import { ApiError } from '../../api/core/errors';
import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { readExitMarker, withExitMarker } from './exitMarker';

/** How a command is run, as far as settings and the user decide it. */
export interface RunOptions {
  command: string;
  /** Absolute path on the device. */
  shell: string;
  /** User on the device; absent: the service's default. */
  user?: string;
  /** After this the device ends the command. */
  timeoutSeconds: number;
}

/**
 * What happens in a run, in this order: `started`, `output`, `ended`. Only `ended` always comes:
 * a run abandoned while its request was on the way may or may not have started.
 */
export type RunEvent =
  | { type: 'started'; jobId: string }
  | { type: 'output'; text: string }
  | { type: 'ended'; outcome: RunOutcome; durationMs: number };

export type RunOutcome =
  | { kind: 'exited'; code: number }
  | { kind: 'finished' } // it ended, with what code is not known: the end of its output is missing
  | { kind: 'abandoned'; why?: string } // nobody waits any more; the command may still be running
  | { kind: 'lost'; error: unknown }; // the waiting failed; the command may still be running

/** The part of the API that a run needs. */
export interface JobApi {
  start(request: CommandRequest, signal?: AbortSignal): Promise<string>;
  wait(
    jobId: string,
    deviceIds: readonly string[],
    options: { timeoutMs: number; signal?: AbortSignal },
  ): AsyncIterable<{ deviceId: string; output: string }>;
}

interface RunContext {
  jobs: JobApi;
  clock: Clock;
  /** Letters and digits nobody can foresee. */
  makeNonce: () => string;
}

/** Runs the exit marker; the user's shell, which may know other syntax, runs inside it. */
const outerShell = '/bin/sh';
/** How long an answer may take after the device has ended the command. */
const graceMs = 30_000;

/**
 * Runs a shell command on one device as an asynchronous job.
 *
 * @param signal  ends the waiting, not the command: no call of the API can do that
 * @throws {ApiError} when the job could not be started; what fails later is a `lost` outcome
 */
export async function* runCommand(
  context: RunContext,
  deviceId: string,
  options: RunOptions,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  const { jobs, clock } = context;
  const nonce = context.makeNonce();
  const startedAt = clock.now();
  const ended = (outcome: RunOutcome): RunEvent => ({
    type: 'ended',
    outcome,
    durationMs: clock.now() - startedAt,
  });

  const request: CommandRequest = {
    deviceIds: [deviceId],
    command: withExitMarker(options.command, options.shell, nonce),
    shell: outerShell,
    timeoutSeconds: options.timeoutSeconds,
    ...(options.user && { runAs: options.user }),
  };
  const timeoutMs = options.timeoutSeconds * 1000 + graceMs;
  let isStarted = false;
  signal.throwIfAborted();
  try {
    const jobId = await jobs.start(request, signal);
    isStarted = true;
    yield { type: 'started', jobId };
    for await (const { output } of jobs.wait(jobId, [deviceId], { timeoutMs, signal })) {
      const { text, exitCode } = readExitMarker(output, nonce);
      yield { type: 'output', text };
      yield ended(
        exitCode === undefined ? { kind: 'finished' } : { kind: 'exited', code: exitCode },
      );
      return;
    }
    throw new Error('The job ended without an answer from the device.');
  } catch (error) {
    if (signal.aborted) {
      const why = signal.reason instanceof Cancelled ? signal.reason.why : undefined;
      yield ended({ kind: 'abandoned', ...(why !== undefined && { why }) });
    } else if (isStarted && error instanceof ApiError) yield ended({ kind: 'lost', error });
    else throw error;
  }
}
