/** What VS Code's extension host loads to run the tests of this folder: its `run` is all it knows. */
import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { reportVariable, runMocha } from '../support/runMocha';

/** Runs the tests beside this file. Rejects if any of them fails, as VS Code wants it. */
export async function run(): Promise<void> {
  const report = process.env[reportVariable] ?? '/dev/stderr';
  const files = readdirSync(__dirname).filter((name) => name.endsWith('.test.js'));
  const { failed } = await runMocha(
    files.map((name) => path.join(__dirname, name)),
    { timeoutMs: 60_000, print: (line) => void appendFileSync(report, `${line}\n`) },
  );
  if (failed > 0) throw new Error(`${failed} failed`);
}
