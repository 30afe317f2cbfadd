import { cleanLine } from '../../base/cleanText';
import { displayName } from '../../domain/deviceName';
import type { StatusKey } from '../../domain/deviceStatus';
import type { FleetDevice } from '../../domain/fleetDevice';
import { relativeTime } from '../../domain/timeText';

/** All of a row that depends on its device: two that are equal look the same. */
export interface RowText {
  label: string;
  description: string;
  /** The description for screen readers, beside the status. */
  spoken: string;
  status: StatusKey;
}

/** Puts a device's row into words. */
export function rowText(device: FleetDevice, nowMs: number): RowText {
  const { status, lastOnlineAt } = device;
  const label = displayName(device);
  const both = (text: string): RowText => ({ label, description: text, spoken: text, status });
  if (status === 'ONLINE') return both('');
  if (status === 'FAILED') return both(cleanLine(device.errorCode ?? '', 40));
  if (status === 'unknown') return { ...both(cleanLine(device.rawStatus, 40)), spoken: '' };
  if (!lastOnlineAt) return both(status === 'OFFLINE' ? 'never connected' : '');
  const seen = (style: 'short' | 'long'): string =>
    `seen ${relativeTime(lastOnlineAt, nowMs, style)}`;
  return { label, description: seen('short'), spoken: seen('long'), status };
}
