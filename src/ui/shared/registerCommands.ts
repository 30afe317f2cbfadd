import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import { type CommandHandlers, type CommandName, commands } from './commands';
import type { Guard } from './guard';

/** Registers the handlers of a feature, each inside the guard. */
export type RegisterCommands = (handlers: Partial<CommandHandlers>) => vscode.Disposable;

/** Makes the function that features register their handlers with. */
export function commandRegistrar(guard: Guard): RegisterCommands {
  return (handlers) => {
    const registrations = new DisposableStore();
    for (const [name, handler] of Object.entries(handlers)) {
      const { id } = commands[name as CommandName];
      const run = handler as (...args: unknown[]) => unknown;
      registrations.add(
        vscode.commands.registerCommand(id, (...args: unknown[]) => guard(id, () => run(...args))),
      );
    }
    return registrations;
  };
}
