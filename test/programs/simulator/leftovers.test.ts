import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import {
  type SimulatorAnnouncement,
  parseSimulatorAnnouncement,
} from '../../../src/base/simulatorAnnouncement';
import { eventually } from '../../support/simulatorCalls';

/** A simulator whose temporary folder is the test's own. */
interface Started extends SimulatorAnnouncement {
  readonly child: ChildProcess;
  /** Name of its folder. */
  readonly folder: string;
}

describe('what killed simulators leave behind', function () {
  this.timeout(60_000); // each test starts several

  let temporary: string;
  let children: ChildProcess[];
  beforeEach(() => {
    temporary = mkdtempSync(path.join(tmpdir(), 'leftovers-'));
    children = [];
  });
  afterEach(async () => {
    await Promise.all(children.map((child) => end(child, 'SIGTERM')));
    rmSync(temporary, { recursive: true });
  });

  async function start(): Promise<Started> {
    const child = spawn(process.execPath, [path.resolve('dist/simulator.js'), '--devices=1'], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    children.push(child);
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    const folder = readdirSync(temporary).find((name) => name.includes(`-${child.pid}-`));
    const announcement = parseSimulatorAnnouncement(line);
    assert.ok(folder && announcement);
    return { ...announcement, child, folder };
  }

  async function end(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  }

  const gone = (name: string): Promise<true> =>
    eventually(() => Promise.resolve(existsSync(path.join(temporary, name)) ? undefined : true));

  it('goes when the next one starts; the folder of one that runs stays', async () => {
    const killed = await start();
    assert.equal(statSync(path.join(temporary, killed.folder)).mode & 0o777, 0o700);
    await end(killed.child, 'SIGKILL');
    assert.ok(existsSync(path.join(temporary, killed.folder, 'uploads')));
    const [running, next] = [await start(), await start()];
    await gone(killed.folder);
    for (const { folder, url, token } of [running, next]) {
      assert.ok(existsSync(path.join(temporary, folder, 'uploads')));
      const headers = { authorization: `Bearer ${token}` };
      assert.equal((await fetch(`${url}/v2/users/me/`, { headers })).status, 200);
    }
  });

  it('goes once when several start at the same time, all of which serve', async () => {
    const killed = await Promise.all([start(), start()]);
    for (const { child } of killed) await end(child, 'SIGKILL');
    const next = await Promise.all([start(), start(), start()]);
    for (const { folder } of killed) await gone(folder);
    assert.equal(new Set(next.map(({ folder }) => folder)).size, 3);
    for (const { folder } of next) assert.ok(existsSync(path.join(temporary, folder, 'uploads')));
  });

  it('is told from what is somebody else’s, or only looks like it', async () => {
    if (process.platform !== 'linux') return; // nothing else shows when a process started
    const { child, folder: killed } = await start();
    await end(child, 'SIGKILL'); // nobody removes anything while the test prepares it
    const [, pid, startedAt, namespace] =
      /^rapyuta-simulator-(\d+)-(\d+)-(\d+)-\w{6}$/.exec(killed) ?? [];
    assert.equal(pid, String(child.pid));
    const inTemporary = (name: string): string => path.join(temporary, name);
    const make = (name: string): string => {
      mkdirSync(inTemporary(name), { mode: 0o700 });
      writeFileSync(path.join(inTemporary(name), 'content'), '');
      return name;
    };

    const reusedId = make(`rapyuta-simulator-${process.pid}-1-${namespace}-abcdef`);
    // No process has this id. Its folder comes last in the alphabet, and so it is the last to be removed.
    const last = make(`rapyuta-simulator-999999999-1-${namespace}-zzzzzz`);
    const rest = `${killed.slice(0, -6)}other`;
    const innocent = make('innocent');
    const kept = [
      innocent,
      make(`${killed}x`),
      make('rapyuta-simulator-999999999-abcdef'),
      make(`rapyuta-simulator-${pid}-${startedAt}-1-abcdef`),
      make(`${rest}1`),
      `${rest}2`,
      `${rest}3`,
    ];
    chmodSync(inTemporary(`${rest}1`), 0o755);
    symlinkSync(inTemporary(innocent), inTemporary(`${rest}2`));
    writeFileSync(inTemporary(`${rest}3`), '');
    if (process.getuid?.() === 0) {
      kept.push(make(`${rest}4`));
      chownSync(inTemporary(`${rest}4`), 65_534, 65_534);
    }
    symlinkSync(inTemporary(innocent), path.join(inTemporary(killed), 'link'));

    await start();
    await gone(killed);
    await gone(reusedId);
    await gone(last);
    for (const name of kept) assert.ok(existsSync(inTemporary(name)), name);
    assert.ok(existsSync(path.join(inTemporary(innocent), 'content')));
  });
});
