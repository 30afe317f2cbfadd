import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { Response } from 'node-fetch';
import type { CommandRequest } from '../../../../src/api/resources/commands';
import { connect, failureOf } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';

const enveloped = (data: unknown): Reply => ({ body: { status: 'success', response: { data } } });
const command: CommandRequest = { deviceIds: ['d1', 'd2'], command: 'uname -a' };

describe('CommandsApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const setup = () => {
    const { client, clock } = connect(server.url);
    return { commands: client.commands, clock };
  };

  describe('the request', () => {
    async function sent(request: CommandRequest): Promise<unknown> {
      server.reply(enveloped({}));
      await setup().commands.execute(request);
      const { method, target, body } = await server.arrived(1);
      assert.equal(`${method} ${target}`, 'POST /api/device-manager/v0/cmd/');
      return JSON.parse(body);
    }

    it('leaves out what is not given, and sends the defaults', async () => {
      assert.deepEqual(await sent(command), {
        device_ids: ['d1', 'd2'],
        cmd: 'uname -a',
        env: {},
        bg: false,
        run_async: false,
        timeout: 300,
      });
    });

    it('sends all that is given', async () => {
      const wire = await sent({
        ...command,
        shell: '/bin/bash',
        runAs: 'root',
        workingDirectory: '/tmp',
        environment: { A: '1', _b: '' },
        timeoutSeconds: 5,
      });
      assert.deepEqual(wire, {
        device_ids: ['d1', 'd2'],
        cmd: 'uname -a',
        shell: '/bin/bash',
        runas: 'root',
        cwd: '/tmp',
        env: { A: '1', _b: '' },
        bg: false,
        run_async: false,
        timeout: 5,
      });
    });

    it('leaves out empty texts', async () => {
      const wire = await sent({ ...command, shell: '', runAs: '', workingDirectory: '' });
      assert.deepEqual(Object.keys(wire as object), ['device_ids', 'cmd', 'env', 'bg', 'run_async', 'timeout']); // prettier-ignore
    });

    for (const [what, broken] of [
      ['no device', { deviceIds: [] }],
      ['an empty command', { command: ' \n' }],
      ['a variable with a space', { environment: { 'A B': '1' } }],
      ['a variable that starts with a digit', { environment: { '1A': '1' } }],
      ['a timeout of 0', { timeoutSeconds: 0 }],
      ['half a second', { timeoutSeconds: 0.5 }],
      ['an endless timeout', { timeoutSeconds: Infinity }],
    ] as const) {
      it(`is refused before it is sent when it has ${what}`, async () => {
        server.reply(enveloped({}));
        await failureOf(setup().commands.start({ ...command, ...broken }), 'invalid');
        assert.equal(server.seen.length, 0);
      });
    }
  });

  describe('execute', () => {
    it('gives the outputs of the devices that answered, empty ones too', async () => {
      server.reply(enveloped({ d1: '', d3: 'not asked', __proto__: 'x' }));
      const outputs = await setup().commands.execute(command);
      assert.deepEqual([...outputs], [['d1', '']]);
    });

    it('takes null for no answer', async () => {
      server.reply(enveloped({ d1: null, d2: 'ok' }));
      assert.deepEqual([...(await setup().commands.execute(command))], [['d2', 'ok']]);
    });

    it('is never sent twice', async () => {
      for (const reply of [
        { status: 503 },
        { reset: 'head' },
        { reset: 'body', body: '{}' },
      ] as const) {
        server.reply(reply);
        await failureOf(setup().commands.execute(command));
        assert.equal(server.seen.length, 1);
      }
    });
  });

  describe('startInBackground', () => {
    it('tells which devices started it', async () => {
      server.reply(enveloped({ d2: 'SUCCESS' }));
      assert.deepEqual([...(await setup().commands.startInBackground(command))], ['d2']);
      assert.equal((JSON.parse((await server.arrived(1)).body) as { bg: unknown }).bg, true);
    });

    it('takes a job id for a start on all', async () => {
      server.reply(enveloped({ jid: '20240301101010123456' }));
      assert.deepEqual([...(await setup().commands.startInBackground(command))], ['d1', 'd2']);
    });
  });

  describe('start', () => {
    it('gives the id of the job', async () => {
      server.reply(enveloped({ jid: '20240301101010123456' }));
      assert.equal(await setup().commands.start(command), '20240301101010123456');
      const body = JSON.parse((await server.arrived(1)).body) as { run_async: unknown };
      assert.equal(body.run_async, true);
    });

    for (const data of [{}, { jid: '' }, { jid: 7 }, { d1: 'text' }]) {
      it(`does not take ${JSON.stringify(data)} for a job`, async () => {
        server.reply(enveloped(data));
        await failureOf(setup().commands.start(command), 'malformed');
      });
    }
  });

  describe('poll', () => {
    it('asks with the job in path and query, and every device', async () => {
      server.reply(enveloped({ d2: 'two' }));
      const look = await setup().commands.poll('j/1', ['d1', 'd2']);
      assert.ok(look.state === 'answered');
      assert.deepEqual([...look.outputs], [['d2', 'two']]);
      const target = '/api/device-manager/v0/cmd/j%2F1?jid=j%2F1&device_id=d1&device_id=d2';
      assert.equal((await server.arrived(1)).target, target);
    });

    for (const status of [202, 204, 400, 404, 409, 429, 500, 503]) {
      it(`takes ${status} for "not yet", and asks once`, async () => {
        server.reply({ status, body: enveloped({ d1: 'x' }).body });
        assert.deepEqual(await setup().commands.poll('j', ['d1']), { state: 'pending' });
        assert.equal(server.seen.length, 1);
      });
    }

    for (const [status, kind] of [
      [401, 'auth'],
      [403, 'forbidden'],
    ] as const) {
      // prettier-ignore
      it(`fails with ${status}`, async () => {
        server.reply({ status });
        await failureOf(setup().commands.poll('j', ['d1']), kind);
      });
    }

    it('sends nothing for more devices than fit into an address', async () => {
      server.reply(enveloped({}));
      const ids = Array.from({ length: 101 }, (_, index) => `d${index}`);
      await failureOf(setup().commands.poll('j', ids), 'invalid');
      assert.equal(server.seen.length, 0);
    });

    it('fails when the connection does, and asks once', async () => {
      server.reply({ reset: 'head' });
      await failureOf(setup().commands.poll('j', ['d1']), 'network');
      assert.equal(server.seen.length, 1);
    });

    it('fails for an answer it cannot read', async () => {
      server.reply(enveloped({ d1: 7 }));
      await failureOf(setup().commands.poll('j', ['d1']), 'malformed');
    });
  });

  describe('wait', () => {
    async function collect(ids: readonly string[], timeoutMs = 60_000) {
      const { commands, clock } = setup();
      const outputs: [string, string][] = [];
      for await (const { deviceId, output } of commands.wait('j', ids, { timeoutMs })) {
        outputs.push([deviceId, output]);
      }
      return { outputs, waits: clock.passed };
    }

    it('looks after 1 s, then ever more seldom down to every 10 s', async () => {
      server.reply((_, count) => (count < 9 ? { status: 404 } : enveloped({ d1: 'done' })));
      const { outputs, waits } = await collect(['d1'], 600_000);
      assert.deepEqual(outputs, [['d1', 'done']]);
      assert.deepEqual(waits.map(Math.round), [1000, 1500, 2250, 3375, 5063, 7594, 10000, 10000, 10000]); // prettier-ignore
    });

    it('hands out what has come and asks on for the rest only', async () => {
      server.reply((_, count) => enveloped(count === 1 ? { d2: 'two' } : { d1: '', d3: 'three' }));
      const { outputs } = await collect(['d1', 'd2', 'd3']);
      assert.deepEqual(outputs, [['d2', 'two'], ['d1', ''], ['d3', 'three']]); // prettier-ignore
      const asked = server.seen.map(({ query }) => query.getAll('device_id').join());
      assert.deepEqual(asked, ['d1,d2,d3', 'd1,d3']);
    });

    it('looks on after failures that may pass', async () => {
      const failures: Reply[] = [
        { status: 500 },
        { status: 502, body: '<html>' },
        { reset: 'head' },
        { reset: 'body', body: '{"response"' },
        { body: '{"response":' },
        { status: 429 },
      ];
      server.reply((_, count) => failures[count - 1] ?? enveloped({ d1: 'done' }));
      assert.deepEqual((await collect(['d1'])).outputs, [['d1', 'done']]);
      assert.equal(server.seen.length, failures.length + 1);
    });

    it('ends at once when the outputs are larger than is read, and names the limit', async () => {
      const fetch = () => Promise.resolve(new Response(Readable.from([Buffer.alloc(2 ** 26 + 1)])));
      const { client, clock } = connect(server.url, { fetch });
      const outputs = client.commands.wait('j', ['d1'], { timeoutMs: 60_000 });
      const error = await failureOf(outputs.next(), 'malformed');
      assert.deepEqual(
        [error.reason, error.message],
        ['tooLarge', 'the answer is larger than 64 MiB'],
      );
      assert.deepEqual(clock.passed, [1000]);
    });

    it('ends at once for a job that cannot be asked for', async () => {
      await failureOf(setup().commands.wait('..', ['d1'], { timeoutMs: 60_000 }).next(), 'invalid');
    });

    for (const [status, kind] of [
      [401, 'auth'],
      [403, 'forbidden'],
    ] as const) {
      // prettier-ignore
      it(`ends at once with ${status}`, async () => {
        server.reply({ status });
        await failureOf(collect(['d1']), kind);
        assert.equal(server.seen.length, 1);
      });
    }

    it('ends with a timeout after a last look at the deadline', async () => {
      server.reply((_, count) => (count < 3 ? enveloped({ d1: 'one' }) : { body: 'garbage' }));
      const error = await failureOf(collect(['d1', 'd2'], 4000), 'timeout');
      assert.equal(error.message, '1 of 2 devices did not answer in time');
      assert.equal((error.cause as Error).message, 'the answer is not JSON');
      assert.equal(server.seen.length, 3);
    });

    it('does not wait beyond the deadline for that last look', async () => {
      server.reply({ status: 404 });
      const { commands, clock } = setup();
      await failureOf(commands.wait('j', ['d1'], { timeoutMs: 4000 }).next(), 'timeout');
      assert.deepEqual(clock.passed, [1000, 1500, 1500]);
    });

    it('asks for a hundred devices at a time, so that the URL stays short', async () => {
      const ids = Array.from({ length: 250 }, (_, index) => `device-${index}`);
      server.reply(({ query }) =>
        enveloped(Object.fromEntries(query.getAll('device_id').map((id) => [id, 'ok']))),
      );
      assert.equal((await collect(ids)).outputs.length, 250);
      assert.deepEqual(server.seen.map(({ query }) => query.getAll('device_id').length), [100, 100, 50]); // prettier-ignore
    });

    it('ends its wait at once when aborted', async () => {
      server.reply(enveloped({}));
      const { commands, clock } = setup();
      const abort = new AbortController();
      const next = commands.wait('j', ['d1'], { timeoutMs: 60_000, signal: abort.signal }).next();
      const reason = new Error('enough');
      abort.abort(reason);
      await assert.rejects(next, reason);
      assert.equal(clock.pending, 0);
      assert.equal(server.seen.length, 0);
    });

    it('ends the look in flight when aborted', async () => {
      server.reply({ stall: 'head' });
      const abort = new AbortController();
      const { commands } = setup();
      const next = commands
        .wait('j', ['d1'], { timeoutMs: 60_000, signal: abort.signal })
        .next()
        .catch((error: unknown) => error);
      const { closed } = await server.arrived(1);
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await next, reason);
      await closed;
    });
  });
});
