import { setImmediate as immediate } from 'node:timers/promises';
import { type Device, type DeviceStatus, type KeyValue, partialDevice } from './device';
import { Refusal, success } from './refusal';

/** An organization: what a user is a member of. */
export interface Organization {
  readonly guid: string;
  readonly name: string;
  readonly shortGuid: string;
  readonly creator: string;
}

/** Answers to the list call are sent in pieces of about this length. */
const pieceCharacters = 64 * 1024;

/** The two lists of a device that are read and edited alike. */
export type KeyValueList = 'labels' | 'variables';

/** The devices of one project, and the only way to change them. */
export class Project {
  private readonly devices = new Map<string, Device>();
  private readonly names = new Set<string>();
  /** Devices as entries of the list, made when the list is asked for; without those that changed. */
  private readonly rows = new Map<Device, string>();

  constructor(
    readonly guid: string,
    readonly name: string,
    readonly organization: Organization,
    readonly creator: string,
    readonly createdAt: number,
  ) {}

  /** All devices, oldest first. */
  all(): Device[] {
    return [...this.devices.values()];
  }

  find(uuid: string): Device | undefined {
    return this.devices.get(uuid);
  }

  /** @throws {Refusal} 404 when this project has no such device */
  get(uuid: string): Device {
    const device = this.devices.get(uuid);
    if (!device) throw new Refusal(404, 'device not found');
    return device;
  }

  /** The answer to the list call, in pieces: a large fleet's is a hundred megabytes. */
  async *listAnswer(): AsyncGenerator<string> {
    const [start = '', end = ''] = JSON.stringify(success(['devices'])).split('"devices"');
    let piece = start;
    let separator = '';
    for (const device of this.devices.values()) {
      piece += separator + this.row(device);
      separator = ',';
      if (piece.length < pieceCharacters) continue;
      yield piece;
      piece = '';
      await immediate(); // other requests get a turn, however fast the client reads
    }
    yield piece + end;
  }

  /** @throws {Refusal} 409 when another device has the name */
  add(device: Device): void {
    this.takeName(device.name);
    this.devices.set(device.uuid, device);
  }

  remove(device: Device): void {
    this.devices.delete(device.uuid);
    this.names.delete(device.name);
    this.rows.delete(device);
  }

  /** @throws {Refusal} 409 when another device has the new name */
  change(device: Device, changes: Partial<Pick<Device, 'name' | 'description' | 'pythonVersion'>>) {
    if (changes.name !== undefined && changes.name !== device.name) {
      this.takeName(changes.name);
      this.names.delete(device.name);
    }
    Object.assign(device, changes);
    this.rows.delete(device);
  }

  /** Gives a device a status; coming and going moves the time it was last seen. */
  setStatus(device: Device, status: DeviceStatus): void {
    if (device.status === status) return;
    const now = Date.now();
    if (status === 'ONLINE') endAbsence(device, now);
    if (device.status === 'ONLINE') device.absences.push({ from: now, to: Infinity });
    if (device.status === 'ONLINE' || status === 'ONLINE') device.lastOnlineAt = now;
    device.status = status;
    if (status === 'FAILED')
      device.failure ??= { code: 'DEV_E100', message: 'Internal error on the device' };
    else delete device.failure;
    this.rows.delete(device);
  }

  /** @throws {Refusal} 409 when the device has one of the keys already; nothing is added then */
  addEntries(device: Device, list: KeyValueList, entries: readonly KeyValue[]): void {
    for (const { key } of entries)
      if (device[list].some((other) => other.key === key))
        throw new Refusal(409, `${key} already exists`);
    device[list].push(...entries);
    this.rows.delete(device);
  }

  /** The device that has the label or variable with this id, and the entry itself. */
  findEntry(list: KeyValueList, id: number): { device: Device; entry: KeyValue } | undefined {
    for (const device of this.devices.values()) {
      const entry = device[list].find((candidate) => candidate.id === id);
      if (entry) return { device, entry };
    }
    return undefined;
  }

  /** @throws {Refusal} 409 when the device has another entry with the new key */
  changeEntry(
    device: Device,
    list: KeyValueList,
    entry: KeyValue,
    to: { key: string; value: string },
  ) {
    if (device[list].some((other) => other !== entry && other.key === to.key))
      throw new Refusal(409, `${to.key} already exists`);
    Object.assign(entry, to);
    this.rows.delete(device);
  }

  removeEntry(device: Device, list: KeyValueList, entry: KeyValue): void {
    device[list] = device[list].filter((other) => other !== entry);
    this.rows.delete(device);
  }

  private row(device: Device): string {
    let row = this.rows.get(device);
    if (row === undefined) this.rows.set(device, (row = JSON.stringify(partialDevice(device))));
    return row;
  }

  /** Names are unique in a project; that 409 says so is a guess. */
  private takeName(name: string): void {
    if (this.names.has(name)) throw new Refusal(409, `device with name ${name} already exists`);
    this.names.add(name);
  }
}

function endAbsence(device: Device, now: number): void {
  const last = device.absences.at(-1);
  if (last?.to === Infinity) device.absences.splice(-1, 1, { from: last.from, to: now });
}

/** Everything there is: the projects, and the counter that all integer ids come from. */
export class Fleet {
  readonly projects: Project[] = [];
  private lastId = 100;

  /** A number never given before. */
  nextId(): number {
    return ++this.lastId;
  }

  /** Labels or variables with fresh ids, in the order given. */
  entries(values: Readonly<Record<string, string>>): KeyValue[] {
    return Object.entries(values).map(([key, value]) => ({ id: this.nextId(), key, value }));
  }
}
