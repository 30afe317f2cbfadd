import type nodeFetch from 'node-fetch';
import type { Response } from 'node-fetch';
import { cleanLine } from '../../base/cleanText';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { ApiError, type ApiErrorRequest } from './errors';
import { isSafeUrl } from './hosts';
import { networkFailure } from './networkFailure';

/** What every exchange needs. */
export interface Wire {
  fetch: typeof nodeFetch;
  clock: Clock;
  log: Log;
}

/** One HTTP exchange. */
export interface Exchange {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /**
   * Which redirects of a GET are followed. `sameOrigin`: what the headers hold reaches no other host;
   * `anyHost`: for requests without secret headers, and never to an address where others can listen;
   * `none`: a redirect is an answer like any other.
   */
  redirects: 'none' | 'sameOrigin' | 'anyHost';
  /** From the start until the last byte of the answer's body; absent: no limit. */
  timeoutMs?: number;
  /** Longest time without a byte, while one is waited for; absent: no limit. */
  stallMs?: number;
}

/** An answer whose head has come, whatever its status. */
export interface Incoming {
  status: number;
  /** A header's value by its lower-case name. */
  header: (name: string) => string | undefined;
  /** The body's bytes after decompression, as they come. Leaving the loop early closes the connection. */
  body: AsyncIterable<Buffer>;
}

const maxRedirects = 3;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and reads its answer. Logs method, path, outcome and time, and never more.
 *
 * @param read  reads the answer; its result is the exchange's, and so is its error
 * @throws `signal.reason` as soon as the signal is aborted and `read` waits for a byte; the socket is
 *   closed by then
 * @throws {ApiError} `timeout`; `network` when no whole answer came, or one that leads elsewhere
 */
export async function exchange<T>(
  { fetch, clock, log }: Wire,
  first: Exchange,
  read: (incoming: Incoming) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const { method, url, timeoutMs, stallMs } = first;
  const request = { method, path: url.pathname };
  const startedAt = clock.now();
  let outcome = 'aborted';
  const end = new AbortController();
  const onAbort = (): void => end.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  const limit = (ms: number | undefined, message: string): Disposable | undefined =>
    ms === undefined ? undefined : clock.schedule(() => end.abort(`${message} ${ms / 1000} s`), ms);
  const total = limit(timeoutMs, 'no answer within');
  const unlessStalled = async <R>(waiting: Promise<R>): Promise<R> => {
    const stall = limit(stallMs, 'no data for');
    return waiting.finally(() => stall?.dispose());
  };
  try {
    signal?.throwIfAborted();
    const { status, headers, body } = await unlessStalled(follow(fetch, first, end.signal));
    outcome = String(status);
    return await read({
      status,
      header: (name) => headers.get(name) ?? undefined,
      body: bytesOf(body, unlessStalled, request),
    });
  } catch (caught) {
    signal?.throwIfAborted();
    const error: unknown = end.signal.aborted
      ? new ApiError('timeout', String(end.signal.reason), request)
      : caught;
    const isTold = error instanceof ApiError && (!error.response || error.kind === 'malformed');
    if (isTold) outcome = `${error.kind}: ${error.message}`;
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    total?.dispose();
    end.abort(); // closes the socket of an answer that was not read to its end
    log.debug(`${method} ${url.pathname} ${outcome}, ${clock.now() - startedAt} ms`);
  }
}

async function follow(
  fetch: typeof nodeFetch,
  { method, url: firstUrl, headers, body, redirects }: Exchange,
  signal: AbortSignal,
): Promise<Response> {
  const request = { method, path: firstUrl.pathname };
  const options = { method, headers, body: body ?? null, redirect: 'manual', signal } as const;
  let url = firstUrl;
  for (let hops = 0; ; hops += 1) {
    const response = await fetch(url, options).catch((error: unknown) => {
      throw networkFailure(request, error);
    });
    const { status } = response;
    const isFollowed = method === 'GET' && redirects !== 'none';
    if (!isFollowed || !redirectStatuses.has(status)) return response;
    const refuse = (where: string): ApiError =>
      new ApiError('network', `the server redirects ${where}`, request, { status });
    const location = response.headers.get('location');
    if (!location || !URL.canParse(location, url.href)) throw refuse('to no address');
    const next = new URL(location, url);
    const isAllowed = redirects === 'anyHost' ? isSafeUrl(next) : next.origin === url.origin;
    if (!isAllowed)
      throw refuse(`elsewhere, to ${cleanLine(`${next.protocol}//${next.host}`, 80)}`);
    if (hops === maxRedirects) throw refuse('in a circle');
    url = next;
  }
}

async function* bytesOf(
  body: NodeJS.ReadableStream | null,
  next: (waiting: Promise<IteratorResult<Uint8Array, void>>) => typeof waiting,
  request: ApiErrorRequest,
): AsyncGenerator<Buffer, void, undefined> {
  if (!body) return;
  const chunks = (body as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await next(chunks.next());
      if (done) return;
      yield Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    }
  } catch (error) {
    throw networkFailure(request, error);
  } finally {
    await chunks.return?.();
  }
}
