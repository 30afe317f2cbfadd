import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { json, nothing } from '../../../src/api/envelope';
import { ApiError } from '../../../src/api/errors';
import type { Call } from '../../../src/api/call';
import { requestOver } from '../../../src/api/request';
import { connect, failureOf, testToken } from '../../support/apiClient';
import { ApiServer } from '../../support/apiServer';
import { FakeClock } from '../../support/fakeClock';

const get: Call<unknown> = {
  method: 'GET',
  part: 'deviceManager',
  path: 'devices/',
  query: { name: 'a secret name' },
  answer: json(v.unknown()),
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
        const outcome = request(get, abort.signal).catch((error: unknown) => error);
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
      await assert.rejects(setup().request(get, AbortSignal.abort(reason)), reason);
      assert.equal(server.seen.length, 0);
    });

    it('does not wait for a token after an abort', async () => {
      const abort = new AbortController();
      const { request } = setup({ token: () => new Promise<string>(() => undefined) });
      const outcome = request(get, abort.signal).catch((error: unknown) => error);
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
      const outcome = request(get, abort.signal).catch((error: unknown) => error);
      await waiting;
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await outcome, reason);
      assert.equal(clock.pending, 0);
      assert.equal(server.seen.length, 1);
    });

    it('refuses a body that is larger than it takes, without waiting for its end', async () => {
      server.reply({ body: Buffer.alloc(2 ** 20, ' '), isEndless: true });
      const error = await failureOf(setup().request(get), 'malformed');
      assert.equal(error.message, 'the answer is larger than 67108864 bytes');
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
        assert.match(error.message, /elsewhere, to 127\.0\.0\.1:\d+$/);
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
