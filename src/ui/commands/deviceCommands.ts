import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import type { DeviceStore } from '../../model/deviceStore';
import type { DeviceArgument } from '../manifest';
import { plainMessage } from '../plainText';
import { explorerViewId } from '../tree/explorer';
import type { CommandTable } from './commandTable';
import { deviceFor } from './deviceArgument';

interface Parts {
  devices: DeviceStore;
  /** Opens the page of a device's labels and config variables. */
  showConfiguration: (deviceId: string) => void;
}

type DeviceCommands = Pick<
  CommandTable,
  | 'rapyuta.devices.refresh'
  | 'rapyuta.device.showConfiguration'
  | 'rapyuta.device.copyId'
  | 'rapyuta.device.copyName'
>;

/** Commands that look at devices. */
export function deviceCommands({ devices, showConfiguration }: Parts): DeviceCommands {
  const copy = async (argument: DeviceArgument | undefined, field: 'id' | 'name') => {
    const device = await deviceFor(devices, argument, 'any');
    if (!device) return;
    await vscode.env.clipboard.writeText(device[field]);
    vscode.window.setStatusBarMessage(
      plainMessage(`Copied: ${cleanLine(device[field], 80)}`),
      3000,
    );
  };
  return {
    'rapyuta.devices.refresh': () =>
      vscode.window.withProgress({ location: { viewId: explorerViewId } }, () =>
        devices.refresh(true),
      ),
    'rapyuta.device.showConfiguration': async (argument) => {
      const device = await deviceFor(devices, argument, 'any');
      if (device) showConfiguration(device.id);
    },
    'rapyuta.device.copyId': (argument) => copy(argument, 'id'),
    'rapyuta.device.copyName': (argument) => copy(argument, 'name'),
  };
}
