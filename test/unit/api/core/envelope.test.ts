import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as v from 'valibot';
import {
  AnswerError,
  data,
  json,
  readErrorIds,
  readErrorText,
} from '../../../../src/api/core/envelope';
import { anyText } from '../../../support/anyText';

describe('json', () => {
  const read = json(v.object({ a: v.array(v.object({ b: v.number() })) }));

  it('reads a body of the right shape', () => {
    assert.deepEqual(read('{"a":[{"b":1,"c":2}],"d":3}'), { a: [{ b: 1 }] });
  });

  for (const [body, message] of [
    ['', 'the answer is empty'],
    [' \n', 'the answer is empty'],
    ['{"a":[{"b":', 'the answer is not JSON'],
    ['<html>', 'the answer is not JSON'],
    ['null', 'the answer should be Object'],
    ['{"a":[{"b":1},{"b":"s3cret"}]}', 'a.1.b should be number'],
    ['{}', 'a is missing'],
    ['{"a":7}', 'a should be Array'],
  ] as const) {
    it(`says of ${JSON.stringify(body)} that ${message}`, () => {
      assert.throws(() => read(body), { name: 'AnswerError', message });
    });
  }
});

describe('a rule of our own', () => {
  it('is told without the value that breaks it', () => {
    const read = json(v.object({ url: v.pipe(v.string(), v.url()), text: v.optional(v.string()) }));
    const message = 'url should be well-formed';
    assert.throws(() => read('{"url":"s3cret"}'), { name: 'AnswerError', message });
  });
});

describe('data', () => {
  it('reads response.data, with or without a status beside it', () => {
    const read = data(v.number());
    assert.equal(read('{"status":"success","response":{"data":7}}'), 7);
    assert.equal(read('{"response":{"data":7}}'), 7);
  });

  for (const body of ['{}', '{"response":null}', '{"response":{}}', '[]', '7']) {
    it(`misses the data in ${body}`, () => {
      assert.throws(() => data(v.nullable(v.number()))(body), AnswerError);
    });
  }
});

describe('readErrorIds', () => {
  for (const [error, ids] of [
    [
      ['dep-a', 7, 'dep-b'],
      ['dep-a', 'dep-b'],
    ],
    ['running: dep-abc, dep-def.', ['dep-abc', 'dep-def']],
    ['nothing', []],
    [{ message: 'dep-a' }, []],
  ] as const) {
    it(`reads ${JSON.stringify(error)}`, () => {
      assert.deepEqual(readErrorIds(JSON.stringify({ error })), ids);
    });
  }

  it('stops after a hundred', () => {
    const many = Array.from({ length: 50_000 }, (_, index) => `dep-${index}`);
    assert.equal(readErrorIds(JSON.stringify({ error: many })).length, 100);
    assert.equal(readErrorIds(JSON.stringify({ error: many.join(' ') })).length, 100);
  });

  it('finds them in a body that was cut', () => {
    assert.deepEqual(readErrorIds('{"error":["dep-a","dep-b"'), ['dep-a', 'dep-b']);
    assert.deepEqual(readErrorIds('<html>dep-a'), []);
  });

  it('repeats no part of a secret', () => {
    const hide = (text: string): string => text.replaceAll('tok.dep-5ecret.x', '***');
    assert.deepEqual(readErrorIds('{"error":"dep-a tok.dep-5ecret.x"}', hide), ['dep-a']);
    const long = `${'x'.repeat(500)}hunter2`;
    const ids = readErrorIds(JSON.stringify({ error: [long] }), (text) =>
      text.replace(long, '***'),
    );
    assert.deepEqual(ids, ['***']);
  });
});

describe('readErrorText', () => {
  for (const [body, expected] of [
    ['{"status":"error","response":{"data":{},"error":"device not found"}}', 'device not found'],
    ['{"error":"labels parameter missing"}', 'labels parameter missing'],
    ['{"error":"outer","response":{"error":"inner"}}', 'outer'],
    ['{"error":["dep-bbbb","dep-cccc"]}', 'dep-bbbb, dep-cccc'],
    ['{"error":{"message":"no such thing","code":7}}', 'no such thing'],
    ['{"error":{"deployments":["dep-b"],"count":1}}', 'deployments: dep-b, count: 1'],
    ['{"error":404}', '404'],
    ['{"error":null,"message":"gateway says no"}', 'gateway says no'],
    ['{"error":""}', undefined],
    ['{"status":"success"}', undefined],
    ['[]', undefined],
    ['"plain"', 'plain'],
    ['upstream connect error\n\nor reset', 'upstream connect error or reset'],
    ['<html><head><title>502 Bad Gateway</title></head><body>x</body></html>', '502 Bad Gateway'],
    ['<!DOCTYPE html><html><body>no title</body></html>', undefined],
    ['', undefined],
    ['{"error":"a\\u001b[31mb\\u202ec\\u0000d\\r\\ne"}', 'abcd e'],
  ] as const) {
    it(`reads ${JSON.stringify(body)} as ${JSON.stringify(expected) ?? 'no text'}`, () => {
      assert.equal(readErrorText(body), expected);
    });
  }

  it('bounds the length', () => {
    assert.equal(readErrorText(`{"error":"${'x'.repeat(5000)}"}`)?.length, 300);
    assert.equal(readErrorText('y'.repeat(5000))?.length, 300);
  });

  it('survives nesting deeper than the stack', () => {
    const body = `{"error":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    assert.doesNotThrow(() => readErrorText(body));
  });

  it('gives one short printable line, or nothing, for any body', () => {
    const bodies = fc.oneof(
      fc.string(),
      anyText,
      fc.json(),
      fc.jsonValue().map((error) => JSON.stringify({ error })),
      fc.jsonValue().map((error) => JSON.stringify({ response: { error } })),
      fc.string().map((text) => `<html><title>${text}</title>`),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        const text = readErrorText(body);
        if (text === undefined) return;
        assert.ok(text.length > 0 && Array.from(text).length <= 300);
        assert.doesNotMatch(text, /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});
