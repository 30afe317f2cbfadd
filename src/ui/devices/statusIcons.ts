import type { StatusKey } from '../../domain/deviceStatus';

/** Colors of the status icons by what they say; package.json gives each its values, and a test compares the two. */
export const statusColors = {
  online: 'rapyuta.statusOnline',
  failed: 'rapyuta.statusFailed',
  offline: 'rapyuta.statusOffline',
  pending: 'rapyuta.statusPending',
  rejected: 'rapyuta.statusRejected',
} as const;

/** Name of a codicon that VS Code 1.100 has, and the id of its color; without one it has the color of text. */
export interface StatusIcon {
  icon: string;
  color?: (typeof statusColors)[keyof typeof statusColors];
}

/** The icon of each status. No two have the same shape, because some people cannot see the color. */
export const statusIcons: Readonly<Record<StatusKey, StatusIcon>> = {
  ONLINE: { icon: 'pass-filled', color: statusColors.online },
  FAILED: { icon: 'error', color: statusColors.failed },
  OFFLINE: { icon: 'debug-disconnect', color: statusColors.offline },
  INITIALIZING: { icon: 'sync', color: statusColors.pending }, // `loading` spins, also with reduced motion
  REGISTERED: { icon: 'circle-large-outline', color: statusColors.pending },
  ACCEPTED: { icon: 'check', color: statusColors.pending },
  NEW: { icon: 'add', color: statusColors.pending },
  REJECTED: { icon: 'circle-slash', color: statusColors.rejected },
  DELETED: { icon: 'trash', color: statusColors.offline },
  unknown: { icon: 'question' },
};
