import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Log } from '../base/log';
import type { ArchitectureMemory } from '../model/deviceStore';
import { architectures, type Architecture } from '../model/fleetDevice';

/** Remembers architectures in one small JSON file a project: `{"amd64": ["<device id>", ...], ...}`. */
export class ArchitectureFiles implements ArchitectureMemory {
  /** @param folder  made when first needed */
  constructor(
    private readonly folder: string,
    private readonly log: Log,
  ) {}

  async read(projectId: string): Promise<ReadonlyMap<string, Architecture>> {
    const known = new Map<string, Architecture>();
    try {
      const value = JSON.parse(await readFile(this.file(projectId), 'utf8')) as Record<
        string,
        unknown
      >;
      for (const architecture of architectures) {
        const ids: unknown = value[architecture];
        if (!Array.isArray(ids)) continue;
        for (const id of ids) if (typeof id === 'string') known.set(id, architecture);
      }
    } catch (error) {
      // None yet, or cut off: what was known is learnt again as devices come online.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
        this.log.warn(`Remembered architectures could not be read: ${String(error)}`);
      }
    }
    return known;
  }

  async write(projectId: string, known: ReadonlyMap<string, Architecture>): Promise<void> {
    const value: Partial<Record<Architecture, string[]>> = {};
    for (const [id, architecture] of known) (value[architecture] ??= []).push(id);
    const file = this.file(projectId);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(`${file}.new`, JSON.stringify(value));
      await rename(`${file}.new`, file);
    } catch (error) {
      this.log.warn(`Architectures could not be remembered: ${String(error)}`);
    }
  }

  private file(projectId: string): string {
    return path.join(
      this.folder,
      `architectures-${encodeURIComponent(projectId).slice(0, 100)}.json`,
    );
  }
}
