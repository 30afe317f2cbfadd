/**
 * `npm start`: a VS Code with the packed extension, connected to a simulated fleet, in the browser.
 * Runs until Ctrl+C, or until VS Code or the simulator ends; then ends the other one too.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
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
    // The port is open to every user of this computer; the token is not.
    { extensions: [packedExtension], token: randomBytes(16).toString('hex') },
    { devices: 24, churnSeconds: 30 },
  );
  const fleet = await Promise.race([starting, interrupted]);
  if (fleet === undefined) process.exit(130);
  const { editor, simulator } = fleet;
  const url = editor.url();
  say(`Device Explorer in VS Code ${newest.vscode}: ${url}`);
  say('Ctrl+C ends VS Code and its simulated fleet.');
  openInBrowser(url);

  const ended = await Promise.race([
    interrupted,
    editor.exited.then(() => 'VS Code'),
    simulator.exited.then(() => 'The simulator'),
  ]);
  if (ended !== undefined) say(`${ended} has ended by itself.`);
  await fleet.stop();
  process.exit(ended === undefined ? 0 : 1);
}

/** Opens a URL where there is a desktop; elsewhere the reader has it on the screen. */
function openInBrowser(url: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  const hasDesktop = process.platform === 'darwin' || (DISPLAY ?? WAYLAND_DISPLAY) !== undefined;
  if (!hasDesktop) return;
  const opener = spawn(process.platform === 'darwin' ? 'open' : 'xdg-open', [url], {
    detached: true,
    stdio: 'ignore',
  });
  opener.on('error', () => undefined).unref(); // no opener: the URL is on the screen
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
