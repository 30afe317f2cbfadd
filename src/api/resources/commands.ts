import * as v from 'valibot';
import { cleanLine } from '../../base/cleanText';
import { type Clock, delay } from '../../base/clock';
import type { CallOptions } from '../core/call';
import { data } from '../core/envelope';
import { ApiError, type CallProblem } from '../core/errors';
import { path } from '../core/path';
import type { Request } from '../core/request';
import { nonEmpty } from '../core/shapes';

/** A shell command for one or many devices. */
export interface CommandRequest {
  /** At least one. */
  deviceIds: readonly string[];
  /** Not empty. */
  command: string;
  /** Such as `/bin/bash`; absent: the device's own choice. So with the next two. */
  shell?: string;
  runAs?: string;
  workingDirectory?: string;
  /** Names are letters, digits and `_`, and do not start with a digit. */
  environment?: Readonly<Record<string, string>>;
  /** After which the device ends the command, in whole seconds above 0; absent: 300. */
  timeoutSeconds?: number;
}

/** A job as one poll finds it. Devices that have not answered are absent; an empty text is an answer. */
export type JobState =
  { state: 'pending' } | { state: 'answered'; outputs: ReadonlyMap<string, string> };

/** Largest number of devices in one poll: their ids travel in the URL. */
const maxIdsPerPoll = 100;

const commandPath = '/api/device-manager/v0/cmd/';
const firstPollMs = 1_000;
const maxPollMs = 10_000;
const pollGrowth = 1.5;
const pollTimeoutMs = 30_000;
/** As long as the original client waits for any answer. */
const sendTimeoutMs = 150_000;
const defaultTimeoutSeconds = 300;

const outputs = v.record(v.string(), v.nullable(v.string()));
const job = v.object({ jid: nonEmpty });

/**
 * Shell commands on devices. What a command prints comes as one text, stdout and stderr as the device
 * mixed them; the service tells no exit code. Starting one is never tried twice.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/clients/device_manager.py
 * @see rapyuta-robotics/rapyuta-io-cli, riocli/utils/execute.py
 */
export class CommandsApi {
  constructor(
    private readonly request: Request,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs a command and waits for its end, at most 150 s; for anything longer `start` a job.
   *
   * @returns device id -> output; a device that did not answer is absent
   * @throws {ApiError} `invalid`, before anything is sent, for a request that breaks its rules
   */
  async execute(
    command: CommandRequest,
    options?: CallOptions,
  ): Promise<ReadonlyMap<string, string>> {
    const answer = await this.send(command, {}, outputs, options);
    return outputsOf(answer, command.deviceIds);
  }

  /**
   * Starts a command that nobody waits for; what it prints is lost.
   *
   * @returns ids of the devices that started it
   */
  async startInBackground(
    command: CommandRequest,
    options?: CallOptions,
  ): Promise<ReadonlySet<string>> {
    const answer = await this.send(command, { bg: true }, outputs, options);
    // Services of the time of SDK 2.2 answer with one job for all devices.
    const started = answer['jid'] ? command.deviceIds : outputsOf(answer, command.deviceIds).keys();
    return new Set(started);
  }

  /** Starts a command as a job and gives the job's id, for `poll` and `wait`. */
  async start(command: CommandRequest, options?: CallOptions): Promise<string> {
    const { jid } = await this.send(command, { run_async: true }, job, options);
    return jid;
  }

  /**
   * Polls a job once. Most statuses mean "not yet", so only a refused token or right, a broken connection
   * and an unreadable answer are errors.
   *
   * @param deviceIds  whose answers are wanted, at most 100
   * @throws {ApiError} reason `tooLarge` when the outputs are larger than 64 MiB together
   */
  async poll(
    jobId: string,
    deviceIds: readonly string[],
    options?: CallOptions,
  ): Promise<JobState> {
    try {
      const answer = await this.request({
        path: path`cmd/${jobId}`,
        query: { jid: jobId, device_id: deviceIds },
        answer: data(outputs),
        accepts: [200],
        problem: deviceIds.length > maxIdsPerPoll ? tooManyIds : undefined,
        isRepeatable: false,
        timeoutMs: pollTimeoutMs,
        options,
      });
      return { state: 'answered', outputs: outputsOf(answer, deviceIds) };
    } catch (error) {
      if (mayPass(error) && error.response && error.response.status !== 200) {
        return { state: 'pending' };
      }
      throw error;
    }
  }

  /**
   * Waits for a job, handing out each device's output as soon as a poll finds it. Polls after 1 s, then
   * ever more seldom, down to every 10 s; a poll that fails counts as "not yet". Leaving the loop ends
   * the waiting, not the job: the service has no way to stop one.
   *
   * @param options  `timeoutMs`: from now until the last poll
   * @throws {ApiError} `auth`, `forbidden`, and reason `tooLarge` at once; `timeout` while devices have not
   *   answered, with the last poll's error as `cause`
   */
  async *wait(
    jobId: string,
    deviceIds: readonly string[],
    { timeoutMs, signal }: { timeoutMs: number; signal?: AbortSignal | undefined },
  ): AsyncGenerator<{ deviceId: string; output: string }, void, undefined> {
    const deadline = this.clock.now() + timeoutMs;
    const pending = new Set(deviceIds);
    let cause: ApiError | undefined;
    const asPending = (error: unknown): JobState => {
      if (!mayPass(error)) throw error;
      cause = error;
      return { state: 'pending' };
    };
    for (let waitMs = firstPollMs; pending.size > 0;) {
      const leftMs = deadline - this.clock.now();
      if (leftMs <= 0) {
        const message = `${pending.size} of ${deviceIds.length} devices did not answer in time`;
        const request = cause?.request ?? { method: 'GET', path: commandPath };
        throw new ApiError('timeout', message, request, undefined, { cause });
      }
      await delay(this.clock, Math.min(waitMs, leftMs), signal);
      waitMs = Math.min(waitMs * pollGrowth, maxPollMs);
      for (const ids of batches([...pending], maxIdsPerPoll)) {
        const found = await this.poll(jobId, ids, signal).catch(asPending);
        if (found.state === 'pending') continue;
        for (const [deviceId, output] of found.outputs) {
          pending.delete(deviceId);
          yield { deviceId, output };
        }
      }
    }
  }

  private async send<T>(
    command: CommandRequest,
    mode: { bg?: true; run_async?: true },
    answer: v.GenericSchema<unknown, T>,
    options: CallOptions | undefined,
  ): Promise<T> {
    return this.request({
      method: 'POST',
      path: 'cmd/',
      body: { ...wireCommand(command), ...mode },
      answer: data(answer),
      reasons: { 400: 'parameterMissing' },
      problem: problemOf(command),
      timeoutMs: sendTimeoutMs,
      options,
    });
  }
}

const tooManyIds: CallProblem = {
  reason: 'invalidParameter',
  message: `a job is polled for at most ${maxIdsPerPoll} devices at once`,
};

/** Whether a poll that failed so may be followed by one that does not. An error with a reason would recur. */
function mayPass(error: unknown): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  return error.kind !== 'auth' && error.kind !== 'forbidden' && error.reason === undefined;
}

/** The outputs of the devices that were asked; `null`, like absence, is no answer. */
function outputsOf(
  answer: v.InferOutput<typeof outputs>,
  deviceIds: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const id of deviceIds) {
    const output = Object.hasOwn(answer, id) ? answer[id] : undefined;
    if (typeof output === 'string') found.set(id, output);
  }
  return found;
}

function wireCommand(command: CommandRequest): object {
  return {
    device_ids: command.deviceIds,
    cmd: command.command,
    env: command.environment ?? {},
    bg: false,
    run_async: false,
    timeout: command.timeoutSeconds ?? defaultTimeoutSeconds,
    // The service takes an empty text for a value.
    ...(command.shell && { shell: command.shell }),
    ...(command.runAs && { runas: command.runAs }),
    ...(command.workingDirectory && { cwd: command.workingDirectory }),
  };
}

function problemOf(request: CommandRequest): CallProblem | undefined {
  const { deviceIds, command, environment = {}, timeoutSeconds = 1 } = request;
  if (deviceIds.length === 0) {
    return { reason: 'parameterMissing', message: 'a command needs at least one device' };
  }
  if (command.trim() === '') {
    return { reason: 'parameterMissing', message: 'the command is empty' };
  }
  if (!Number.isInteger(timeoutSeconds) || timeoutSeconds <= 0) {
    const message = 'the timeout is not a whole number of seconds above 0';
    return { reason: 'invalidParameter', message };
  }
  const badName = Object.keys(environment).find((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name));
  if (badName === undefined) return undefined;
  const message = `"${cleanLine(badName, 40)}" cannot be the name of a variable`;
  return { reason: 'invalidParameter', message };
}

function batches<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
