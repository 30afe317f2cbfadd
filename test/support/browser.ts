import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macPath = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Keeps Chromium from a network that tests must not need, and lets it run as root. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts this computer's Chromium or Chrome, without a window. @throws if there is none */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(missing);
  // Its handlers would keep this process from ending on a signal. The browser ends with its pipe.
  const handlers = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ executablePath, args, ...handlers });
}

/**
 * Makes sure there is a browser; as root on Debian it installs one.
 *
 * @param report  takes a line for the reader when there is something to do
 * @throws with the command to type if there is none
 */
export function installBrowser(report: (line: string) => void): void {
  if (findBrowser() !== undefined) return;
  if (process.getuid?.() !== 0 || findProgram('apt-get') === undefined) throw new Error(missing);
  report('Chromium: installing it with apt-get (once)');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const command of [['update'], ['install', '-y', 'chromium']])
    execFileSync('apt-get', command, { env, stdio: ['ignore', 2, 2] });
}

const missing =
  'The tests need Chromium or Chrome. On Debian: sudo apt-get install -y chromium. ' +
  'If it is installed elsewhere, set CHROME_PATH to its program.';

/** Absolute path of the browser: the variable CHROME_PATH first, then PATH. */
function findBrowser(): string | undefined {
  const candidates = [process.env.CHROME_PATH, ...names.map(findProgram), macPath];
  return candidates.find((file) => file !== undefined && isExecutable(file));
}

function findProgram(name: string): string | undefined {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
