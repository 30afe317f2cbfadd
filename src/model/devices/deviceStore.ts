import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import { type Disposable, DisposableStore } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter, type Event } from '../../base/event';
import { sameValue } from '../../base/sameValue';
import type { Architecture, Device } from '../../domain/device';
import { type FleetDevice, toFleetDevice } from '../../domain/fleetDevice';
import { Poller } from '../remote/poller';
import { type RemoteState, RemoteValue } from '../remote/remoteValue';
import { Architectures, type ArchitectureStorage } from './architectures';

/** The part of the API that the devices of a project come from. */
export interface DevicesApi {
  list(filter: object, signal: AbortSignal): Promise<readonly Device[]>;
  get(deviceId: string, signal: AbortSignal): Promise<Device>;
  listIdsByArchitecture(
    architecture: Architecture,
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/** Ids of the devices that came, changed or went. */
export interface DeviceChanges {
  added: readonly string[];
  changed: readonly string[];
  removed: readonly string[];
}

interface Options {
  api: DevicesApi;
  clock: Clock;
  storage: ArchitectureStorage;
  /** Time from one answer to the next request while somebody watches, in milliseconds. */
  intervalMs: () => number;
  /** Whether polling makes sense now; see `Poller`. */
  mayPoll: () => boolean;
  reportError: ErrorSink;
}

/** An answer with the place of its request in the order of all requests. */
interface Ordered<T> {
  value: T;
  order: number;
}

type ListedDevices = ReadonlyMap<string, Device>;

/**
 * The devices of one project: the polled list, joined with architectures and with details of single
 * devices as they arrive. A failed refresh keeps the rows.
 */
export class DeviceStore implements Disposable {
  private readonly own = new DisposableStore();
  private readonly didChangeEmitter: Emitter<DeviceChanges>;
  private readonly list: RemoteValue<Ordered<ListedDevices>>;
  private readonly poller: Poller;
  private readonly architectures: Architectures;
  private readonly details = new Map<string, RemoteValue<Ordered<Device>>>();
  private devices = new Map<string, FleetDevice>();
  private requests = 0;
  private isRelearning = false;

  constructor(private readonly options: Options) {
    const { api, clock, storage, reportError } = options;
    this.didChangeEmitter = this.own.add(new Emitter(reportError));
    this.architectures = this.own.add(
      new Architectures(
        (architecture, signal) => api.listIdsByArchitecture(architecture, signal),
        storage,
        reportError,
      ),
    );
    const load = async (signal: AbortSignal): Promise<Ordered<ListedDevices>> => {
      const [listed] = await Promise.all([
        this.inOrder(() => api.list({}, signal)),
        this.architectures.restored,
      ]);
      return { ...listed, value: new Map(listed.value.map((device) => [device.id, device])) };
    };
    this.list = this.own.add(new RemoteValue({ clock, load, reportError }));
    this.own.add(this.list.onDidChange((state) => this.follow(state)));
    this.own.add(this.architectures.onDidChange(() => this.join()));
    this.poller = this.own.add(new Poller({ ...options, value: this.list }));
  }

  /** Fires when devices have come, gone or changed; never for an answer that is equal to the last. */
  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  /** Fires on every answer and every failure of the list, after `onDidChange`. */
  get onDidChangeState(): Event<RemoteState<unknown>> {
    return this.list.onDidChange;
  }

  /** How the list stands to the service's. */
  get state(): RemoteState<unknown> {
    return this.list.state;
  }

  /** When the list was last read, in milliseconds since 1970; absent before the first answer. */
  get readyAt(): number | undefined {
    return this.list.readyAt;
  }

  /** Whether the list is older than polling would let it become. */
  get isStale(): boolean {
    const { clock, intervalMs } = this.options;
    return clock.now() - (this.readyAt ?? -Infinity) > intervalMs();
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

  /** Keeps the list current until the result is disposed. */
  watch(): Disposable {
    return this.poller.watch();
  }

  /** Refreshes at once if anybody watches: what made the last request fail may be over. */
  wake(): void {
    this.poller.wake();
  }

  /**
   * Reads the list now, or joins the request under way. Resolves when the answer is in `state`; never
   * rejects.
   *
   * @param isRelearning  whether to query the architectures of all online devices again
   */
  refresh(isRelearning = false): Promise<void> {
    this.isRelearning ||= isRelearning;
    return this.list.refresh();
  }

  /**
   * Fetches one device with the fields that lists lack, and keeps them in its row. Callers at the same
   * time share one request, which goes on when one of them stops waiting.
   *
   * @throws {ApiError}
   */
  async loadDetails(deviceId: string): Promise<Device> {
    const details = this.detailsOf(deviceId);
    await details.refresh();
    const { state } = details;
    if (state.kind === 'failed') throw state.error;
    if (state.kind === 'loading') throw new Cancelled();
    return this.devices.get(deviceId) ?? state.value.value;
  }

  dispose(): void {
    this.own.dispose();
  }

  private async inOrder<T>(request: () => Promise<T>): Promise<Ordered<T>> {
    const order = (this.requests += 1);
    return { value: await request(), order };
  }

  private follow(state: RemoteState<Ordered<ListedDevices>>): void {
    if (state.kind !== 'ready') return;
    this.join();
    this.architectures.follow([...state.value.value.values()], this.isRelearning);
    this.isRelearning = false;
  }

  private detailsOf(deviceId: string): RemoteValue<Ordered<Device>> {
    let details = this.details.get(deviceId);
    if (!details) {
      const { api, clock, reportError } = this.options;
      const load = (signal: AbortSignal): Promise<Ordered<Device>> =>
        this.inOrder(() => api.get(deviceId, signal));
      details = this.own.add(new RemoteValue({ clock, load, reportError }));
      details.onDidChange(() => this.joinOne(deviceId));
      this.details.set(deviceId, details);
    }
    return details;
  }

  /** Joins what is known into rows, and fires for those that are not as they were. */
  private join(): void {
    const listed = this.list.value;
    if (!listed) return;
    const before = this.devices;
    const next = new Map<string, FleetDevice>();
    const added: string[] = [];
    const changed: string[] = [];
    for (const [id, device] of listed.value) {
      const old = before.get(id);
      const row = this.rowOf(device, listed.order);
      const isSame = old !== undefined && sameValue(old, row);
      next.set(id, isSame ? old : row);
      if (!old) added.push(id);
      else if (!isSame) changed.push(id);
    }
    const removed = [...before.keys()].filter((id) => !next.has(id));
    this.devices = next;
    this.forgetDetails();
    if (added.length + changed.length + removed.length > 0) {
      this.didChangeEmitter.fire({ added, changed, removed });
    }
  }

  private joinOne(deviceId: string): void {
    const device = this.list.value?.value.get(deviceId);
    const old = this.devices.get(deviceId);
    if (!device || !old) return;
    const row = this.rowOf(device, this.list.value?.order ?? 0);
    if (sameValue(old, row)) return;
    this.devices.set(deviceId, row);
    this.didChangeEmitter.fire({ added: [], changed: [deviceId], removed: [] });
  }

  private rowOf(listed: Device, order: number): FleetDevice {
    const details = this.details.get(listed.id)?.value;
    return toFleetDevice({
      listed,
      details: details?.value,
      areDetailsNewer: (details?.order ?? 0) > order,
      architecture: this.architectures.get(listed.id),
    });
  }

  private forgetDetails(): void {
    for (const [id, details] of this.details) {
      if (this.devices.has(id)) continue;
      this.own.release(details);
      this.details.delete(id);
    }
  }
}
