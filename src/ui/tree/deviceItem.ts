import * as vscode from 'vscode';
import { isRunnable, statusLabel, type StatusKey } from '../../model/deviceStatus';
import type { DeviceGroup } from '../../model/deviceTree';
import type { FleetDevice } from '../../model/fleetDevice';
import type { RowText } from './rowText';

const icons: Readonly<Record<StatusKey, [icon: string, color?: string]>> = {
  ONLINE: ['pass-filled', 'testing.iconPassed'],
  FAILED: ['error', 'testing.iconFailed'],
  OFFLINE: ['debug-disconnect', 'disabledForeground'],
  INITIALIZING: ['loading', 'charts.yellow'],
  REGISTERED: ['circle-large-outline', 'charts.blue'],
  ACCEPTED: ['check', 'charts.blue'],
  NEW: ['add', 'charts.blue'],
  REJECTED: ['circle-slash', 'testing.iconFailed'],
  DELETED: ['trash', 'disabledForeground'],
  unknown: ['question'],
};

/** Makes a device's tree item; its tooltip comes when asked for. */
export function deviceItem(id: string, device: FleetDevice, row: RowText): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.id = id;
  item.description = row.description;
  item.iconPath = statusIcon(row.status);
  item.contextValue = ['device', ...(isRunnable(device) ? ['online', 'runnable'] : [])].join(' ');
  item.accessibilityInformation = {
    label: [row.label, statusLabel(device), row.description].filter(Boolean).join(', '),
  };
  return item;
}

/** Makes the tree item of a group of one status, or of one architecture within it. */
export function groupItem(group: DeviceGroup, isExpanded: boolean): vscode.TreeItem {
  const item = new vscode.TreeItem(
    group.label,
    isExpanded
      ? vscode.TreeItemCollapsibleState.Expanded
      : vscode.TreeItemCollapsibleState.Collapsed,
  );
  item.id = group.id;
  item.description = group.count;
  item.contextValue = 'group';
  item.accessibilityInformation = { label: `${group.label}, ${group.count} devices` };
  return item;
}

function statusIcon(status: StatusKey): vscode.ThemeIcon {
  const [icon, color] = icons[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
