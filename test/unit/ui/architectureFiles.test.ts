import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Architecture } from '../../../src/model/fleetDevice';
import { ArchitectureFiles } from '../../../src/ui/architectureFiles';
import { silentLog } from '../../support/silentLog';

describe('ArchitectureFiles', () => {
  let root: string;
  let folder: string;
  let files: ArchitectureFiles;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'architectures-'));
    folder = path.join(root, 'made', 'later');
    files = new ArchitectureFiles(folder, silentLog);
  });
  afterEach(() => rm(root, { recursive: true }));
  const known = new Map<string, Architecture>([
    ['a', 'amd64'],
    ['b', 'arm64v8'],
  ]);

  it('gives back what it was given, to each project its own', async () => {
    await files.write('project-a', known);
    assert.deepEqual(await files.read('project-a'), known);
    assert.deepEqual(await files.read('project-b'), new Map());
  });

  it('takes a damaged file for an empty one', async () => {
    await files.write('project-a', known);
    const [name = ''] = await readdir(folder);
    for (const text of ['', '{"amd64":', '[]', '{"amd64":"x","arm64v8":[1]}', 'null']) {
      await writeFile(path.join(folder, name), text);
      assert.deepEqual(await files.read('project-a'), new Map(), text);
    }
  });

  it('lets no project id out of its folder', async () => {
    await files.write('../../escaped', known);
    assert.deepEqual(await readdir(root), ['made']);
    assert.deepEqual(await files.read('../../escaped'), known);
  });

  it('does not fail where nothing can be written', async () => {
    await writeFile(path.join(root, 'file'), '');
    await new ArchitectureFiles(path.join(root, 'file'), silentLog).write('p', known);
  });
});
