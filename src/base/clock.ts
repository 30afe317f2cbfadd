import { type Disposable, toDisposable } from './disposable';

/** Time, as far as the code may know it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after `delayMs`, unless disposed before. */
  schedule(callback: () => void, delayMs: number): Disposable;
}

/** Longest time a timer of Node holds, about 25 days; it fires at once when given more. */
const maxTimerMs = 2 ** 31 - 1;

/** The computer's own clock. A delay of more than 25 days ends then. */
export const systemClock: Clock = {
  now: () => Date.now(),
  schedule(callback, delayMs) {
    const timer = setTimeout(callback, Math.min(delayMs, maxTimerMs));
    return toDisposable(() => clearTimeout(timer));
  },
};

/**
 * Waits `delayMs` milliseconds.
 *
 * @throws `signal.reason` as soon as the signal is aborted
 */
export async function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const timer = clock.schedule(end, delayMs);
  signal?.addEventListener('abort', end, { once: true });
  await ended;
  timer.dispose();
  signal?.removeEventListener('abort', end);
  signal?.throwIfAborted();
}
