import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

/** How a test run went. Failing hooks count as failed. */
export interface Counts {
  passed: number;
  failed: number;
}

/** Folder for what tests leave behind: counts, and the pictures and logs of those that failed. */
export const testResults = '.cache/test-results';

/** Environment variable naming the file that `runMocha` writes its counts to, as JSON. */
export const countsVariable = 'TEST_COUNTS';

/** Environment variable naming the file that tests in VS Code write their report to. */
export const reportVariable = 'TEST_REPORT';

/** How to run test files. */
export interface MochaOptions {
  /** Limit for one test or hook, unless it sets its own. */
  timeoutMs: number;
  /** Takes the report, line by line. Absent: it goes to stdout. */
  print?: (line: string) => void;
  /** Run before the first test and after the last; what they set on `this`, every hook has on its own. */
  hooks?: { beforeAll: Mocha.Func; afterAll: () => Promise<void> };
}

/**
 * Runs test files and reports how it went.
 *
 * @param files  absolute paths of CommonJS modules
 */
export async function runMocha(files: readonly string[], options: MochaOptions): Promise<Counts> {
  const { timeoutMs, print, hooks } = options;
  if (print !== undefined)
    Mocha.reporters.Base.consoleLog = (...values: unknown[]) => {
      print(format(...values));
    };
  const mocha = new Mocha({ reporter: 'spec', timeout: timeoutMs, forbidOnly: true });
  if (hooks) mocha.rootHooks(hooks);
  for (const file of files) mocha.addFile(file);
  await mocha.loadFilesAsync();
  const counts = await new Promise<Counts>((resolve) => {
    const runner = mocha.run(() => {
      resolve({ passed: runner.stats?.passes ?? 0, failed: runner.stats?.failures ?? 0 });
    });
  });
  const file = process.env[countsVariable];
  if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  return counts;
}
