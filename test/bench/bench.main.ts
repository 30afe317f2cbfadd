/**
 * Measures what matters to a user: `npm run bench`, or `npm run bench -- NAME...` for some of the
 * benches below. Prints one JSON line per row, `{ name, value, target, unit }`, where a smaller value
 * is better, and at the end, on stderr, what misses its target. Times want a machine that is idle.
 */
import { editorBench } from './editorBench';
import { fleetBench } from './fleetBench';
import { largeFleetBench } from './largeFleetBench';
import { type Bench, missedTargets, runBenches } from './rows';

const benches: Readonly<Record<string, Bench>> = {
  fleet: fleetBench,
  largeFleet: largeFleetBench,
  editor: editorBench,
};

async function main(): Promise<void> {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in benches));
  if (unknown !== undefined)
    throw new Error(
      `There is no bench ${unknown}. Say some of: ${Object.keys(benches).join(', ')}`,
    );
  const wanted = Object.entries(benches).filter(([name]) => !names.length || names.includes(name));
  const rows = await runBenches(wanted.map(([, bench]) => bench));
  process.stderr.write(`\n${missedTargets(rows)}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
