/**
 * Runs the tests, all or the stages named: `npm test`, `npm test unit host`.
 *
 * Prints each stage as it goes and ends with the line `N passed, N failed` over everything. The
 * exit code is 1 if anything failed, or if a stage ran no test. What failing tests leave is in
 * `.cache/test-results`.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { installEditor } from './editor/install';
import { newest, oldest } from './editor/releases';
import { installBrowser } from './support/browser';
import { startLeashed } from './support/leash';
import { type Counts, countsVariable, testResults } from './support/runMocha';

interface Stage {
  title: string;
  command: readonly string[];
  /** It is ended after this time and then counts as failed. */
  limitMinutes: number;
  /** A check is one test: passed if it exits with 0. Other stages count tests of their own. */
  isCheck?: boolean;
}

const stages: Record<string, readonly Stage[]> = {
  check: ['types', 'lint', 'format', 'unused'].map((name) => ({
    title: `check ${name}`,
    command: ['npm', 'run', '--silent', `check:${name}`],
    limitMinutes: 3,
    isCheck: true,
  })),
  unit: [mocha('unit', 3)],
  webview: [mocha('webview', 3)],
  host: [newest, oldest].map(({ vscode }) => ({
    title: `host, VS Code ${vscode}`,
    command: [process.execPath, 'dist/test/host.main.js', vscode],
    limitMinutes: 3,
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

  // Checks and quick tests fill one processor each; what checks print waits for its turn.
  let heldBack = '';
  const [checks, quick] = await Promise.all([
    runAll(pick('check'), (text) => (heldBack += text)),
    runAll(pick('unit', 'webview')),
  ]);
  process.stdout.write(heldBack);

  const inEditor = pick('host', 'e2e');
  if (inEditor.length > 0) await prepareEditors();
  const total = [...checks, ...quick, ...(await runAll(inEditor))].reduce(add, nothing);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** Downloads what the stages in VS Code need, outside their time limits. */
async function prepareEditors(): Promise<void> {
  const report = (line: string): void => void process.stderr.write(`${line}\n`);
  installBrowser(report);
  await Promise.all([newest, oldest].map((release) => installEditor(release, report)));
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

/** Runs one stage to its end. `problem` says what is wrong with it beyond its tests. */
async function runStage(
  stage: Stage,
  output?: (text: string) => void,
): Promise<Counts & { problem?: string }> {
  const countsFile = path.resolve(testResults, `${stage.title.replace(/\W+/g, '-')}.json`);
  const running = startLeashed(stage.command, {
    env: { [countsVariable]: countsFile },
    ...(output && { output }),
  });
  let isLate = false;
  const limit = setTimeout(() => {
    isLate = true;
    void running.stop();
  }, stage.limitMinutes * 60_000);
  const code = await running.exited;
  clearTimeout(limit);

  if (stage.isCheck === true)
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  const counts = readCounts(countsFile) ?? nothing;
  const problem = isLate
    ? `did not end within ${stage.limitMinutes} minutes`
    : counts.passed + counts.failed === 0
      ? 'ran no test'
      : code !== 0 && counts.failed === 0
        ? `ended with exit code ${code}`
        : undefined;
  return problem === undefined ? counts : add({ ...counts, problem }, { passed: 0, failed: 1 });
}

const nothing: Counts = { passed: 0, failed: 0 };

function add<C extends Counts>(sum: C, more: Counts): C {
  return { ...sum, passed: sum.passed + more.passed, failed: sum.failed + more.failed };
}

function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined; // the stage did not get that far
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
