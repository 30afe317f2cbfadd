import { createServer } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { type Disposable, toDisposable } from '../base/disposable';
import { httpOptions } from './server';

/**
 * Lets a server answer on ::1 too, on the port where it listens on 127.0.0.1: there are clients
 * that take `localhost`, which signed URLs name, for ::1 alone. Without IPv6, or with the port
 * taken there, nothing listens on ::1.
 */
export async function listenOnIpv6(server: FastifyInstance, port: number): Promise<Disposable> {
  const second = createServer(httpOptions, (request, response) =>
    server.routing(request, response),
  );
  await new Promise<void>((resolve) => {
    second.once('error', () => resolve());
    second.listen({ host: '::1', port }, resolve);
  });
  return toDisposable(() => {
    second.close();
    second.closeAllConnections();
  });
}
