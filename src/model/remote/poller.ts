import type { Clock } from '../../base/clock';
import { type Disposable, DisposableSlot, toDisposable } from '../../base/disposable';
import type { RemoteValue } from './remoteValue';

interface Options {
  clock: Clock;
  value: Pick<RemoteValue<unknown>, 'onDidChange' | 'readyAt' | 'refresh' | 'state'>;
  /** Time from one answer to the next request, in milliseconds. */
  intervalMs: () => number;
  /** Whether polling makes sense now; false while the service refuses the token. */
  mayPoll: () => boolean;
}

const maxIntervalMs = 300_000;
/** Who starts to watch sooner after an answer than this is served from what is there. */
const freshMs = 3_000;

/**
 * Refreshes a value again and again while somebody watches it; unwatched, it sends nothing and holds no
 * timer. Each wait starts at an answer, and doubles with every failure in a row up to 5 minutes.
 */
export class Poller implements Disposable {
  private readonly timer = new DisposableSlot();
  private readonly subscription: Disposable;
  private watchers = 0;
  private failures = 0;

  constructor(private readonly options: Options) {
    this.subscription = options.value.onDidChange(({ kind }) => {
      this.failures = kind === 'failed' ? this.failures + 1 : 0;
      this.arm();
    });
  }

  get isWatched(): boolean {
    return this.watchers > 0;
  }

  /** Polls until the result is disposed; the value is shared by all who watch. */
  watch(): Disposable {
    this.watchers += 1;
    if (this.watchers === 1) this.start();
    return toDisposable(() => {
      this.watchers -= 1;
      if (this.watchers === 0) this.timer.set(undefined);
    });
  }

  /** Polls at once, if anybody watches: what had stopped it may be over. */
  wake(): void {
    this.failures = 0;
    if (this.isWatched && this.options.mayPoll()) void this.options.value.refresh();
  }

  dispose(): void {
    this.subscription.dispose();
    this.timer.dispose();
  }

  private start(): void {
    const { clock, value, mayPoll } = this.options;
    const isFresh = value.state.kind === 'ready' && clock.now() - (value.readyAt ?? 0) < freshMs;
    if (isFresh) this.arm();
    else if (mayPoll()) void value.refresh();
  }

  private arm(): void {
    const { clock, value, intervalMs, mayPoll } = this.options;
    if (!this.isWatched || !mayPoll()) return this.timer.set(undefined);
    const waitMs = Math.min(intervalMs() * 2 ** this.failures, maxIntervalMs);
    this.timer.set(clock.schedule(() => void value.refresh(), waitMs));
  }
}
