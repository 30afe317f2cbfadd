import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import { AnswerError } from '../../../../src/api/core/envelope';
import { dataItems } from '../../../../src/api/core/jsonItems';
import { countingSkipped } from '../../../../src/api/core/shapes';

/** Reads a document that arrives in pieces of these sizes, the last one again and again. */
function read(
  document: string | Buffer,
  sizes: readonly number[] = [document.length],
  item: v.GenericSchema<unknown, unknown> = v.unknown(),
): readonly unknown[] {
  const bytes = Buffer.from(document as string);
  const reader = dataItems(() => item).start();
  let at = 0;
  for (let piece = 0; at < bytes.length; piece += 1) {
    const size = sizes[Math.min(piece, sizes.length - 1)] || 1;
    reader.write(bytes.subarray(at, at + size));
    at += size;
  }
  return reader.end();
}

/** What reading ends with. */
function outcomeOf(document: string, sizes?: readonly number[]): unknown {
  try {
    return read(document, sizes);
  } catch (error) {
    if (error instanceof AnswerError && error.kind === 'malformed') return 'malformed';
    throw error;
  }
}

describe('dataItems', () => {
  for (const [document, items] of [
    ['{"response":{"data":[]}}', []],
    ['{"response":{"data":[ \n ]}}', []],
    ['{"response":{"data":null}}', []],
    ['{"status":"success","response":{"data":[1,"a",[2],{"b":3},null]}}', [1, 'a', [2], { b: 3 }, null]], // prettier-ignore
    [' { "response" : { "data" : [ 1 , 2 ] , "more" : [3] } , "status" : "x" } ', [1, 2]],
    ['{"data":[9],"response":{"x":{"data":[8]},"data":[1]}}', [1]],
    ['{"x":{"response":{"data":[9]}},"response":{"data":[1]}}', [1]],
    ['{"x":"response","response":{"y":"data","data":[1]}}', [1]],
    ['{"x":["response",{"data":[9]}],"response":{"data":[1]}}', [1]],
    ['{"resp\\u006fnse":{"d\\u0061ta":[1]}}', [1]],
    ['{"response":{"data":["],[","\\"]","\\\\",{"]":"}"}]}}', ['],[', '"]', '\\', { ']': '}' }]],
    ['\ufeff{"response":{"data":["ü☃😀"]}}', ['ü☃😀']],
  ] as const) {
    it(`finds the items of ${document}, wherever it is cut`, () => {
      for (const size of [1, 2, 3, 5, document.length * 4]) {
        assert.deepEqual(read(document, [size]), items);
      }
    });
  }

  for (const document of [
    '',
    ' ',
    'null',
    '[]',
    '[{"response":{"data":[1]}}]',
    '"response"',
    '<html>',
    '{}',
    '{"error":"no"}',
    '{"response":null}',
    '{"response":{}}',
    '{"response":[{"data":[1]}]}',
    '{"status":"error","response":{"data":{},"error":"no"}}',
    '{"response":{"data":7}}',
    '{"response":{"data":"[1]"}}',
    '{"response":{"data":[1,]}}',
    '{"response":{"data":[,1]}}',
    '{"response":{"data":[1,,2]}}',
    '{"response":{"data":[1 2]}}',
    '{"response":{"data":[1]',
    '{"response":{"data":[1]}',
    '{"response":{"data":[1}}',
    '{"response":{"data":[1]]}',
    '{"response":{"data":[{"a":1]}}',
    '{"response":{"data":["a]}}',
    '{"response":{"data":[1]}}]',
    '{"response":{"data":[1]}} {"response":{"data":[2]}}',
    '{"response":{"data":[1]}}x',
    '{"response":{"data":[1][2]}}',
    '{"response"{"data":[1]}}',
    '{"response":{"data"[1]}}',
    '{"response":{"data":[1],"data":[2]}}',
    '{"response":{"data":null,"data":[2]}}',
    '{"response":{"data":[1],"d\\u0061ta":null}}',
    '{"response":{"data":[1]},"response":{"data":[2]}}',
    '{"response":7,"response":{"data":[2]}}',
  ]) {
    it(`does not take ${JSON.stringify(document)} for a list, wherever it is cut`, () => {
      for (const size of [1, 3, document.length]) assert.equal(outcomeOf(document, [size]), 'malformed'); // prettier-ignore
    });
  }

  it('reads every document as JSON.parse does, or refuses it when that does', () => {
    const json = fc.jsonValue({ maxDepth: 3, noUnicodeString: false });
    const keys = fc.constantFrom('response', 'data', 'status', 'error', '', '"', 'a\\');
    const someObject = fc.dictionary(keys, json, { maxKeys: 3 });
    const responses = fc
      .tuple(someObject, fc.oneof(fc.array(json), json), someObject)
      .map(([before, data, after]) => {
        const rest = without(after, 'data');
        return { ...without(before, 'data'), data, ...rest };
      });
    const documents = fc.oneof(
      fc.tuple(someObject, responses, someObject).map(([before, response, after]) => ({
        ...without(before, 'response'),
        response,
        ...without(after, 'response'),
      })),
      json,
    );
    const texts = fc
      .tuple(documents, fc.constantFrom(undefined, 1, '\t'))
      .map(([value, space]) => JSON.stringify(value, null, space));
    /** Texts with a piece taken out, doubled, or another in its place: most are not JSON any more. */
    const damaged = fc
      .tuple(
        texts,
        fc.nat(),
        fc.nat(3),
        fc.constantFrom('', '"', '[', ']', '{', '}', ',', ':', '\\', ' ', '1'),
      ) // prettier-ignore
      .map(([text, at, length, other]) => {
        const from = at % (text.length + 1);
        const broken = text.slice(0, from) + other + text.slice(from + length);
        return Buffer.from(broken).toString(); // without halves of surrogate pairs
      });
    fc.assert(
      fc.property(
        fc.oneof(texts, damaged),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        (text, sizes) => {
          // prettier-ignore
          const found = outcomeOf(text, sizes);
          const expected = plainly(text);
          if (expected !== 'twice') assert.deepEqual(found, expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('leaves out and counts the items of another shape', () => {
    let skipped = 0;
    const items = countingSkipped(
      () => read('{"response":{"data":[1,"a",2,null]}}', [4], v.number()),
      (count) => (skipped += count),
    );
    assert.deepEqual([items, skipped], [[1, 2], 2]);
  });

  describe('ends with an error before it takes much memory', () => {
    const start = '{"response":{"data":[';
    const mebibyte = 2 ** 20;
    /** Feeds a piece over and over, and returns the error and how many mebibytes it took. */
    function flood(opening: string, piece: string): [message: string, mebibytes: number] {
      const reader = dataItems(() => v.unknown()).start();
      const bytes = Buffer.from(piece.repeat(Math.ceil(mebibyte / 16 / piece.length)));
      reader.write(Buffer.from(opening));
      for (let fed = bytes.length; ; fed += bytes.length) {
        try {
          reader.write(bytes);
        } catch (error) {
          assert.ok(error instanceof AnswerError);
          return [error.message, Math.ceil(fed / mebibyte)];
        }
        assert.ok(fed < 300 * mebibyte, 'it never ends');
      }
    }

    for (const [what, opening, piece, message, limit] of [
      ['an item that is one long text', `${start}"`, 'x', 'an item of the list is larger than 4 MiB', 5], // prettier-ignore
      ['an item of many numbers', `${start}[1`, ',1', 'an item of the list is larger than 4 MiB', 5], // prettier-ignore
      ['white space before an item', start, ' ', 'an item of the list is larger than 4 MiB', 5],
      ['deep nesting', start, '[', 'the answer is nested deeper than 100 levels', 1],
      ['deep nesting of objects', `${start}{"a":`, '{"a":', 'the answer is nested deeper than 100 levels', 1], // prettier-ignore
      ['deep nesting outside of the list', '{"x":', '[', 'the answer is nested deeper than 100 levels', 1], // prettier-ignore
      ['a long text outside of the list', '{"x":"', 'x', 'the answer without its list is larger than 1 MiB', 2], // prettier-ignore
      ['a long key', '{"', 'x', 'the answer without its list is larger than 1 MiB', 2],
      ['many keys', '{"a":1', ',"a":1', 'the answer without its list is larger than 1 MiB', 2],
      ['text that is no JSON', '', 'x', 'the answer without its list is larger than 1 MiB', 2],
    ] as const) {
      it(`for ${what}`, () => {
        const [error, fed] = flood(opening, piece);
        assert.equal(error, message);
        assert.ok(fed <= limit, `${fed} MiB`);
      });
    }
  });
});

function without<T extends object>(object: T, key: string): object {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
}

/** What `JSON.parse` finds in `response.data`; `twice` where only it can tell which of two is meant. */
function plainly(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'malformed';
  }
  const isTwice = (key: string): boolean => text.split(`"${key}"`).length > 2;
  if (isTwice('response') || isTwice('data')) return 'twice';
  const response = (value as { response?: { data?: unknown } } | null)?.response;
  const data = typeof response === 'object' ? response?.data : undefined;
  if (data === null) return [];
  return Array.isArray(data) ? data : 'malformed';
}
