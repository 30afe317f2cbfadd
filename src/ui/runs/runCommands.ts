import * as vscode from 'vscode';
import { cleanLine } from '../../base/cleanText';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { UserError } from '../../base/userError';
import { displayName } from '../../domain/deviceName';
import { redactSecrets } from '../../domain/redact';
import type { CommandHistory } from '../../model/runs/commandHistory';
import type { RunOptions } from '../../model/runs/commandRun';
import type { OpenProject } from '../../model/project/openProject';
import type { ProjectSlot } from '../../model/project/projectSlot';
import type { FleetDevice } from '../../domain/fleetDevice';
import { signalOf } from '../shared/cancellation';
import type { CommandOutput } from './commandOutput';
import { settings } from '../shared/settings';
import type { RegisterCommands } from '../shared/registerCommands';
import { plainMessage } from '../shared/plainText';
import { RunPrinter } from './runPrinter';
import { askForCommand } from './commandInput';
import { deviceFor } from '../devices/devicePicker';

interface Parts {
  project: ProjectSlot;
  history: CommandHistory;
  output: CommandOutput;
  registerCommands: RegisterCommands;
  clock: Clock;
  log: Log;
}

/** Commands that run something on devices. */
export function registerRuns(parts: Parts): vscode.Disposable {
  return parts.registerCommands({
    runCommand: async (argument) => {
      const project = parts.project.require();
      const device = await deviceFor(project.devices, argument, 'runnable');
      const command = device && (await askForCommand(displayName(device, 60), parts.history));
      if (!device || command === undefined) return;
      if (parts.project.current !== project) {
        throw new UserError('The project was closed, so the command was not started.');
      }
      await runOn(project, device, command, parts);
    },
    showOutput: () => parts.output.show(),
  });
}

async function runOn(
  project: OpenProject,
  device: FleetDevice,
  command: string,
  { clock, history, log, output }: Parts,
): Promise<void> {
  const options: RunOptions = {
    command,
    shell: settings.commandShell.value,
    user: settings.commandUser.value,
    timeoutSeconds: Math.max(1, Math.round(settings.commandTimeout.value)),
  };
  await history.add(command);
  const { timeoutSeconds } = options;
  const deviceName = displayName(device, 60);
  const title = `${deviceName}: ${redactSecrets(command)}`;
  const printer = new RunPrinter(output, clock, { deviceName, command, timeoutSeconds });
  output.beginRun();
  printer.begin();

  const progress: vscode.ProgressOptions = {
    location: vscode.ProgressLocation.Notification,
    title: plainMessage(title, 80),
    cancellable: true,
  };
  await vscode.window.withProgress(progress, async (_, token) => {
    try {
      for await (const event of project.run(device.id, options, signalOf(token))) {
        printer.print(event);
        if (event.type !== 'ended') continue;
        log.info(cleanLine(`${title}: ${printer.ending(event)}`, 400));
        if (event.outcome.kind !== 'abandoned' || event.outcome.why !== undefined) continue;
        const text = `${deviceName}: ${printer.stillRunning()}.`;
        void vscode.window.showInformationMessage(plainMessage(text, 300));
      }
    } catch (error) {
      log.info(cleanLine(`${title}: ${printer.fail(error)}`, 400));
      throw error;
    }
  });
}
