import type nodeFetch from 'node-fetch';
import { cleanLine } from '../base/cleanText';
import type { Clock } from '../base/clock';
import { ApiError, type ApiErrorKind, type ApiErrorResponse } from './errors';

/** One HTTP exchange. */
export interface Exchange {
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body?: string;
  /** The body is left unread, and a redirect is an answer like any other. */
  isHeadOnly?: boolean;
  /** From the start until the last byte of the answer's body. */
  timeoutMs: number;
  /** Largest body taken, in bytes after decompression. */
  maxBytes: number;
}

/** What came back, whatever its status. */
export interface Answer {
  status: number;
  body: string;
  /** A header's value by its lower-case name. */
  header: (name: string) => string | undefined;
}

const maxRedirects = 3;
const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Sends a request and reads the whole answer. Redirects are followed for GET and HEAD and within the
 * same origin only, so that what the headers hold reaches no other host.
 *
 * @throws `signal.reason` as soon as the signal is aborted; the socket is closed by then
 * @throws {ApiError} `timeout`; `network` when no whole answer came, or one that leads elsewhere;
 *   `malformed` when the body is too large
 */
export async function exchange(
  fetch: typeof nodeFetch,
  clock: Clock,
  first: Exchange,
  signal?: AbortSignal,
): Promise<Answer> {
  const limit = new AbortController();
  const timer = clock.schedule(() => limit.abort(), first.timeoutMs);
  const onAbort = (): void => limit.abort();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    signal?.throwIfAborted();
    return await follow(fetch, first, limit.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.signal.aborted) {
      throw failure(first, 'timeout', `no answer within ${first.timeoutMs / 1000} s`);
    }
    throw error;
  } finally {
    signal?.removeEventListener('abort', onAbort);
    timer.dispose();
    limit.abort(); // closes the socket of an answer that was not read to its end
  }
}

async function follow(
  fetch: typeof nodeFetch,
  first: Exchange,
  signal: AbortSignal,
): Promise<Answer> {
  let { url } = first;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sendOnce(fetch, { ...first, url }, signal);
    const isFollowed = first.method === 'GET' && !first.isHeadOnly;
    if (!isFollowed || !redirectStatuses.has(answer.status)) return answer;
    const next = parseUrl(answer.header('location'), url);
    const refuse = (reason: string): ApiError =>
      failure(first, 'network', `the server sends us ${reason}`, { status: answer.status });
    if (next?.origin !== url.origin) {
      throw refuse(next ? `elsewhere, to ${cleanLine(next.host, 80)}` : 'elsewhere, but not where');
    }
    if (redirects === maxRedirects) throw refuse('in a circle');
    url = next;
  }
}

async function sendOnce(
  fetch: typeof nodeFetch,
  { method, url, headers, body, isHeadOnly, maxBytes }: Exchange,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      body: body ?? null,
      redirect: 'manual',
      size: maxBytes,
      signal,
    });
    return {
      status: response.status,
      body: isHeadOnly ? '' : await response.text(),
      header: (name) => response.headers.get(name) ?? undefined,
    };
  } catch (error) {
    const { type, code } = error as { type?: unknown; code?: unknown };
    const request = { method, url };
    if (type === 'max-size') {
      throw failure(request, 'malformed', `the answer is larger than ${maxBytes} bytes`);
    }
    // Not kept as `cause`: node-fetch writes the whole URL, query included, into its messages.
    throw failure(request, 'network', reasonOf(typeof code === 'string' ? code : ''));
  }
}

/** Reasons in words, by the code of the system's error. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: 'the host name is not known',
  EAI_AGAIN: 'the host name cannot be looked up now',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  ERR_STREAM_PREMATURE_CLOSE: 'the connection ended in the middle of the answer',
  ETIMEDOUT: 'the host does not answer',
  EHOSTUNREACH: 'the host cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
};

function reasonOf(code: string): string {
  const reason = reasons[code] ?? 'the connection failed';
  return code === '' ? reason : `${reason} (${code})`;
}

function failure(
  { method, url }: Pick<Exchange, 'method' | 'url'>,
  kind: ApiErrorKind,
  message: string,
  response?: ApiErrorResponse,
): ApiError {
  return new ApiError(kind, message, { method, path: url.pathname }, response);
}

function parseUrl(text: string | undefined, base: URL): URL | undefined {
  try {
    return text === undefined ? undefined : new URL(text, base);
  } catch {
    return undefined;
  }
}
