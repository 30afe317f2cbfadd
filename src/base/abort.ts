/**
 * Waits for a promise that knows of no signal.
 *
 * @throws `signal.reason` as soon as the signal is aborted; what was awaited goes on by itself
 */
export async function untilAborted<T>(promise: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!signal) return promise;
  let onAbort: (() => void) | undefined;
  const abort = new Promise<void>((resolve) => {
    onAbort = resolve;
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([promise, abort]);
    signal.throwIfAborted();
    return await promise;
  } finally {
    if (onAbort) signal.removeEventListener('abort', onAbort);
  }
}
