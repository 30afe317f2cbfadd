import { fieldsOf } from './context';

/** What every v2 object says first. */
export const v2Version = 'api.rapyuta.io/v2';

/** A time as the v2 family writes it: RFC 3339 in UTC, whole seconds. */
export function v2Time(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

const defaultLimit = 50;

/**
 * One page of a v2 list. `continue` is the number of items that came before; the answer's
 * `metadata.continue` starts the next page, and is there on the last page too, as on the platform.
 */
export function v2Page<T>(query: unknown, items: readonly T[]) {
  const fields = fieldsOf(query);
  const start = wholeNumber(fields['continue'], 0);
  const limit = wholeNumber(fields['limit'], defaultLimit) || defaultLimit;
  const page = items.slice(start, start + limit);
  return { metadata: { continue: start + page.length }, items: page };
}

function wholeNumber(value: unknown, otherwise: number): number {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : otherwise;
}
