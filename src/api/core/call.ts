import type { Decode, StreamDecode } from './envelope';
import { ApiError, type ApiErrorReason, type ApiErrorRequest, type CallProblem } from './errors';
import { type Hosts, isSafeUrl } from './hosts';

/**
 * The service's parts: where each is, and the headers it wants.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/rest_client.py
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/config.py
 */
const parts = {
  deviceManager: { host: 'core', base: '/api/device-manager/v0/', sends: ['token', 'project'] },
  metrics: { host: 'core', base: '/api/metrics/v0/', sends: ['token', 'project'] },
  v2: { host: 'v2', base: '/v2/', sends: ['token', 'organization', 'project'] },
  v2Account: { host: 'v2', base: '/v2/', sends: ['token'] },
  rip: { host: 'rip', base: '/', sends: ['token'] },
  ripSignIn: { host: 'rip', base: '/', sends: [] },
  oidc: { host: 'oidc', base: '/', sends: [] },
  /** Any server, which gets no header of ours. `path` is the whole address. */
  elsewhere: { base: '', sends: [] },
} as const satisfies Record<string, Part>;

/** Who makes the call, and about what. */
interface Identities {
  token: string;
  project?: string;
  organization?: string;
}

interface Part {
  host?: keyof Hosts;
  base: string;
  sends: readonly (keyof Identities)[];
}

/** How a caller limits a call; the last parameter of every method. */
export type CallOptions =
  | AbortSignal
  | {
      signal?: AbortSignal | undefined;
      /** Time limit of one try, body included, in milliseconds; absent: what suits the call. */
      timeoutMs?: number | undefined;
    };

/** One call of the API, whose successful answer is read as a `T`. */
export interface Call<T> {
  /** Absent: GET. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Absent: the device manager. */
  part?: keyof typeof parts;
  /** Below the part's base, written with the `path` template. */
  path: string | CallProblem;
  /** Absent values are left out; a list repeats its key. */
  query?: Readonly<Record<string, string | number | readonly string[] | undefined>>;
  /** Sent as JSON, or as a form. */
  body?: object | URLSearchParams;
  /** In addition to the part's. */
  headers?: Readonly<Record<string, string>>;
  answer: Decode<T> | StreamDecode<T>;
  /** Statuses whose answer is read; absent: every 2xx. */
  accepts?: readonly number[];
  /** What statuses mean for this call beyond their kind. */
  reasons?: Readonly<Record<number, ApiErrorReason>>;
  /**
   * Statuses that mean success when the answer to an earlier try was lost: the service had done it then.
   * Absent: 404 and 410 for a DELETE.
   */
  doneStatuses?: readonly number[];
  /** Texts in the body that no error may repeat. */
  secrets?: readonly string[];
  /** A broken rule that is found before sending. */
  problem?: CallProblem | undefined;
  /** Whether a transient failure is retried; absent: as HTTP says of the method. */
  isRepeatable?: boolean;
  /** Whether the answer's body is left unread and its redirect not followed. */
  isHeadOnly?: boolean;
  /** Time limit of one try, body included, in milliseconds; absent: 60 s. */
  timeoutMs?: number;
  options: CallOptions | undefined;
}

const formType = 'application/x-www-form-urlencoded';
/** The `User-Agent` of every request. */
export const userAgent = 'rapyuta-device-explorer';

/** Returns the caller's limits by name. */
export function limitsOf(options: CallOptions = {}): Exclude<CallOptions, AbortSignal> {
  return 'aborted' in options ? { signal: options } : options;
}

/** Whether a call goes out under the user's token. */
export function sendsToken({ part = 'deviceManager' }: Call<unknown>): boolean {
  const { sends }: Part = parts[part];
  return sends.includes('token');
}

/** Makes a call's address. */
export function addressOf(
  { part = 'deviceManager', path, query = {} }: Call<unknown>,
  hosts: Hosts,
): URL | CallProblem {
  if (typeof path !== 'string') return path;
  const { host, base }: Part = parts[part];
  const text = (host ? hosts[host] : '') + base + path;
  const invalid = (message: string): CallProblem => ({ reason: 'invalidParameter', message });
  if (!URL.canParse(text)) return invalid('the address cannot be read');
  const url = new URL(text);
  if (host && !isSafeUrl(url)) return invalid('the address does not begin with https://');
  for (const [key, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value]) {
      if (one !== undefined) url.searchParams.append(key, String(one));
    }
  }
  return url;
}

/** Writes a call's body. */
export function bodyOf(body: object | URLSearchParams): string {
  return body instanceof URLSearchParams ? body.toString() : JSON.stringify(body);
}

/**
 * Makes a call's headers.
 *
 * @throws {ApiError} when one has characters that would end it, or that HTTP has no way to send
 */
export function headersOf(
  { part = 'deviceManager', body, headers = {} }: Call<unknown>,
  { token, project, organization }: Identities,
  request: ApiErrorRequest,
): Record<string, string> {
  const values: Record<keyof Identities, [name: string, value: string | undefined]> = {
    token: ['Authorization', `Bearer ${token}`],
    project: ['project', project],
    organization: ['organizationguid', organization],
  };
  const all: Record<string, string> = { Accept: 'application/json', 'User-Agent': userAgent };
  if (body) all['Content-Type'] = body instanceof URLSearchParams ? formType : 'application/json';
  for (const identity of (parts[part] as Part).sends) {
    const [name, value] = values[identity];
    if (value) all[name] = value;
  }
  Object.assign(all, headers);
  for (const [name, value] of Object.entries(all)) {
    if (!/^[\x20-\x7e]*$/.test(value)) {
      const kind = name === 'Authorization' ? 'auth' : 'invalid';
      const message = `${name} has characters that cannot be sent`;
      throw new ApiError(kind, message, request, undefined, { isUnsent: true });
    }
  }
  return all;
}
