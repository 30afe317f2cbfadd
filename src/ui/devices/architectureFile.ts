import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../../base/log';
import { architectures, type Architecture } from '../../domain/device';
import type { ArchitectureStorage } from '../../model/devices/architectures';

/**
 * Stores the architectures of a project's devices in a small JSON file:
 * `{"amd64": ["<device id>", ...], ...}`. Windows that write it at the same time do not mix: the last one
 * wins.
 *
 * @param folder  made when first needed
 */
export function architectureFile(folder: string, projectId: string, log: Log): ArchitectureStorage {
  const name = `architectures-${encodeURIComponent(projectId).slice(0, 100)}.json`;
  const file = path.join(folder, name);
  return {
    async read() {
      try {
        return parse(await readFile(file, 'utf8'));
      } catch (error) {
        // None yet, or cut off: architectures are queried again as devices come online.
        if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
          log.warn(`Stored architectures could not be read: ${String(error)}`);
        }
        return new Map();
      }
    },

    async write(known) {
      const ids: Partial<Record<Architecture, string[]>> = {};
      for (const [id, architecture] of known) (ids[architecture] ??= []).push(id);
      const temporary = `${file}.${randomUUID()}`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(temporary, JSON.stringify(ids));
        await rename(temporary, file);
      } catch (error) {
        log.warn(`Architectures could not be stored: ${String(error)}`);
        await rm(temporary, { force: true }).catch(() => undefined); // the failure is logged already
      }
    },
  };
}

function parse(text: string): ReadonlyMap<string, Architecture> {
  const value = JSON.parse(text) as Record<string, unknown>;
  const known = new Map<string, Architecture>();
  for (const architecture of architectures) {
    const ids: unknown = value[architecture];
    if (!Array.isArray(ids)) continue;
    for (const id of ids) if (typeof id === 'string') known.set(id, architecture);
  }
  return known;
}
