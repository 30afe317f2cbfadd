/** Where a device's commands run: its own world of namespaces, or a folder of this computer. */
export interface Place {
  /** Program and arguments that enter the place; the command's own words follow. May be empty. */
  readonly enter: readonly string[];
  /** HOME and first working directory, as a command in the place sees it. */
  readonly home: string;
  /** The device's own folder on this computer; commands may see it elsewhere or not at all. */
  readonly folder: string;
  /** The user that commands run as. */
  readonly user: string;
  /** Variables that every command in the place gets. */
  readonly environment: Readonly<Record<string, string>>;
  /** Ends every process of a group; `leader` is its number as seen from inside. */
  killGroup(leader: number): void;
  /** Turns a path as the device knows it into the path to give to a program in the place. */
  path(devicePath: string): string;
}

/** Kills a process group of this computer; one that is gone already is fine. */
export function killOwnGroup(leader: number): void {
  killOwn(-leader);
}

/** Kills a process of this computer, or the group of a negative number. */
export function killOwn(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
