import { open } from 'node:fs/promises';
import {
  parseSimulatorAnnouncement,
  type SimulatorAnnouncement,
  simulatorVariable,
} from '../../base/simulatorAnnouncement';

/**
 * Reads which running simulator a window connects to by itself, from the environment variable
 * `RAPYUTA_SIMULATOR`. It holds a simulator's announcement, for every window; or the absolute path of a
 * file, for windows that differ: a JSON object, absolute path of a window's first folder -> announcement.
 *
 * Nothing inside the folder has a say: to open a stranger's repository must not connect to a server of
 * theirs. For the same reason the file counts only if it belongs to this user and is closed to all others.
 *
 * @param folder  absolute path of the window's first folder; absent if none is open
 * @returns absent when none is announced, or the announcement cannot be used
 */
export async function simulatorFor(
  folder: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<SimulatorAnnouncement | undefined> {
  const value = environment[simulatorVariable] ?? '';
  if (!value.startsWith('/')) return parseSimulatorAnnouncement(value);
  const announcements = await readPrivateJson(value).catch(() => undefined);
  if (folder === undefined || typeof announcements !== 'object' || announcements === null)
    return undefined;
  const entry = Object.entries(announcements).find(([key]) => key === folder);
  return entry && parseSimulatorAnnouncement(JSON.stringify(entry[1]));
}

/** @throws if it cannot be read, is not JSON, or others than this user can read or write it */
async function readPrivateJson(file: string): Promise<unknown> {
  const handle = await open(file);
  try {
    const { uid, mode } = await handle.stat();
    if (uid !== process.getuid?.() || (mode & 0o077) !== 0)
      throw new Error(`${file} is not private`);
    return JSON.parse(await handle.readFile('utf8')) as unknown;
  } finally {
    await handle.close();
  }
}
