import type { Architecture, Device } from './device';

/** A device of the list, with what other calls return of it. */
export interface FleetDevice extends Device {
  /** Last known; the service has it for online devices only, so it can be older than the rest. */
  architecture?: Architecture;
}

/** Fields that lists lack. */
const detailFields = [
  'username',
  'hostname',
  'ipInterfaces',
  'osDescription',
  'saltVersion',
] as const;

interface Parts {
  listed: Device;
  /** The device as it was fetched by itself, if it was. */
  details?: Device | undefined;
  /** Whether `details` were requested after the list. */
  areDetailsNewer?: boolean;
  architecture?: Architecture | undefined;
}

/** Joins what is known of a device; where list and details disagree, the later request wins. */
export function toFleetDevice(parts: Parts): FleetDevice {
  const { listed, details, areDetailsNewer = false, architecture } = parts;
  const device: FleetDevice = { ...(details && areDetailsNewer ? details : listed) };
  for (const field of detailFields) {
    if (details?.[field] !== undefined) Object.assign(device, { [field]: details[field] });
  }
  if (architecture) device.architecture = architecture;
  return device;
}
