const iso = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?$/;

/**
 * Reads a timestamp of the service. One without a zone is UTC. The service's `0001-...` for "never",
 * like anything that is no timestamp, gives `undefined`: no call fails over a date.
 */
export function parseTimestamp(text: string | null | undefined): Date | undefined {
  const match = text ? iso.exec(text) : null;
  if (!match || match[0].startsWith('0001-')) return undefined;
  const date = new Date(match[0].replace(' ', 'T') + (match[3] ? '' : 'Z'));
  return isDate(date) ? date : undefined;
}

/** Whether a date is one; `new Date(NaN)` is not, and has no text. */
export function isDate(date: Date): boolean {
  return !Number.isNaN(date.getTime());
}

/** Writes a date in UTC with the letter Z; empty for one that `isDate` refuses. */
export function timestampOf(date: Date): string {
  return isDate(date) ? date.toISOString() : '';
}
