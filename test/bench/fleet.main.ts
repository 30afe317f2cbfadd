/**
 * Measures what listing a fleet of 10,000 devices costs the client, against the simulator.
 * Prints one JSON line per row: `{ name, value, target, unit }`; a value up to its target is good.
 * Times are the median of several runs, since the first ones also compile.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fetch from 'node-fetch';
import { ApiClient } from '../../src/api/client';
import { systemClock } from '../../src/base/clock';
import type { Log } from '../../src/base/log';
import { startSimulator, type Simulator } from '../support/simulator';

const count = 10_000;
const runs = 7;
const silent = (): void => undefined;
const log: Log = { debug: silent, info: silent, warn: silent, error: silent };

async function main(): Promise<void> {
  const simulator = await startSimulator({ devices: count });
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  try {
    const { url, token, project, organization } = simulator;
    const client = new ApiClient({
      hosts: { core: url, v2: url, rip: url, oidc: url },
      token: () => Promise.resolve(token),
      project,
      organization,
      fetch,
      clock: systemClock,
      log,
    });
    const body = path.join(folder, 'devices.json');
    const plainMs = await median(() => plain(simulator, body));
    const listMs = await median(async () => timed(async () => void (await client.devices.list())));
    print('list and decode 10,000 devices', listMs, 1.5 * plainMs + 150, 'ms');

    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const devices = await client.devices.list();
    collectGarbage();
    const keptMb = (process.memoryUsage().heapUsed - before) / 2 ** 20;
    print(`memory kept for ${devices.length} devices`, keptMb, 40, 'MB');
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await simulator.stop();
  }
}

/** Time of the least that any client could do: curl to fetch the list, `JSON.parse` to read it. */
async function plain({ url, token, project }: Simulator, file: string): Promise<number> {
  const headers = ['-H', `Authorization: Bearer ${token}`, '-H', `project: ${project}`];
  const address = `${url}/api/device-manager/v0/devices/`;
  const options = ['-sS', '--fail', '-o', file, '-w', '%{time_total}'];
  const seconds = Number(execFileSync('curl', [...options, ...headers, address]).toString());
  const text = readFileSync(file, 'utf8');
  return seconds * 1000 + (await timed(() => void JSON.parse(text)));
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function median(measure: () => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let run = 0; run < runs; run += 1) values.push(await measure());
  return values.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? NaN;
}

/** Node offers its collector only when asked; this asks while running. */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

function print(name: string, value: number, target: number, unit: string): void {
  const round = (number: number): number => Math.round(number * 10) / 10;
  process.stdout.write(
    `${JSON.stringify({ name, value: round(value), target: round(target), unit })}\n`,
  );
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exitCode = 1;
});
