import assert from 'node:assert/strict';
import fc from 'fast-check';
import { cleanLine, cleanLines, cutText } from '../../../src/base/cleanText';
import { anyText } from '../../support/anyText';

describe('cleanLines', () => {
  for (const [text, expected] of [
    ['plain ü ☃ 🤖', 'plain ü ☃ 🤖'],
    ['a\tb\n c', 'a\tb\n c'],
    ['one\r\ntwo\rthree\r\r\nfour\r\rfive', 'one\ntwo\nthree\nfour\nfive'],
    ['\u001b[1;31mred\u001b[0m', 'red'],
    ['\u001b]0;title\u0007x', 'x'],
    ['\u001b]8;;http://evil\u001b\\link\u001b]8;;\u001b\\', 'link'],
    ['\u009b31mred', 'red'],
    ['a\u0000b\u0007c\u007fd\u0085e', 'abcde'],
    ['\u001bPdevice control\u001b\\x', 'x'],
    ['\u001b(B\u001b7x', 'x'],
    ['cut \u001b[', 'cut '],
    ['\u001b', ''],
  ] as const) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(cleanLines(text), expected);
    });
  }

  it('leaves no control character but tab and line feed, and nothing to clean again', () => {
    const units = fc.constantFrom(...'\u001b[]0;31m\u0007\\\r\n\t\u009b\u009c\u009dPX^_(Bab \0');
    fc.assert(
      fc.property(fc.string({ unit: units }), (text) => {
        const clean = cleanLines(text);
        assert.doesNotMatch(clean, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
        assert.equal(cleanLines(clean), clean);
      }),
    );
  });
});

describe('cleanLine', () => {
  for (const [text, expected] of [
    ['  two\n\n lines\t', 'two lines'],
    ['safe\u202egpj.exe', 'safegpj.exe'],
    ['zero\u200bwidth\ufeff', 'zerowidth'],
    ['a\u2028b', 'ab'],
  ] as const) {
    it(`shows ${JSON.stringify(text)} as ${JSON.stringify(expected)}`, () => {
      assert.equal(cleanLine(text), expected);
    });
  }

  it('shows by an ellipsis that a line is cut', () => {
    assert.equal(cleanLine('abcdef', 6), 'abcdef');
    assert.equal(cleanLine('abcdefg', 6), 'abcde…');
  });

  it('counts and cuts whole characters', () => {
    assert.equal(cleanLine('🤖🤖🤖', 3), '🤖🤖🤖');
    assert.equal(cleanLine('🤖🤖🤖🤖', 3), '🤖🤖…');
  });

  it('shows by an ellipsis too that the end of a long text was not read', () => {
    assert.equal(cleanLine(`name${' '.repeat(1_000_000)}`), 'name…');
    assert.equal(cleanLine(`${'\u001b[0m'.repeat(1000)}name`), 'name');
  });

  it('gives one printable line of at most the length asked for', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 20 }), (text, length) => {
        const line = cleanLine(text, length);
        assert.ok(Array.from(line).length <= length);
        assert.doesNotMatch(line, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('cutText', () => {
  for (const [text, length, expected] of [
    ['abc', 2, 'ab'],
    ['abc', 9, 'abc'],
    ['abc', 0, ''],
    ['a🤖b', 2, 'a'],
    ['a🤖b', 3, 'a🤖'],
    ['\ud83eb', 1, '\ud83e'],
  ] as const) {
    it(`cuts ${JSON.stringify(text)} at ${length}`, () => {
      assert.equal(cutText(text, length), expected);
    });
  }
});
