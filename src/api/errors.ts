/** Why a call failed, as far as a caller can act on it. */
export type ApiErrorKind =
  | 'auth'
  | 'forbidden'
  | 'notFound'
  | 'conflict'
  | 'invalid'
  | 'rateLimited'
  | 'server'
  | 'network'
  | 'timeout'
  | 'malformed';

/** What a failed call asked for. `path` never has a query string. */
export interface ApiErrorRequest {
  method: string;
  path: string;
}

/** What came back, when anything did. */
export interface ApiErrorResponse {
  status: number;
  requestId?: string;
  retryAfterMs?: number;
}

/** Any failed call. Never carries a token, a request body or a query string. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly request: ApiErrorRequest,
    readonly response?: ApiErrorResponse,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
