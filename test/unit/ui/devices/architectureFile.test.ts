import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Architecture } from '../../../../src/domain/device';
import { architectureFile } from '../../../../src/ui/devices/architectureFile';
import { silentLog } from '../../../support/silentLog';

describe('architectureFile', () => {
  let root: string;
  let folder: string;
  const file = (project: string) => architectureFile(folder, project, silentLog);
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'architectures-'));
    folder = path.join(root, 'made', 'later');
  });
  afterEach(() => rm(root, { recursive: true }));
  const known = new Map<string, Architecture>([
    ['a', 'amd64'],
    ['b', 'arm64v8'],
  ]);

  it('gives back what it was given, to each project its own', async () => {
    await file('project-a').write(known);
    assert.deepEqual(await file('project-a').read(), known);
    assert.deepEqual(await file('project-b').read(), new Map());
  });

  it('takes a damaged file for an empty one', async () => {
    await file('project-a').write(known);
    const [name = ''] = await readdir(folder);
    for (const text of ['', '{"amd64":', '[]', '{"amd64":"x","arm64v8":[1]}', 'null']) {
      await writeFile(path.join(folder, name), text);
      assert.deepEqual(await file('project-a').read(), new Map(), text);
    }
  });

  it('lets no project id out of its folder', async () => {
    await file('../../escaped').write(known);
    assert.deepEqual(await readdir(root), ['made']);
    assert.deepEqual(await file('../../escaped').read(), known);
  });

  it('holds one whole content when windows write it at the same time, and leaves nothing else', async () => {
    const large = (prefix: string): Map<string, Architecture> =>
      new Map(Array.from({ length: 5000 }, (_, index) => [`${prefix}${index}`, 'amd64']));
    const contents = Array.from({ length: 8 }, (_, index) => large(`window-${index}-`));
    await Promise.all(contents.map((content) => file('project-a').write(content)));
    const stored = await file('project-a').read();
    assert.ok(contents.some((content) => isDeepStrictEqual(content, stored)));
    assert.equal((await readdir(folder)).length, 1);
  });

  it('is never seen half written', async () => {
    const small = new Map<string, Architecture>([['a', 'amd64']]);
    const large = new Map<string, Architecture>(
      Array.from({ length: 20_000 }, (_, index) => [`device-${index}`, 'amd64']),
    );
    await file('project-a').write(small);
    let isWritten = false;
    const writing = file('project-a')
      .write(large)
      .then(() => (isWritten = true));
    while (!isWritten) {
      const { size } = await file('project-a').read();
      assert.ok(size === small.size || size === large.size, `read ${size} devices`);
    }
    await writing;
  });

  it('does not fail where nothing can be written', async () => {
    await writeFile(path.join(root, 'file'), '');
    await architectureFile(path.join(root, 'file'), 'p', silentLog).write(known);
  });
});
