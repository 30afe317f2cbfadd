import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseOptions } from '../../../src/simulator/options';
import { startSimulator } from '../../support/simulator';
import { deviceNamed, eventually, manager, outputOf } from '../../support/simulatorCalls';

const program = path.resolve('dist/simulator.js');

/** Runs the program to its end. */
async function run(...args: string[]): Promise<{ code: number; printed: string; said: string }> {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [printed, said] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const [code] = (await once(child, 'close')) as [number];
  return { code, printed, said };
}

/** Ids of the living processes whose command line contains `text`. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(text);
    } catch {
      return false; // it ended in the meantime
    }
  });
}

describe('the simulator as a program', () => {
  it('reads its flags, with and without an equals sign', () => {
    assert.deepEqual(parseOptions([]), { port: 0, devices: 24, churnSeconds: 30 });
    assert.deepEqual(
      parseOptions(['--port', '80', '--devices=0', '--churn-seconds', '0', '--data', 'x']),
      { port: 80, devices: 0, churnSeconds: 0, data: 'x' },
    );
  });

  for (const wrong of [
    ['--color'],
    ['--port', 'http'],
    ['--port=70000'],
    ['--devices=-1'],
    ['now'],
  ])
    it(`says what is wrong with ${wrong.join(' ')} and ends with 2`, async () => {
      const { code, printed, said } = await run(...wrong);
      assert.equal(code, 2);
      assert.equal(printed, '');
      assert.match(said, /usage: simulator/);
    });

  it('says that the port is in use and ends with 1', async () => {
    const simulator = await startSimulator();
    try {
      const { code, printed, said } = await run('--port', new URL(simulator.url).port);
      assert.equal(code, 1);
      assert.equal(printed, '');
      assert.equal(said.trim().split('\n').length, 1);
      assert.match(said, /port is in use/);
    } finally {
      await simulator.stop();
    }
  });

  it('prints one line on stdout, works alone in an empty folder, and logs no query or token', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'alone-'));
    copyFileSync(program, path.join(folder, 'simulator.js'));
    const child = spawn(process.execPath, ['simulator.js'], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] },
    });
    const closed = once(child, 'close');
    let [printed, said] = ['', ''];
    child.stdout.on('data', (text: Buffer) => (printed += text.toString()));
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    try {
      await once(createInterface({ input: child.stdout }), 'line');
      const found = JSON.parse(printed) as Record<string, string>;
      assert.deepEqual(Object.keys(found), ['url', 'token', 'organization', 'project']);
      const headers = {
        authorization: `Bearer ${found['token']}`,
        project: found['project'] ?? '',
      };
      await fetch(`${found['url']}${manager}/devices/?name=secret`, { headers });
    } finally {
      child.kill('SIGINT');
      const [code] = (await closed) as [number];
      assert.equal(code, 0);
      rmSync(folder, { recursive: true });
    }
    assert.equal(printed.split('\n').length, 2);
    assert.match(said, /Commands run on this computer/);
    assert.match(said, /GET \/api\/device-manager\/v0\/devices\/ 200 \d+ ms/);
    assert.ok(!said.includes('secret'));
  });

  it('leaves no process and no folder behind when it is asked to end', async () => {
    const simulator = await startSimulator();
    const amr = await deviceNamed(simulator, 'amr-01');
    const own = await deviceNamed(simulator, 'this-machine');
    const folder = await outputOf(simulator, own.uuid, 'pwd');
    for (const { uuid } of [amr, own])
      await outputOf(
        simulator,
        uuid,
        'setsid sleep 6161 >/dev/null 2>&1 & sleep 6161 >/dev/null 2>&1 &',
      );
    await eventually(() =>
      Promise.resolve(processesWith('sleep\u00006161').length === 4 ? true : undefined),
    );
    assert.equal(await simulator.stop(), 0);
    assert.deepEqual(processesWith('sleep\u00006161'), []);
    assert.ok(!existsSync(String(folder)));
  });

  it('leaves nothing of its devices behind when it is killed', async () => {
    const simulator = await startSimulator();
    const line = await eventually(() =>
      Promise.resolve(/^Each simulated device has .*$/m.exec(simulator.log())?.[0]),
    );
    if (!line.includes('processes')) {
      await simulator.stop();
      return; // without namespaces nothing can end what a killed simulator started
    }
    const { uuid } = await deviceNamed(simulator, 'amr-01');
    await outputOf(simulator, uuid, 'setsid sleep 6262 >/dev/null 2>&1 &');
    const folder = /rapyuta-simulator-[\w-]+/.exec(
      readFileSync(`/proc/${simulator.pid}/task/${simulator.pid}/children`, 'utf8')
        .split(' ')
        .map((pid) => (pid ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : ''))
        .join(' '),
    )?.[0];
    assert.ok(folder);
    process.kill(simulator.pid, 'SIGKILL');
    await eventually(() =>
      Promise.resolve(
        processesWith('sleep\u00006262').length + processesWith(folder).length === 0
          ? true
          : undefined,
      ),
    );
    rmSync(path.join(tmpdir(), folder), { recursive: true, force: true });
  });

  it('ends when the one who started it goes away', async () => {
    const starter = spawn(
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').spawn(process.execPath, [${JSON.stringify(program)}], { stdio: ['ignore', 'pipe', 'ignore'] });
         child.stdout.once('data', () => console.log(child.pid));`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(createInterface({ input: starter.stdout }), 'line')) as [string];
    assert.equal(processesWith(program).includes(line), true);
    starter.kill('SIGKILL');
    await eventually(() =>
      Promise.resolve(processesWith(program).includes(line) ? undefined : true),
    );
  });

  it('keeps the files of the devices in the folder that it is given', async () => {
    const data = mkdtempSync(path.join(tmpdir(), 'data-'));
    try {
      const first = await startSimulator({ data });
      const { uuid } = await deviceNamed(first, 'this-machine');
      await outputOf(first, uuid, 'echo kept > note');
      await first.stop();
      const second = await startSimulator({ data });
      assert.equal(await outputOf(second, uuid, 'cat note'), 'kept');
      await second.stop();
    } finally {
      rmSync(data, { recursive: true });
    }
  });
});
