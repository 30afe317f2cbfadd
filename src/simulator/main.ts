/**
 * The simulator as a program: one JSON line on stdout when it serves, everything else on stderr.
 * Exit codes: 0 after a signal or its parent's end, 1 when it cannot serve, 2 on a wrong flag.
 */
import { type Options, UsageError, parseOptions, usage } from './options';
import { startSimulator } from './simulator';
import { removeAbandonedFolders } from './temporaryFolder';

const parentCheckMs = 500;
const stopLimitMs = 10_000;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Calls back once when this program shall end: a signal, or nobody left who started it. */
function onEnd(callback: () => void): void {
  let isEnding = false;
  const end = (): void => {
    if (isEnding) return;
    isEnding = true;
    callback();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  process.on('disconnect', end);
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) end();
  }, parentCheckMs).unref();
}

function readOptions(): Options {
  try {
    return parseOptions(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n${usage}`);
    process.exit(2);
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  // Whoever reads the lines may be gone before the simulator is.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const starting = startSimulator(options, say);
  onEnd(() => {
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    void starting.then((simulator) => simulator.stop()).then(() => process.exit(0));
  });
  const { announcement } = await starting;
  process.stdout.write(`${JSON.stringify(announcement)}\n`);
  await removeAbandonedFolders().catch((error: Error) => say(error.message));
}

main().catch((error: NodeJS.ErrnoException) => {
  say(
    error.code === 'EADDRINUSE'
      ? 'The port is in use: choose another one, or --port 0 for any free one.'
      : `The simulator cannot start: ${error.message}`,
  );
  process.exit(1);
});
