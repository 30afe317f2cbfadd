import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simulatorFor } from '../../../../src/ui/account/announcedSimulator';

describe('The simulator that the environment announces', () => {
  const first = {
    url: 'http://127.0.0.1:4711',
    token: 'a',
    organization: 'org-a',
    project: 'project-a',
  };
  const second = { ...first, url: 'http://127.0.0.1:4712', token: 'b' };
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'announced-'));
    file = path.join(folder, 'simulators.json');
    writeFileSync(file, JSON.stringify({ '/folder/a': first, '/folder/b': second }), {
      mode: 0o600,
    });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (value: string | undefined, window?: string) =>
    simulatorFor(window, value === undefined ? {} : { RAPYUTA_SIMULATOR: value });

  it('is none where nothing is announced', async () => {
    assert.equal(await read(undefined, '/folder/a'), undefined);
    assert.equal(await read('', '/folder/a'), undefined);
  });

  it('is the same one for every window', async () => {
    assert.deepEqual(await read(JSON.stringify(first), '/folder/a'), first);
    assert.deepEqual(await read(JSON.stringify(first)), first);
  });

  it('is the one that a file names for the folder of the window, and no other', async () => {
    assert.deepEqual(await read(file, '/folder/a'), first);
    assert.deepEqual(await read(file, '/folder/b'), second);
    for (const other of ['/folder/c', '/folder/a/', '/folder', 'toString', '__proto__', undefined])
      assert.equal(await read(file, other), undefined, other);
  });

  for (const mode of [0o640, 0o602, 0o604]) {
    it(`is none where others can use the file: ${mode.toString(8)}`, async () => {
      chmodSync(file, mode);
      assert.equal(await read(file, '/folder/a'), undefined);
    });
  }

  for (const [name, text] of [
    ['no JSON', '{"/folder/a": '],
    ['null', 'null'],
    ['a list', '[1]'],
    ['no announcement', '{"/folder/a": {"url": "http://evil.test:1"}}'],
  ] as const) {
    it(`is none where the file holds ${name}`, async () => {
      writeFileSync(file, text);
      assert.equal(await read(file, '/folder/a'), undefined);
    });
  }

  it('is none where the file is missing, or its path is not absolute', async () => {
    assert.equal(await read('/no/such/file', '/folder/a'), undefined);
    assert.equal(await read(path.relative('.', file), '/folder/a'), undefined);
  });
});
