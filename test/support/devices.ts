import { ApiError } from '../../src/api/core/errors';
import type { Architecture, Device } from '../../src/domain/device';
import type { FleetDevice } from '../../src/domain/fleetDevice';
import type { ArchitectureStorage } from '../../src/model/devices/architectures';
import type { DevicesApi } from '../../src/model/devices/deviceStore';

/** Makes a device that is online and plain but for what is given. */
export function makeDevice(fields: Partial<FleetDevice> & { id: string }): FleetDevice {
  return {
    name: fields.id,
    status: 'ONLINE',
    rawStatus: fields.status ?? 'ONLINE',
    description: '',
    labels: [],
    configVariables: [],
    deployments: [],
    ...fields,
  };
}

/** Makes `count` online devices, `amr-0` and so on. */
export function makeFleet(count: number): FleetDevice[] {
  return Array.from({ length: count }, (_, index) => makeDevice({ id: `amr-${index}` }));
}

/** A service's devices whose answers a test decides, and can hold back. */
export class FakeDevicesApi implements DevicesApi {
  devices: Device[] = [];
  readonly architectures = new Map<Architecture, string[]>();
  /** Fails every list with it. */
  error: Error | undefined;
  /** Fails the query of its architecture. */
  failing: Architecture | undefined;
  /** When set, lists, details and queries answer only when it resolves, with what was true when they began. */
  gate: Promise<void> | undefined;
  lists = 0;
  gets = 0;
  queries = 0;
  readonly signals: AbortSignal[] = [];

  async list(_filter: object, signal: AbortSignal): Promise<readonly Device[]> {
    this.lists += 1;
    this.signals.push(signal);
    const { devices, error } = this;
    await this.gate;
    if (error) throw error;
    return devices;
  }

  async get(deviceId: string, signal: AbortSignal): Promise<Device> {
    this.gets += 1;
    this.signals.push(signal);
    const device = this.devices.find(({ id }) => id === deviceId);
    await this.gate;
    if (!device) throw new ApiError('notFound', 'no', { method: 'GET', path: '/' });
    return { ...device, hostname: `host-${deviceId}` };
  }

  async listIdsByArchitecture(
    architecture: Architecture,
    signal: AbortSignal,
  ): Promise<readonly string[]> {
    this.queries += 1;
    this.signals.push(signal);
    await this.gate;
    if (architecture === this.failing) throw new Error('no architectures');
    return this.architectures.get(architecture) ?? [];
  }
}

/** Keeps architectures in memory. */
export class FakeArchitectures implements ArchitectureStorage {
  stored: ReadonlyMap<string, Architecture> = new Map();

  read(): Promise<ReadonlyMap<string, Architecture>> {
    return Promise.resolve(this.stored);
  }

  write(known: ReadonlyMap<string, Architecture>): Promise<void> {
    this.stored = known;
    return Promise.resolve();
  }
}
