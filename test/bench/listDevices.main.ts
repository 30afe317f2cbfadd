/**
 * Lists the devices of the simulator that the environment variable names, and prints what it took as
 * one line of JSON, see `ListReport`. A program of its own, so that nothing else counts as its memory.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import {
  parseSimulatorAnnouncement,
  simulatorVariable,
} from '../../src/base/simulatorAnnouncement';
import type { ListReport } from './largeFleetBench';
import { simulatorClient } from './simulatorClient';

const samplingMs = 1;

async function main(): Promise<void> {
  const simulator = parseSimulatorAnnouncement(process.env[simulatorVariable] ?? '');
  if (!simulator) throw new Error(`${simulatorVariable} names no simulator.`);
  const client = simulatorClient(simulator);
  const delay = monitorEventLoopDelay({ resolution: samplingMs });
  delay.enable();
  const devices = await client.devices.list();
  await wait(5 * samplingMs); // the last delay is measured after it
  delay.disable();
  const report: ListReport = {
    devices: devices.length,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
    longestGapMs: delay.max / 1e6 - samplingMs,
  };
  process.stdout.write(`${JSON.stringify(report)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
