import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Guard } from '../guard';
import type { CommandArgs } from '../manifest';

/** A handler for every command. */
export type CommandTable = { [Id in keyof CommandArgs]: (...args: CommandArgs[Id]) => unknown };

/** Registers every command of the table, each inside the guard. */
export function registerCommands(table: CommandTable, guard: Guard): vscode.Disposable {
  const disposables = new DisposableStore();
  for (const [id, handler] of Object.entries(table) as [
    string,
    (...args: unknown[]) => unknown,
  ][]) {
    disposables.add(
      vscode.commands.registerCommand(id, (...args: unknown[]) =>
        guard(id, () => handler(...args)),
      ),
    );
  }
  return disposables;
}
