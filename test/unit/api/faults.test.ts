import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { ApiError, ApiErrorKind, ApiErrorReason } from '../../../src/api/core/errors';
import { requestOver } from '../../../src/api/core/request';
import { connect, failureOf, testToken } from '../../support/apiClient';
import { ApiServer, type Reply, type SeenRequest } from '../../support/apiServer';
import { QuickClock } from '../../support/fakeClock';
import { type Operation, operations } from '../../support/operations';

/** What can go wrong with an answer, and what has to come of it. */
interface Fault {
  name: string;
  reply: (operation: Operation, request?: SeenRequest) => Reply;
  kind: ApiErrorKind;
  /** Whether it may pass, so that what can be sent again is. */
  isPassing?: true;
  /** Whether it is in the body only, so that who reads none does not notice. */
  isInBody?: true;
}

/** An error that repeats all it was sent, as a careless server's would. */
const leaky = (status: number, headers: Record<string, string> = {}): Fault['reply'] => {
  return (_operation, request) => ({
    status,
    headers: { 'X-Request-ID': String(request?.headers.authorization), ...headers },
    body: { error: `no: ${request?.headers.authorization} ${request?.target} ${request?.body}` },
  });
};
const answerText = ({ answer = {} }: Operation): string => JSON.stringify(answer);

const faults: readonly Fault[] = [
  { name: 'a reset before the answer', reply: () => ({ reset: 'head' }), kind: 'network', isPassing: true }, // prettier-ignore
  {
    name: 'a reset in the middle of the body',
    reply: (operation) => ({ reset: 'body', body: answerText(operation) }),
    kind: 'network',
    isPassing: true,
  },
  { name: '400', reply: leaky(400), kind: 'invalid' },
  { name: '401', reply: leaky(401), kind: 'auth' },
  { name: '403', reply: leaky(403), kind: 'forbidden' },
  { name: '404', reply: leaky(404), kind: 'notFound' },
  { name: '409', reply: leaky(409), kind: 'conflict' },
  { name: '429', reply: leaky(429), kind: 'rateLimited', isPassing: true },
  {
    name: '429 with Retry-After',
    reply: leaky(429, { 'Retry-After': '7' }),
    kind: 'rateLimited',
    isPassing: true,
  },
  { name: '500', reply: leaky(500), kind: 'server', isPassing: true },
  {
    name: '502 with a page',
    reply: () => ({
      status: 502,
      body: '<html><head><title>502 Bad Gateway</title></head></html>',
    }),
    kind: 'server',
    isPassing: true,
  },
  {
    name: 'JSON that is cut off',
    reply: (operation) => ({ body: answerText(operation).slice(0, -1) }),
    kind: 'malformed',
    isInBody: true,
  },
  { name: 'another shape', reply: () => ({ body: { unexpected: [testToken] } }), kind: 'malformed', isInBody: true }, // prettier-ignore
  { name: 'an empty body', reply: () => ({ body: '' }), kind: 'malformed', isInBody: true },
];

const device = { 404: 'deviceNotFound' } as const;
const upload = { 404: 'uploadNotFound' } as const;
const label = { 404: 'labelNotFound' } as const;
const input = { 400: 'parameterMissing' } as const;
const idle = { 400: 'deploymentRunning' } as const;

/** What statuses mean for an operation beyond their kind; for those that are not here, nothing. */
const reasons: Readonly<Record<string, Readonly<Record<number, ApiErrorReason>>>> = {
  'devices.get': device,
  'devices.update': { ...device, ...input },
  'devices.accept': { ...device, ...input },
  'devices.reject': { ...device, ...input },
  'devices.delete': { ...device, ...idle },
  'devices.migrate': device,
  'devices.requestReport': device,
  'onboarding.get': device,
  'onboarding.upgrade': { ...device, ...idle },
  'deployments.listOfDevice': device,
  'daemons.list': device,
  'labels.list': device,
  'labels.add': { ...device, ...input },
  'labels.update': label,
  'labels.delete': label,
  'configVariables.list': device,
  'configVariables.add': { ...device, ...input },
  'configVariables.update': input,
  'configVariables.delete': { 404: 'configVariableNotFound' },
  'commands.execute': input,
  'commands.startInBackground': input,
  'commands.start': input,
  'topics.list': device,
  'topics.status': device,
  'topics.subscribe': device,
  'topics.unsubscribe': device,
  'metricSubscriptions.list': device,
  'metricSubscriptions.subscribe': device,
  'metricSubscriptions.unsubscribe': device,
  'uploads.get': upload,
  'uploads.cancel': upload,
  'uploads.delete': upload,
  'uploads.downloadUrl': upload,
  'uploads.share': upload,
  'uploads.listShared': upload,
  'uploadsV2.get': upload,
  'uploadsV2.cancel': upload,
  'uploadsV2.delete': upload,
  'uploadsV2.downloadUrl': upload,
  'uploadsV2.share': upload,
  'uploadsV2.listShared': upload,
};

/** Operations without arguments, or for which an empty text is an argument like any other. */
const takesAnything: ReadonlySet<string> = new Set([
  'account.projects',
  'account.user',
  'devices.list',
  'devices.listIdsByArchitecture',
  'tokens.refresh',
  'tokens.revoke',
  'tokens.signIn',
  'tokens.subject',
]);

/** All that a reader of an error could see of it. */
const visible = (error: ApiError): string => inspect(error, { depth: 10 }) + String(error.stack);

describe('every operation', () => {
  let server: ApiServer;
  before(async () => (server = await ApiServer.start()));
  after(() => server.stop());

  function setup(url = server.url) {
    const connection = connect(url);
    const request = requestOver(connection.options);
    const run = (operation: Operation, signal?: AbortSignal): Promise<unknown> =>
      operation.run(connection.client, { request, ...(signal && { signal }) });
    return { ...connection, run };
  }

  function assertNoSecrets(text: string, operation: { name: string }): void {
    for (const secret of [testToken, 'hunter2']) {
      assert.ok(!text.includes(secret), `${operation.name} tells a secret: ${text}`);
    }
    for (const { target, body } of server.seen) {
      const [, query] = target.split('?');
      if (query) assert.ok(!text.includes(query), `${operation.name} tells a query: ${text}`);
      if (body.length > 2)
        assert.ok(!text.includes(body), `${operation.name} tells a body: ${text}`);
    }
  }

  /** Calls that name nothing that exists: no id, no date, no path. */
  function spoiled<T extends object>(resource: T): T {
    const spoil = (argument: unknown): unknown => {
      if (argument instanceof Date) return new Date(NaN);
      if (typeof argument === 'string') return '';
      if (typeof argument === 'number') return '..';
      if (argument instanceof AbortSignal || !argument || typeof argument !== 'object')
        return argument;
      const fields = Object.entries(argument).map(([key, value]) => [key, spoil(value)]);
      return Array.isArray(argument) ? argument.map(spoil) : Object.fromEntries(fields);
    };
    const get = (target: T, name: keyof T): unknown => {
      const member = target[name];
      if (typeof member === 'function') {
        return (...values: unknown[]): unknown => Reflect.apply(member, target, values.map(spoil));
      }
      return typeof member === 'object' && member ? spoiled(member) : member;
    };
    return new Proxy(resource, { get: (target, name) => get(target, name as keyof T) });
  }

  for (const operation of operations) {
    describe(operation.name, () => {
      it('rejects instead of throwing, and sends nothing, when its arguments name nothing', async () => {
        server.reply({ body: operation.answer ?? '' });
        const { client, options } = connect(server.url);
        let outcome: Promise<unknown>;
        try {
          const context = { request: requestOver(options), wrap: spoiled };
          outcome = operation.run(spoiled(client), context);
        } catch (error) {
          throw new Error('it threw', { cause: error });
        }
        if (takesAnything.has(operation.name)) return void (await outcome);
        const error = await failureOf(outcome, 'invalid');
        assert.match(String(error.reason), /^(invalidParameter|parameterMissing)$/);
        assert.equal(error.isUnsent, true);
        assert.equal(server.seen.length, 0);
      });

      it(`sends ${operation.sends}, once, and reads the answer`, async () => {
        server.reply({ body: operation.answer ?? '' });
        const { run, logged } = setup();
        await run(operation);
        assert.deepEqual(server.seen.map(({ method, path }) => `${method} ${path}`), [operation.sends]); // prettier-ignore
        assertNoSecrets(logged.join('\n'), operation);
      });

      for (const { name, reply, kind, isPassing, isInBody } of faults) {
        const script = (request: SeenRequest): Reply => reply(operation, request);
        const { status = 200, headers = {} } = reply(operation);
        const isTaken = operation.takes?.includes(status) ?? false;
        if (isTaken || (isInBody && operation.answer === undefined)) {
          it(`takes ${name} for an answer`, async () => {
            server.reply(script);
            await setup().run(operation);
            assert.equal(server.seen.length, 1);
          });
          continue;
        }
        it(`fails as ${kind} after ${name}`, async () => {
          server.reply(script);
          const { run, clock, logged } = setup();
          const error = await failureOf(run(operation), kind);
          const fallbacks = operation.hasFallback && status === 404 ? 1 : 0;
          assert.equal(server.seen.length, (isPassing ? operation.tries : 1) + fallbacks);
          if (isPassing && operation.tries === 3) {
            assert.deepEqual(clock.passed, headers['Retry-After'] ? [7000, 7000] : [500, 1000]);
          }
          assert.equal(`${error.request.method} ${error.request.path}`, operation.sends);
          assert.equal(error.reason, reasons[operation.name]?.[status]);
          assertNoSecrets(visible(error) + logged.join('\n'), operation);
        });
      }

      it('fails as timeout when no answer comes, and closes the connection', async () => {
        server.reply({ stall: 'head' });
        const { run, clock } = setup();
        const outcome = failureOf(run(operation), 'timeout');
        const { closed } = await server.arrived(1);
        clock.advance(150_000);
        await outcome;
        await closed;
        assert.equal(server.seen.length, 1);
        assert.equal(clock.pending, 0);
      });

      it('ends at once when aborted, and closes the connection', async () => {
        server.reply({ stall: 'body', body: answerText(operation) });
        const abort = new AbortController();
        const { run, clock } = setup();
        const outcome = run(operation, abort.signal).catch((error: unknown) => error);
        const { closed } = await server.arrived(1);
        const reason = new Error('enough');
        abort.abort(reason);
        assert.equal(await outcome, reason);
        await closed;
        assert.equal(clock.pending, 0);
      });

      const { oddWord } = operation;
      if (oddWord) {
        it('keeps a word that nobody knows beside the word unknown', async () => {
          server.reply({ body: oddWord.answer });
          assert.deepEqual(oddWord.read(await setup().run(operation)), oddWord.expected);
        });
      }
    });
  }

  for (const { name, reply, kind, isPassing, isInBody } of faults) {
    // Its time limit is shorter than the waits of the other operations.
    const start = (clock = new QuickClock(10_000)) => connect(server.url, { clock });
    const answer = { device_code: 'hunter2', user_code: 'A', verification_uri: 'https://x' };
    const faulty = (request: SeenRequest): Reply => reply({ answer } as Operation, request);

    it(`deviceFlow.start fails as ${kind} after ${name} instead of its endpoints`, async () => {
      server.reply(faulty);
      const { client, logged } = start();
      const error = await failureOf(client.deviceFlow.start(), kind);
      assert.equal(server.seen.length, isPassing ? 3 : 1);
      assertNoSecrets(visible(error) + logged.join('\n'), { name: 'deviceFlow.start' });
    });

    it(`deviceFlow.start fails as ${kind} after ${name} instead of a code`, async () => {
      const device_authorization_endpoint = `${server.url}/oauth/device`;
      const endpoints = { device_authorization_endpoint, token_endpoint: `${server.url}/token` };
      server.reply((request) => (request.method === 'GET' ? { body: endpoints } : faulty(request)));
      const { client, logged } = start();
      const error = await failureOf(client.deviceFlow.start(), kind);
      assert.deepEqual(server.seen.map(({ method }) => method), ['GET', 'POST']); // prettier-ignore
      assertNoSecrets(visible(error) + logged.join('\n'), { name: 'deviceFlow.start' });
    });

    const { status = 200 } = faulty({ headers: {} } as SeenRequest);
    const end = isPassing ? 'timeout' : [400, 401, 403].includes(status) ? 'auth' : kind;
    it(`deviceFlow.wait ends as ${end} when it sees but ${name}`, async () => {
      server.reply(faulty);
      const { client, clock, logged } = start();
      const times = { expiresAt: clock.now() + 20_000, intervalMs: 5000 };
      const tokenEndpoint = `${server.url}/oauth/token`;
      const flow = { url: '', userCode: '', deviceCode: 'hunter2', tokenEndpoint, ...times };
      const error = await failureOf(client.deviceFlow.wait(flow), end);
      assert.equal(server.seen.length, isPassing ? 3 : 1);
      assertNoSecrets(visible(error) + logged.join('\n'), { name: 'deviceFlow.wait' });
    });

    // What comes after its status, nobody reads.
    if (isInBody || name === 'a reset in the middle of the body') continue;
    it(`uploads.openShared fails as ${kind} after ${name}`, async () => {
      server.reply(faulty);
      const { client, logged } = connect(server.url);
      const link = `${server.url}//logs/sharedurl/s1?sig=hunter2`;
      const error = await failureOf(client.uploads.openShared(link), kind);
      assert.equal(server.seen.length, isPassing ? 3 : 1);
      assertNoSecrets(visible(error) + logged.join('\n'), { name: 'uploads.openShared' });
    });
  }

  it('fails as network when nobody listens, after all its tries', async () => {
    const gone = await ApiServer.start();
    const { url } = gone;
    await gone.stop();
    for (const operation of operations) {
      const { run, clock, logged } = setup(url);
      const error = await failureOf(run(operation), 'network');
      assert.equal(clock.passed.length, operation.tries - 1, operation.name);
      assert.match(error.message, /ECONNREFUSED/);
      assertNoSecrets(visible(error) + logged.join('\n'), operation);
    }
  });
});
