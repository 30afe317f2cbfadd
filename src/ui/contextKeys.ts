import * as vscode from 'vscode';
import type { ContextValues } from './manifest';

/** Sets context keys, each only when its value is another one. */
export class ContextKeys {
  private readonly values = new Map<keyof ContextValues, unknown>();

  set<Key extends keyof ContextValues>(key: Key, value: ContextValues[Key]): void {
    if (this.values.get(key) === value) return;
    this.values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
