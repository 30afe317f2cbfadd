import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An HTTP proxy on this computer that leads every host to one server. */
export interface Proxy {
  readonly url: string;
  /** URL of that server. */
  target: string;
  /** Hosts that were asked for through it. */
  readonly hosts: ReadonlySet<string>;
  close(): void;
}

/** Starts a proxy that leads nowhere until it is given a target. */
export async function startProxy(): Promise<Proxy> {
  const hosts = new Set<string>();
  const server = createServer((incoming, outgoing) => {
    const { hostname, port, host } = new URL(proxy.target);
    const asked = new URL(incoming.url ?? '/', proxy.target);
    hosts.add(asked.host);
    const onward = request(
      {
        hostname,
        port,
        path: asked.pathname + asked.search,
        method: incoming.method,
        headers: { ...incoming.headers, host },
      },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: Proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    target: '',
    hosts,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
}
