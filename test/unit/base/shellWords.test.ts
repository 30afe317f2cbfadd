import assert from 'node:assert/strict';
import fc from 'fast-check';
import { shellQuote } from '../../../src/base/shellQuote';
import { type ShellToken, shellTokens } from '../../../src/base/shellWords';
import { anyText } from '../../support/anyText';

/** Words as `[text]`, operators as they are, here-documents as `<text>`. */
function asText(line: string): string {
  const show = (token: ShellToken): string => {
    if (token.kind === 'operator') return token.text === '\n' ? '\\n' : token.text;
    return token.kind === 'word'
      ? `[${token.word.text}]`
      : `<${line.slice(token.start, token.end)}>`;
  };
  return shellTokens(line).map(show).join(' ');
}

describe('shellTokens', () => {
  const cases: [line: string, tokens: string][] = [
    ['a  b\tc', '[a] [b] [c]'],
    [`'a b'"c d"e\\ f`, '[a bc de f]'],
    [`"a\\"b\\$c\\d"`, '[a"b$c\\d]'],
    [`$'a\\tb\\x41\\'c' $"d"`, "[a\tbA'c] [d]"],
    ['a\\\nb', '[ab]'],
    ['a|b||c&&d;e&f', '[a] | [b] || [c] && [d] ; [e] & [f]'],
    ['(a; b)', '( [a] ; [b] )'],
    ['a >f 2>&1 <g', '[a] > [f] >& [1] < [g]'],
    ['a $(b "c)" `d`) e', '[a] [$(b "c)" `d`)] [e]'],
    ['"$(a "b c")" d', '[$(a "b c")] [d]'],
    ["x=$($'a\\'b)') y", "[x=$($'a\\'b)')] [y]"],
    ['a <(b c) ${d e} f=(g h)', '[a] [<(b c)] [${d e}] [f=(g h)]'],
    ['a <<E | b\nx\ny\nE\nc', '[a] << [E] | [b] <x\ny> \\n \\n [c]'],
    ["a <<-'E F'\n\tx\n\tE F\nc", '[a] <<- [E F] <\tx> \\n \\n [c]'],
    ['a <<E\nx', '[a] << [E] <x> \\n'],
    ["a # it's\nb", '[a] \\n [b]'],
    [`a 'b c`, '[a] [b c]'],
    ['a "b $(c', '[a] [b $(c]'],
    ['a\\', '[a\\]'],
  ];
  for (const [line, tokens] of cases) {
    it(`splits ${JSON.stringify(line)}`, () => assert.equal(asText(line), tokens));
  }

  it('reads a quoted text as one word, whatever it is', () => {
    const texts = anyText.filter((text) => !text.includes('\0'));
    fc.assert(
      fc.property(texts, (text) => {
        const [token, ...others] = shellTokens(shellQuote(text));
        assert.deepEqual(others, []);
        assert.equal(token?.kind === 'word' ? token.word.text : undefined, text);
      }),
    );
  });

  it('gives the place of each character, and its quotes', () => {
    const [token] = shellTokens(`a'bc'\\ $'\\x41'`);
    const origins =
      token?.kind === 'word' ? [0, 1, 2, 3, 4].map((at) => token.word.originOf?.(at)) : [];
    assert.deepEqual(
      origins.map((origin) => [origin?.start, origin?.end, origin?.quotes?.close]),
      [
        [0, 1, undefined],
        [2, 3, 4],
        [3, 4, 4],
        [5, 7, undefined],
        [9, 13, 13],
      ],
    );
  });

  it('reads any text', () => {
    const units = fc.constantFrom(...'a \n\'"\\$`(){}<>|;&#=E');
    fc.assert(fc.property(fc.string({ unit: units }), (line) => void shellTokens(line)));
  });
});
