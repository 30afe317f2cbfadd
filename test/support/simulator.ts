import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  type SimulatorAnnouncement,
  parseSimulatorAnnouncement,
} from '../../src/base/simulatorAnnouncement';
import type { Fault, FaultSpec } from '../../src/simulator/faults';
import type { LoggedRequest } from '../../src/simulator/requestLog';

const startLimitMs = 60_000;

/** What a test may ask of the simulator; nothing moves by itself unless it asks for that. */
export interface StartOptions {
  /** In the first project, this computer not counted; 24 unless given. */
  readonly devices?: number;
  /** Mean seconds between devices going offline or coming back; 0, never, unless given. */
  readonly churnSeconds?: number;
  readonly data?: string;
}

/** A simulator that runs as a child process of the tests, and ends with them. */
export interface Simulator extends SimulatorAnnouncement {
  readonly announcement: SimulatorAnnouncement;
  readonly pid: number;
  /** All that it wrote to stderr so far. */
  log(): string;
  /** Makes requests fail; see `FaultSpec`. */
  fault(...faults: FaultSpec[]): Promise<readonly Fault[]>;
  clearFaults(): Promise<void>;
  setStatus(device: string, status: string): Promise<void>;
  /** How long signed URLs work, and how long uploads are at least PENDING; the rest stays. */
  configure(settings: { signedUrlSeconds?: number; uploadPendingSeconds?: number }): Promise<void>;
  /** The latest requests, those of this helper not counted. */
  requests(): Promise<readonly LoggedRequest[]>;
  /** A request with the token and the project of the announcement. */
  request(pathAndQuery: string, init?: RequestInit): Promise<Response>;
  /** Resolves with the exit code when the process is gone; null if a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it; resolves as `exited` does. */
  stop(): Promise<number | null>;
}

/**
 * Starts `dist/simulator.js` of the working directory on a free port and waits until it serves.
 *
 * @throws {Error} with what it wrote, when it ends or says nothing within the time limit
 */
export async function startSimulator(options: StartOptions = {}): Promise<Simulator> {
  const child = spawn(
    process.execPath,
    [
      path.resolve('dist/simulator.js'),
      '--port=0',
      `--devices=${options.devices ?? 24}`,
      `--churn-seconds=${options.churnSeconds ?? 0}`,
      ...(options.data === undefined ? [] : [`--data=${options.data}`]),
    ],
    { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
  );
  let log = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log += text));
  const announcement = await announced(child).catch((error: unknown) => {
    child.kill('SIGKILL');
    throw new Error(`The simulator did not start.\n${log}`, { cause: error });
  });

  const exited = new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    child.once('exit', resolve);
  });
  const { url, token, project } = announcement;
  const request = (pathAndQuery: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${token}`);
    if (!headers.has('project')) headers.set('project', project);
    if (init.body !== undefined && !headers.has('content-type'))
      headers.set('content-type', 'application/json');
    return fetch(url + pathAndQuery, { ...init, headers });
  };
  const control = async (name: string, init?: RequestInit): Promise<Response> => {
    const response = await request(`/__simulator/${name}`, init);
    if (!response.ok) throw new Error(await response.text());
    return response;
  };

  return {
    ...announcement,
    announcement,
    pid: child.pid ?? 0,
    log: () => log,
    request,
    async fault(...faults) {
      const response = await control('faults', { method: 'POST', body: JSON.stringify(faults) });
      return (await response.json()) as Fault[];
    },
    async clearFaults() {
      await control('faults', { method: 'DELETE' });
    },
    async setStatus(device, status) {
      await control(`devices/${device}`, { method: 'POST', body: JSON.stringify({ status }) });
    },
    async configure(settings) {
      await control('settings', { method: 'PUT', body: JSON.stringify(settings) });
    },
    async requests() {
      const all = (await (await control('requests')).json()) as LoggedRequest[];
      return all.filter((entry) => !entry.path.startsWith('/__simulator/'));
    },
    exited,
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

async function announced(child: ChildProcess): Promise<SimulatorAnnouncement> {
  if (!child.stdout) throw new Error('Its output cannot be read.');
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(startLimitMs);
  const ended = once(child, 'exit', { signal }).then(() => {
    throw new Error('It ended.');
  });
  const [line] = (await Promise.race([once(lines, 'line', { signal }), ended])) as [string];
  ended.catch(() => undefined); // its end later on is what `stop` waits for
  const announcement = parseSimulatorAnnouncement(line);
  if (!announcement) throw new Error(`It announced: ${line}`);
  return announcement;
}
