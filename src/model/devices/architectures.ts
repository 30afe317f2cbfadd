import { Cancelled } from '../../base/cancelled';
import type { Disposable } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { Emitter } from '../../base/event';
import { type Architecture, architectures, type Device } from '../../domain/device';

/** Asks for the ids of the online devices of one architecture. */
export type ArchitectureQuery = (
  architecture: Architecture,
  signal: AbortSignal,
) => Promise<readonly string[]>;

/**
 * Keeps the architectures of a project's devices while the devices are offline and the editor is closed.
 * Neither call rejects: what cannot be read is empty.
 */
export interface ArchitectureStorage {
  read(): Promise<ReadonlyMap<string, Architecture>>;
  write(known: ReadonlyMap<string, Architecture>): Promise<void>;
}

/**
 * The last known architecture of each device. The service has no such field: three queries return the
 * online devices of one architecture each, so they are sent when a device without one is online.
 */
export class Architectures implements Disposable {
  private readonly didChangeEmitter: Emitter<void>;
  private readonly abort = new AbortController();
  private known: ReadonlyMap<string, Architecture> = new Map();
  /** Online devices that all three queries have answered for: another query would say no more. */
  private answered: ReadonlySet<string> = new Set();
  private isQuerying = false;
  /** Resolves when the stored architectures have been read. */
  readonly restored: Promise<void>;

  constructor(
    private readonly query: ArchitectureQuery,
    private readonly storage: ArchitectureStorage,
    reportError: ErrorSink,
  ) {
    this.didChangeEmitter = new Emitter(reportError);
    this.restored = storage.read().then((known) => void (this.known = known));
  }

  /** Fires when a query brought something new. */
  get onDidChange() {
    return this.didChangeEmitter.event;
  }

  get(deviceId: string): Architecture | undefined {
    return this.known.get(deviceId);
  }

  /**
   * Sends the queries if an online device has no architecture yet; a query that failed is sent again with
   * the next list. While queries are under way, none is added.
   *
   * @param devices  the whole list, as just read
   * @param isForced whether to send them in any case
   * @returns         false when queries were under way, so that none were sent
   */
  follow(devices: readonly Device[], isForced: boolean): boolean {
    const online = devices.filter(({ status }) => status === 'ONLINE').map(({ id }) => id);
    this.answered = new Set(online.filter((id) => this.answered.has(id)));
    const isMissing = online.some((id) => !this.known.has(id) && !this.answered.has(id));
    if (this.isQuerying) return false;
    if (isMissing || isForced) void this.sendQueries(new Set(devices.map(({ id }) => id)), online);
    return true;
  }

  dispose(): void {
    this.abort.abort(new Cancelled());
    this.didChangeEmitter.dispose();
  }

  private async sendQueries(ids: ReadonlySet<string>, online: readonly string[]): Promise<void> {
    this.isQuerying = true;
    const before = this.known;
    const outcomes = await Promise.allSettled(
      architectures.map(async (architecture) =>
        this.take(architecture, await this.query(architecture, this.abort.signal)),
      ),
    );
    this.isQuerying = false;
    if (this.abort.signal.aborted) return;
    if (outcomes.every(({ status }) => status === 'fulfilled')) this.answered = new Set(online);
    if (this.known === before) return;
    // Devices that have left the project are forgotten.
    await this.storage.write(new Map([...this.known].filter(([id]) => ids.has(id))));
  }

  private take(architecture: Architecture, ids: readonly string[]): void {
    if (this.abort.signal.aborted || ids.every((id) => this.known.get(id) === architecture)) return;
    const next = new Map(this.known);
    for (const id of ids) next.set(id, architecture);
    this.known = next;
    this.didChangeEmitter.fire();
  }
}
