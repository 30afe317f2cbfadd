import { Cancelled } from '../base/cancelled';
import type { Clock } from '../base/clock';
import { type Disposable, DisposableSlot } from '../base/disposable';
import { Emitter } from '../base/event';
import {
  architectures,
  type Architecture,
  type Device,
  type FleetDevice,
  toFleetDevice,
} from './fleetDevice';
import { sameValue } from './sameValue';

/** Where a store gets its devices: one project, seen with one token. */
export interface DeviceSource {
  /** Project guid; architectures are remembered under it. */
  readonly projectId: string;
  list(signal: AbortSignal): Promise<readonly Device[]>;
  get(deviceId: string, signal?: AbortSignal): Promise<Device>;
  /** Ids of the online devices of one architecture. */
  listIdsByArchitecture(
    architecture: Architecture,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/**
 * Keeps what is known of architectures while devices are offline and the editor is closed.
 * Neither call rejects: a memory that cannot be read is empty.
 */
export interface ArchitectureMemory {
  read(projectId: string): Promise<ReadonlyMap<string, Architecture>>;
  write(projectId: string, known: ReadonlyMap<string, Architecture>): Promise<void>;
}

/** How the store's rows stand to the service's; times in milliseconds since 1970. */
export type FleetState =
  | { kind: 'none' } // no source: signed out, or no project chosen
  | { kind: 'loading' } // no rows yet
  | { kind: 'ready'; at: number }
  | { kind: 'failed'; at: number; error: unknown; readyAt?: number }; // rows, if any, are of `readyAt`

/** Ids of what is not as it was before. */
export interface DeviceChanges {
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
}

interface Options {
  clock: Clock;
  memory: ArchitectureMemory;
  /** Time from one answer to the next request while somebody looks, in milliseconds. */
  intervalMs: () => number;
}

const maxIntervalMs = 300_000;
/** A look that comes sooner after an answer than this is served from what is there. */
const freshMs = 3_000;

/**
 * The devices of one project, asked for again and again while somebody looks.
 * A failed refresh keeps the rows of the one before.
 */
export class DeviceStore implements Disposable {
  private readonly didChangeEmitter = new Emitter<DeviceChanges>();
  private readonly didChangeStateEmitter = new Emitter<FleetState>();
  private readonly timer = new DisposableSlot();
  private source: DeviceSource | undefined;
  private abort = new AbortController();
  private devices = new Map<string, FleetDevice>();
  private known = new Map<string, Architecture>();
  /** Devices that were online when architectures were last asked for: asking again would not tell more. */
  private asked = new Set<string>();
  private running: Promise<void> | undefined;
  private failures = 0;
  private isWatched = false;
  private current: FleetState = { kind: 'none' };

  constructor(private readonly options: Options) {}

  /** Fires when rows have come, gone or changed; never for a refresh that found all as it was. */
  readonly onDidChange = this.didChangeEmitter.event;
  /** Fires on every answer and on every change of source. */
  readonly onDidChangeState = this.didChangeStateEmitter.event;

  get state(): FleetState {
    return this.current;
  }

  /** All devices, in the service's order. */
  all(): readonly FleetDevice[] {
    return [...this.devices.values()];
  }

  /** Number of devices. */
  get size(): number {
    return this.devices.size;
  }

  get(deviceId: string): FleetDevice | undefined {
    return this.devices.get(deviceId);
  }

  /** Turns to another project, or to none: rows of the one before are dropped, its requests ended. */
  setSource(source: DeviceSource | undefined): void {
    this.abort.abort(new Cancelled());
    this.abort = new AbortController();
    this.running = undefined;
    this.timer.set(undefined);
    this.source = source;
    this.known = new Map();
    this.asked = new Set();
    this.failures = 0;
    this.publish(new Map());
    this.setState(source ? { kind: 'loading' } : { kind: 'none' });
    if (source && this.isWatched) void this.refresh();
  }

  /** Tells whether anything shows the devices. Unwatched, the store sends nothing and holds no timer. */
  setWatched(isWatched: boolean): void {
    if (this.isWatched === isWatched) return;
    this.isWatched = isWatched;
    this.timer.set(undefined);
    if (!isWatched || !this.source) return;
    const age =
      this.current.kind === 'ready' ? this.options.clock.now() - this.current.at : Infinity;
    if (age < freshMs) this.arm();
    else void this.refresh();
  }

  /**
   * Asks for the list now, or joins the request under way. Resolves when the answer is in `state`;
   * never rejects.
   *
   * @param relearn  asks for every online device's architecture again
   */
  refresh(relearn = false): Promise<void> {
    const { source } = this;
    if (!source) return Promise.resolve();
    this.running ??= this.load(source, this.abort.signal, relearn);
    return this.running;
  }

  /**
   * Fetches one device with the fields that lists lack, and keeps them in its row.
   *
   * @throws {ApiError}
   */
  async loadDetails(deviceId: string, signal?: AbortSignal): Promise<Device> {
    const { source } = this;
    if (!source) throw new Cancelled();
    const device = await source.get(deviceId, signal);
    const before = this.devices.get(deviceId);
    if (source === this.source && before) {
      const row = this.enrich(device);
      this.devices.set(deviceId, row);
      if (!sameValue(before, row)) {
        this.didChangeEmitter.fire({ added: [], changed: [deviceId], removed: [] });
      }
    }
    return device;
  }

  dispose(): void {
    this.source = undefined;
    this.abort.abort(new Cancelled());
    this.timer.dispose();
    this.didChangeEmitter.dispose();
    this.didChangeStateEmitter.dispose();
  }

  private async load(source: DeviceSource, signal: AbortSignal, relearn: boolean): Promise<void> {
    this.timer.set(undefined);
    try {
      const isFirst = this.readyAt === undefined;
      if (isFirst && this.known.size === 0) {
        const remembered = await this.options.memory.read(source.projectId);
        if (signal.aborted) return;
        this.known = new Map(remembered);
      }
      const learning = isFirst || relearn ? this.learn(source, signal) : undefined;
      const listed = await source.list(signal);
      await learning;
      const hasNews = listed.some(({ id, status }) => status === 'ONLINE' && !this.isSettled(id));
      if (!learning && hasNews) await this.learn(source, signal);
      if (signal.aborted) return;
      this.asked = new Set(listed.filter(({ status }) => status === 'ONLINE').map(({ id }) => id));
      this.failures = 0;
      this.publish(new Map(listed.map((device) => [device.id, this.enrich(device)])));
      this.setState({ kind: 'ready', at: this.options.clock.now() });
    } catch (error) {
      if (signal.aborted) return;
      this.failures += 1;
      const { readyAt } = this;
      this.setState({
        kind: 'failed',
        at: this.options.clock.now(),
        error,
        ...(readyAt !== undefined && { readyAt }),
      });
    } finally {
      if (!signal.aborted) {
        this.running = undefined;
        this.arm();
      }
    }
  }

  /** When the rows were last answered; absent before the first answer. */
  private get readyAt(): number | undefined {
    const { current } = this;
    if (current.kind === 'ready') return current.at;
    return current.kind === 'failed' ? current.readyAt : undefined;
  }

  private isSettled(deviceId: string): boolean {
    return this.known.has(deviceId) || this.asked.has(deviceId);
  }

  /** Asks which devices have which architecture. What cannot be learnt now stays as it was known. */
  private async learn(source: DeviceSource, signal: AbortSignal): Promise<void> {
    const answers = await Promise.allSettled(
      architectures.map(async (architecture) => ({
        architecture,
        ids: await source.listIdsByArchitecture(architecture, signal),
      })),
    );
    if (signal.aborted) return;
    let isNew = false;
    for (const answer of answers) {
      if (answer.status === 'rejected') continue;
      for (const id of answer.value.ids) {
        isNew ||= this.known.get(id) !== answer.value.architecture;
        this.known.set(id, answer.value.architecture);
      }
    }
    if (isNew) await this.options.memory.write(source.projectId, this.known);
  }

  private enrich(device: Device): FleetDevice {
    return toFleetDevice(device, this.known.get(device.id), this.devices.get(device.id));
  }

  private publish(next: Map<string, FleetDevice>): void {
    const before = this.devices;
    const added: string[] = [];
    const changed: string[] = [];
    for (const [id, device] of next) {
      const old = before.get(id);
      if (!old) added.push(id);
      else if (!sameValue(old, device)) changed.push(id);
    }
    const removed = [...before.keys()].filter((id) => !next.has(id));
    this.devices = next;
    if (added.length + changed.length + removed.length > 0) {
      this.didChangeEmitter.fire({ added, changed, removed });
    }
  }

  private setState(state: FleetState): void {
    this.current = state;
    this.didChangeStateEmitter.fire(state);
  }

  private arm(): void {
    if (!this.isWatched || !this.source) return;
    const interval = Math.min(this.options.intervalMs() * 2 ** this.failures, maxIntervalMs);
    this.timer.set(this.options.clock.schedule(() => void this.refresh(), interval));
  }
}
