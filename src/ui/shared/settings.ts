import * as vscode from 'vscode';

const section = 'rapyuta';

/** A setting of package.json. */
export interface Setting<T> {
  /** Without the `rapyuta.` in front. */
  readonly name: string;
  /** Its value now; one of the wrong type, which VS Code lets pass, counts as not set. */
  readonly value: T;
}

function setting<T>(name: string): Setting<T> {
  return {
    name,
    get value() {
      const configuration = vscode.workspace.getConfiguration(section);
      const value = configuration.get<unknown>(name);
      const fallback = configuration.inspect<T>(name)?.defaultValue as T;
      return typeof value === typeof fallback && value !== null ? (value as T) : fallback;
    },
  };
}

/** Every setting. A test compares the names with package.json, both ways. */
export const settings = {
  /** Name of the service's environment: `ga`, `dev`, `qa` or one starting with `pr`. */
  environment: setting<string>('environment'),
  /** Base URLs that replace the environment's own, by name of the host. */
  hosts: setting<object>('hosts'),
  /** Seconds between two refreshes of the visible tree. */
  refreshInterval: setting<number>('refreshInterval'),
  /** Absolute path of the shell on the device. */
  commandShell: setting<string>('command.shell'),
  /** User on the device; empty: the service's default. */
  commandUser: setting<string>('command.user'),
  /** Seconds after which the device ends a command. */
  commandTimeout: setting<number>('command.timeout'),
};

/** Time between two refreshes in milliseconds; no setting makes it shorter than 5 s. */
export function refreshIntervalMs(): number {
  return Math.max(5, settings.refreshInterval.value) * 1000;
}
