/**
 * Runs the tests in one folder: `node dist/test/mocha.main.js unit`, with the repository's root as
 * working directory. Further arguments pick files whose path contains one of them.
 */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { runMocha } from './support/runMocha';

async function main(): Promise<void> {
  const [stage = '', ...picks] = process.argv.slice(2);
  const folder = path.resolve('dist/test', stage);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.js'))
    .filter((name) => picks.length === 0 || picks.some((pick) => name.includes(pick)))
    .sort();
  // No test takes that long, but a machine busy with something else may.
  const timeoutMs = stage === 'e2e' ? 90_000 : 20_000;
  const paths = files.map((name) => path.join(folder, name));
  const counts = await runMocha(paths, { timeoutMs });
  // When all pass, whatever still holds this process is a leak, and the stage's time limit tells.
  if (counts.failed > 0) process.exit(1);
}

void main();
