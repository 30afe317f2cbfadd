import { type Disposable, toDisposable } from '../../base/disposable';
import type { Reading } from './readings';
import { type MetricSource, type Series, sampleMs } from './series';

/** Reading begins so long after the start, or with the first question, since it keeps a processor busy. */
const quietMs = 30_000;

/** So long do real values stay: six hours. */
const maxSnapshots = (6 * 3600 * 1000) / sampleMs;

/** Reads this computer's load every ten seconds and keeps what it read. */
export class RecordedMetrics implements MetricSource, Disposable {
  /** Time on the grid -> what was read then, by the series' key. */
  private readonly snapshots = new Map<number, ReadonlyMap<string, Reading>>();
  private readonly known = new Map<string, Reading>();
  private timer: NodeJS.Timeout | undefined;
  private readonly own: Disposable = toDisposable(() => clearTimeout(this.timer));
  private first: Promise<void> | undefined;
  private isEnded = false;

  start(): void {
    this.timer = setTimeout(() => void this.begin(), quietMs);
    this.timer.unref();
  }

  /** Reads from now on, unless it does already; resolves when something has been read. */
  begin(): Promise<void> {
    if (!this.first) {
      clearTimeout(this.timer);
      this.first = this.record();
    }
    return this.first;
  }

  seriesOf(): Series[] {
    return [...this.known].map(([key, { group, tags, values }]) => ({
      group,
      tags,
      fields: Object.keys(values),
      sample: (field, time) => this.snapshots.get(time)?.get(key)?.values[field] ?? undefined,
    }));
  }

  dispose(): void {
    this.isEnded = true;
    this.own.dispose();
  }

  private async record(): Promise<void> {
    // Loaded here, because the start of the simulator is not to wait for it.
    const { readComputer } = await import('./readings');
    const time = Math.floor(Date.now() / sampleMs) * sampleMs;
    const snapshot = new Map<string, Reading>();
    for (const reading of await readComputer()) {
      const key = JSON.stringify([reading.group, reading.tags]);
      snapshot.set(key, reading);
      this.known.set(key, reading);
    }
    this.snapshots.set(time, snapshot);
    for (const [oldest, forgotten] of this.snapshots) {
      if (this.snapshots.size <= maxSnapshots) break;
      this.snapshots.delete(oldest);
      // An interface or a disk that has not been seen since is gone.
      for (const [key, reading] of forgotten)
        if (this.known.get(key) === reading) this.known.delete(key);
    }
    if (this.isEnded) return;
    this.timer = setTimeout(() => void this.record(), sampleMs - (Date.now() % sampleMs) + 100);
    this.timer.unref();
  }
}
