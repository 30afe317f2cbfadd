import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { UserError } from '../../base/userError';
import type { Account } from '../../model/account';
import type { CommandHistory } from '../../model/commandHistory';
import { runCommand, type RunOptions } from '../../model/commandRun';
import type { DeviceStore } from '../../model/deviceStore';
import type { FleetDevice } from '../../model/fleetDevice';
import { signalOf } from '../cancellation';
import type { CommandOutput } from '../commandOutput';
import { setting } from '../config';
import { plainMessage } from '../plainText';
import { RunPrinter } from '../runPrinter';
import { askForCommand } from './commandInput';
import type { CommandTable } from './commandTable';
import { deviceFor } from './deviceArgument';

interface Parts {
  account: Account;
  devices: DeviceStore;
  history: CommandHistory;
  output: CommandOutput;
  clock: Clock;
}

/** Commands that run something on devices. */
export function runCommands(
  parts: Parts,
): Pick<CommandTable, 'rapyuta.device.runCommand' | 'rapyuta.output.show'> {
  return {
    'rapyuta.device.runCommand': async (argument) => {
      const device = await deviceFor(parts.devices, argument, 'runnable');
      const command = device && (await askForCommand(device.name, parts.history));
      if (device && command !== undefined) await runOn(device, command, parts);
    },
    'rapyuta.output.show': () => parts.output.show(),
  };
}

async function runOn(device: FleetDevice, command: string, parts: Parts): Promise<void> {
  const { account, clock, history, output } = parts;
  if (account.state.kind !== 'signedIn') throw new UserError('You are signed out. Sign in first.');
  const { commands: jobs } = account.state.client;
  const options: RunOptions = {
    command,
    shell: setting('command.shell'),
    user: setting('command.user'),
    timeoutSeconds: Math.max(1, Math.round(setting('command.timeout'))),
  };
  await history.add(command);
  const printer = new RunPrinter(output, clock, {
    deviceName: device.name,
    command,
    timeoutSeconds: options.timeoutSeconds,
  });
  printer.begin();
  output.show();

  const progress: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: plainMessage(`${device.name}: ${command}`, 80),
    cancellable: true,
  };
  const context = { jobs, clock, makeNonce: () => randomBytes(8).toString('hex') };
  await vscode.window.withProgress(progress, async (_, token) => {
    try {
      for await (const event of runCommand(context, device.id, options, signalOf(token))) {
        printer.print(event);
        if (event.type === 'ended' && event.outcome.kind === 'abandoned') {
          const text = `${device.name}: ${printer.stillRunning()}.`;
          void vscode.window.showInformationMessage(plainMessage(text, 300));
        }
      }
    } catch (error) {
      printer.fail(error);
      throw error;
    }
  });
}
