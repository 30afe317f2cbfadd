import assert from 'node:assert/strict';
import { request } from 'node:http';
import { type Simulator, startSimulator } from '../../support/simulator';

type Headers = Record<string, string>;

/** What the simulator gives to whoever holds no token, such as web pages and other local users. */
describe('requests to the simulator without a token', () => {
  let simulator: Simulator;
  before(async () => (simulator = await startSimulator()));
  after(() => simulator.stop());

  /** A request with exactly these headers: `fetch` would add some and refuse others. */
  function send(method: string, path: string, headers: Headers, body = ''): Promise<number> {
    const { port } = new URL(simulator.url);
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port, path, method, headers };
      const sent = request(options, (response) => {
        assert.deepEqual(
          Object.keys(response.headers).filter((name) => name.startsWith('access-control')),
          [],
        );
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.once('error', reject).end(body);
    });
  }

  const form = (path: string, fields: Headers): Promise<Response> =>
    fetch(simulator.url + path, { method: 'POST', body: new URLSearchParams(fields) });

  it('are answered under its own names and port only', async () => {
    const { port } = new URL(simulator.url);
    const authorization = `Bearer ${simulator.token}`;
    const status = (host: string) => send('GET', '/v2/users/me/', { host, authorization });
    assert.equal(await status(`127.0.0.1:${port}`), 200);
    assert.equal(await status(`localhost:${port}`), 200);
    assert.equal(await status(`[::1]:${port}`), 200);
    assert.equal(await status(`attacker.example:${port}`), 403);
    assert.equal(await status('127.0.0.1'), 403);
  });

  it('are refused from web pages of other origins, preflights and the right token included', async () => {
    const { host } = new URL(simulator.url);
    const authorization = `Bearer ${simulator.token}`;
    const me = (origin: string) => send('GET', '/v2/users/me/', { host, authorization, origin });
    assert.equal(await me(simulator.url), 200);
    const foreign = ['https://attacker.example', 'null', '', `https://${host}`];
    const otherPort = 'http://127.0.0.1:1';
    const otherName = simulator.url.replace('127.0.0.1', 'localhost');
    for (const origin of [...foreign, otherPort, otherName])
      assert.equal(await me(origin), 403, origin);
    const preflight = { host, origin: otherPort, 'access-control-request-method': 'POST' };
    assert.equal(await send('OPTIONS', '/user/login', preflight), 403);
    assert.equal(await send('OPTIONS', '/user/login', { host }), 401);
  });

  it('are refused when a page of another site makes them, but for a visit to a page', async () => {
    const { host } = new URL(simulator.url);
    const visit = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const status = (site: string, more: Headers, method = 'GET') =>
      send(method, '/oidc/device', { host, 'sec-fetch-site': site, ...more });
    assert.equal(await status('none', visit), 200);
    assert.equal(await status('same-origin', visit), 200);
    for (const site of ['cross-site', 'same-site']) {
      assert.equal(await status(site, visit), 200, 'a link to the page');
      assert.equal(await status(site, { ...visit, 'sec-fetch-dest': 'iframe' }), 403);
      assert.equal(await status(site, { 'sec-fetch-mode': 'no-cors' }), 403);
      assert.equal(await status(site, visit, 'POST'), 403);
    }
  });

  it('carry a few kilobytes at most', async () => {
    const large = 'x'.repeat(20_000);
    const json = { 'content-type': 'application/json' };
    const posts: [path: string, headers: Headers, body: string][] = [
      ['/user/login', json, JSON.stringify({ email: large, password: 'x' })],
      ['/refreshtoken', json, JSON.stringify({ token: large })],
    ];
    for (const path of ['/oidc/device_authorization', '/oidc/token', '/oidc/device'])
      posts.push([
        path,
        { 'content-type': 'application/x-www-form-urlencoded' },
        `client_id=${large}`,
      ]);
    const { host } = new URL(simulator.url);
    for (const [path, headers, body] of posts)
      assert.equal(await send('POST', path, { host, ...headers }, body), 413, path);
    const page = await fetch(`${simulator.url}/oidc/device?user_code=${large}`);
    assert.ok((await page.text()).length < 2000);
  });

  it('cannot make it remember more than a few small sign-ins', async () => {
    const start = (client_id: string) => form('/oidc/device_authorization', { client_id });
    assert.equal((await start('x'.repeat(300))).status, 400);
    const codes: string[] = [];
    for (;;) {
      const answer = await start('rio-cli');
      const body = (await answer.json()) as { device_code: string; error?: string };
      if (!answer.ok) {
        assert.deepEqual([answer.status, body.error], [503, 'temporarily_unavailable']);
        break;
      }
      codes.push(body.device_code);
      assert.ok(codes.length <= 100);
    }
    assert.ok(codes.length >= 10);
    const poll = await form('/oidc/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: 'rio-cli',
      device_code: codes[0] ?? '',
    });
    assert.deepEqual(await poll.json(), { error: 'authorization_pending' });
  });
});
