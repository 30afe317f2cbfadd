import type { ApiClient } from '../../api/client';
import { Cancelled } from '../../base/cancelled';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { ErrorSink } from '../../base/errorSink';
import { UserError } from '../../base/userError';
import type { Device, Label } from '../../domain/device';
import { protectionOf } from '../../domain/protection';
import { RemoteValue } from '../remote/remoteValue';

/** A device's labels and config variables, and the name it had when they were read. */
export type Configuration = Pick<Device, 'configVariables' | 'labels' | 'name'>;

/** One of a device's two tables. */
export type ConfigurationTable = 'configVariables' | 'labels';

/** A label or a config variable. */
export type ConfigurationEntry = Label;

/** The part of the client that the store needs. */
export interface ConfigurationApi {
  devices: Pick<ApiClient['devices'], 'get'>;
  labels: Pick<ApiClient['labels'], 'add' | 'delete' | 'update'>;
  configVariables: Pick<ApiClient['configVariables'], 'add' | 'delete' | 'update'>;
}

interface Options {
  api: ConfigurationApi;
  clock: Clock;
  deviceId: string;
  reportError: ErrorSink;
}

/** How a change treats an entry that is not as its caller saw it: as a conflict, or it replaces it. */
type WriteMode = 'check' | 'overwrite';

/** The service holds another value than the caller of a change saw. Nothing was written. */
export class ConfigurationConflict extends Error {
  override readonly name = 'ConfigurationConflict';

  /** @param current  what the service holds under the key; absent when the entry was deleted */
  constructor(readonly current: ConfigurationEntry | undefined) {
    super('The entry was changed by somebody else.');
  }
}

/**
 * The labels and config variables of one device: read on demand, changed one entry at a time.
 *
 * A change reads the device first. If the service holds another value than the caller saw, the change
 * ends with `ConfigurationConflict`; if it already holds the wanted one, nothing is sent. Changes of one
 * store run one after the other. `configuration` shows the outcome as soon as the service confirms it.
 *
 * Changes reject with `UserError` before anything is sent (empty key or value, protected variable), with
 * `ApiError` for a failed call, and with `Cancelled` after disposal.
 */
export class ConfigurationStore implements Disposable {
  private readonly remote: RemoteValue<Configuration>;
  private readonly abort = new AbortController();
  private lastChange: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: Options) {
    const { api, clock, deviceId, reportError } = options;
    const load = (signal: AbortSignal): Promise<Configuration> => api.devices.get(deviceId, signal);
    this.remote = new RemoteValue({ clock, load, reportError });
  }

  /** The tables as they were read last; `refresh` reads them again. */
  get configuration(): Omit<RemoteValue<Configuration>, 'cancel' | 'dispose' | 'set'> {
    return this.remote;
  }

  /** Adds an entry. One that has the same key already is a conflict. */
  add(table: ConfigurationTable, key: string, value: string, mode?: WriteMode) {
    return this.enqueue({ table, key, seen: undefined, wanted: value }, mode);
  }

  /** Gives an entry another value. One that was deleted is a conflict; `overwrite` adds it again. */
  change(table: ConfigurationTable, seen: ConfigurationEntry, value: string, mode?: WriteMode) {
    return this.enqueue({ table, key: seen.key, seen, wanted: value }, mode);
  }

  /** Deletes an entry. */
  delete(table: ConfigurationTable, seen: ConfigurationEntry, mode?: WriteMode) {
    return this.enqueue({ table, key: seen.key, seen, wanted: undefined }, mode);
  }

  dispose(): void {
    this.abort.abort(new Cancelled());
    this.remote.dispose();
  }

  /** In a queue, because a read that overlaps another change could bring its old value back. */
  private enqueue(change: Change, mode: WriteMode = 'check'): Promise<void> {
    const done = this.lastChange.then(() => this.apply(change, mode));
    this.lastChange = done.catch(() => undefined);
    return done;
  }

  private async apply(change: Change, mode: WriteMode): Promise<void> {
    const { api, deviceId } = this.options;
    const { signal } = this.abort;
    const { table, key, seen, wanted } = change;
    refuse(change);

    const fresh: Configuration = await api.devices.get(deviceId, signal);
    this.remote.set(fresh);
    const sameKey = fresh[table].filter((entry) => entry.key === key);
    const current = sameKey.find(({ id }) => id === seen?.id) ?? sameKey[0];
    if (current?.value === wanted) return;
    refuse({ ...change, seen: current });
    const isConflict = current?.value !== seen?.value;
    if (isConflict && mode === 'check') throw new ConfigurationConflict(current);

    const written = await send(api, deviceId, { table, key, current, wanted }, signal);
    // A refresh may have come in between, so the latest tables take the change.
    const latest = this.remote.value ?? fresh;
    const others = latest[table].filter(({ id }) => id !== current?.id && id !== written?.id);
    this.remote.set({ ...latest, [table]: written ? [...others, written] : others });
  }
}

/** What the caller saw under a key, and what it wants there; absent: no entry. */
interface Change {
  table: ConfigurationTable;
  key: string;
  seen: ConfigurationEntry | undefined;
  wanted: string | undefined;
}

function refuse({ table, key, seen, wanted }: Change): void {
  if (key.trim() === '') throw new UserError('Enter a key.');
  if (wanted === '') throw new UserError('Enter a value.');
  const protection = table === 'configVariables' && seen ? protectionOf(key) : undefined;
  if (!protection || (protection.forbids === 'delete' && wanted !== undefined)) return;
  const verb = wanted === undefined ? 'deleted' : 'changed';
  throw new UserError(`${key} cannot be ${verb}. ${protection.reason}`);
}

/** Makes the one call that turns `current` into what is wanted, and returns the entry as it is then. */
async function send(
  api: ConfigurationApi,
  deviceId: string,
  { table, key, current, wanted }: Omit<Change, 'seen'> & { current: Change['seen'] },
  signal: AbortSignal,
): Promise<ConfigurationEntry | undefined> {
  if (wanted !== undefined && current) {
    const next = { ...current, value: wanted };
    return (await api[table].update(next, signal)) ?? next;
  }
  if (wanted !== undefined) return api[table].add(deviceId, key, wanted, signal);
  if (!current) return undefined;
  if (table === 'labels') await api.labels.delete(current.id, signal);
  else await api.configVariables.delete(current, signal);
  return undefined;
}
