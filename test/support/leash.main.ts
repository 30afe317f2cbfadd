/**
 * Runs a program until standard input ends, then ends everything the program has started.
 *
 *   node leash.main.js SCRATCH PROGRAM [ARGUMENT...]
 *
 * Standard input is held open by whoever started this (see leash.ts), so it ends with them. Then
 * the folder SCRATCH goes too; '' for none. It stays if the program ends first: they may want it.
 *
 * Members of the family are told by a mark in their environment, which they also carry when their
 * parent is gone or when they have a session of their own, as a terminal in VS Code has.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';

const graceMs = 5000;
const pollMs = 50;

const mark = randomUUID();
const [scratch = '', program = '', ...args] = process.argv.slice(2);
const child = spawn(program, args, {
  stdio: ['ignore', 'inherit', 'inherit'],
  env: { ...process.env, LEASHES: `${process.env.LEASHES ?? ''} ${mark}` },
});

let exitCode = 1;
let isStopped = false;
let isEnding = false;

child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  exitCode = 127;
  endFamily();
});
child.once('exit', (code) => {
  exitCode = code ?? 1;
  endFamily();
});
process.stdin.once('close', stop).resume();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);

function stop(): void {
  isStopped = true;
  endFamily();
}

function endFamily(): void {
  if (isEnding) return;
  isEnding = true;
  const deadline = Date.now() + graceMs;
  signalAll(family(), 'SIGTERM');
  const poll = (): void => {
    const left = family();
    if (left.length === 0) end();
    if (Date.now() > deadline) signalAll(left, 'SIGKILL');
    setTimeout(poll, pollMs);
  };
  poll();
}

function end(): never {
  if (isStopped && scratch !== '') rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  process.exit(exitCode);
}

function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

/** Ids of the processes that descend from the program, itself included, zombies not. */
function family(): number[] {
  if (existsSync('/proc/self/environ')) return readdirSync('/proc').filter(isMarked).map(Number);
  // Without /proc (macOS) the program must take its own children along.
  const isRunning = child.exitCode === null && child.signalCode === null;
  return isRunning && child.pid !== undefined ? [child.pid] : [];
}

function isMarked(name: string): boolean {
  if (!/^\d+$/.test(name)) return false;
  try {
    return readFileSync(`/proc/${name}/environ`, 'latin1').includes(mark);
  } catch {
    return false; // ended, or another user's
  }
}
