import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Response } from 'node-fetch';
import { ApiError } from '../../../src/api/core/errors';
import { requestOver } from '../../../src/api/core/request';
import { connect } from '../../support/apiClient';
import { nearly } from '../../support/anyJson';
import { anyText } from '../../support/anyText';
import { type Operation, operations } from '../../support/operations';

/** Runs an operation that gets this body for an answer. */
async function runWith(operation: Operation, status: number, body: string): Promise<unknown> {
  const fetch = (): Promise<Response> => Promise.resolve(new Response(body, { status }));
  const { client, options } = connect('http://127.0.0.1', { fetch });
  try {
    return await operation.run(client, { request: requestOver(options) });
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

describe('any answer', () => {
  for (const operation of operations.filter(({ answer }) => answer !== undefined)) {
    const bodies = fc.oneof(
      fc.json({ maxDepth: 3 }),
      fc.string(),
      nearly(operation.answer).map((value) => JSON.stringify(value)),
      nearly(operation.oddWord?.answer ?? operation.answer).map((value) => JSON.stringify(value)),
    );

    it(`gives ${operation.name} a value or a failed call`, async () => {
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const outcome = await runWith(operation, 200, body);
          // What a call can find in a success that is none, apart from a shape it cannot read.
          const kinds = ['malformed', 'conflict', 'notFound'];
          if (outcome instanceof ApiError) assert.ok(kinds.includes(outcome.kind), outcome.kind);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('is a failed call of one short printable line when its status says so', async () => {
    const operation = operations.find(({ name }) => name === 'labels.add') as Operation;
    const bodies = fc.oneof(
      anyText,
      fc.json(),
      fc.jsonValue().map((error) => JSON.stringify({ error })),
      anyText.map((error) => JSON.stringify({ response: { error } })),
    );
    await fc.assert(
      fc.asyncProperty(bodies, fc.integer({ min: 400, max: 599 }), async (body, status) => {
        const error = await runWith(operation, status, body);
        assert.ok(error instanceof ApiError && error.message.length > 0);
        assert.ok(Array.from(error.message).length <= 300);
        assert.doesNotMatch(error.message, /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u);
        assert.ok(error.ids.every((id) => id.length <= 80));
      }),
    );
  });
});

describe('any id', () => {
  it('stays one part of the path of every operation that takes it', async () => {
    const paths: string[] = [];
    const fetch = (url: unknown): Promise<Response> => {
      paths.push(`${(url as URL).pathname}${(url as URL).search}`);
      return Promise.resolve(new Response('', { status: 400 }));
    };
    const { client } = connect('http://127.0.0.1', { fetch: fetch });
    await fc.assert(
      fc.asyncProperty(anyText, anyText, async (id, other) => {
        paths.length = 0;
        const calls = [
          () => client.devices.get(id),
          () => client.labels.list(id),
          () => client.uploads.get(id, other),
          () => client.metrics.listTagValues('device', id, other, { from: new Date(0), to: new Date(0) }), // prettier-ignore
          () => client.commands.poll(id, [other]),
        ];
        for (const call of calls) {
          try {
            await call();
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
          }
        }
        for (const sent of paths) {
          const [path = '', query = ''] = sent.split('?');
          assert.match(path, /^\/api\/(device-manager|metrics)\/v0\//);
          const depth = path.split('/').length;
          assert.ok(depth >= 6 && depth <= 8, sent);
          assert.doesNotMatch(path, /[?#]|\/\.{1,2}(\/|$)/);
          assert.doesNotMatch(query, /[?#]/);
          assert.deepEqual([...new URLSearchParams(query).keys()].filter((key) => !['jid', 'device_id', 'start_date', 'end_date'].includes(key)), []); // prettier-ignore
        }
      }),
    );
  });
});
