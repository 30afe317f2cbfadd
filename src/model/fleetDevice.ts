import type { Architecture, Device } from '../api/devices';

export type { Architecture, Device } from '../api/devices';
export { architectures } from '../api/devices';

/** A device as the fleet's store knows it: the service's own fields and what was learnt beside them. */
export interface FleetDevice extends Device {
  /** Last known; the service tells it for online devices only, so it can be older than the rest. */
  architecture?: Architecture;
}

/** What only a single device's answer tells. */
const detailFields = [
  'username',
  'hostname',
  'ipInterfaces',
  'osDescription',
  'saltVersion',
] as const;

/** Joins a device with its architecture and with the details that an earlier answer told. */
export function toFleetDevice(
  device: Device,
  architecture: Architecture | undefined,
  before: Device | undefined,
): FleetDevice {
  const details: Partial<Device> = {};
  for (const field of detailFields) {
    if (before?.[field] !== undefined) Object.assign(details, { [field]: before[field] });
  }
  return { ...details, ...device, ...(architecture && { architecture }) };
}
