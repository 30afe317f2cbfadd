/**
 * Runs the tests, all or the stages named: `npm test`, `npm test unit host`.
 *
 * Prints each stage as it goes and ends with the line `N passed, N failed` over everything. The
 * exit code is 1 if anything failed, or if a stage ran no test. What failing tests leave is in
 * `.cache/test-results`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { installEditor } from './editor/install';
import { newest, oldest } from './editor/releases';
import { installBrowser } from './support/browser';
import { type Counts, testResults } from './support/runMocha';
import { add, nothing, runStage, type Stage } from './support/stage';

const stages: Record<string, readonly Stage[]> = {
  check: ['types', 'lint', 'format', 'unused'].map((name) => ({
    title: `check ${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    limitMinutes: 5,
    isCheck: true,
  })),
  unit: [mocha('unit', 5)],
  webview: [mocha('webview', 5)],
  host: [newest, oldest].map(({ vscode }) => ({
    title: `host, VS Code ${vscode}`,
    command: [process.execPath, 'dist/test/host.main.js', vscode],
    limitMinutes: 5,
  })),
  e2e: [mocha('e2e', 10)],
};

function mocha(folder: string, limitMinutes: number): Stage {
  const command = [process.execPath, 'dist/test/mocha.main.js', folder];
  return { title: folder, command, limitMinutes };
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  const unknown = named.find((name) => !(name in stages));
  if (unknown !== undefined)
    throw new Error(`There is no stage ${unknown}. Say some of: ${Object.keys(stages).join(', ')}`);
  const pick = (...names: string[]): Stage[] =>
    names
      .filter((name) => named.length === 0 || named.includes(name))
      .flatMap((name) => stages[name] ?? []);

  rmSync(testResults, { recursive: true, force: true });
  mkdirSync(testResults, { recursive: true });

  if (pick('webview', 'host', 'e2e').length > 0) await prepare([() => installBrowser(report)]);

  // Checks and quick tests fill one processor each; what checks print waits for its turn.
  let heldBack = '';
  const [checks, quick] = await Promise.all([
    runAll(pick('check'), (text) => (heldBack += text)),
    runAll(pick('unit', 'webview')),
  ]);
  process.stdout.write(heldBack);

  const inEditor = pick('host', 'e2e');
  // Here, outside the stages' time limits, and with the machine to itself.
  if (inEditor.length > 0)
    await prepare([newest, oldest].map((release) => () => installEditor(release, report)));
  const total = [...checks, ...quick, ...(await runAll(inEditor))].reduce(add, nothing);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** Sets up what stages need. Where that fails, the reader is told, and those stages fail. */
async function prepare(steps: readonly (() => unknown)[]): Promise<void> {
  const attempts = steps.map(async (step) => {
    await step();
  });
  for (const attempt of await Promise.allSettled(attempts))
    if (attempt.status === 'rejected') report(String(attempt.reason));
}

/** Says on stderr what is being set up. */
function report(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Runs stages one after the other. `output` takes what they print; absent: it goes to stdout. */
async function runAll(list: readonly Stage[], output?: (text: string) => void): Promise<Counts[]> {
  const print = output ?? ((text: string) => void process.stdout.write(text));
  const results: Counts[] = [];
  for (const stage of list) {
    print(`\n=== ${stage.title}\n`);
    const startedAt = performance.now();
    const { problem, ...counts } = await runStage(stage, output);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (problem !== undefined) print(`This stage ${problem}: it counts as failed.\n`);
    print(`--- ${stage.title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s\n`);
    results.push(counts);
  }
  return results;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
