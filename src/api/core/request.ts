import { untilAborted } from '../../base/abort';
import { delay } from '../../base/clock';
import { addressOf, bodyOf, type Call, headersOf, limitsOf, sendsToken } from './call';
import { readAnswer } from './answer';
import { ApiError, type ApiErrorRequest, type CallProblem } from './errors';
import type { Hosts } from './hosts';
import { isRepeatable, mayHaveBeenDone, type Outcome, retryDelayMs } from './retry';
import { type Exchange, exchange, type Wire } from './transport';

/** What every call shares. */
export interface Connection extends Wire {
  hosts: Hosts;
  /** Read for every call, with or without a leading `Bearer`; absent or blank: signed out. */
  token: () => Promise<string | undefined>;
  /** Called with the token of a call that the service answered with 401. */
  refused?: (token: string) => void;
  /** Guid of the project that calls are about. */
  project?: string;
  /** Guid of that project's organization. */
  organization?: string;
  /** From 0 up to 1; spreads retries. */
  random?: () => number;
  /** Client id in the browser sign-in; absent: the official CLI's. */
  signInClientId?: string;
}

/**
 * Makes one call.
 *
 * @throws `signal.reason` as soon as the signal is aborted
 * @throws {ApiError} for everything else that can go wrong on the way
 */
export type Request = <T>(call: Call<T>) => Promise<T>;

const defaultTimeoutMs = 60_000;

/** Makes the one function through which every call goes. */
export function requestOver(connection: Connection): Request {
  const { clock, hosts, log, random = Math.random } = connection;
  /** Items left out of the last answer of a path, so that a list read again and again warns once. */
  const skipped = new Map<string, number>();

  return async <T>(call: Call<T>): Promise<T> => {
    const { method = 'GET' } = call;
    const { signal, timeoutMs = call.timeoutMs ?? defaultTimeoutMs } = limitsOf(call.options);
    const url = addressOf(call, hosts);
    if (!(url instanceof URL)) throw problemError(call.problem ?? url, { method, path: '' });
    const request = { method, path: url.pathname };
    if (call.problem) throw problemError(call.problem, request);
    const needsToken = sendsToken(call);
    const currentToken = async (): Promise<string> =>
      needsToken ? bare(await untilAborted(connection.token(), signal)) : '';
    const exchangeWith = (token: string): Exchange => ({
      method,
      url,
      headers: headersOf(call, { ...connection, token }, request),
      ...(call.body && { body: bodyOf(call.body) }),
      redirects: call.isHeadOnly ? 'none' : 'sameOrigin',
      timeoutMs,
      ...(typeof call.answer === 'object' && { stallMs: defaultTimeoutMs }),
    });
    const onSkipped = (count: number): void => {
      if (count > 0 && skipped.get(url.pathname) !== count) {
        log.warn(`${method} ${url.pathname}: left out list items that cannot be read: ${count}`);
      }
      if (count > 0) skipped.set(url.pathname, count);
      else skipped.delete(url.pathname);
    };
    let wasLost = false;
    for (let tries = 1; ; tries += 1) {
      // Read for each try: a token can be refused, renewed or forgotten while a retry waits.
      const token = await currentToken();
      if (needsToken && token === '') {
        throw new ApiError('auth', 'signed out', request, undefined, { isUnsent: !wasLost });
      }
      const sent = exchangeWith(token);
      const hide = hiding([sent.body, url.search, token, ...(call.secrets ?? [])]);
      try {
        return await exchange(
          connection,
          sent,
          (incoming) =>
            readAnswer(call, incoming, { request, nowMs: clock.now(), hide, onSkipped }),
          signal,
        );
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        const status = error.response?.status ?? 0;
        if (needsToken && status === 401) {
          connection.refused?.(token);
          // Renewed meanwhile: a refused call was not carried out, so any method may be sent again.
          const renewed = await currentToken();
          if (tries === 1 && renewed !== '' && renewed !== token) continue;
        }
        if (wasLost && doneStatusesOf(call).includes(status)) return undefined as T;
        wasLost ||= mayHaveBeenDone(error);
        const outcome = outcomeOf(error);
        const isRetried = outcome && (call.isRepeatable ?? isRepeatable(method));
        const waitMs = isRetried ? retryDelayMs(tries, outcome, random) : undefined;
        if (waitMs === undefined) throw wasLost && error.isUnsent ? lost(error) : error;
        await delay(clock, waitMs, signal);
      }
    }
  };
}

const goneStatuses: readonly number[] = [404, 410];

function doneStatusesOf({ method, doneStatuses }: Call<unknown>): readonly number[] {
  return doneStatuses ?? (method === 'DELETE' ? goneStatuses : []);
}

/** The error of a last try that was not sent, when an earlier one may have been. */
function lost({ kind, message, request }: ApiError): ApiError {
  return new ApiError(kind, message, request);
}

function problemError({ reason, message }: CallProblem, request: ApiErrorRequest): ApiError {
  const kind = reason === 'operationNotAllowed' ? 'forbidden' : 'invalid';
  return new ApiError(kind, message, request, undefined, { reason, isUnsent: true });
}

/** A token without the scheme that people paste along with it. */
function bare(token = ''): string {
  return token.trim().replace(/^bearer(?:\s+|$)/i, '');
}

function hiding(secrets: readonly (string | undefined)[]): (text: string) => string {
  return (text) =>
    secrets.reduce<string>(
      (left, secret) => (secret ? left.replaceAll(secret, '***') : left),
      text,
    );
}

function outcomeOf({ kind, response }: ApiError): Outcome | undefined {
  return response ?? (kind === 'network' ? 'network' : undefined);
}
