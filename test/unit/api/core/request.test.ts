import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { Readable } from 'node:stream';
import { Response } from 'node-fetch';
import { json, nothing } from '../../../../src/api/core/envelope';
import { ApiError } from '../../../../src/api/core/errors';
import type { Call } from '../../../../src/api/core/call';
import { dataItems } from '../../../../src/api/core/jsonItems';
import { path } from '../../../../src/api/core/path';
import { requestOver } from '../../../../src/api/core/request';
import { listOf } from '../../../../src/api/core/shapes';
import { connect, failureOf, testToken } from '../../../support/apiClient';
import { ApiServer, type Reply } from '../../../support/apiServer';
import { FakeClock } from '../../../support/fakeClock';

const get: Call<unknown> = {
  method: 'GET',
  part: 'deviceManager',
  path: 'devices/',
  query: { name: 'a secret name' },
  answer: json(v.unknown()),
  options: undefined,
};
const post: Call<unknown> = { ...get, method: 'POST', path: 'cmd/', body: { cmd: 'ls' } };

describe('request', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());

  function setup(options: Parameters<typeof connect>[1] = {}) {
    const connection = connect(server.url, options);
    return { ...connection, request: requestOver(connection.options) };
  }

  describe('headers', () => {
    it('sends token and project to the device manager', async () => {
      server.reply({ body: {} });
      await setup().request(get);
      const { headers, target } = await server.arrived(1);
      assert.equal(headers['authorization'], `Bearer ${testToken}`);
      assert.equal(headers['project'], 'project-b');
      assert.equal(headers['organizationguid'], undefined);
      assert.equal(headers['content-type'], undefined);
      assert.equal(target, '/api/device-manager/v0/devices/?name=a+secret+name');
    });

    it('sends the organization as well to the v2 part', async () => {
      server.reply({ body: {} });
      await setup().request({ ...get, part: 'v2', path: 'deployments/' });
      const { headers, path } = await server.arrived(1);
      assert.equal(headers['project'], 'project-b');
      assert.equal(headers['organizationguid'], 'org-a');
      assert.equal(path, '/v2/deployments/');
    });

    it('sends nothing but the token about the account', async () => {
      server.reply({ body: {} });
      await setup().request({ ...get, part: 'v2Account', path: 'users/me/' });
      const { headers } = await server.arrived(1);
      assert.equal(headers['authorization'], `Bearer ${testToken}`);
      assert.equal(headers['project'], undefined);
      assert.equal(headers['organizationguid'], undefined);
    });

    it('leaves out a project that is not chosen', async () => {
      server.reply({ body: {} });
      await setup({ project: '' }).request(get);
      assert.equal((await server.arrived(1)).headers['project'], undefined);
    });

    for (const stored of ['Bearer abc', 'bearer abc', 'BEARER  abc', ' abc\n']) {
      it(`reads the stored token ${JSON.stringify(stored)} as abc`, async () => {
        server.reply({ body: {} });
        await setup({ token: () => Promise.resolve(stored) }).request(get);
        assert.equal((await server.arrived(1)).headers['authorization'], 'Bearer abc');
      });
    }

    for (const stored of [undefined, '', '  ', 'Bearer ']) {
      it(`sends nothing when the token is ${JSON.stringify(stored)}`, async () => {
        server.reply({ body: {} });
        const { request } = setup({ token: () => Promise.resolve(stored) });
        await failureOf(request(get), 'auth');
        assert.equal(server.seen.length, 0);
      });
    }

    it('refuses a token that would add a header', async () => {
      server.reply({ body: {} });
      const { request } = setup({ token: () => Promise.resolve('abc\r\nproject: x') });
      const error = await failureOf(request(get), 'auth');
      assert.ok(!error.message.includes('abc'));
      assert.equal(server.seen.length, 0);
    });

    it('refuses a project id that would add a header', async () => {
      server.reply({ body: {} });
      await failureOf(setup({ project: 'p\r\nx: y' }).request(get), 'invalid');
      assert.equal(server.seen.length, 0);
    });

    it('sends a body as JSON', async () => {
      server.reply({ body: {} });
      await setup().request(post);
      const { headers, body } = await server.arrived(1);
      assert.equal(headers['content-type'], 'application/json');
      assert.deepEqual(JSON.parse(body), { cmd: 'ls' });
    });

    it('repeats the key of a list and leaves out what is absent', async () => {
      server.reply({ body: {} });
      await setup().request({ ...get, query: { a: ['1', '&2'], b: undefined, c: 3 } });
      assert.equal((await server.arrived(1)).target.split('?')[1], 'a=1&a=%262&c=3');
    });
  });

  describe('answers', () => {
    it('reads a compressed body', async () => {
      server.reply({
        headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' },
        body: gzipSync('{"a":"ü"}'),
      });
      assert.deepEqual(await setup().request(get), { a: 'ü' });
    });

    for (const status of [200, 201, 204]) {
      it(`takes ${status} without a body where none is read`, async () => {
        server.reply({ status });
        assert.equal(await setup().request({ ...get, answer: nothing }), undefined);
      });
    }

    it('refuses a success with another status than the one asked for', async () => {
      server.reply({ status: 202, body: {} });
      const error = await failureOf(setup().request({ ...get, accepts: [200] }), 'malformed');
      assert.equal(error.response?.status, 202);
    });

    it('keeps the status, the request id and the wait of a failure', async () => {
      const headers = { 'X-Request-ID': 'r\t1', 'Retry-After': '7' };
      server.reply({ status: 429, headers, body: { error: 'slow down' } });
      const error = await failureOf(setup().request(post), 'rateLimited');
      assert.equal(error.message, 'slow down');
      assert.deepEqual(error.request, { method: 'POST', path: '/api/device-manager/v0/cmd/' });
      assert.deepEqual(error.response, { status: 429, requestId: 'r 1', retryAfterMs: 7000 });
    });

    it('does not repeat a token or query that the server repeats', async () => {
      server.reply(({ target }) => ({ status: 400, body: { error: `${testToken} ${target}` } }));
      const error = await failureOf(setup().request(get), 'invalid');
      assert.equal(error.message, '*** /api/device-manager/v0/devices/***');
    });

    it('does not repeat them either when the server writes them its own way', async () => {
      const escape = (text: string): string =>
        text.replaceAll('&', '\\u0026').replaceAll('/', '\\/');
      const token = 'a/b&c';
      server.reply(({ target, body }) => ({
        status: 400,
        headers: { 'X-Request-ID': `r ${token}` },
        body: escape(JSON.stringify({ error: `${token} ${target} ${body}` })),
      }));
      const { request } = setup({ token: () => Promise.resolve(token) });
      const body = { cmd: 'echo "hunter2"' };
      const error = await failureOf(
        request({ ...post, query: { a: '1', b: '2' }, body }),
        'invalid',
      );
      assert.equal(error.message, '*** /api/device-manager/v0/cmd/*** ***');
      assert.equal(error.response?.requestId, 'r ***');
    });

    it('says what was wrong with an answer, without its values', async () => {
      server.reply({ body: { a: [{ b: testToken }] } });
      const answer = json(v.object({ a: v.array(v.object({ b: v.number() })) }));
      const error = await failureOf(setup().request({ ...get, answer }), 'malformed');
      assert.equal(error.message, 'a.0.b should be number');
    });
  });

  describe('limits', () => {
    for (const stall of ['head', 'body'] as const) {
      it(`ends with a timeout when the server stalls in the ${stall}`, async () => {
        server.reply({ stall, body: '{"a":1}' });
        const clock = new FakeClock();
        const outcome = failureOf(setup({ clock }).request({ ...get, timeoutMs: 5000 }), 'timeout');
        const { closed } = await server.arrived(1);
        clock.advance(4999);
        assert.equal(clock.pending, 1);
        clock.advance(1);
        assert.equal((await outcome).message, 'no answer within 5 s');
        await closed;
        assert.equal(server.seen.length, 1);
        assert.equal(clock.pending, 0);
      });

      it(`ends at once when aborted while the server stalls in the ${stall}`, async () => {
        server.reply({ stall, body: '{"a":1}' });
        const abort = new AbortController();
        const { request, options } = setup({ clock: new FakeClock() });
        const outcome = request({ ...get, options: abort.signal }).catch((error: unknown) => error);
        const { closed } = await server.arrived(1);
        const reason = new Error('changed my mind');
        abort.abort(reason);
        assert.equal(await outcome, reason);
        await closed;
        assert.equal((options.clock as FakeClock).pending, 0);
      });
    }

    it('sends nothing for a signal that is aborted already', async () => {
      server.reply({ body: {} });
      const reason = new Error('before');
      await assert.rejects(setup().request({ ...get, options: AbortSignal.abort(reason) }), reason);
      assert.equal(server.seen.length, 0);
    });

    it('does not wait for a token after an abort', async () => {
      const abort = new AbortController();
      const { request } = setup({ token: () => new Promise<string>(() => undefined) });
      const outcome = request({ ...get, options: abort.signal }).catch((error: unknown) => error);
      abort.abort('why not');
      assert.equal(await outcome, 'why not');
    });

    it('ends the wait between two tries when aborted', async () => {
      server.reply({ status: 503 });
      const clock = new FakeClock();
      const abort = new AbortController();
      const { request } = setup({ clock });
      const waiting = new Promise<void>((resolve) => {
        const schedule = clock.schedule.bind(clock);
        clock.schedule = (callback, delayMs) => {
          if (delayMs < 1000) setImmediate(resolve);
          return schedule(callback, delayMs);
        };
      });
      const outcome = request({ ...get, options: abort.signal }).catch((error: unknown) => error);
      await waiting;
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await outcome, reason);
      assert.equal(clock.pending, 0);
      assert.equal(server.seen.length, 1);
    });

    it('takes a time limit and a signal from the caller', async () => {
      server.reply({ stall: 'head' });
      const clock = new FakeClock();
      const abort = new AbortController();
      const { request } = setup({ clock });
      const options = { timeoutMs: 700, signal: abort.signal };
      const late = failureOf(request({ ...get, timeoutMs: 5000, options }), 'timeout');
      await server.arrived(1);
      clock.advance(700);
      assert.equal((await late).message, 'no answer within 0.7 s');
      const outcome = request({ ...get, options }).catch((error: unknown) => error);
      await server.arrived(2);
      abort.abort('why not');
      assert.equal(await outcome, 'why not');
    });

    it('reads a mebibyte of a failed call and no more, and cuts the rest', async () => {
      const words = `{"error":"${'no '.repeat(2 ** 18)}`;
      server.reply({ status: 400, body: words, isEndless: true });
      const error = await failureOf(setup().request(get), 'invalid');
      assert.match(error.message, /^\{"error":"no no .*…$/);
      await (
        await server.arrived(1)
      ).closed;
    });

    it('takes no more of a failed call than that, however fast it comes', async () => {
      let pieces = 0;
      const body = Readable.from(
        (function* () {
          for (; pieces < 64; pieces += 1) yield Buffer.alloc(2 ** 18, 'x');
        })(),
      );
      const fetch = () => Promise.resolve(new Response(body, { status: 400 }));
      await failureOf(setup({ fetch }).request(get), 'invalid');
      // The stream itself holds a few pieces more than were taken from it.
      assert.ok(pieces >= 3 && pieces < 40, `${pieces} pieces of a quarter of a mebibyte`);
    });

    it('refuses a body that is larger than it takes, without waiting for its end', async () => {
      server.reply({ body: Buffer.alloc(2 ** 20, ' '), isEndless: true });
      const error = await failureOf(setup().request(get), 'malformed');
      assert.deepEqual(
        [error.message, error.reason],
        ['the answer is larger than 64 MiB', 'tooLarge'],
      );
      await (
        await server.arrived(1)
      ).closed;
      assert.equal(server.seen.length, 1);
    });

    it('measures a compressed body as it is unpacked', async () => {
      const body = gzipSync(Buffer.alloc(65 * 2 ** 20, ' '));
      server.reply({ headers: { 'Content-Encoding': 'gzip' }, body });
      await failureOf(setup().request(get), 'malformed');
    });
  });

  describe('redirects', () => {
    it('follows one within the server, headers and all', async () => {
      server.reply(({ path }) =>
        path === '/moved'
          ? { body: { here: true } }
          : { status: 302, headers: { Location: '/moved' } },
      );
      assert.deepEqual(await setup().request(get), { here: true });
      assert.equal((await server.arrived(2)).headers['authorization'], `Bearer ${testToken}`);
    });

    it('never follows one to another host', async () => {
      const other = await ApiServer.start();
      try {
        other.reply({ body: {} });
        server.reply({ status: 307, headers: { Location: `${other.url}/?a=${testToken}` } });
        const error = await failureOf(setup().request(get), 'network');
        assert.match(error.message, /elsewhere, to http:\/\/127\.0\.0\.1:\d+$/);
        assert.equal(other.seen.length, 0);
        assert.equal(server.seen.length, 1);
      } finally {
        await other.stop();
      }
    });

    it('never follows one of a POST', async () => {
      server.reply({ status: 308, headers: { Location: '/moved' } });
      await failureOf(setup().request(post), 'malformed');
      assert.equal(server.seen.length, 1);
    });

    for (const location of [undefined, 'http://', 'javascript:1']) {
      it(`ends clearly when one leads to ${location ?? 'nowhere'}`, async () => {
        server.reply({ status: 302, headers: location ? { Location: location } : {} });
        await failureOf(setup().request(get), 'network');
        assert.equal(server.seen.length, 1);
      });
    }

    it('does not go round in circles', async () => {
      server.reply({ status: 302, headers: { Location: '/again' } });
      await failureOf(setup().request(get), 'network');
      assert.equal(server.seen.length, 4);
    });
  });

  describe('an address', () => {
    for (const core of ['http://example.com', 'http://10.0.0.1', 'http://localhost.example.com']) {
      it(`in clear, ${core}, never gets a token`, async () => {
        const fetch = () => Promise.reject(new Error('it was sent'));
        const { options } = connect(core, { fetch });
        const error = await failureOf(requestOver(options)(get), 'invalid');
        assert.deepEqual([error.reason, error.isUnsent], ['invalidParameter', true]);
      });
    }

    it('that is none fails like any other problem of a call', async () => {
      const { options } = connect('nowhere');
      const error = await failureOf(requestOver(options)(get), 'invalid');
      assert.equal(error.reason, 'invalidParameter');
    });

    it('with a part that cannot be one sends nothing', async () => {
      server.reply({ body: {} });
      const error = await failureOf(
        setup().request({ ...get, path: path`devices/${''}` }),
        'invalid',
      );
      assert.deepEqual([error.reason, error.request.method], ['invalidParameter', 'GET']);
      assert.equal(server.seen.length, 0);
    });
  });

  describe('items that cannot be read', () => {
    const list: Call<readonly number[]> = { ...get, query: {}, answer: json(listOf(v.number())) };
    const warningsOf = (): [string[], ReturnType<typeof setup>['request']] => {
      const { options } = setup();
      const warnings: string[] = [];
      const log = { ...options.log, warn: (message: string) => void warnings.push(message) };
      return [warnings, setup({ log }).request];
    };

    it('are left out, and counted in the log without their values', async () => {
      server.reply({ body: [1, 's3cret', 2, null] });
      const [warnings, request] = warningsOf();
      assert.deepEqual(await request(list), [1, 2]);
      assert.deepEqual(warnings, [
        'GET /api/device-manager/v0/devices/: left out list items that cannot be read: 2',
      ]);
    });

    it('are said once, until their number changes', async () => {
      const bodies = [[1, 'a'], [1, 'b'], [1], [1, 'a'], [1, 'a', 'b']];
      server.reply((_, count) => ({ body: bodies[count - 1] }));
      const [warnings, request] = warningsOf();
      for (const body of bodies) await request(list).then((items) => assert.ok(items.length, String(body))); // prettier-ignore
      assert.deepEqual(warnings.map((warning) => warning.slice(-1)), ['1', '1', '2']); // prettier-ignore
    });

    it('make the answer unreadable when there are no others', async () => {
      server.reply({ body: ['a', 'b'] });
      const [warnings, request] = warningsOf();
      await failureOf(request(list), 'malformed');
      server.reply({ body: [] });
      assert.deepEqual(await request(list), []);
      assert.deepEqual(warnings, []);
    });
  });

  describe('a list that is read while it arrives', () => {
    const list: Call<readonly unknown[]> = {
      ...get,
      query: {},
      answer: dataItems(() => v.unknown()),
    };

    it('is read again from its start after it was cut off', async () => {
      const body = { response: { data: [1, 2, 3] } };
      server.reply((_, count) => (count === 1 ? { reset: 'body', body } : { body }));
      assert.deepEqual(await setup().request(list), [1, 2, 3]);
    });

    it('may be larger than other answers, but has an end', async () => {
      const fetchOf = (size: number) => () =>
        Promise.resolve(new Response(Readable.from([Buffer.alloc(size)])));
      const large = setup({ fetch: fetchOf(65 * 2 ** 20) }).request(list);
      assert.match((await failureOf(large, 'malformed')).message, /without its list/);
      const error = await failureOf(
        setup({ fetch: fetchOf(2 ** 28 + 1) }).request(list),
        'malformed',
      );
      assert.deepEqual(
        [error.message, error.reason],
        ['the answer is larger than 256 MiB', 'tooLarge'],
      );
    });

    it('stalls when a minute brings nothing, and not because the whole takes longer', async () => {
      server.reply({ stall: 'body', body: { response: { data: [1] } } });
      const clock = new FakeClock();
      const { request } = setup({ clock });
      const outcome = failureOf(request({ ...list, timeoutMs: 600_000 }), 'timeout');
      await server.arrived(1);
      while (clock.waits[0] !== 60_000) await new Promise((resolve) => setImmediate(resolve));
      clock.advance(60_000);
      assert.equal((await outcome).message, 'no data for 60 s');
      assert.equal(clock.pending, 0);
    });

    it('lets other work in while it is read', async () => {
      const item = JSON.stringify({ text: 'x'.repeat(1000), numbers: [1, 2, 3] });
      const body = `{"response":{"data":[${`${item},`.repeat(20_000)}${item}]}}`;
      const fetch = () => Promise.resolve(new Response(body)); // in one piece
      let turns = 0;
      const count = (): void => {
        turns += 1;
        timer = setImmediate(count);
      };
      let timer = setImmediate(count);
      try {
        assert.equal((await setup({ fetch }).request(list)).length, 20_001);
      } finally {
        clearImmediate(timer);
      }
      assert.ok(turns > 3, `${turns} turns of the event loop`);
    });
  });

  describe('further tries', () => {
    it('succeeds when the third try does', async () => {
      server.reply((_, count) => (count < 3 ? { status: 500 } : { body: { ok: true } }));
      const { request, clock } = setup();
      assert.deepEqual(await request(get), { ok: true });
      assert.deepEqual(clock.passed, [500, 1000]);
    });

    it('waits as long as the server says', async () => {
      server.reply((_, count) =>
        count === 1 ? { status: 429, headers: { 'Retry-After': '3' } } : { body: {} },
      );
      const { request, clock } = setup();
      await request(get);
      assert.deepEqual(clock.passed, [3000]);
    });

    it('tries a POST again only where told that it just reads', async () => {
      server.reply({ status: 503 });
      await failureOf(setup().request(post), 'server');
      assert.equal(server.seen.length, 1);
      await failureOf(setup().request({ ...post, isRepeatable: true }), 'server');
      assert.equal(server.seen.length, 4);
    });

    it('does not try a GET again where told not to', async () => {
      server.reply({ status: 503 });
      await failureOf(setup().request({ ...get, isRepeatable: false }), 'server');
      assert.equal(server.seen.length, 1);
    });

    it('uses one connection for several calls', async () => {
      server.reply((_, count) => (count % 2 ? { status: 503, body: 'x' } : { body: {} }));
      const { request } = setup();
      const before = server.connections;
      await request(get);
      await request(get);
      assert.ok(server.connections - before <= 1);
    });
  });

  it('writes method, path, outcome and time to the log, and no secrets', async () => {
    server.reply((_, count) => (count === 1 ? { reset: 'head' } : { body: {} }));
    const { request, logged } = setup();
    await request(get);
    await request({ ...post, body: { cmd: testToken } });
    assert.deepEqual(logged, [
      'GET /api/device-manager/v0/devices/ network: the connection was reset (ECONNRESET), 0 ms',
      'GET /api/device-manager/v0/devices/ 200, 0 ms',
      'POST /api/device-manager/v0/cmd/ 200, 0 ms',
    ]);
  });

  describe('a token that is refused', () => {
    const refusals = (script: Reply, call: Call<unknown> = get) => {
      server.reply(script);
      const tokens: string[] = [];
      const { request } = setup({ refused: (token) => void tokens.push(token) });
      return request(call).then(
        () => tokens,
        () => tokens,
      );
    };

    it('is reported with 401, once', async () => {
      assert.deepEqual(await refusals({ status: 401 }), [testToken]);
      assert.deepEqual(await refusals({ status: 401 }, post), [testToken]);
    });

    it('is reported as it was sent', async () => {
      server.reply({ status: 401 });
      const tokens: string[] = [];
      const token = () => Promise.resolve(' Bearer abc ');
      await failureOf(setup({ token, refused: (one) => void tokens.push(one) }).request(get));
      assert.deepEqual(tokens, ['abc']);
    });

    it('is not reported after anything else, nor for a call without a token', async () => {
      for (const status of [200, 400, 403, 404, 407, 500]) {
        assert.deepEqual(await refusals({ status, body: {} }), []);
      }
      const signIn: Call<unknown> = { ...post, part: 'ripSignIn', path: 'user/login' };
      assert.deepEqual(await refusals({ status: 401 }, signIn), []);
    });
  });

  describe('a call that was done although its answer was lost', () => {
    const deletion: Call<void> = { ...get, method: 'DELETE', query: {}, answer: nothing };
    const replies = (...all: Reply[]) => server.reply((_, count) => all[count - 1] ?? {});
    const gone = { status: 404, body: { error: 'not found' } };

    for (const [what, lost] of [
      ['a reset before the answer', { reset: 'head' }],
      ['a reset in the answer', { reset: 'body', body: 'xx' }],
      ['500', { status: 500 }],
      ['504', { status: 504 }],
    ] as [string, Reply][]) {
      it(`succeeds after ${what} when its repetition finds nothing to delete`, async () => {
        for (const status of [404, 410]) {
          replies(lost, { ...gone, status });
          await setup().request(deletion);
          assert.equal(server.seen.length, 2);
        }
      });
    }

    it('fails as before when it is the first try that finds nothing', async () => {
      replies(gone);
      await failureOf(setup().request(deletion), 'notFound');
    });

    it('fails when the try before cannot have done it', async () => {
      replies({ status: 429 }, gone);
      await failureOf(setup().request(deletion), 'notFound');
      replies(gone);
      const { options } = setup();
      let isRefused = true;
      const fetch: typeof options.fetch = (...call) => {
        const failure = Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
        if (!isRefused) return options.fetch(...call);
        isRefused = false;
        return Promise.reject(failure);
      };
      await failureOf(setup({ fetch }).request(deletion), 'notFound');
      assert.equal(server.seen.length, 1);
    });

    it('fails when its repetition fails for another reason', async () => {
      replies({ status: 500 }, { status: 403 });
      await failureOf(setup().request(deletion), 'forbidden');
    });

    it('is recognised by other statuses where the call says so, and otherwise not', async () => {
      const put: Call<void> = { ...deletion, method: 'PUT' };
      replies({ status: 500 }, { status: 400 });
      await setup().request({ ...put, doneStatuses: [400] });
      replies({ status: 500 }, { status: 404 });
      await failureOf(setup().request(put), 'notFound');
    });
  });

  describe('says whether the service can have got the request', () => {
    const failing = (error: object) => () => Promise.reject(Object.assign(new Error('x'), error));
    for (const [code, erroredSysCall, isUnsent] of [
      ['ECONNREFUSED', 'connect', true],
      ['ECONNREFUSED', undefined, true], // several addresses were tried
      ['ENOTFOUND', 'getaddrinfo', true],
      ['EAI_AGAIN', 'getaddrinfo', true],
      ['EHOSTUNREACH', 'connect', true],
      ['ENETUNREACH', 'connect', true],
      ['ETIMEDOUT', 'connect', true],
      ['EHOSTUNREACH', 'read', false],
      ['ETIMEDOUT', 'read', false],
      ['ECONNRESET', 'read', false],
      ['ECONNRESET', undefined, false],
      ['EPIPE', 'write', false],
      ['ERR_STREAM_PREMATURE_CLOSE', undefined, false],
      [undefined, undefined, false],
    ] as const) {
      it(`after ${code ?? 'an unknown failure'} in ${erroredSysCall ?? 'no system call'}`, async () => {
        const { request } = setup({ fetch: failing({ code, erroredSysCall }) });
        assert.equal((await failureOf(request(post), 'network')).isUnsent, isUnsent);
      });
    }

    it('after a connection that nobody takes, at one address and at several', async () => {
      const gone = await ApiServer.start();
      const { url } = gone;
      await gone.stop();
      for (const host of ['127.0.0.1', 'localhost']) {
        const { options } = connect(url.replace('127.0.0.1', host));
        assert.equal((await failureOf(requestOver(options)(post), 'network')).isUnsent, true);
      }
    });

    it('after a reset, a time limit, and an answer', async () => {
      for (const reply of [{ reset: 'head' }, { stall: 'head' }, { status: 500 }] as const) {
        server.reply(reply);
        const clock = new FakeClock();
        const outcome = failureOf(setup({ clock }).request(post));
        await server.arrived(1);
        clock.advance(60_000);
        assert.equal((await outcome).isUnsent, false);
      }
    });

    it('after a last try that was not sent, when an earlier one may have been', async () => {
      const failures = ['ECONNRESET', 'ECONNREFUSED', 'ECONNREFUSED'];
      const fetch = () => Promise.reject(Object.assign(new Error('x'), { code: failures.shift() }));
      const error = await failureOf(setup({ fetch }).request(get), 'network');
      assert.match(error.message, /ECONNREFUSED/);
      assert.deepEqual([error.isUnsent, failures], [false, []]);
    });

    it('after a problem found before sending', async () => {
      const problem = { reason: 'invalidParameter', message: 'no' } as const;
      const { request } = setup();
      assert.equal((await failureOf(request({ ...post, problem }))).isUnsent, true);
      const signedOut = setup({ token: () => Promise.resolve('') });
      assert.equal((await failureOf(signedOut.request(post))).isUnsent, true);
      const badToken = setup({ token: () => Promise.resolve('a\nb') });
      assert.equal((await failureOf(badToken.request(post))).isUnsent, true);
    });
  });

  it('turns a refused connection into one error that names no secret', async () => {
    const gone = await ApiServer.start();
    const { url } = gone;
    await gone.stop();
    const { options } = connect(url);
    const error = await failureOf(requestOver(options)(get), 'network');
    assert.equal(error.message, 'the connection was refused (ECONNREFUSED)');
    assert.ok(error instanceof ApiError && error.cause === undefined);
  });
});
