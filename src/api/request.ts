import { STATUS_CODES } from 'node:http';
import type nodeFetch from 'node-fetch';
import { untilAborted } from '../base/abort';
import { cleanLine } from '../base/cleanText';
import { type Clock, delay } from '../base/clock';
import type { Log } from '../base/log';
import { bodyOf, type Call, headersOf, type Refusal, sendsToken, urlOf } from './call';
import { AnswerError, readErrorIds, readErrorText } from './envelope';
import { ApiError, type ApiErrorRequest, type ApiErrorResponse, kindOfStatus } from './errors';
import type { Hosts } from './hosts';
import { isRepeatable, type Outcome, parseRetryAfter, retryDelayMs } from './retry';
import { type Answer, type Exchange, exchange } from './transport';

/** What every call shares. */
export interface Connection {
  hosts: Hosts;
  /** Read for every call, with or without a leading `Bearer`; absent or blank: signed out. */
  token: () => Promise<string | undefined>;
  /** Guid of the project that calls are about. */
  project?: string;
  /** Guid of that project's organization. */
  organization?: string;
  fetch: typeof nodeFetch;
  clock: Clock;
  log: Log;
  /** From 0 up to 1; spreads retries. */
  random?: () => number;
  /** What we are to the browser sign-in; absent: what the official CLI is. */
  signInClientId?: string;
}

/**
 * Makes one call.
 *
 * @throws `signal.reason` as soon as the signal is aborted
 * @throws {ApiError} for everything else that can go wrong on the way
 */
export type Request = <T>(call: Call<T>, signal?: AbortSignal) => Promise<T>;

const defaultTimeoutMs = 60_000;
const maxBytes = 64 * 2 ** 20;

/** Makes the one function through which every call goes. */
export function requestOver(connection: Connection): Request {
  const { clock, fetch, hosts, random = Math.random } = connection;

  return async (call, signal) => {
    const url = urlOf(call, hosts);
    const request = { method: call.method, path: url.pathname };
    if (call.refusal) throw refused(call.refusal, request);
    const needsToken = sendsToken(call);
    const token = needsToken ? bare(await untilAborted(connection.token(), signal)) : '';
    if (needsToken && token === '') throw new ApiError('auth', 'signed out', request);
    const sent: Exchange = {
      method: call.method,
      url,
      headers: headersOf(call, { ...connection, token }, request),
      ...(call.body && { body: bodyOf(call.body) }),
      isHeadOnly: call.isHeadOnly ?? false,
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      maxBytes,
    };
    const hide = hiding([sent.body, url.search, token, ...(call.secrets ?? [])]);
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await logged(connection, sent, () => exchange(fetch, clock, sent, signal));
        return read(call, answer, request, clock.now(), hide);
      } catch (error) {
        const outcome = outcomeOf(error);
        const isRetried = outcome && (call.isRepeatable ?? isRepeatable(call.method));
        const waitMs = isRetried ? retryDelayMs(tries, outcome, random) : undefined;
        if (waitMs === undefined) throw error;
        await delay(clock, waitMs, signal);
      }
    }
  };
}

function refused({ reason, message }: Refusal, request: ApiErrorRequest): ApiError {
  const kind = reason === 'operationNotAllowed' ? 'forbidden' : 'invalid';
  return new ApiError(kind, message, request, undefined, { reason });
}

/** A token without the scheme that people paste along with it. */
function bare(token = ''): string {
  return token.trim().replace(/^bearer(\s+|$)/i, '');
}

/** Tells the log how a try went: method, path, outcome and time, and never more. */
async function logged(
  { clock, log }: Connection,
  { method, url }: Exchange,
  work: () => Promise<Answer>,
): Promise<Answer> {
  const startedAt = clock.now();
  let outcome = 'aborted';
  try {
    const answer = await work();
    outcome = String(answer.status);
    return answer;
  } catch (error) {
    if (error instanceof ApiError) outcome = `${error.kind}: ${error.message}`;
    throw error;
  } finally {
    log.debug(`${method} ${url.pathname} ${outcome}, ${clock.now() - startedAt} ms`);
  }
}

type Hide = (text: string) => string;

/** Makes what takes secrets out of a text: servers repeat what they were sent, errors may not. */
function hiding(secrets: readonly (string | undefined)[]): Hide {
  return (text) =>
    secrets.reduce<string>(
      (left, secret) => (secret ? left.replaceAll(secret, '***') : left),
      text,
    );
}

function read<T>(
  call: Call<T>,
  answer: Answer,
  request: ApiErrorRequest,
  nowMs: number,
  hide: Hide,
): T {
  const { status } = answer;
  const response = responseOf(answer, nowMs, hide);
  if (!(call.accepts?.includes(status) ?? (status >= 200 && status < 300))) {
    const text =
      readErrorText(answer.body, hide) ?? `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trim();
    const details = { reason: call.reasons?.[status], ids: readErrorIds(answer.body, hide) };
    throw new ApiError(kindOfStatus(status), text, request, response, details);
  }
  try {
    return call.answer(answer.body, answer.header);
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    const { kind, message, reason } = error;
    throw new ApiError(kind, hide(message), request, response, { reason });
  }
}

function responseOf(answer: Answer, nowMs: number, hide: Hide): ApiErrorResponse {
  const requestId = cleanLine(hide(answer.header('x-request-id') ?? ''), 80);
  const retryAfterMs = parseRetryAfter(answer.header('retry-after'), nowMs);
  return {
    status: answer.status,
    ...(requestId && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}

function outcomeOf(error: unknown): Outcome | undefined {
  if (!(error instanceof ApiError)) return undefined;
  return error.response ?? (error.kind === 'network' ? 'network' : undefined);
}
