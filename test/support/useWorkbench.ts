import path from 'node:path';
import { testResults } from './runMocha';
import { Workbench, type WorkbenchOptions } from './workbench';

const startLimitMs = 90_000;

/**
 * Gives the tests of a `describe` one VS Code window, opened before the first and closed after the
 * last. A test that fails leaves a picture and the logs in `.cache/test-results`.
 *
 * @param options  asked for when the window is opened
 * @returns        the window, for use inside tests and hooks
 */
export function useWorkbench(options: () => WorkbenchOptions = () => ({})): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    this.timeout(startLimitMs);
    workbench = await Workbench.open(options());
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed') return;
    const name = this.currentTest.fullTitle().replace(/\W+/g, '-');
    const folder = path.join(testResults, name);
    await workbench?.saveEvidence(folder);
    process.stdout.write(`      A picture and the logs are in ${folder}\n`);
  });
  after(() => workbench?.close());
  return () => {
    if (workbench === undefined) throw new Error('The window is there only while tests run.');
    return workbench;
  };
}
