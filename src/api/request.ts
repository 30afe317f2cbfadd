import { STATUS_CODES } from 'node:http';
import type nodeFetch from 'node-fetch';
import { untilAborted } from '../base/abort';
import { cleanLine } from '../base/cleanText';
import { type Clock, delay } from '../base/clock';
import type { Log } from '../base/log';
import { type Decode, readErrorText, WrongShape } from './envelope';
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
}

/**
 * The service's parts: where each is, and the headers it wants.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/rest_client.py
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/config.py
 */
const parts = {
  deviceManager: { host: 'core', base: '/api/device-manager/v0/', sends: ['token', 'project'] },
  v2: { host: 'v2', base: '/v2/', sends: ['token', 'organization', 'project'] },
  v2Account: { host: 'v2', base: '/v2/', sends: ['token'] },
} as const satisfies Record<string, Part>;

type Identity = 'token' | 'project' | 'organization';

interface Part {
  host: keyof Hosts;
  base: string;
  sends: readonly Identity[];
}

/** One call of the API, whose successful answer is read as a `T`. */
export interface Call<T> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  part: keyof typeof parts;
  /** Below the part's base, written with the `path` template. */
  path: string;
  /** Absent values are left out; a list repeats its key. */
  query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON. */
  body?: unknown;
  /** Beside those of the part. */
  headers?: Readonly<Record<string, string>>;
  answer: Decode<T>;
  /** The only success; absent: every 2xx. */
  status?: number;
  /** Whether a passing failure is tried again; absent: as HTTP says of the method. */
  isRepeatable?: boolean;
  /** Time limit of one try, body included; 60 s unless told. */
  timeoutMs?: number;
}

/**
 * Makes one call.
 *
 * @throws `signal.reason` as soon as the signal is aborted
 * @throws {ApiError} for everything else that can go wrong on the way
 */
export type Request = <T>(call: Call<T>, signal?: AbortSignal) => Promise<T>;

const defaultTimeoutMs = 60_000;
const userAgent = 'rapyuta-device-explorer';
const maxBytes = 64 * 2 ** 20;

/** Makes the one function through which every call goes. */
export function requestOver(connection: Connection): Request {
  const { clock, fetch, hosts, random = Math.random } = connection;

  return async (call, signal) => {
    const url = urlOf(call, hosts);
    const request = { method: call.method, path: url.pathname };
    const token = bare(await untilAborted(connection.token(), signal));
    const sent: Exchange = {
      method: call.method,
      url,
      headers: headersOf(call, connection, token, request),
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
      timeoutMs: call.timeoutMs ?? defaultTimeoutMs,
      maxBytes,
    };
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await logged(connection, sent, () => exchange(fetch, clock, sent, signal));
        return read(call, answer, request, clock.now(), [token, url.search]);
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

function urlOf({ part, path, query = {} }: Call<unknown>, hosts: Hosts): URL {
  const url = new URL(hosts[parts[part].host] + parts[part].base + path);
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (one !== undefined) url.searchParams.append(key, String(one));
    }
  }
  return url;
}

/** A token without the scheme that people paste along with it. */
function bare(token = ''): string {
  return token.trim().replace(/^bearer(\s+|$)/i, '');
}

function headersOf(
  { part, body, headers = {} }: Call<unknown>,
  { project, organization }: Connection,
  token: string,
  request: ApiErrorRequest,
): Record<string, string> {
  if (token === '') throw new ApiError('auth', 'signed out', request);
  const values: Record<Identity, [name: string, value: string | undefined]> = {
    token: ['Authorization', `Bearer ${token}`],
    project: ['project', project],
    organization: ['organizationguid', organization],
  };
  const all: Record<string, string> = { Accept: 'application/json', 'User-Agent': userAgent };
  if (body !== undefined) all['Content-Type'] = 'application/json';
  for (const identity of parts[part].sends) {
    const [name, value] = values[identity];
    if (value) all[name] = value;
  }
  Object.assign(all, headers);
  for (const [name, value] of Object.entries(all)) {
    if (!/^[\x20-\x7e]*$/.test(value)) {
      const kind = name === 'Authorization' ? 'auth' : 'invalid';
      throw new ApiError(kind, `${name} has characters that cannot be sent`, request);
    }
  }
  return all;
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

/** @param hidden  texts that the server may repeat in its error, but that no message may hold */
function read<T>(
  call: Call<T>,
  answer: Answer,
  request: ApiErrorRequest,
  nowMs: number,
  hidden: readonly string[],
): T {
  const { status } = answer;
  const response = responseOf(answer, nowMs);
  const isSuccess = call.status ? status === call.status : status >= 200 && status < 300;
  if (!isSuccess) {
    const body = hidden.reduce(
      (text, part) => (part ? text.replaceAll(part, '***') : text),
      answer.body,
    );
    const text = readErrorText(body) ?? `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trim();
    throw new ApiError(kindOfStatus(status), text, request, response);
  }
  try {
    return call.answer(answer.body);
  } catch (error) {
    if (!(error instanceof WrongShape)) throw error;
    throw new ApiError('malformed', error.message, request, response);
  }
}

function responseOf(answer: Answer, nowMs: number): ApiErrorResponse {
  const requestId = cleanLine(answer.header('x-request-id') ?? '', 80);
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
