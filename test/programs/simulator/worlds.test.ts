import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Places } from '../../../src/simulator/places';
import { openWorld } from '../../../src/simulator/world';
import { runCommand } from '../../../src/simulator/shell';
import { seededRandom } from '../../../src/simulator/random';
import { seedFleet } from '../../../src/simulator/seed';
import type { Device } from '../../../src/simulator/device';

import { eventually } from '../../support/simulatorCalls';

const command = { shell: '/bin/sh', env: {}, timeoutMs: 20_000 };

describe('where a simulated device runs its commands', () => {
  let folder: string;
  let devices: Device[];
  let hasWorlds: boolean;
  before(async () => {
    devices = seedFleet(3, seededRandom(1)).projects[0]?.all() ?? [];
    folder = mkdtempSync(path.join(tmpdir(), 'places-'));
    const places = Places.open(folder);
    hasWorlds = await places.hasWorlds;
    await places.close();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function withPlaces(
    kind: 'worlds' | 'folders',
    task: (run: (index: number, cmd: string) => Promise<string>) => Promise<void>,
  ): Promise<void> {
    const places = Places.open(folder, kind);
    try {
      await task((index, cmd) => {
        const device = devices[index];
        assert.ok(device);
        return places.use(device, (place) => runCommand(place, { ...command, cmd }).output);
      });
    } finally {
      await places.close();
    }
  }

  it('is a world of its own where the kernel allows it: name, processes, logs, /tmp and home', async function () {
    // Without namespaces, as in many containers, there is nothing here to test.
    if (!hasWorlds) return;
    await withPlaces('worlds', async (run) => {
      assert.equal(await run(0, 'hostname'), 'amr-01');
      assert.equal(await run(1, 'hostname'), 'agv-01');
      assert.equal(await run(0, 'id -un; pwd'), 'root\n/root');
      await run(0, 'echo mine > /tmp/note; echo mine > /root/note; echo mine > /var/log/note');
      assert.equal(await run(0, 'cat /tmp/note /root/note /var/log/note'), 'mine\nmine\nmine');
      assert.equal(await run(1, 'ls /tmp/note /root/note /var/log/note 2>/dev/null'), '');
      assert.match(await run(0, 'ps -e | wc -l'), /^\d$/, 'only its own processes');
    });
  });

  it('has believable logs from the start, some rotated and one that nobody may read', async () => {
    await withPlaces(hasWorlds ? 'worlds' : 'folders', async (run) => {
      const log = hasWorlds ? '/var/log' : 'var/log';
      assert.match(await run(0, `head -n 1 ${log}/syslog`), /^\w{3} [ \d]\d [\d:]{8} amr-01 \S/);
      assert.match(await run(0, `zcat ${log}/syslog.2.gz | wc -l`), /^300$/);
      assert.match(await run(0, `ls -l ${log}/private.log`), /^-{10}/);
      assert.match(await run(0, 'tail -n 1 ~/.ros/log/latest/rosout.log || true'), /^(\d|$)/);
    });
  });

  it('is a folder elsewhere, which is home and first working directory', async () => {
    await withPlaces('folders', async (run) => {
      const own = await run(0, 'pwd; [ "$PWD" = "$HOME" ] && ls -d var/log/syslog');
      assert.match(own, /devices\/[\w-]+\nvar\/log\/syslog$/);
      assert.notEqual(await run(1, 'pwd'), own.split('\n')[0]);
    });
  });

  for (const kind of ['worlds', 'folders'] as const)
    it(`ends with everything that was started in it, detached or not (${kind})`, async () => {
      if (kind === 'worlds' && !hasWorlds) return;
      // No other run on this computer has these.
      const seconds = `${kind === 'worlds' ? '5151' : '5152'}.${process.pid}`;
      await withPlaces(kind, async (run) => {
        await run(0, `setsid sleep ${seconds} >/dev/null 2>&1 &`);
        await run(2, `sleep ${seconds} >/dev/null 2>&1 & exit 0`);
        await eventually(() =>
          Promise.resolve(commandLines(`sleep\0${seconds}\0`) === 2 ? true : undefined),
        );
      });
      assert.equal(commandLines(`sleep\0${seconds}\0`), 0);
    });

  it('is not opened where it cannot be', async () => {
    await assert.rejects(openWorld('nowhere', path.join(folder, 'no', 'such', 'folder')));
  });
});

/** How many processes of this computer have that command line; words end with NUL. */
function commandLines(wanted: string): number {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8') === wanted;
    } catch {
      return false; // it ended in the meantime
    }
  }).length;
}
