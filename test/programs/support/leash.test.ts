import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Leashed, startLeashed } from '../../support/leash';

const node = process.execPath;
const silent = (): void => undefined;

/** Says its process id, then waits. */
const wait = `${say('process.pid')} setInterval(() => {}, 1000);`;
const waitDeaf = `process.on('SIGTERM', () => {}); ${wait}`;

function say(expression: string): string {
  return `process.stdout.write(${expression} + '\\n');`;
}

/** An expression that starts a script in a session of its own, and is the child process. */
function startApart(script: string): string {
  const args = JSON.stringify(['-e', script]);
  const options = `{ detached: true, stdio: 'inherit' }`;
  return `require('child_process').spawn(process.execPath, ${args}, ${options})`;
}

describe('A leash', () => {
  it('ends all that a program has started, apart from it and deaf to SIGTERM too', async () => {
    const { leashed, pids } = await startAndRead(`${startApart(waitDeaf)}; ${wait}`, 2);
    await leashed.stop();
    assert.deepEqual(pids.filter(isRunning), []);
  }).timeout(20_000);

  it('ends what a program has left behind', async () => {
    const script = `const child = ${startApart(wait)}; child.unref(); ${say('child.pid')}`;
    const { leashed, pids } = await startAndRead(script, 1);
    assert.equal(await leashed.exited, 0);
    assert.deepEqual(pids.filter(isRunning), []);
  });

  it('removes the scratch folder when it is stopped', async () => {
    const scratch = mkdtempSync(path.join(tmpdir(), 'leash-'));
    await startLeashed([node, '-e', wait], { scratch, output: silent }).stop();
    assert.ok(!existsSync(scratch));
  });

  it('passes the exit code on, and 127 for a program that does not exist', async () => {
    assert.equal(await startLeashed([node, '-e', 'process.exit(7)']).exited, 7);
    assert.equal(await startLeashed(['/no/such/program'], { output: silent }).exited, 127);
  });
});

/** Starts a script and waits until that many processes have said their ids. */
function startAndRead(
  script: string,
  count: number,
): Promise<{ leashed: Leashed; pids: readonly number[] }> {
  return new Promise((resolve) => {
    let text = '';
    const leashed = startLeashed([node, '-e', script], {
      output: (chunk) => {
        text += chunk;
        const pids = text.split('\n').slice(0, -1).map(Number);
        if (pids.length >= count) resolve({ leashed, pids });
      },
    });
  });
}

/** False for a zombie: it has ended, and only waits for its parent to notice. */
function isRunning(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`).length > 0;
  } catch {
    return false;
  }
}
