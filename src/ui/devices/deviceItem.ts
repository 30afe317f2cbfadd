import * as vscode from 'vscode';
import { isRunnable, statusLabel, type StatusKey } from '../../domain/deviceStatus';
import type { DeviceGroup } from '../../domain/deviceGroups';
import type { FleetDevice } from '../../domain/fleetDevice';
import type { RowText } from './rowText';
import { statusIcons } from './statusIcons';

/** Makes a device's tree item; its tooltip comes when asked for. */
export function deviceItem(id: string, device: FleetDevice, row: RowText): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label);
  item.id = id;
  item.description = row.description;
  item.iconPath = statusIcon(row.status);
  item.contextValue = ['device', ...(isRunnable(device) ? ['online', 'runnable'] : [])].join(' ');
  item.accessibilityInformation = {
    label: [row.label, statusLabel(device), row.spoken].filter(Boolean).join(', '),
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
  item.accessibilityInformation = { label: `${group.label}, ${group.spokenCount}` };
  return item;
}

function statusIcon(status: StatusKey): vscode.ThemeIcon {
  const { icon, color } = statusIcons[status];
  return new vscode.ThemeIcon(icon, color === undefined ? undefined : new vscode.ThemeColor(color));
}
