import { cleanLine } from '../../base/cleanText';
import type { StatusKey } from '../../model/deviceStatus';
import type { FleetDevice } from '../../model/fleetDevice';
import { relativeTime } from '../../model/timeText';

/** All of a row that depends on its device: two that are equal look the same. */
export interface RowText {
  label: string;
  description: string;
  status: StatusKey;
}

/** Makes a device's row into words. */
export function rowText(device: FleetDevice, nowMs: number): RowText {
  return {
    label: cleanLine(device.name) || device.id,
    description: describe(device, nowMs),
    status: device.status,
  };
}

function describe(device: FleetDevice, nowMs: number): string {
  switch (device.status) {
    case 'ONLINE':
      return '';
    case 'FAILED':
      return cleanLine(device.errorCode ?? '', 40);
    case 'unknown':
      return cleanLine(device.rawStatus, 40);
    case 'OFFLINE':
      return device.lastOnlineAt
        ? `seen ${relativeTime(device.lastOnlineAt, nowMs)}`
        : 'never connected';
    default:
      return device.lastOnlineAt ? `seen ${relativeTime(device.lastOnlineAt, nowMs)}` : '';
  }
}
