import { Readable, Transform, type TransformCallback } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Fault, Faults } from './faults';
import { errorBody } from './refusal';

/** Lets faults strike before any route is run, and the real answers that shall be spoilt, after. */
export function installFaults(server: FastifyInstance, faults: Faults): void {
  const struck = new WeakMap<FastifyRequest, Fault>();

  server.addHook('onRequest', async (request, reply) => {
    const path = (request.raw.url ?? '').split('?', 1)[0] ?? '';
    if (path.startsWith('/__simulator/')) return;
    const fault = faults.strike(request.method, path);
    if (!fault) return;
    if (fault.delayMs !== undefined) await wait(fault.delayMs);
    if (fault.drop === 'connection') {
      reply.hijack();
      request.raw.socket.destroy();
      return;
    }
    struck.set(request, fault);
    if (fault.status !== undefined || (fault.body !== undefined && fault.body !== 'truncated'))
      return answerInstead(reply, fault, path);
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const fault = struck.get(request);
    if (fault === undefined) return payload;
    // Half of an answer takes its length, which a list of devices does not announce.
    const hasLength = !(payload instanceof Readable) || reply.hasHeader('content-length');
    const answer = hasLength ? payload : await text(payload);
    if (fault.body === 'truncated' && typeof answer === 'string') {
      reply.removeHeader('content-length');
      return answer.slice(0, Math.floor(answer.length / 2));
    }
    return fault.drop === 'mid-body' ? breakHalfWay(request, reply, answer) : answer;
  });
}

function answerInstead(reply: FastifyReply, fault: Fault, path: string): FastifyReply {
  if (fault.retryAfter !== undefined) void reply.header('retry-after', String(fault.retryAfter));
  const status = fault.status ?? 200;
  const standard = JSON.stringify(errorBody(path, `simulated failure ${status}`));
  const bodies: ReadonlyMap<string | undefined, string> = new Map([
    ['malformed', '{"status": "success", "response": {data'],
    ['empty', ''],
    ['truncated', standard],
    [undefined, standard],
  ]);
  const body = bodies.get(fault.body) ?? fault.body;
  return reply
    .code(status)
    .type(fault.contentType ?? 'application/json')
    .send(body);
}

/** The answer with its true length announced, of which only the first half is ever sent. */
function breakHalfWay(request: FastifyRequest, reply: FastifyReply, payload: unknown): unknown {
  const text = typeof payload === 'string' || Buffer.isBuffer(payload) ? Buffer.from(payload) : '';
  const isStream = typeof payload === 'object' && payload !== null && 'pipe' in payload;
  const length = isStream ? Number(reply.getHeader('content-length') ?? 0) : text.length;
  void reply.header('content-length', length);
  const half = new FirstBytes(Math.floor(length / 2), () => request.raw.socket.destroy());
  if (isStream) return (payload as NodeJS.ReadableStream).pipe(half);
  half.end(text);
  return half;
}

/** Lets the first `limit` bytes through, then calls back and lets nothing more through. */
class FirstBytes extends Transform {
  private passed = 0;

  constructor(
    private readonly limit: number,
    private readonly onLimit: () => void,
  ) {
    super();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const head = chunk.subarray(0, this.limit - this.passed);
    this.passed += head.length;
    // The socket gets time to send what it has been given.
    if (this.passed >= this.limit) setTimeout(this.onLimit, 50);
    else return done(null, head);
    this.push(head);
  }
}
