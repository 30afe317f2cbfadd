import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { type Simulator, startSimulator } from '../../support/simulator';
import {
  dataOf,
  deviceNamed,
  eventually,
  manager,
  outputOf,
  refusalOf,
  sending,
} from '../../support/simulatorCalls';

describe('commands on simulated devices', () => {
  let simulator: Simulator;
  let amr: string;
  let agv: string;
  let thisMachine: string;
  let offline: string;
  before(async () => {
    simulator = await startSimulator();
    amr = (await deviceNamed(simulator, 'amr-01')).uuid;
    agv = (await deviceNamed(simulator, 'agv-01')).uuid;
    thisMachine = (await deviceNamed(simulator, 'this-machine')).uuid;
    offline = (await deviceNamed(simulator, 'amr-02')).uuid;
  });
  after(() => simulator.stop());

  const output = (cmd: string, fields?: Record<string, unknown>): Promise<string | undefined> =>
    outputOf(simulator, amr, cmd, fields);
  const send = <T>(body: object): Promise<T> =>
    dataOf<T>(simulator.request(`${manager}/cmd/`, sending('POST', body)));
  const refused = (body: object): Promise<[number, unknown]> =>
    refusalOf(simulator.request(`${manager}/cmd/`, sending('POST', body)));

  it('run in the shell, folder and environment asked for', async () => {
    const fields = { cwd: '/tmp', env: { GREETING: 'grüezi "$HOME"' } };
    assert.equal(
      await output('echo "$0 $GREETING"; pwd', { ...fields, shell: '/bin/sh' }),
      '/bin/sh grüezi "$HOME"\n/tmp',
    );
    assert.match(String(await output('echo $BASH_VERSION')), /^\d/);
  });

  for (const size of [100_000, 131_000, 1_000_000])
    for (const shell of ['/bin/sh', '/bin/bash'])
      it(`run the same when they are ${size} bytes long (${shell})`, async () => {
        const filler = `: '${'ü'.repeat(size / 2)}'\n`;
        const cmd = `${filler}echo "$0" "$#" 'it'\\''s'; cat; ls /proc/self/fd | wc -l; exit 3\n\n`;
        const short = await output(cmd.slice(filler.length), { shell });
        assert.match(String(short), new RegExp(`^${shell} 0 it's\n\\d+$`));
        assert.equal(await output(cmd, { shell }), short);
        const printed = await outputOf(simulator, thisMachine, `${filler}pwd; ls -A`, { shell });
        assert.equal(printed, await outputOf(simulator, thisMachine, 'pwd; ls -A', { shell }));
      });

  it('start in the home, as the only user', async () => {
    const printed = await output('pwd; echo $HOME; id -un', { runas: 'root' });
    const [folder, home] = String(printed).split('\n');
    assert.equal(folder, home);
    assert.equal(
      await output('true', { runas: 'nobody-else' }),
      "User 'nobody-else' is not available",
    );
  });

  it('tell as their output what kept them from running', async () => {
    assert.equal(
      await output('pwd', { cwd: '/no/such' }),
      "Specified cwd '/no/such' either not absolute or does not exist",
    );
    assert.equal(
      await output('pwd', { shell: '/bin/no-such-shell' }),
      'The shell /bin/no-such-shell is not available',
    );
  });

  it('print both outputs in order, without white space at the end', async () => {
    assert.equal(await output('echo one; echo two >&2; printf "three  \\n\\n"'), 'one\ntwo\nthree');
    assert.equal(await output('exit 3'), '');
  });

  it('print what is no UTF-8 as replacement characters', async () => {
    assert.equal(await output(String.raw`printf 'a\377ü'`), 'a\ufffdü');
  });

  it('print no more than 4 MiB, and say how much is missing', async () => {
    const printed = await output('head -c 5000000 /dev/zero | tr "\\0" x');
    assert.ok(printed !== undefined && printed.startsWith('xxxx'));
    assert.equal(printed.length, 4 * 1024 * 1024 + '\n[805696 more bytes left out]'.length);
    assert.ok(printed.endsWith('\n[805696 more bytes left out]'));
  });

  it('are killed with their whole group after the timeout', async () => {
    const cmd = 'echo started; sleep 4242 & sleep 4242';
    assert.equal(await output(cmd, { timeout: 1 }), 'started\nTimed out after 1 seconds');
    assert.equal(await output('pgrep -f "sleep 424[2]" || echo none'), 'none');
  });

  it('answer at the timeout though somebody outside the group holds the output', async () => {
    const printed = await output('setsid sleep 4243 & echo $!', { timeout: 1 });
    assert.match(String(printed), /^\d+\nTimed out after 1 seconds$/);
    await output('pkill -f "sleep 424[3]"');
  });

  it('can be seen and ended by a later command when they were started detached', async () => {
    const start = 'setsid sh -c "sleep 4244" >/dev/null 2>&1 </dev/null & echo $!';
    const group = await output(start);
    assert.equal(await output(`kill -0 -- -${group} && echo runs`), 'runs');
    await output(`kill -KILL -- -${group}`);
    await eventually(async () =>
      (await output(`kill -0 -- -${group} 2>/dev/null || echo gone`)) === 'gone' ? true : undefined,
    );
  });

  it('have a session and a process group of their own', async () => {
    const printed = await output('ps -o pid=,pgid=,sid= -p $$');
    assert.equal(new Set(String(printed).trim().split(/\s+/)).size, 1);
  });

  it('answer for many devices by id; who is offline or unknown is missing', async () => {
    const device_ids = [amr, agv, offline, 'unknown', amr];
    const outputs = await send<Record<string, string>>({ device_ids, cmd: 'echo here' });
    assert.deepEqual(outputs, { [amr]: 'here', [agv]: 'here' });
    assert.deepEqual(await send({ device_ids: [offline], cmd: 'echo here' }), {});
    assert.deepEqual(await refused({ device_ids: ['unknown'], cmd: 'true' }), [
      404,
      'device not found',
    ]);
  });

  it('only say that they started when they run in the background', async () => {
    const cmd = 'sleep 0.1; echo done > /tmp/background';
    assert.deepEqual(await send({ device_ids: [amr], cmd, bg: true }), { [amr]: 'SUCCESS' });
    await eventually(async () =>
      (await output('cat /tmp/background 2>/dev/null')) === 'done' ? true : undefined,
    );
  });

  it('give a job to poll, with the answers that are there', async () => {
    const cmd = '[ "$(hostname)" = amr-01 ] || sleep 1; echo here';
    const { jid } = await send<{ jid: string }>({ device_ids: [amr, agv], cmd, run_async: true });
    assert.match(jid, /^\d{20}$/);
    const query = new URLSearchParams([
      ['jid', jid],
      ['device_id', amr],
      ['device_id', agv],
    ]);
    const poll = (): Promise<Response> =>
      simulator.request(`${manager}/cmd/${jid}?${query.toString()}`);
    assert.deepEqual(await refusalOf(poll()), [404, 'no result for the job yet']);
    const first = await eventually(async () => {
      const answer = await poll();
      return answer.ok ? dataOf<Record<string, string>>(Promise.resolve(answer)) : undefined;
    });
    assert.equal(first[amr], 'here');
    await eventually(async () => {
      const outputs = await dataOf<Record<string, string>>(poll());
      return Object.keys(outputs).length === 2 ? true : undefined;
    });
    const unknown = simulator.request(`${manager}/cmd/20240301101010123456`);
    assert.deepEqual(await refusalOf(unknown), [404, 'job not found']);
  });

  it('keep their jobs from other projects', async () => {
    const { jid } = await send<{ jid: string }>({ device_ids: [amr], cmd: 'pwd', run_async: true });
    const path = `${manager}/cmd/${jid}?jid=${jid}&device_id=${amr}`;
    await eventually(async () => ((await simulator.request(path)).ok ? true : undefined));
    const projects = await simulator.request('/v2/projects/');
    const { items } = (await projects.json()) as { items: { metadata: { guid: string } }[] };
    const other = items.find(({ metadata }) => metadata.guid !== simulator.project);
    const headers = { project: other?.metadata.guid ?? '' };
    assert.deepEqual(await refusalOf(simulator.request(path, { headers })), [404, 'job not found']);
  });

  it('are refused when a field is missing or wrong, by its name', async () => {
    const good = { device_ids: [amr], cmd: 'true' };
    const cases: [object, string][] = [
      [{ cmd: 'true' }, 'device_ids parameter missing'],
      [{ ...good, device_ids: [] }, 'device_ids parameter missing'],
      [{ ...good, device_ids: amr }, 'device_ids should be a list of strings'],
      [{ ...good, cmd: '' }, 'cmd parameter missing'],
      [{ ...good, cmd: 7 }, 'cmd should be a string'],
      [{ ...good, cmd: 'a\0b' }, 'cmd contains a NUL character'],
      [{ ...good, env: [] }, 'env should be an object'],
      [{ ...good, env: { '1A': '' } }, 'env has an invalid key: 1A'],
      [{ ...good, env: { A: 1 } }, 'env.A should be a string'],
      [{ ...good, timeout: 0 }, 'timeout should be a positive integer'],
      [{ ...good, bg: 'yes' }, 'bg should be a boolean'],
    ];
    for (const [body, error] of cases) assert.deepEqual(await refused(body), [400, error]);
    assert.equal(await output('echo ok', { cwd: null, runas: '', env: null }), 'ok');
  });

  it('run on this computer itself, in a folder of their own', async () => {
    const printed = await outputOf(simulator, thisMachine, 'hostname; [ "$PWD" = "$HOME" ] && pwd');
    const [host, folder] = String(printed).split('\n');
    assert.equal(host, hostname());
    assert.match(String(folder), /devices/);
  });

  it('get none of the environment that the simulator was started with', async () => {
    const printed = await outputOf(simulator, thisMachine, 'env');
    assert.ok(!String(printed).includes('npm_'));
    assert.ok(!String(printed).includes(simulator.token));
  });
});
