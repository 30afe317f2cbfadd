import { accessSync, constants } from 'node:fs';
import * as path from 'node:path';

/** Where programs are looked for on a device. */
export const programPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * Finds a program of this computer.
 *
 * @throws {Error} when there is none of that name
 */
export function findProgram(name: string): string {
  for (const folder of programPath.split(':')) {
    const candidate = path.join(folder, name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Not here; the next folder may have it.
    }
  }
  throw new Error(`There is no program ${name}.`);
}
