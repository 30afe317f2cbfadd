import type { Clock } from '../../src/base/clock';
import { type Disposable, toDisposable } from '../../src/base/disposable';

interface Timer {
  at: number;
  callback: () => void;
}

/** A clock that stands still until a test moves it. */
export class FakeClock implements Clock {
  private readonly timers = new Set<Timer>();

  constructor(private time = Date.UTC(2024, 2, 2, 10)) {}

  now(): number {
    return this.time;
  }

  /** Number of timers that are set. */
  get pending(): number {
    return this.timers.size;
  }

  /** Milliseconds from now to each timer, soonest first. */
  get waits(): number[] {
    return [...this.timers].map(({ at }) => at - this.time).sort((a, b) => a - b);
  }

  schedule(callback: () => void, delayMs: number): Disposable {
    const timer: Timer = { at: this.time + Math.max(0, delayMs), callback };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  /** Moves time on and calls what was due on the way, in order. */
  advance(milliseconds: number): void {
    const end = this.time + milliseconds;
    for (;;) {
      const [next] = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.timers.delete(next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}

/**
 * A clock on which short waits pass at once and are written down, and long ones never end: for code
 * that waits between tries (short) under a time limit (long).
 */
export class QuickClock extends FakeClock {
  /** The short waits there were, in milliseconds. */
  readonly passed: number[] = [];

  constructor(private readonly shortMs = 30_000) {
    super();
  }

  override schedule(callback: () => void, delayMs: number): Disposable {
    if (delayMs >= this.shortMs) return super.schedule(callback, delayMs);
    this.passed.push(delayMs);
    const timer = super.schedule(callback, delayMs);
    setImmediate(() => this.advance(delayMs));
    return timer;
  }
}
