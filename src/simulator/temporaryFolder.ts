import { mkdtempSync, readFileSync, readlinkSync } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import * as os from 'node:os';
import * as path from 'node:path';

/** In a folder's name: its owner's process id and start time, and the world in which both count. */
const namePattern = /^rapyuta-simulator-(\d+)-(\d+)-(\d+)-\w{6}$/;

/** Makes a private folder for this process, whose name says so from its first moment. */
export function makeTemporaryFolder(): string {
  const { pid } = process;
  const owner = `${pid}-${processState(pid)?.startedAt ?? '0'}-${processNamespace()}`;
  return mkdtempSync(path.join(os.tmpdir(), `rapyuta-simulator-${owner}-`));
}

/**
 * Removes the folders of killed simulators. Only private folders of this user count, and only those
 * whose process has certainly ended; in case of doubt, as with another container's, they stay.
 */
export async function removeAbandonedFolders(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const [, pid, startedAt, namespace] = namePattern.exec(name) ?? [];
    if (pid === undefined || namespace !== processNamespace()) continue;
    if (!hasEnded(Number(pid), startedAt)) continue;
    const folder = path.join(os.tmpdir(), name);
    // Another simulator may be removing it too, and a command may have locked a folder in it.
    if (await isPrivateFolder(folder).catch(() => false))
      await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  }
}

/** A link to a folder is none. */
async function isPrivateFolder(file: string): Promise<boolean> {
  const found = await lstat(file);
  const isOwn = process.getuid === undefined || found.uid === process.getuid();
  return found.isDirectory() && isOwn && (found.mode & 0o077) === 0;
}

function hasEnded(pid: number, startedAt: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
  const state = processState(pid);
  // The id may have been given again; a zombie only waits for its parent.
  return state !== undefined && (state.isZombie || state.startedAt !== startedAt);
}

/** Absent where the system does not show it: outside Linux, or for other users' processes. */
function processState(pid: number): { isZombie: boolean; startedAt: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the program's name in parentheses, may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { isZombie: fields[0] === 'Z', startedAt: fields[19] ?? '0' };
  } catch {
    return undefined;
  }
}

/** Number of the PID namespace; containers may share the folder, but not the numbers. */
function processNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replaceAll(/\D/g, '');
  } catch {
    return '0';
  }
}
