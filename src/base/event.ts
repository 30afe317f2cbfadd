import { type Disposable, toDisposable } from './disposable';
import type { ErrorSink } from './errorSink';

/** Subscribes a listener; dispose the result to end the subscription. Fits `vscode.Event`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Fires one event. Its owner keeps it private and hands out `event` only. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  /** @param reportError  takes what listeners throw: a listener that fails never harms who fires */
  constructor(private readonly reportError: ErrorSink) {}

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return toDisposable(() => this.listeners.delete(own));
  };

  /**
   * Calls every listener, also when one of them throws; one that another listener unsubscribed is not
   * called any more. Never throws.
   */
  fire(value: T): void {
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        this.reportError(error);
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}
