import * as os from 'node:os';

/** Name of the user that the simulator runs as; in a container this user may have none. */
export function ownUserName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `user-${process.getuid?.() ?? 0}`;
  }
}
