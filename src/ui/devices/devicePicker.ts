import * as vscode from 'vscode';
import { sortByName } from '../../domain/deviceGroups';
import { displayName } from '../../domain/deviceName';
import { isRunnable, statusLabel } from '../../domain/deviceStatus';
import type { FleetDevice } from '../../domain/fleetDevice';
import { UserError } from '../../base/userError';
import type { DeviceStore } from '../../model/devices/deviceStore';
import type { DeviceArgument } from '../shared/commands';
import { plainLabel } from '../shared/plainText';

/** Which devices a command is for. */
export type DeviceNeed = 'any' | 'runnable';

/**
 * Finds the device that a command is for: the one it was called with, else one that the user picks.
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
      `${displayName(device, 60)} is ${statusLabel(device).toLowerCase()}, so it cannot take commands. Try again when it is online.`,
    );
  }
  return device;
}

async function pickDevice(
  devices: DeviceStore,
  need: DeviceNeed,
): Promise<FleetDevice | undefined> {
  const picked = await vscode.window.showQuickPick(deviceItems(devices, need), {
    placeHolder: need === 'runnable' ? 'Choose an online device' : 'Choose a device',
    matchOnDescription: true,
  });
  return picked?.device;
}

type DeviceItem = vscode.QuickPickItem & { device: FleetDevice };

/** The choices; nobody may be watching the devices, so statuses that are old are read again first. */
async function deviceItems(devices: DeviceStore, need: DeviceNeed): Promise<DeviceItem[]> {
  if (devices.isStale) await devices.refresh();
  const suitable = devices.all().filter((device) => need === 'any' || isRunnable(device));
  if (suitable.length === 0) {
    if (devices.state.kind === 'failed') throw devices.state.error;
    throw new UserError(
      need === 'runnable' && devices.size > 0
        ? 'No device of this project is online now. Refresh the devices when one should be.'
        : 'This project has no devices yet.',
    );
  }
  // Old statuses are better than none, but must not pass for current ones.
  const isOld = devices.state.kind === 'failed' ? 'status not refreshed' : undefined;
  return sortByName(suitable).map((device) => ({
    label: plainLabel(displayName(device)),
    description: plainLabel(
      [statusLabel(device), device.architecture, isOld].filter(Boolean).join(' · '),
    ),
    device,
  }));
}
