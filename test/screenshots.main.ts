/**
 * Takes pictures of the extension at work, each in four themes:
 * `npm run screenshots -- --out DIR`, DIR being `.cache/screenshots` unless given.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Windows } from './support/windows';
import type { Theme, Workbench } from './support/workbench';

/** Ending of the file name -> theme. */
const themes: Record<string, Theme> = {
  dark: { name: 'Dark 2026', kind: 'vs-dark' },
  light: { name: 'Light 2026', kind: 'vs' },
  'high-contrast': { name: 'Dark High Contrast', kind: 'hc-black' },
  'high-contrast-light': { name: 'Light High Contrast', kind: 'hc-light' },
};

/** Brings the window into the state to show, from the state that the scene before has left. */
const scenes: Record<string, (workbench: Workbench) => Promise<void>> = {
  async explorer(workbench) {
    await workbench.openView('Devices');
    await workbench.row('Online').waitFor();
    await workbench.expand(workbench.row('Offline'));
    await workbench.expand(workbench.row('Unknown architecture').nth(1));
  },
  async command(workbench) {
    await workbench.openFile('navigation.yaml');
    await workbench.clickOnRow('amr-01', 'Run Command');
    await workbench.answer('hostname; tail -n 6 /var/log/syslog');
    await workbench.output('amr-01 ok');
  },
  async configuration(workbench) {
    await workbench.runCommand('View: Hide Panel');
    await workbench.runCommand('rapyuta.io: Show Labels and Configuration');
    await workbench.answer('amr-01');
    await workbench.webview().getByRole('table').first().waitFor();
  },
};

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { out: { type: 'string' } } });
  const folder = values.out ?? '.cache/screenshots';
  mkdirSync(folder, { recursive: true });
  const windows = new Windows();
  const workbench = await windows.open();
  for (const [scene, play] of Object.entries(scenes)) {
    await play(workbench);
    for (const [name, theme] of Object.entries(themes)) {
      await workbench.useTheme(theme);
      const file = path.join(folder, `${scene}-${name}.png`);
      await workbench.page.screenshot({ path: file });
      process.stdout.write(`${file}\n`);
    }
  }
  await workbench.close();
  await windows.stop();
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
});
