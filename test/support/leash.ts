import { spawn } from 'node:child_process';
import path from 'node:path';

/** A running program that ends with this process at the latest, and everything it started with it. */
export interface Leashed {
  /** Exit code of the program; 1 if a signal ended it, 127 if it could not be started. */
  readonly exited: Promise<number>;
  /** Ends it all, by SIGTERM and 5 s later by SIGKILL. Resolves when nothing is left. */
  stop(): Promise<void>;
}

/** How a leashed program runs. */
export interface LeashOptions {
  /** Added to this process's own environment. */
  env?: Record<string, string>;
  /** Folder to remove once it has been stopped. Stays if the program ends by itself. */
  scratch?: string;
  /** Takes what it prints on stdout and stderr, as it comes. Absent: it goes to this process's own. */
  output?: (text: string) => void;
}

const leashMain = path.resolve('dist/test/support/leash.main.js');

/**
 * Starts a program whose whole family ends when it does, when `stop` is called, and when this
 * process ends in whatever way: even killed outright, it leaves nothing running.
 *
 * @param command  program and arguments
 */
export function startLeashed(command: readonly string[], options: LeashOptions = {}): Leashed {
  const { env, output, scratch = '' } = options;
  const own = output === undefined ? 'inherit' : 'pipe';
  const leash = spawn(process.execPath, [leashMain, scratch, ...command], {
    env: { ...process.env, ...env },
    // A group of its own: Ctrl+C in the terminal reaches this process alone, which then decides.
    detached: true,
    stdio: ['pipe', own, own],
  });
  if (output !== undefined)
    for (const stream of [leash.stdout, leash.stderr])
      stream?.setEncoding('utf8').on('data', output);
  const exited = new Promise<number>((resolve, reject) => {
    leash.once('error', reject);
    leash.once('close', (code) => {
      resolve(code ?? 1);
    });
  });
  return {
    exited,
    async stop() {
      leash.stdin?.end();
      await exited;
    },
  };
}
