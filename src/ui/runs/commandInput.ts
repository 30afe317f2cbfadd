import * as vscode from 'vscode';
import { isRedacted, redaction } from '../../domain/redaction/mark';
import type { CommandHistory } from '../../model/runs/commandHistory';
import { plainLabel } from '../shared/plainText';

type CommandItem = vscode.QuickPickItem & { command: string };

/**
 * Asks for a shell command: what is typed is the first choice, below it the matching ones of the
 * history. One with a secret taken out is put into the box, to be completed.
 *
 * @returns absent when the user left without one
 */
export function askForCommand(
  deviceName: string,
  history: CommandHistory,
): Promise<string | undefined> {
  const remembered = history.entries();
  const box = vscode.window.createQuickPick<CommandItem>();
  box.title = `Run a command on ${plainLabel(deviceName, 60)}`;
  box.placeholder = 'Type a shell command, or choose a recent one';
  box.ignoreFocusOut = true;
  const offer = (): void => {
    box.items = choices(box.value, remembered);
    // Enter alone must not run the last command once more: it may have been a reboot.
    if (box.value.trim() === '') box.activeItems = [];
  };
  offer();
  box.onDidChangeValue(offer);

  return new Promise((resolve) => {
    box.onDidAccept(() => {
      const command = box.selectedItems[0]?.command ?? box.value.trim();
      if (isRedacted(command)) {
        box.value = command;
        offer();
      } else if (command) {
        resolve(command);
        box.hide();
      }
    });
    box.onDidHide(() => {
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

function choices(value: string, remembered: readonly string[]): CommandItem[] {
  const typed = value.trim();
  const matching = remembered.filter((entry) => entry !== typed && entry.includes(typed));
  const past = matching.map((command) => item(command, 'history'));
  if (!typed) return past;
  const hint = `Replace ${redaction} with the secret, then press Enter`;
  return [isRedacted(typed) ? item(typed, 'edit', hint) : item(typed, 'play'), ...past];
}

function item(command: string, icon: string, label = plainLabel(command)): CommandItem {
  return {
    command,
    label,
    iconPath: new vscode.ThemeIcon(icon),
    alwaysShow: true,
  };
}
