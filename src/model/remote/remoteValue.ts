import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter } from '../../base/event';

/**
 * What is known of a value that lives at the service; times in milliseconds since 1970.
 * A failed refresh keeps the earlier value, which is stale then: it was read at `readyAt`.
 */
export type RemoteState<T> =
  | { kind: 'loading' } // not read yet
  | { kind: 'ready'; value: T; at: number }
  | { kind: 'failed'; error: unknown; at: number; stale?: { value: T; readyAt: number } };

interface Options<T> {
  clock: Clock;
  /** Reads the value. The signal is aborted when nobody wants the answer any more. */
  load: (signal: AbortSignal) => Promise<T>;
  reportError: ErrorSink;
}

/**
 * One value of the service: what is known of it, and the one request that reads it again. Equal requests
 * are shared, the newest answer wins, and disposal aborts what is under way.
 */
export class RemoteValue<T> implements Disposable {
  private readonly didChangeEmitter: Emitter<RemoteState<T>>;
  private current: RemoteState<T> = { kind: 'loading' };
  private request: { abort: AbortController; done: Promise<void> } | undefined;
  private isDisposed = false;

  constructor(private readonly options: Options<T>) {
    this.didChangeEmitter = new Emitter(options.reportError);
  }

  /** Fires when an answer or a failure has arrived, and when `set` was called. */
  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  get state(): RemoteState<T> {
    return this.current;
  }

  /** The value that was read last, stale or not; absent before the first answer. */
  get value(): T | undefined {
    const { current } = this;
    if (current.kind === 'ready') return current.value;
    return current.kind === 'failed' ? current.stale?.value : undefined;
  }

  /** When `value` was read; absent before the first answer. */
  get readyAt(): number | undefined {
    const { current } = this;
    if (current.kind === 'ready') return current.at;
    return current.kind === 'failed' ? current.stale?.readyAt : undefined;
  }

  /** Whether a request is under way. */
  get isRefreshing(): boolean {
    return this.request !== undefined;
  }

  /**
   * Reads the value, or joins the request under way. Resolves when the outcome is in `state`, or the
   * request was aborted; never rejects.
   */
  refresh(): Promise<void> {
    if (this.isDisposed) return Promise.resolve();
    if (this.request) return this.request.done;
    const abort = new AbortController();
    const request = { abort, done: Promise.resolve() };
    this.request = request;
    request.done = this.read(abort);
    return request.done;
  }

  /** Takes a value that another answer brought, such as that of a change; what is under way is dropped. */
  set(value: T): void {
    this.cancel();
    this.publish({ kind: 'ready', value, at: this.options.clock.now() });
  }

  /** Aborts the request under way, if any; `state` stays as it is. */
  cancel(): void {
    this.request?.abort.abort(new Cancelled());
    this.request = undefined;
  }

  dispose(): void {
    this.isDisposed = true;
    this.cancel();
    this.didChangeEmitter.dispose();
  }

  private async read(abort: AbortController): Promise<void> {
    const { clock, load } = this.options;
    let next: RemoteState<T>;
    try {
      next = { kind: 'ready', value: await load(abort.signal), at: clock.now() };
    } catch (error) {
      const { value, readyAt } = this;
      next = { kind: 'failed', error, at: clock.now() };
      if (readyAt !== undefined) next.stale = { value: value as T, readyAt };
    }
    if (abort.signal.aborted) return;
    this.request = undefined;
    this.publish(next);
  }

  private publish(state: RemoteState<T>): void {
    this.current = state;
    this.didChangeEmitter.fire(state);
  }
}
