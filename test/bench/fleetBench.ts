import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { startSimulator } from '../support/simulator';
import { allowedMs, plainListMs } from './plainList';
import type { Bench } from './rows';
import { simulatorClient } from './simulatorClient';
import { median, timed } from './timing';

const devices = 10_000;
const runs = 7;

/** What the client needs for a fleet of 10,000 devices, without an editor. */
export const fleetBench: Bench = {
  rows: {
    'list and decode 10,000 devices / (1.5 x (curl + JSON.parse) + 150 ms)': {
      target: 1,
      unit: 'x',
    },
    'memory kept for 10,000 devices': { target: 20, unit: 'MB' },
  },
  async run(add) {
    const simulator = await startSimulator({ devices });
    try {
      const client = simulatorClient(simulator);
      const [plain, listed]: [number[], number[]] = [[], []];
      for (let run = 0; run < runs; run += 1) {
        plain.push(await plainListMs(simulator));
        listed.push(await timed(() => client.devices.list()));
      }
      add(
        'list and decode 10,000 devices / (1.5 x (curl + JSON.parse) + 150 ms)',
        median(listed) / allowedMs(median(plain)),
      );

      const before = usedHeapBytes();
      const kept = await client.devices.list();
      const after = usedHeapBytes();
      if (kept.length < devices) throw new Error(`Only ${kept.length} devices were listed.`);
      add('memory kept for 10,000 devices', (after - before) / 2 ** 20);
    } finally {
      await simulator.stop();
    }
  },
};

/** Heap in use after a collection. */
function usedHeapBytes(): number {
  // Node offers its collector only to those who start it with a flag; this asks while running.
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
