import path from 'node:path';
import { testResults } from './runMocha';
import type { TestWindow, WindowOptions, Windows } from './windows';

/**
 * Gives the tests of a `describe` one VS Code window, opened before the first and closed after the
 * last. A test that fails leaves a picture and the logs in `.cache/test-results`.
 *
 * @param options  asked for when the window is opened
 * @returns        the window, for use inside tests and hooks
 */
export function useWorkbench(options: () => WindowOptions = () => ({})): () => TestWindow {
  let workbench: TestWindow | undefined;
  before(async function () {
    workbench = await windowsOf(this).open(options());
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

/** What the windows of the whole run share: `mocha.main.ts` puts it into the context of every hook. */
export function windowsOf(context: object): Windows {
  return (context as { windows: Windows }).windows;
}
