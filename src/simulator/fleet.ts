import { type Device, type DeviceStatus, type KeyValue, partialDevice } from './device';
import { Refusal, success } from './refusal';

/** An organization: what a user is a member of. */
export interface Organization {
  readonly guid: string;
  readonly name: string;
  readonly shortGuid: string;
  readonly creator: string;
}

/** The two lists of a device that are read and edited alike. */
export type KeyValueList = 'labels' | 'variables';

/** The devices of one project, and the only way to change them. */
export class Project {
  private readonly devices = new Map<string, Device>();
  private readonly names = new Set<string>();
  private listBody: string | undefined;

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

  /** The whole answer to the list call; kept as text until a device changes. */
  listAnswer(): string {
    return (this.listBody ??= JSON.stringify(success(this.all().map(partialDevice))));
  }

  /** @throws {Refusal} 409 when another device has the name */
  add(device: Device): void {
    this.takeName(device.name);
    this.devices.set(device.uuid, device);
    this.listBody = undefined;
  }

  remove(device: Device): void {
    this.devices.delete(device.uuid);
    this.names.delete(device.name);
    this.listBody = undefined;
  }

  /** @throws {Refusal} 409 when another device has the new name */
  change(device: Device, changes: Partial<Pick<Device, 'name' | 'description' | 'pythonVersion'>>) {
    if (changes.name !== undefined && changes.name !== device.name) {
      this.takeName(changes.name);
      this.names.delete(device.name);
    }
    Object.assign(device, changes);
    this.listBody = undefined;
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
    this.listBody = undefined;
  }

  /** @throws {Refusal} 409 when the device has one of the keys already; nothing is added then */
  addEntries(device: Device, list: KeyValueList, entries: readonly KeyValue[]): void {
    for (const { key } of entries)
      if (device[list].some((other) => other.key === key))
        throw new Refusal(409, `${key} already exists`);
    device[list].push(...entries);
    this.listBody = undefined;
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
    this.listBody = undefined;
  }

  removeEntry(device: Device, list: KeyValueList, entry: KeyValue): void {
    device[list] = device[list].filter((other) => other !== entry);
    this.listBody = undefined;
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
