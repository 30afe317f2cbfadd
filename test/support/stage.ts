import { readFileSync } from 'node:fs';
import path from 'node:path';
import { startLeashed } from './leash';
import { type Counts, countsVariable, testResults } from './runMocha';

/** A part of the test run: a program of its own. */
export interface Stage {
  title: string;
  command: readonly string[];
  /** It is ended after this time and then counts as failed. */
  limitMinutes: number;
  /** A check is one test: passed if it exits with 0. Other stages count tests of their own. */
  isCheck?: boolean;
}

/** What no test has added to yet. */
export const nothing: Counts = { passed: 0, failed: 0 };

/** Adds what further tests came to. */
export function add(sum: Counts, more: Counts): Counts {
  return { passed: sum.passed + more.passed, failed: sum.failed + more.failed };
}

/** Runs one stage to its end. `problem` says what is wrong with it beyond its tests. */
export async function runStage(
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
  return problem === undefined ? counts : { ...add(counts, { passed: 0, failed: 1 }), problem };
}

function readCounts(file: string): Counts | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Counts;
  } catch {
    return undefined; // the stage did not get that far
  }
}
