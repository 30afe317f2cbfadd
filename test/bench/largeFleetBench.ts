import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { simulatorVariable } from '../../src/base/simulatorAnnouncement';
import { type Simulator, startSimulator } from '../support/simulator';
import type { Bench } from './rows';

const devices = 100_000;

/** What `listDevices.main.ts` prints. */
export interface ListReport {
  readonly devices: number;
  /** Of the whole process, Node included. */
  readonly peakMemoryMb: number;
  /** Longest time in which nothing else could have run. */
  readonly longestGapMs: number;
}

/** What a list of 105 MB takes of a process that has other things to do. */
export const largeFleetBench: Bench = {
  rows: {
    'devices of 100,000 that are not listed': { target: 0, unit: 'devices' },
    'list 100,000 devices: peak memory of the process': { target: 400, unit: 'MB' },
    'list 100,000 devices: longest gap in the event loop': { target: 100, unit: 'ms' },
  },
  async run(add) {
    const simulator = await startSimulator({ devices });
    try {
      await (await simulator.request('/api/device-manager/v0/devices/')).text(); // made once, then kept
      const report = await listInChild(simulator);
      add('devices of 100,000 that are not listed', Math.max(0, devices - report.devices));
      add('list 100,000 devices: peak memory of the process', report.peakMemoryMb);
      add('list 100,000 devices: longest gap in the event loop', report.longestGapMs);
    } finally {
      await simulator.stop();
    }
  },
};

async function listInChild({ announcement }: Simulator): Promise<ListReport> {
  const program = path.resolve('dist/test/bench/listDevices.main.js');
  const env = { ...process.env, [simulatorVariable]: JSON.stringify(announcement) };
  const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
  return JSON.parse(stdout) as ListReport;
}
