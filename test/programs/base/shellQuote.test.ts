import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { shellQuote } from '../../../src/base/shellQuote';

describe('shellQuote', () => {
  for (const [text, expected] of [
    ['', `''`],
    ['plain', `'plain'`],
    [`it's`, `'it'\\''s'`],
    ['$(id); `id` "x" \\', `'$(id); \`id\` "x" \\'`],
  ] as const) {
    it(`writes ${JSON.stringify(text)} as ${expected}`, () => {
      assert.equal(shellQuote(text), expected);
    });
  }

  it('refuses a NUL', () => assert.throws(() => shellQuote('a\0b'), RangeError));

  it('is read by a shell as what it was, whatever it was', () => {
    const texts = fc.sample(
      fc.oneof(
        fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?~ \n\t;&|<>(){}#ü☃`) }),
        fc.string().map((text) => text.replaceAll('\0', '')),
      ),
      200,
    );
    const script = `for word in ${texts.map(shellQuote).join(' ')}; do printf '%s\\0' "$word"; done`;
    const printed = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
    assert.deepEqual(printed.split('\0').slice(0, -1), texts);
  });
});
