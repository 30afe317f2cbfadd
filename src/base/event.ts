import { type Disposable, toDisposable } from './disposable';

/** Subscribes a listener; dispose the result to end the subscription. Fits `vscode.Event`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Fires one event. Its owner keeps it private and hands out `event` only. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value);
    this.listeners.add(own);
    return toDisposable(() => this.listeners.delete(own));
  };

  /**
   * Calls every listener, also when one of them throws; one that another listener unsubscribed is not
   * called any more.
   *
   * @throws the first listener's error, when all have been called
   */
  fire(value: T): void {
    const errors: unknown[] = [];
    for (const listener of [...this.listeners]) {
      if (!this.listeners.has(listener)) continue;
      try {
        listener(value);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }

  dispose(): void {
    this.listeners.clear();
  }
}
