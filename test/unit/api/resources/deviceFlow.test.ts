import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DeviceFlow } from '../../../../src/api/resources/deviceFlow';
import { ApiError } from '../../../../src/api/core/errors';
import { connect, failureOf } from '../../../support/apiClient';
import { nearly } from '../../../support/anyJson';
import { ApiServer, type Reply } from '../../../support/apiServer';
import { FakeClock, QuickClock } from '../../../support/fakeClock';

const authorization = {
  device_code: 'dev1ce-c0de',
  user_code: 'ABCD-EFGH',
  verification_uri: 'https://oidc.example.com/device',
  verification_uri_complete: 'https://oidc.example.com/device?user_code=ABCD-EFGH',
  expires_in: 300,
  interval: 5,
};
const jwt = (claims: unknown): string =>
  ['{}', JSON.stringify(claims), 'x']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
const success = (claims: unknown): Reply => ({
  body: { access_token: 'not this', id_token: jwt(claims) },
});
const refusal = (error: string, error_description?: string): Reply => ({
  status: 400,
  body: { error, error_description },
});

describe('DeviceFlowApi', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());
  const setup = () => {
    const clock = new QuickClock(10_000); // the time limit of a look is longer than a wait here
    const { client, logged } = connect(server.url, { clock });
    return { flow: client.deviceFlow, clock, logged };
  };

  /** A server that starts sign-ins, and gives these answers to the looks that follow. */
  function script(endpoints: object, answer: Reply): void {
    server.reply(({ path }) =>
      path === '/.well-known/openid-configuration' ? { body: endpoints } : answer,
    );
  }
  const endpoints = () => ({
    device_authorization_endpoint: `${server.url}/oauth/device`,
    token_endpoint: `${server.url}/oauth/token`,
  });

  describe('start', () => {
    it('gives the page to open and the code to compare', async () => {
      script(endpoints(), { body: authorization });
      const { flow, clock } = setup();
      assert.deepEqual(await flow.start(), {
        url: 'https://oidc.example.com/device?user_code=ABCD-EFGH',
        userCode: 'ABCD-EFGH',
        deviceCode: 'dev1ce-c0de',
        expiresAt: clock.now() + 300_000,
        intervalMs: 5000,
        tokenEndpoint: `${server.url}/oauth/token`,
      });
      const { path, body, headers } = await server.arrived(2);
      assert.equal(path, '/oauth/device');
      assert.equal(body, 'client_id=rio-cli&scope=openid+email');
      assert.equal(headers['content-type'], 'application/x-www-form-urlencoded');
      assert.ok(server.seen.every(({ headers }) => headers['authorization'] === undefined));
    });

    it('has defaults for what the server leaves out', async () => {
      const { device_code, user_code, verification_uri } = authorization;
      script(endpoints(), { body: { device_code, user_code, verification_uri } });
      const { flow, clock } = setup();
      const { url, expiresAt, intervalMs } = await flow.start();
      assert.deepEqual([url, expiresAt - clock.now(), intervalMs], [verification_uri, 300_000, 5000]); // prettier-ignore
    });

    it('never looks without a pause, whatever the server says', async () => {
      script(endpoints(), { body: { ...authorization, interval: 0 } });
      assert.equal((await setup().flow.start()).intervalMs, 1000);
    });

    for (const missing of ['device_authorization_endpoint', 'token_endpoint']) {
      it(`ends when the server names no ${missing}`, async () => {
        script({ ...endpoints(), [missing]: undefined }, { body: authorization });
        await failureOf(setup().flow.start(), 'malformed');
        assert.equal(server.seen.length, 1);
      });
    }

    for (const verification_uri_complete of ['file:///etc/passwd', 'vscode://x', 'javascript:1']) {
      it(`opens no ${verification_uri_complete}`, async () => {
        script(endpoints(), { body: { ...authorization, verification_uri_complete } });
        await failureOf(setup().flow.start(), 'malformed');
      });
    }

    it('does not leave this computer for an address in clear', async () => {
      script(
        { ...endpoints(), token_endpoint: 'http://example.com/token' },
        { body: authorization },
      );
      const error = await failureOf(setup().flow.start(), 'malformed');
      assert.equal(error.message, 'token_endpoint should be an https address');
      assert.equal(server.seen.length, 1);
    });

    it('does not leave a safe server for an endpoint that is not', async () => {
      const fetch = (): Promise<never> => Promise.resolve(new Response(JSON.stringify(endpoints()))) as Promise<never>; // prettier-ignore
      const hosts = { core: '', v2: '', rip: '', oidc: 'https://oidc.example.com' };
      const { client } = connect(server.url, { hosts, fetch });
      const error = await failureOf(client.deviceFlow.start(), 'malformed');
      assert.equal(error.message, 'device_authorization_endpoint should be an https address');
    });
  });

  describe('wait', () => {
    const started = (clock: { now(): number }): DeviceFlow => ({
      url: '',
      userCode: '',
      deviceCode: 'dev1ce-c0de',
      expiresAt: clock.now() + 60_000,
      intervalMs: 4000,
      tokenEndpoint: `${server.url}/oauth/token`,
    });
    async function wait(...replies: Reply[]) {
      server.reply((_, count) => replies[count - 1] ?? replies.at(-1) ?? {});
      const { flow, clock, logged } = setup();
      const outcome = await flow.wait(started(clock)).catch((error: unknown) => error);
      return { outcome, waits: clock.passed, logged };
    }

    it('asks with the code until the user has signed in', async () => {
      const { outcome, waits, logged } = await wait(
        refusal('authorization_pending'),
        refusal('slow_down'),
        success({ rio_token: 'platform', email: 'dev@example.com' }),
      );
      assert.deepEqual(outcome, { token: 'platform', email: 'dev@example.com' });
      assert.deepEqual(waits, [4000, 4000, 9000]);
      const form = new URLSearchParams((await server.arrived(1)).body);
      assert.deepEqual(Object.fromEntries(form), {
        grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
        client_id: 'rio-cli',
        device_code: 'dev1ce-c0de',
      });
      assert.ok(!logged.join().includes('dev1ce-c0de'));
    });

    it('takes the other spelling of the claim, and no address', async () => {
      assert.deepEqual((await wait(success({ rioToken: 't' }))).outcome, { token: 't' });
    });

    it('looks again after what may pass', async () => {
      const { outcome } = await wait({ reset: 'head' }, { status: 502 }, { status: 429 }, success({ rio_token: 't' })); // prettier-ignore
      assert.deepEqual(outcome, { token: 't' });
    });

    const ends: [what: string, reply: Reply, kind: string, message: string][] = [
      ['denied', refusal('access_denied'), 'auth', 'the sign-in was denied'],
      ['expired', refusal('expired_token'), 'timeout', 'the code has expired'],
      ['of an invalid grant', refusal('invalid_grant'), 'timeout', 'the code has expired'],
      ['refused with words', refusal('x', 'no\nway, dev1ce-c0de'), 'auth', 'no way, ***'],
      ['refused without', refusal('invalid_client'), 'auth', 'invalid_client'],
      ['without the token', success({}), 'malformed', 'the sign-in gave no token of rapyuta.io'],
      ['cut off', { body: '{"access_token":' }, 'malformed', 'the answer is not JSON'],
    ];
    for (const [what, reply, kind, message] of ends) {
      it(`ends when the sign-in is ${what}`, async () => {
        const { outcome } = await wait(reply);
        assert.ok(outcome instanceof ApiError);
        assert.deepEqual([outcome.kind, outcome.message], [kind, message]);
        assert.equal(server.seen.length, 1);
      });
    }

    it('ends when nobody has signed in for the time of the code', async () => {
      const { outcome, waits } = await wait(refusal('authorization_pending'));
      assert.ok(outcome instanceof ApiError && outcome.kind === 'timeout');
      assert.equal(waits.length, 15);
      assert.equal(server.seen.length, 14);
    });

    it('ends at once when aborted between two looks', async () => {
      const clock = new FakeClock();
      const { client } = connect(server.url, { clock });
      server.reply(refusal('authorization_pending'));
      const abort = new AbortController();
      const outcome = client.deviceFlow.wait(started(clock), abort.signal).catch((e: unknown) => e);
      assert.deepEqual(clock.waits, [4000]);
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await outcome, reason);
      assert.equal(clock.pending + server.seen.length, 0);
    });

    it('ends at once when aborted in a look', async () => {
      const { flow, clock } = setup();
      server.reply({ stall: 'head' });
      const abort = new AbortController();
      const outcome = flow.wait(started(clock), abort.signal).catch((error: unknown) => error);
      const { closed } = await server.arrived(1);
      const reason = new Error('enough');
      abort.abort(reason);
      assert.equal(await outcome, reason);
      await closed;
    });

    it('gives a token or a failed call, whatever the answer', async () => {
      const answer = { access_token: 'a', id_token: jwt({ rio_token: 't' }), error: 'x' };
      const hosts = { core: '', v2: '', rip: '', oidc: 'http://oidc' };
      const bodies = fc.oneof(
        fc.json(),
        nearly(answer).map((value) => JSON.stringify(value)),
        fc.jsonValue().map((claims) => JSON.stringify(success(claims).body)),
      );
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const fetch = (): Promise<never> => Promise.resolve(new Response(body)) as Promise<never>;
          const { client, clock } = connect(server.url, { hosts, fetch });
          const flow = { ...started(clock), expiresAt: clock.now() + 5000 };
          const outcome = await client.deviceFlow.wait(flow).catch((error: unknown) => error);
          if (outcome instanceof ApiError) return;
          assert.equal(typeof (outcome as { token?: unknown }).token, 'string');
        }),
      );
    });
  });
});
