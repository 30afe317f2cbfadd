/** An answer that is not a success: routes throw it, the server writes it in the family's envelope. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  /** @param error what `error` holds on the wire: text, or a list of ids */
  constructor(
    readonly status: number,
    readonly error: string | readonly string[],
  ) {
    super(typeof error === 'string' ? error : error.join(', '));
  }
}

/** The success envelope of the device manager and of the metrics query. */
export function success<T>(data: T) {
  return { status: 'success', response: { data } };
}

/** The error body that the family of `path` uses; only the first two families have an envelope. */
export function errorBody(path: string, error: string | readonly string[]) {
  const isEnveloped = path.startsWith('/api/device-manager/') || path.startsWith('/api/metrics/');
  return isEnveloped ? { status: 'error', response: { data: {}, error } } : { error };
}
