import * as vscode from 'vscode';
import type { ExplorerState } from '../../model/devices/explorerState';

/** A context key of package.json's menus and welcome texts; `T` is the type of its value. */
interface ContextKey<T> {
  readonly id: string;
  /** Never set: it carries the type. */
  readonly value?: T;
}

const key = <T>(id: string): ContextKey<T> => ({ id });

/** Every context key. A test compares the ids with package.json, both ways. */
export const contextKeys = {
  explorer: key<ExplorerState>('rapyuta.explorer'),
  /** Whether the devices shown are simulated. */
  isSimulated: key<boolean>('rapyuta.simulated'),
};

/** Sets context keys, each only when its value is another one. */
export class ContextKeys {
  private readonly values = new Map<string, unknown>();

  set<T>({ id }: ContextKey<T>, value: T): void {
    if (this.values.get(id) === value) return;
    this.values.set(id, value);
    void vscode.commands.executeCommand('setContext', id, value);
  }
}
