/**
 * Runs the tests in one folder: `node dist/test/mocha.main.js unit`, with the repository's root as
 * working directory. Further arguments pick files whose path contains one of them.
 */
import childProcess from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type MochaOptions, runMocha } from './support/runMocha';
import { Windows } from './support/windows';

async function main(): Promise<void> {
  const [stage = '', ...patterns] = process.argv.slice(2);
  const folder = path.join('test', stage);
  const files = readdirSync(path.join('dist', folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    // Patterns match the source, so that the path of a source file is one.
    .map((name) => path.join(folder, name).replace(/js$/, 'ts'))
    .filter((name) => patterns.length === 0 || patterns.some((pattern) => name.includes(pattern)))
    .sort();
  if (files.length === 0) throw new Error(`No file in ${folder} matches ${patterns.join(', ')}.`);
  if (stage === 'unit') forbidProcesses();
  // No test takes that long, but a machine busy with something else may.
  const options: MochaOptions =
    stage === 'e2e' ? { timeoutMs: 300_000, hooks: sharing(new Windows()) } : { timeoutMs: 60_000 };
  const paths = files.map((name) => path.resolve('dist', name.replace(/ts$/, 'js')));
  const counts = await runMocha(paths, options);
  // When all pass, whatever still holds this process is a leak, and the stage's time limit tells.
  if (counts.failed > 0) process.exit(1);
}

/** Lets the windows of all files share a browser and a VS Code. */
function sharing(windows: Windows): NonNullable<MochaOptions['hooks']> {
  return {
    beforeAll() {
      Object.assign(this, { windows });
    },
    afterAll: () => windows.stop(),
  };
}

/** Keeps unit tests quick: what starts a process belongs into test/programs. */
function forbidProcesses(): void {
  const refuse = (): never => {
    throw new Error('Unit tests start no processes. Put this test into test/programs.');
  };
  // All of the asynchronous functions come down to this method.
  Object.assign(childProcess.ChildProcess.prototype, { spawn: refuse });
  Object.assign(childProcess, { spawnSync: refuse, execFileSync: refuse, execSync: refuse });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
