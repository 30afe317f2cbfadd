import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Refusal } from './refusal';

/** Bytes of a request body that the server reads before it has seen a token. */
const maxPublicBodyBytes = 8 * 1024;

/**
 * Refuses what no client of this computer sends: another host's name (DNS rebinding), the origin of
 * another web page, or a request that such a page caused. Bodies of routes without a token are
 * limited to some kilobytes. Has to be called before the routes are added.
 */
export function acceptOwnRequestsOnly(server: FastifyInstance): void {
  server.addHook('onRoute', (route) => {
    if (route.config?.scope === 'public') route.bodyLimit = maxPublicBodyBytes;
  });
  server.addHook('onRequest', (request, _reply, done) => {
    const reason = foreignness(request);
    done(reason === undefined ? undefined : new Refusal(403, reason));
  });
}

function foreignness({ method, headers, raw }: FastifyRequest): string | undefined {
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  const hosts = names.map((name) => `${name}:${raw.socket.localPort}`);
  const { host = '', origin } = headers;
  if (!hosts.includes(host)) return 'The Host header names another host.';
  if (origin !== undefined && origin !== `http://${host}`)
    return 'The Origin header names another origin.';
  // Images, scripts and frames of other pages carry no Origin, but browsers say where they are from.
  const site = headers['sec-fetch-site'] ?? 'none';
  const isVisit =
    method === 'GET' &&
    headers['sec-fetch-mode'] === 'navigate' &&
    headers['sec-fetch-dest'] === 'document';
  return site === 'none' || site === 'same-origin' || isVisit
    ? undefined
    : 'A page of another site made this request.';
}
