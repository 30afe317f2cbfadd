import { ApiError, type ApiErrorRequest } from './errors';

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

/** System calls and codes that fail only while there is no connection yet, so nothing was sent. */
const connectCalls: ReadonlySet<unknown> = new Set(['getaddrinfo', 'connect']);
const connectCodes: ReadonlySet<unknown> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Makes the `network` error of an exchange from what node-fetch or a stream of its threw. */
export function networkFailure(request: ApiErrorRequest, error: unknown): ApiError {
  const { code, erroredSysCall } = error as Record<string, unknown>;
  const reason = (typeof code === 'string' && reasons[code]) || 'the connection failed';
  const message = typeof code === 'string' ? `${reason} (${code})` : reason;
  const isUnsent = erroredSysCall ? connectCalls.has(erroredSysCall) : connectCodes.has(code); // of several addresses that failed, no system call is named
  // The error is not kept as `cause`: node-fetch writes the whole URL, query included, into its messages.
  return new ApiError('network', message, request, undefined, { isUnsent });
}
