/**
 * `npm start`: a VS Code with the packed extension, connected to a simulated fleet, in the browser.
 * Runs until Ctrl+C, or until VS Code or the simulator ends; then ends the other one too.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { packedExtension, startFleetEditor } from './editor/fleet';
import { newest } from './editor/releases';

async function main(): Promise<void> {
  const interrupted = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => {
        resolve();
      });
  });
  const starting = startFleetEditor(
    newest,
    { extensions: [packedExtension] },
    { devices: 24, churnSeconds: 30 },
  );
  const fleet = await Promise.race([starting, interrupted]);
  if (fleet === undefined) process.exit(130);
  const { editor, workspace, simulator } = fleet;
  const url = editor.url(workspace);
  say(`Device Explorer in VS Code ${newest.vscode}: ${url}`);
  say('Ctrl+C ends VS Code and its simulated fleet.');
  const closeFile = await openInBrowser(url);

  const ended = await Promise.race([
    interrupted,
    editor.exited.then(() => 'VS Code'),
    simulator.exited.then(() => 'The simulator'),
  ]);
  if (ended !== undefined) say(`${ended} has ended by itself.`);
  await closeFile();
  await fleet.stop();
  process.exit(ended === undefined ? 0 : 1);
}

/**
 * Opens a URL where there is a desktop; elsewhere the reader has it on the screen.
 *
 * The browser gets a private file that leads there: arguments can be read by every user of this computer,
 * and with the secret in the URL they would have all that this user has.
 *
 * @returns what removes the file
 */
async function openInBrowser(url: string): Promise<() => Promise<void>> {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDesktop = process.platform === 'darwin' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  if (!hasDesktop) return () => Promise.resolve();
  // Not in the folder for temporary files: browsers from a snap have one of their own.
  const folder = await mkdtemp(path.resolve('.cache/start-'));
  const file = path.join(folder, 'open.html');
  const target = url.replaceAll('&', '&amp;');
  const page = `<!DOCTYPE html><meta http-equiv="refresh" content="0; url=${target}"><title>VS Code</title>`;
  await writeFile(file, page, { mode: 0o600 });
  const program = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const opener = spawn(program, [pathToFileURL(file).href], { detached: true, stdio: 'ignore' });
  opener.on('error', () => undefined).unref(); // no opener: the URL is on the screen
  return () => rm(folder, { recursive: true, force: true });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
