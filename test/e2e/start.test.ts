import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Leashed, startLeashed } from '../support/leash';
import { commandLines, processesWith } from '../support/processes';
import { eventually } from '../support/simulatorCalls';
import { windowsOf } from '../support/useWorkbench';
import { Workbench } from '../support/workbench';

describe('npm start', () => {
  let folder: string;
  let program: Leashed;
  /** The file that it gave to the desktop to open. */
  let file: string;
  /** The address that it printed. */
  let address: URL;
  let workbench: Workbench;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'opener-'));
    const opened = path.join(folder, 'opened');
    // Stands in for the desktop's own.
    for (const name of ['xdg-open', 'open']) {
      writeFileSync(path.join(folder, name), `#!/bin/sh\nprintf '%s\\n' "$1" > '${opened}'\n`);
      chmodSync(path.join(folder, name), 0o755);
    }
    let printed = '';
    program = startLeashed([process.execPath, 'dist/test/start.main.js'], {
      env: { DISPLAY: ':99', PATH: `${folder}:${process.env.PATH}` },
      output: (text) => (printed += text),
    });
    const target = await eventually(() => {
      const text = existsSync(opened) ? readFileSync(opened, 'utf8') : '';
      return Promise.resolve(/^(.*)\n/.exec(text)?.[1]);
    }, 120_000);
    file = fileURLToPath(target);
    address = new URL(/http:\S+/.exec(printed)?.[0] ?? '');
  });
  after(async () => {
    await workbench.page.context().close();
    await program.stop();
    rmSync(folder, { recursive: true });
  });

  it('opens VS Code in the browser through a file that is closed to others', async function () {
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(file)).mode & 0o777, 0o700);
    const page = await windowsOf(this).openPage(pathToFileURL(file).href);
    workbench = new Workbench(page);
    await workbench.openView('Devices');
    await workbench.row('Online').waitFor();
  });

  it('shows the secret in its address to no other user of the computer', () => {
    const token = address.searchParams.get('tkn') ?? '';
    assert.match(token, /^[0-9a-f]{32}$/);
    const lines = commandLines();
    assert.ok(
      lines.some((line) => line.includes('--connection-token-file')),
      'no VS Code found',
    );
    assert.deepEqual(
      lines.filter((line) => line.includes(token)),
      [],
    );
  });

  it('lets nobody in without the secret, whichever host they ask for', async () => {
    for (const host of [address.host, 'localhost', 'evil.test']) {
      for (const target of [
        '/?folder=/',
        `/?tkn=${'0'.repeat(32)}`,
        '/vscode-remote-resource?path=/etc/passwd',
      ])
        assert.equal(await statusOf(address, target, host), 403, `${host} ${target}`);
    }
  });

  it('leaves nothing running and no file behind', async () => {
    // No other run on this computer has this one.
    const command = `sleep 5432.${process.pid}`;
    await workbench.clickOnRow('this-machine', 'Run Command');
    await workbench.answer(command);
    await workbench.output(command);
    await workbench.runCommand('Terminal: Create New Terminal');
    await workbench.page.locator('.terminal-wrapper').waitFor();
    const home = path.resolve(address.searchParams.get('folder') ?? '', '../..');
    const running = (): string[] => [home, command.replace(' ', '\0')].flatMap(processesWith);
    assert.notDeepEqual(running(), [], 'the search itself finds nothing');
    await program.stop();
    assert.deepEqual(running(), []);
    assert.ok(!existsSync(home));
    assert.ok(!existsSync(path.dirname(file)));
  });
});

/** Status of a request that names a host of its choice. */
function statusOf(
  { hostname, port }: URL,
  target: string,
  host: string,
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ hostname, port, path: target, headers: { host } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}
