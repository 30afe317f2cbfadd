import type { ApiError, ApiErrorResponse } from './errors';

/** How one try failed: without an answer, or with a status that is no success. */
export type Outcome = 'network' | Pick<ApiErrorResponse, 'status' | 'retryAfterMs'>;

const maxRetries = 2;
const firstWaitMs = 500;
const maxWaitMs = 30_000;
const passingStatuses: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);
const repeatableMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);

/** Whether sending it twice does no more than sending it once, by the rules of HTTP. */
export function isRepeatable(method: string): boolean {
  return repeatableMethods.has(method);
}

/** Whether the service may have done what a failed try asked for: the request reached it, or may have. */
export function mayHaveBeenDone({ kind, isUnsent, response }: ApiError): boolean {
  return response ? response.status >= 500 : kind === 'network' && !isUnsent;
}

/**
 * Decides whether a repeatable call is tried again. A wait the server asked for wins, up to 30 s;
 * otherwise the wait doubles from half a second, of which a random half is taken off so that many
 * clients do not come back at once.
 *
 * @param attempt  tries so far, 1 after the first
 * @param random   from 0 up to 1
 * @returns        milliseconds to wait before the next try; absent: give up
 */
export function retryDelayMs(
  attempt: number,
  outcome: Outcome,
  random: () => number,
): number | undefined {
  if (attempt > maxRetries) return undefined;
  if (outcome !== 'network') {
    if (!passingStatuses.has(outcome.status)) return undefined;
    if (outcome.retryAfterMs !== undefined) return Math.min(outcome.retryAfterMs, maxWaitMs);
  }
  return firstWaitMs * 2 ** (attempt - 1) * (1 - random() / 2);
}

/**
 * Reads a `Retry-After` header.
 *
 * @param nowMs  milliseconds since 1970, which an HTTP date is compared with
 * @returns      milliseconds from now, 0 for a date that has passed; absent for anything else
 * @see RFC 9110, section 10.2.3
 */
export function parseRetryAfter(header: string | undefined, nowMs: number): number | undefined {
  const text = header?.trim() ?? '';
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  // Without a letter `Date.parse` would take things such as `-5` or `1.5` for a date.
  const date = /^[A-Za-z]{3}/.test(text) ? Date.parse(text) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}
