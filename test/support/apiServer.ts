import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';

/** What the server saw of one request. */
export interface SeenRequest {
  method: string;
  /** Path and query as sent. */
  target: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
  /** Resolves when the client's socket is gone. */
  closed: Promise<void>;
}

/** What the server does with one request. */
export interface Reply {
  /** 200 unless told. */
  status?: number;
  headers?: Record<string, string>;
  /** Text and bytes as they are, anything else as JSON; absent: no body. */
  body?: unknown;
  /** `head`: nothing is answered; `body`: half of the body, then no more; the socket stays open. */
  stall?: 'head' | 'body';
  /** The socket is reset at that point. */
  reset?: 'head' | 'body';
  /** The body is sent over and over until the client goes. */
  isEndless?: boolean;
}

/** A script: one reply for all requests, or a function of the request and its number, from 1. */
export type Script = Reply | ((request: SeenRequest, count: number) => Reply);

/** A real HTTP server on this computer that does what a test tells it. */
export class ApiServer {
  readonly seen: SeenRequest[] = [];
  /** Number of sockets opened to it. */
  connections = 0;
  private script: Script = { status: 500 };
  /** Open sockets, with what resolves when they are closed. */
  private readonly sockets = new Map<Socket, Promise<void>>();
  private readonly arrivals = new Set<() => void>();
  private readonly server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const target = request.url ?? '';
      const [path = '', query = ''] = target.split('?');
      const seen: SeenRequest = {
        method: request.method ?? '',
        target,
        path,
        query: new URLSearchParams(query),
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
        closed: this.sockets.get(request.socket) ?? Promise.resolve(),
      };
      this.seen.push(seen);
      for (const arrive of [...this.arrivals]) arrive();
      const { script } = this;
      send(response, typeof script === 'function' ? script(seen, this.seen.length) : script);
    });
  });

  private constructor() {
    this.server.on('connection', (socket: Socket) => {
      this.connections += 1;
      const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
      this.sockets.set(socket, closed);
      void closed.then(() => this.sockets.delete(socket));
    });
  }

  static async start(): Promise<ApiServer> {
    const server = new ApiServer();
    server.server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Takes a new script, and forgets what was seen. */
  reply(script: Script): void {
    this.script = script;
    this.seen.length = 0;
  }

  /** Resolves when `count` requests have come since `reply`. */
  async arrived(count: number): Promise<SeenRequest> {
    while (this.seen.length < count) {
      await new Promise<void>((resolve) => {
        const arrive = (): void => {
          this.arrivals.delete(arrive);
          resolve();
        };
        this.arrivals.add(arrive);
      });
    }
    return this.seen[count - 1] as SeenRequest;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets.keys()) socket.destroy();
    this.server.close();
    await once(this.server, 'close');
  }
}

function send(response: ServerResponse, reply: Reply): void {
  const { status = 200, headers = {}, body, stall, reset, isEndless } = reply;
  if (stall === 'head') return;
  if (reset === 'head') {
    response.socket?.resetAndDestroy();
    return;
  }
  const isRaw = body === undefined || typeof body === 'string' || Buffer.isBuffer(body);
  const bytes = Buffer.from(isRaw ? ((body ?? '') as Buffer) : JSON.stringify(body));
  const type = isRaw ? {} : { 'Content-Type': 'application/json' };
  if (stall === 'body' || reset === 'body') {
    response.writeHead(status, { ...type, 'Content-Length': bytes.length + 1, ...headers });
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      if (reset === 'body') response.socket?.resetAndDestroy();
    });
    return;
  }
  response.writeHead(status, { ...type, ...headers });
  if (isEndless) Readable.from(repeat(bytes)).pipe(response);
  else response.end(bytes);
}

function* repeat(bytes: Buffer): Generator<Buffer> {
  for (;;) yield bytes;
}
