import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A user who owns nothing here. The superuser, as which containers run tests, can write everywhere. */
const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

describe('npm start and npm test', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'bootstrap-'));
    for (const file of ['test/bootstrap.mjs', 'package.json'])
      cpSync(file, path.join(folder, file), { recursive: true });
    chmodSync(folder, 0o755);
  });
  afterEach(() => {
    for (const name of ['', 'dist', '.cache']) chmodSync(path.join(folder, name), 0o755);
    rmSync(folder, { recursive: true });
  });

  for (const readOnly of ['', 'dist', '.cache']) {
    it(`say in one sentence what to do where they cannot write to ${readOnly || 'the folder'}`, () => {
      for (const name of ['dist', '.cache']) mkdirSync(path.join(folder, name), { mode: 0o777 });
      for (const name of ['', 'dist', '.cache']) chmodSync(path.join(folder, name), 0o777);
      chmodSync(path.join(folder, readOnly), 0o555);
      const args = [path.join(folder, 'test/bootstrap.mjs'), 'start'];
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        ...nobody,
        encoding: 'utf8',
      });
      const place = path.join(folder, readOnly);
      assert.equal(
        stderr,
        `${place} cannot be written to: make it yours (sudo chown -R "$USER" '${place}') or work in a copy.\n`,
      );
      assert.deepEqual([status, stdout], [1, '']);
    });
  }
});
