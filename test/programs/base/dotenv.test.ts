import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { isDotenvEntry, toDotenv } from '../../../src/base/dotenv';

const plainValues = ['tokyo', '', '1.12.0-rc3', 'http://10.0.0.1:11311/', '~', 'a=b', '100%'];
const quotedValues = [
  'receiving dock 4',
  ' padded ',
  '#1',
  'a # b',
  '$HOME ${HOME} $(id) `id`',
  'say "hi"',
  '{"a": [1, 2]}',
  'C:\\robots',
  'first\nsecond\n\nlast\n',
  '日本語 🤖',
  "Sato's team",
  "it's\ntwo lines",
];

describe('.env text', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'dotenv-'));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What a shell has in KEY_0, KEY_1, ... when it has read the text. */
  function readByShell(text: string, count: number): string[] {
    const file = path.join(folder, '.env');
    writeFileSync(file, text);
    const names = Array.from({ length: count }, (_, index) => `"$KEY_${index}"`).join(' ');
    const script = `set -eu; . "$0"; ${count > 0 ? `printf '%s\\0' ${names}` : ':'}`;
    const printed = execFileSync('/bin/sh', ['-c', script, file], { encoding: 'utf8' });
    return printed.split('\0').slice(0, -1);
  }

  const entries = (values: readonly string[]): { key: string; value: string }[] =>
    values.map((value, index) => ({ key: `KEY_${index}`, value }));

  it('is read back unchanged by a shell and by a dotenv library', () => {
    const values = [...plainValues, ...quotedValues];
    const text = toDotenv(entries(values));
    assert.deepEqual(readByShell(text, values.length), values);
    const expected = entries(values).map(({ key, value }) => [key, value]);
    assert.deepEqual({ ...parseEnv(text) }, Object.fromEntries(expected));
  });

  it('is read back unchanged by a shell, whatever is in it', () => {
    const value = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    const nasty = fc
      .array(fc.constantFrom("'", '"', '\\', '$', '`', '\n', '\r', '#', ' ', '!', 'x', '\t'))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.array(fc.oneof(value, nasty), { maxLength: 8 }), (values) => {
        assert.deepEqual(readByShell(toDotenv(entries(values)), values.length), values);
      }),
      { numRuns: 40 },
    );
  });

  it('leaves plain values without quotes', () => {
    assert.equal(toDotenv([{ key: 'site', value: 'tokyo' }]), 'site=tokyo\n');
  });

  it('turns what cannot be a variable into a comment that runs nothing', () => {
    const marker = path.join(folder, 'ran');
    const hostile = [
      { key: `x; touch ${marker};`, value: 'v' },
      { key: `a\ntouch ${marker}\n`, value: 'v' },
      { key: `$(touch ${marker})`, value: 'v' },
      { key: 'app.version', value: `1\ntouch ${marker}` },
      { key: '', value: 'v' },
      { key: '9lives', value: 'v' },
      { key: 'nul', value: 'a\0b' },
    ];
    const text = toDotenv(hostile);
    for (const line of text.trimEnd().split('\n')) assert.match(line, /^# /);
    assert.deepEqual(readByShell(`${text}KEY_0=still\n`, 1), ['still']);
    assert.throws(() => execFileSync('ls', [marker], { stdio: 'pipe' }));
    assert.ok(hostile.every((entry) => !isDotenvEntry(entry)));
  });
});
