import * as vscode from 'vscode';
import type { Settings } from './manifest';

/** Reads a setting; a value of the wrong type, which VS Code lets pass, counts as not set. */
export function setting<Name extends keyof Settings>(name: Name): Settings[Name] {
  const configuration = vscode.workspace.getConfiguration('rapyuta');
  const value = configuration.get<unknown>(name);
  const fallback = configuration.inspect<Settings[Name]>(name)?.defaultValue as Settings[Name];
  return typeof value === typeof fallback && value !== null ? (value as Settings[Name]) : fallback;
}

/** Time between two refreshes in milliseconds; no setting makes it shorter than 5 s. */
export function refreshIntervalMs(): number {
  return Math.max(5, setting('refreshInterval')) * 1000;
}
