import { statusOrder, statusTexts, type StatusKey } from './deviceStatus';
import { architectures, type Architecture } from './device';
import type { FleetDevice } from './fleetDevice';
import { counted } from './timeText';

/** A group of devices: of one status, or within it of one architecture. */
export interface DeviceGroup {
  /** Unique in the tree and the same in every tree that has the group. */
  id: string;
  label: string;
  /** What is in it, such as `38 of 41` or `12`. */
  count: string;
  /** The same for screen readers, such as `38 of 41 devices`. */
  spokenCount: string;
  children: readonly (DeviceGroup | DeviceRow)[];
}

/** A device's place in the tree. */
export interface DeviceRow {
  /** Unique in the tree; another one when the device moves to another group. */
  id: string;
  device: FleetDevice;
}

const architectureOrder: readonly (Architecture | 'unknown')[] = [...architectures, 'unknown'];

/**
 * Groups devices by status and, within it, by architecture, both in a fixed order; groups without
 * devices are left out, devices are sorted by name as people sort (`amr-2` before `amr-10`).
 */
export function groupDevices(devices: readonly FleetDevice[]): readonly DeviceGroup[] {
  const byStatus = groupBy(devices, ({ status }) => status);
  return statusOrder.flatMap((status) => {
    const members = byStatus.get(status);
    return members ? [statusGroup(status, members, devices.length)] : [];
  });
}

export function isRow(node: DeviceGroup | DeviceRow): node is DeviceRow {
  return 'device' in node;
}

function statusGroup(
  status: StatusKey,
  members: readonly FleetDevice[],
  total: number,
): DeviceGroup {
  const byArchitecture = groupBy(members, ({ architecture }) => architecture ?? 'unknown');
  return {
    id: status,
    label: statusTexts[status].label,
    count: `${members.length} of ${total}`,
    spokenCount: `${members.length} of ${counted(total, 'device')}`,
    children: architectureOrder.flatMap((architecture) => {
      const inside = byArchitecture.get(architecture);
      return inside ? [architectureGroup(`${status}/${architecture}`, architecture, inside)] : [];
    }),
  };
}

function architectureGroup(
  id: string,
  architecture: Architecture | 'unknown',
  members: readonly FleetDevice[],
): DeviceGroup {
  return {
    id,
    label: architecture === 'unknown' ? 'Unknown architecture' : architecture,
    count: String(members.length),
    spokenCount: counted(members.length, 'device'),
    children: sortByName(members).map((device) => ({ id: `${id}/${device.id}`, device })),
  };
}

function groupBy<Key>(
  devices: readonly FleetDevice[],
  keyOf: (device: FleetDevice) => Key,
): Map<Key, FleetDevice[]> {
  const groups = new Map<Key, FleetDevice[]>();
  for (const device of devices) {
    const key = keyOf(device);
    const group = groups.get(key);
    if (group) group.push(device);
    else groups.set(key, [device]);
  }
  return groups;
}

const nameOrder = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Sorts as people do; equal names keep a fixed order by id. */
export function sortByName(devices: readonly FleetDevice[]): FleetDevice[] {
  return [...devices].sort(
    (left, right) => nameOrder.compare(left.name, right.name) || (left.id < right.id ? -1 : 1),
  );
}
