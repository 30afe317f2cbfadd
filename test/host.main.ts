/**
 * Runs the tests of test/host inside the extension host of one VS Code, against a simulator:
 * `node dist/test/host.main.js 1.139.1`, with the repository's root as working directory.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { startFleetEditor } from './editor/fleet';
import { newest, oldest } from './editor/releases';
import { launchBrowser } from './support/browser';
import { reportVariable, testResults } from './support/runMocha';

const limitMs = 120_000;

async function main(): Promise<void> {
  const release = [newest, oldest].find(({ vscode }) => vscode === process.argv[2]);
  if (release === undefined) throw new Error(`Say ${newest.vscode} or ${oldest.vscode}.`);
  const results = path.resolve(testResults, `host-${release.vscode}`);
  const report = path.join(results, 'report.txt');
  mkdirSync(results, { recursive: true });

  const fleet = await startFleetEditor(release, {
    env: { [reportVariable]: report },
    hasTestDriver: true,
  });
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const remote = (file: string): string => `vscode-remote://remote${path.resolve(file)}`;
  const payload = JSON.stringify([
    ['extensionDevelopmentPath', remote('.')],
    ['extensionTestsPath', remote('dist/test/host/index.main')],
  ]);
  const outcome = await runIn(page, fleet.editor.url(fleet.workspace, { payload }));
  if (existsSync(report)) process.stdout.write(readFileSync(report));
  if (outcome.exitCode !== 0) {
    await page.screenshot({ path: path.join(results, 'screenshot.png') });
    await fleet.editor.saveLogs(path.join(results, 'logs'));
    process.stdout.write(`VS Code said:\n${outcome.log}\nIts logs are in ${results}\n`);
  }
  await browser.close();
  await fleet.stop();
  process.exitCode = outcome.exitCode;
}

/**
 * Opens a page that makes VS Code run tests, and waits for their end.
 *
 * The two functions are what VS Code's smoke test driver calls: with what the workbench and the
 * extension host log, and with 0 when the tests' `run` resolved.
 */
async function runIn(page: Page, url: string): Promise<{ exitCode: number; log: string }> {
  let log = '';
  await page.exposeFunction('codeAutomationLog', (_type: string, values: readonly unknown[]) => {
    log += `${format(...values)}\n`;
  });
  const exitCode = await new Promise<number>((resolve, reject) => {
    const limit = setTimeout(() => {
      log += `The tests did not end within ${limitMs / 1000} s.\n`;
      resolve(1);
    }, limitMs);
    const end = (code: number): void => {
      clearTimeout(limit);
      resolve(code);
    };
    page
      .exposeFunction('codeAutomationExit', end)
      .then(() => page.goto(url))
      .catch(reject);
  });
  return { exitCode, log };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
});
