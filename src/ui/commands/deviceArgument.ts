import * as vscode from 'vscode';
import { UserError } from '../../base/userError';
import { isRunnable, statusLabel } from '../../model/deviceStatus';
import type { DeviceStore } from '../../model/deviceStore';
import { sortByName } from '../../model/deviceTree';
import type { FleetDevice } from '../../model/fleetDevice';
import type { DeviceArgument } from '../manifest';
import { plainLabel } from '../plainText';

/** Which devices a command is for. */
export type DeviceNeed = 'any' | 'runnable';

/**
 * Finds the device a command is about: the one it was called with, else one that the user picks.
 *
 * @returns absent when the user picked none
 * @throws {UserError} when there is no such device, or it cannot be used now
 */
export async function deviceFor(
  devices: DeviceStore,
  argument: DeviceArgument | undefined,
  need: DeviceNeed,
): Promise<FleetDevice | undefined> {
  const deviceId = argument?.deviceId;
  if (deviceId === undefined) return pickDevice(devices, need);
  const device = devices.get(deviceId);
  if (!device)
    throw new UserError('This device is not in the project any more. Refresh the devices.');
  if (need === 'runnable' && !isRunnable(device)) {
    throw new UserError(
      `${device.name} is ${statusLabel(device).toLowerCase()}, so it cannot take commands. Try again when it is online.`,
    );
  }
  return device;
}

async function pickDevice(
  devices: DeviceStore,
  need: DeviceNeed,
): Promise<FleetDevice | undefined> {
  if (devices.state.kind === 'none') {
    throw new UserError('No project is open. Sign in and choose a project in the Devices view.');
  }
  const picked = await vscode.window.showQuickPick(deviceItems(devices, need), {
    placeHolder: need === 'runnable' ? 'Choose an online device' : 'Choose a device',
    matchOnDescription: true,
  });
  return picked?.device;
}

type DeviceItem = vscode.QuickPickItem & { device: FleetDevice };

async function deviceItems(devices: DeviceStore, need: DeviceNeed): Promise<DeviceItem[]> {
  if (devices.size === 0) await devices.refresh();
  const suitable = devices.all().filter((device) => need === 'any' || isRunnable(device));
  if (suitable.length === 0) {
    if (devices.state.kind === 'failed') throw devices.state.error;
    throw new UserError(
      need === 'runnable' && devices.size > 0
        ? 'No device of this project is online now. Refresh the devices when one should be.'
        : 'This project has no devices yet.',
    );
  }
  return sortByName(suitable).map((device) => ({
    label: plainLabel(device.name),
    description: [statusLabel(device), device.architecture].filter(Boolean).join(' · '),
    device,
  }));
}
