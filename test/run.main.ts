/**
 * Runs the tests, all or the stages named: `npm test`, `npm test unit host`. After `--` come patterns:
 * of the stages that consist of test files, only files run whose path contains one of them.
 *
 * Prints each stage and ends with the line `N passed, N failed` over everything. The
 * exit code is 1 if anything failed, or if a stage ran no test. What failing tests leave is in
 * `.cache/test-results`.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { installEditor } from './editor/install';
import { newest, oldest } from './editor/releases';
import { installBrowser } from './support/browser';
import { type Counts, testResults } from './support/runMocha';
import { add, nothing, runStage, type Stage } from './support/stage';

const [named, patterns] = namesAndPatterns(process.argv.slice(2));

const stages: Record<string, readonly Stage[]> = {
  check: ['types', 'lint', 'format', 'unused'].map((name) => ({
    title: `check ${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    limitMinutes: 5,
    isCheck: true,
  })),
  unit: [mocha('unit', 5)],
  programs: [mocha('programs', 5)],
  webview: [mocha('webview', 5)],
  host: [newest, oldest].map(({ vscode }) => ({
    title: `host, VS Code ${vscode}`,
    command: [process.execPath, 'dist/test/host.main.js', vscode],
    limitMinutes: 5,
  })),
  e2e: [mocha('e2e', 20)],
};

function mocha(folder: string, limitMinutes: number): Stage {
  const command = [process.execPath, 'dist/test/mocha.main.js', folder, ...patterns];
  return { title: folder, command, limitMinutes };
}

function namesAndPatterns(args: readonly string[]): [names: string[], patterns: string[]] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return [args.slice(0, end), args.slice(end + 1)];
}

async function main(): Promise<void> {
  const unknown = named.find((name) => !(name in stages));
  if (unknown !== undefined)
    throw new Error(`There is no stage ${unknown}. Say some of: ${Object.keys(stages).join(', ')}`);
  const pick = (...names: string[]): Stage[] =>
    names
      .filter((name) => named.length === 0 || named.includes(name))
      .flatMap((name) => stages[name] ?? []);

  rmSync(testResults, { recursive: true, force: true });
  mkdirSync(testResults, { recursive: true });

  // Here, outside the stages' time limits, and with the machine to itself.
  if (pick('webview', 'host', 'e2e').length > 0) await prepare([() => installBrowser(report)]);
  if (pick('host', 'e2e').length > 0)
    await prepare([newest, oldest].map((release) => () => installEditor(release, report)));

  // Two lanes of about the same length, for two processors.
  const lanes = [pick('e2e', 'webview'), pick('check', 'unit', 'programs', 'host')];
  const isAlone = lanes.some(({ length }) => length === 0);
  const results = await Promise.all(lanes.map((lane) => runAll(lane, isAlone)));
  const total = results.flat().reduce(add, nothing);
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

/** Runs stages one after the other. What each prints comes at its end, unless they run alone. */
async function runAll(list: readonly Stage[], isAlone: boolean): Promise<Counts[]> {
  const results: Counts[] = [];
  for (const stage of list) {
    let text = '';
    const print = (more: string): void => {
      if (isAlone) process.stdout.write(more);
      else text += more;
    };
    print(`\n=== ${stage.title}\n`);
    const startedAt = performance.now();
    const { problem, ...counts } = await runStage(stage, isAlone ? undefined : print);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    if (problem !== undefined) print(`This stage ${problem}: it counts as failed.\n`);
    print(`--- ${stage.title}: ${counts.passed} passed, ${counts.failed} failed, ${seconds} s\n`);
    process.stdout.write(text);
    results.push(counts);
  }
  return results;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
