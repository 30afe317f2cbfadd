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
  /** How long the server asked to be left alone, uncapped. */
  retryAfterMs?: number;
}

/**
 * What a kind alone does not tell; all but the last are exceptions of the original client, whose
 * `BadRequestError` and `APIError` are told by kind. Which status means what depends on the call.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/error.py
 */
export type ApiErrorReason =
  | 'parameterMissing' // ParameterMissingException
  | 'deviceNotFound' // DeviceNotFoundException
  | 'deploymentRunning' // DeploymentRunningException; `ids` has the deployments
  | 'configVariableNotFound' // ConfigNotFoundException
  | 'labelNotFound' // LabelNotFoundException
  | 'uploadNotFound' // LogsUUIDNotFoundException
  | 'unknownTopicStatus' // UnknownTopicStatusException
  | 'invalidParameter' // InvalidParameterException: refused before it was sent
  | 'operationNotAllowed' // OperationNotAllowedError: refused before it was sent
  | 'tooLarge'; // ours: the answer is larger than is read, and would be the next time as well

/** Why a call must not be sent; it fails with this reason, without a request. */
export interface CallProblem {
  reason: 'parameterMissing' | 'invalidParameter' | 'operationNotAllowed';
  message: string;
}

/** What more there is to say of a failed call. */
export interface ApiErrorDetails extends ErrorOptions {
  reason?: ApiErrorReason | undefined;
  /** Ids the service named as the cause, such as those of running deployments. */
  ids?: readonly string[] | undefined;
  isUnsent?: boolean | undefined;
}

/** Any failed call. Never carries a token, a request body or a query string. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly reason: ApiErrorReason | undefined;
  readonly ids: readonly string[];
  /**
   * Whether the service certainly never got the request: it was refused before sending, or no connection
   * could be made. When false, the service may have acted on it.
   */
  readonly isUnsent: boolean;

  constructor(
    readonly kind: ApiErrorKind,
    message: string,
    readonly request: ApiErrorRequest,
    readonly response?: ApiErrorResponse,
    { reason, ids = [], isUnsent = false, ...options }: ApiErrorDetails = {},
  ) {
    super(message, options);
    this.reason = reason;
    this.ids = ids;
    this.isUnsent = isUnsent;
  }
}

const kinds: Readonly<Record<number, ApiErrorKind>> = {
  401: 'auth',
  403: 'forbidden',
  404: 'notFound',
  407: 'network', // a proxy on the way wants something, not the service
  408: 'timeout',
  409: 'conflict',
  410: 'notFound',
  412: 'conflict',
  423: 'conflict',
  429: 'rateLimited',
  451: 'forbidden',
};

/** Sorts an HTTP status that is no success: by the table, else 4xx `invalid` and 5xx `server`. */
export function kindOfStatus(status: number): ApiErrorKind {
  return kinds[status] ?? (status >= 500 ? 'server' : status >= 400 ? 'invalid' : 'malformed');
}
