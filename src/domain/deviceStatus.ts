import { cleanLine } from '../base/cleanText';
import type { Device } from './device';

export type StatusKey = Device['status'];

/** One status in words. */
export interface StatusText {
  label: string;
  meaning: string;
}

/**
 * Every status in the order in which groups are listed, in words.
 *
 * @see rapyuta-robotics/rapyuta-io-docs, 512_device-details.md
 */
export const statusTexts: Readonly<Record<StatusKey, StatusText>> = {
  ONLINE: { label: 'Online', meaning: 'Connected and ready for commands.' },
  FAILED: { label: 'Failed', meaning: 'A management step failed on the device.' },
  OFFLINE: { label: 'Offline', meaning: 'Known, but not connected now.' },
  INITIALIZING: { label: 'Initializing', meaning: 'Onboarding steps are running on the device.' },
  REGISTERED: { label: 'Registered', meaning: 'Added to the platform; it has not connected yet.' },
  ACCEPTED: { label: 'Accepted', meaning: 'Accepted by a user; it has not come online yet.' },
  NEW: { label: 'New', meaning: 'Created; onboarding has not begun.' },
  REJECTED: { label: 'Rejected', meaning: 'Blocked from talking to the platform.' },
  DELETED: { label: 'Deleted', meaning: 'Removed from the platform.' },
  unknown: { label: 'Other', meaning: 'A status that this extension does not know.' },
};

/** Statuses in the order of their groups. */
export const statusOrder = Object.keys(statusTexts) as readonly StatusKey[];

/** The status in words; one the extension does not know as the service spells it, cleaned and cut. */
export function statusLabel(device: Pick<Device, 'status' | 'rawStatus'>): string {
  const { label } = statusTexts[device.status];
  return device.status === 'unknown' ? cleanLine(device.rawStatus, 40) || label : label;
}

/** Whether the service would pass a command on to the device. */
export function isRunnable(device: Pick<Device, 'status'>): boolean {
  return device.status === 'ONLINE';
}
