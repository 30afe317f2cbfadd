import type { IncomingMessage, ServerResponse } from 'node:http';
import * as querystring from 'node:querystring';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { Context, Scope } from './context';
import { installFaults } from './faultHooks';
import { acceptOwnRequestsOnly } from './ownRequests';
import { Refusal, errorBody } from './refusal';
import { accountRoutes } from './routes/account';
import { adminRoutes } from './routes/admin';
import { blobRoutes } from './routes/blobs';
import { commandRoutes } from './routes/commands';
import { configVariableRoutes } from './routes/configVariables';
import { daemonRoutes } from './routes/daemons';
import { debugLogRoutes } from './routes/debugLogs';
import { deploymentRoutes } from './routes/deployments';
import { deviceRoutes } from './routes/devices';
import { labelRoutes } from './routes/labels';
import { metricRoutes } from './routes/metrics';
import { metricSubscriptionRoutes } from './routes/metricSubscriptions';
import { oidcRoutes } from './routes/oidc';
import { onboardingRoutes } from './routes/onboarding';
import { parameterRoutes } from './routes/parameters';
import { signInRoutes } from './routes/signIn';
import { topicRoutes } from './routes/topics';
import { uploadV1Routes } from './routes/uploadsV1';
import { uploadV2Routes } from './routes/uploadsV2';
import { v2AccountRoutes } from './routes/v2Account';

const allRoutes: readonly ((server: FastifyInstance, context: Context) => void)[] = [
  accountRoutes,
  adminRoutes,
  blobRoutes,
  commandRoutes,
  configVariableRoutes,
  daemonRoutes,
  debugLogRoutes,
  deploymentRoutes,
  deviceRoutes,
  labelRoutes,
  metricRoutes,
  metricSubscriptionRoutes,
  oidcRoutes,
  onboardingRoutes,
  parameterRoutes,
  signInRoutes,
  topicRoutes,
  uploadV1Routes,
  uploadV2Routes,
  v2AccountRoutes,
];

/** Large headers, because polling a job names every device in the URL. */
export const httpOptions = { maxHeaderSize: 1024 * 1024 };

/** Every endpoint of the four hosts on one server. `log` gets one line per request. */
export function createServer(context: Context, log: (line: string) => void): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: 16 * 1024 * 1024,
    forceCloseConnections: true,
    // No route has a JSON schema; without these two Fastify would load its compilers for them.
    schemaController: {
      compilersFactory: { buildValidator: neverUsed, buildSerializer: neverUsed },
    },
    http: httpOptions,
    routerOptions: {
      maxParamLength: 4000, // a file name of 255 bytes, percent-encoded, and then some
      querystringParser: (text) => querystring.parse(text, '&', '=', { maxKeys: 0 }),
    },
  });
  server.decorateRequest('user');
  server.decorateRequest('project');
  acceptBodies(server);
  server.addHook('onRequest', (request, reply, done) => {
    noteRequest(context, request.raw, reply.raw, log);
    done();
  });
  acceptOwnRequestsOnly(server);
  installFaults(server, context.faults);
  server.addHook('onRequest', (request, _reply, done) => {
    const scope: Scope = request.is404 ? 'user' : (request.routeOptions.config.scope ?? 'project');
    if (scope === 'owner') context.access.requireOwner(request.headers.authorization);
    if (scope === 'user' || scope === 'project') {
      request.user = context.access.userOf(request.headers.authorization);
      context.access.checkOrganization(request.user, request.headers.organizationguid);
    }
    if (scope === 'project')
      request.project = context.access.projectOf(request.user, request.headers.project);
    done();
  });
  server.setNotFoundHandler(() => {
    throw new Refusal(404, 'not found');
  });
  server.setErrorHandler((error: FastifyError | Refusal, request, reply) => {
    const path = pathOf(request.raw.url);
    if (error instanceof Refusal)
      return reply.code(error.status).send(errorBody(path, error.error));
    if (error.statusCode === undefined) log(`${error.stack ?? error.message}`);
    return reply.code(error.statusCode ?? 500).send(errorBody(path, error.message));
  });
  for (const routes of allRoutes) routes(server, context);
  return server;
}

function neverUsed(): never {
  throw new Error('Routes check bodies themselves.');
}

/** The path of a raw URL, without its query. */
function pathOf(url: string | undefined): string {
  return (url ?? '').split('?', 1)[0] ?? '';
}

/** Reads JSON, forms and anything else; an empty body is no body, whatever its type claims. */
function acceptBodies(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    (_request, body: string, done) => {
      if (body.trim() === '') return done(null, undefined);
      try {
        return done(null, JSON.parse(body));
      } catch {
        return done(new Refusal(400, 'request body is not JSON'));
      }
    },
  );
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body: string, done) => done(null, querystring.parse(body)),
  );
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, _body, done) =>
    done(null, undefined),
  );
}

function noteRequest(
  context: Context,
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
): void {
  const at = Date.now();
  const [path, query = ''] = (request.url ?? '').split(/\?(.*)/s);
  const entry = { method: request.method ?? '', path: path ?? '', query, at };
  context.requests.add(entry);
  response.once('close', () => {
    const status = response.headersSent ? response.statusCode : undefined;
    Object.assign(entry, { status });
    log(`${entry.method} ${entry.path.slice(0, 500)} ${status ?? 'dropped'} ${Date.now() - at} ms`);
  });
}
