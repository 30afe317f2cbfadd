import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import {
  download,
  type DownloadRequest,
  type DownloadStart,
} from '../../../../src/api/core/download';
import type { ApiError } from '../../../../src/api/core/errors';
import { connect, failureOf } from '../../../support/apiClient';
import { FakeClock } from '../../../support/fakeClock';

const file = Buffer.from(Array.from({ length: 300_000 }, (_, index) => index % 251));
const tag = '"v1"';
const query = '?signature=hunter2';

describe('download', () => {
  let server: Server;
  let url: string;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let seen: IncomingMessage[] = [];
  before(async () => {
    server = createServer((request, response) => {
      seen.push(request);
      answer(request, response);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/blob/syslog${query}`;
  });
  beforeEach(() => {
    seen = [];
    answer = serve;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Serves the file as storage services do: ranges, validators, lengths. */
  function serve({ headers }: IncomingMessage, response: ServerResponse): void {
    const isCurrent = headers['if-range'] === undefined || headers['if-range'] === tag;
    const from = isCurrent ? /^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] : undefined;
    response.setHeader('ETag', tag);
    if (from === undefined) {
      response.setHeader('Content-Length', file.length);
      response.end(file);
    } else if (Number(from) < file.length) {
      response.statusCode = 206;
      response.setHeader('Content-Range', `bytes ${from}-${file.length - 1}/${file.length}`);
      response.end(file.subarray(Number(from)));
    } else {
      response.statusCode = 416;
      response.setHeader('Content-Range', `bytes */${file.length}`);
      response.end('<Error/>');
    }
  }

  /** A download into memory, which already holds what is to be resumed. */
  function setup(request: Partial<DownloadRequest> = {}) {
    const { options, logged } = connect(url);
    const clock = new FakeClock();
    let bytes = file.subarray(0, request.resume?.position ?? 0);
    const starts: DownloadStart[] = [];
    const run = (): Promise<void> =>
      download(
        { ...options, clock },
        {
          url,
          start: (start) => {
            starts.push(start);
            bytes = bytes.subarray(0, start.position);
          },
          write: (chunk, position) => {
            assert.equal(position, bytes.length);
            bytes = Buffer.concat([bytes, chunk]);
          },
          ...request,
        },
      );
    return { run, clock, logged, starts, bytes: () => bytes };
  }

  function assertNoSecrets(error: ApiError, logged: readonly string[]): void {
    const text = inspect(error, { depth: 10 }) + String(error.stack) + logged.join('\n');
    assert.ok(!text.includes('hunter2'), text);
  }

  it('writes all bytes in order, says how many there are, and sends none of our headers', async () => {
    const { run, bytes, starts, logged } = setup();
    await run();
    assert.ok(bytes().equals(file));
    assert.deepEqual(starts, [{ position: 0, totalBytes: file.length, validator: tag }]);
    assert.deepEqual(logged, ['GET /blob/syslog 200, 0 ms']);
    const { headers } = seen[0] as IncomingMessage;
    assert.equal(headers['accept-encoding'], 'identity');
    for (const name of ['authorization', 'project', 'organizationguid', 'range', 'referer']) {
      assert.equal(headers[name], undefined, name);
    }
  });

  it('writes an empty file', async () => {
    answer = (_, response) => void response.end();
    const { run, starts } = setup();
    await run();
    assert.deepEqual(starts, [{ position: 0, totalBytes: 0 }]);
  });

  it('writes a file of unknown length, which can only be downloaded from its start', async () => {
    answer = (_, response) => {
      response.write(file.subarray(0, 1000));
      response.end(file.subarray(1000));
    };
    const { run, bytes, starts } = setup();
    await run();
    assert.ok(bytes().equals(file));
    assert.deepEqual(starts, [{ position: 0 }]);
  });

  it('unpacks what the server compresses although asked not to', async () => {
    answer = (_, response) => {
      const packed = gzipSync(file);
      const length = { 'Content-Encoding': 'gzip', 'Content-Length': packed.length };
      response.writeHead(200, { ...length, ETag: tag }).end(packed);
    };
    const { run, bytes, starts } = setup();
    await run();
    assert.ok(bytes().equals(file));
    assert.deepEqual(starts, [{ position: 0 }]);
  });

  it('does not read on while the chunk before is being written', async () => {
    const total = 64 * 2 ** 20;
    let sent = 0;
    const stopped = new Promise<void>((resolve) => {
      answer = (_, response) => {
        response.setHeader('Content-Length', total);
        const send = (): void => {
          while (sent < total) {
            sent += file.length;
            if (!response.write(file)) {
              response.once('drain', send);
              // When nothing drains for a while of the event loop's turns, the client has stopped reading.
              const before = sent;
              turns(200).then(() => sent === before && resolve(), assert.fail);
              return;
            }
          }
        };
        send();
      };
    });
    const abort = new AbortController();
    let goOn = (): void => undefined;
    const writing = new Promise<void>((resolve) => (goOn = resolve));
    let begin = (): void => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    let chunks = 0;
    const { run, clock } = setup({
      signal: abort.signal,
      write: () => {
        chunks += 1;
        begin();
        return writing;
      },
    });
    const outcome = run().catch((error: unknown) => error);
    await begun;
    await stopped;
    assert.equal(chunks, 1);
    assert.ok(sent < 32 * 2 ** 20, `${sent} bytes were sent`);
    assert.equal(clock.pending, 0); // a slow disk is not a stalled server
    const reason = new Error('enough');
    abort.abort(reason);
    goOn();
    assert.equal(await outcome, reason);
    assert.equal(chunks, 1);
  });

  describe('resumed', () => {
    const resume = { position: 100_000, validator: tag };

    it('asks for the rest of the same version and writes it where it belongs', async () => {
      const { run, bytes, starts, logged } = setup({ resume });
      await run();
      assert.ok(bytes().equals(file));
      assert.deepEqual(starts, [{ position: 100_000, totalBytes: file.length, validator: tag }]);
      const { headers } = seen[0] as IncomingMessage;
      assert.deepEqual([headers.range, headers['if-range']], ['bytes=100000-', tag]);
      assert.deepEqual(logged, ['GET /blob/syslog 206, 0 ms']);
    });

    it('after the last byte has nothing to write', async () => {
      const { run, bytes, starts } = setup({ resume: { ...resume, position: file.length } });
      await run();
      assert.ok(bytes().equals(file));
      assert.deepEqual(starts, [
        { position: file.length, totalBytes: file.length, validator: tag },
      ]);
      assert.equal(seen.length, 1);
    });

    it('starts anew when the file has changed', async () => {
      const { run, bytes, starts } = setup({ resume: { ...resume, validator: '"v0"' } });
      await run();
      assert.ok(bytes().equals(file));
      assert.deepEqual(starts, [{ position: 0, totalBytes: file.length, validator: tag }]);
      assert.equal(seen.length, 1);
    });

    it('starts anew when the file has become shorter', async () => {
      const { run, bytes, starts } = setup({ resume: { ...resume, position: 400_000 } });
      await run();
      assert.ok(bytes().equals(file));
      assert.deepEqual(starts.map(({ position }) => position), [0]); // prettier-ignore
      assert.equal(seen[1]?.headers.range, undefined);
    });

    const partly = (headers: Record<string, string>): typeof answer => {
      return (request, response) => {
        if (request.headers.range === undefined) return serve(request, response);
        response.writeHead(206, { ETag: tag, ...headers }).end(file.subarray(100_000));
      };
    };
    for (const [what, headers] of [
      ['ignores that the file has changed', { ETag: '"v2"', 'Content-Range': `bytes 100000-299999/300000` }], // prettier-ignore
      ['sends another part', { 'Content-Range': 'bytes 99999-299999/300000' }],
      ['does not say which part it sends', {}],
      ['compresses the part', { 'Content-Encoding': 'gzip', 'Content-Range': 'bytes 100000-299999/300000' }], // prettier-ignore
    ] as const) {
      it(`starts anew when the server ${what}`, async () => {
        answer = partly(headers);
        const { run, bytes, starts } = setup({ resume });
        await run();
        assert.ok(bytes().equals(file));
        assert.deepEqual(starts.map(({ position }) => position), [0]); // prettier-ignore
        assert.equal(seen.length, 2);
      });
    }

    it('goes by the time of the last change where there is no tag', async () => {
      const changed = 'Sat, 02 Mar 2024 10:00:00 GMT';
      answer = (_, response) => {
        const range = 'bytes 100000-299999/300000';
        response.writeHead(206, { 'Last-Modified': changed, 'Content-Range': range });
        response.end(file.subarray(100_000));
      };
      const { run, bytes, starts } = setup({ resume: { ...resume, validator: changed } });
      await run();
      assert.ok(bytes().equals(file));
      assert.equal(starts[0]?.validator, changed);
    });

    it('never takes a weak tag for a validator', async () => {
      answer = (_, response) => void response.writeHead(200, { ETag: 'W/"v1"' }).end('x');
      const { run, starts } = setup();
      await run();
      assert.equal(starts[0]?.validator, undefined);
    });
  });

  describe('fails', () => {
    it('when the connection breaks in the middle', async () => {
      answer = (_, response) => {
        response.writeHead(200, { 'Content-Length': file.length });
        response.write(file.subarray(0, 100_000));
      };
      const { run, logged } = setup({
        write(chunk, position) {
          if (position + chunk.length === 100_000) seen[0]?.socket.resetAndDestroy();
        },
      });
      assertNoSecrets(await failureOf(run(), 'network'), logged);
    });

    for (const [what, head, sent, kind] of [
      ['body shorter than its length', { 'Content-Length': '300000' }, 200_000, 'network'],
      ['part shorter than its range', { 'Content-Range': 'bytes 0-9/300000' }, 10, 'network'],
      ['part longer than its range', { 'Content-Range': 'bytes 0-9/10' }, 11, 'malformed'],
    ] as const) {
      it(`after a ${what}, and never calls it complete`, async () => {
        const isPart = 'Content-Range' in head;
        answer = (_, response) => {
          response.writeHead(isPart ? 206 : 200, head);
          response.write(file.subarray(0, sent), () => {
            if (isPart) response.end();
            else response.socket?.end();
          });
        };
        const resume = { position: 0, validator: tag };
        const { run, logged } = setup(isPart ? { resume } : {});
        assertNoSecrets(await failureOf(run(), kind), logged);
      });
    }

    for (const [status, kind] of [
      [204, 'malformed'],
      [206, 'malformed'],
      [403, 'forbidden'],
      [404, 'notFound'],
      [416, 'invalid'],
      [429, 'rateLimited'],
      [503, 'server'],
    ] as const) {
      it(`as ${kind} after ${status}, once and without the server's words`, async () => {
        answer = (request, response) => {
          response.writeHead(status, { 'Retry-After': '7' }).end(`no: ${request.url}`);
        };
        const { run, starts, logged } = setup();
        const error = await failureOf(run(), kind);
        assert.match(error.message, new RegExp(`^HTTP ${status} `));
        assert.equal(error.response?.retryAfterMs, 7000);
        assert.deepEqual([starts.length, seen.length], [0, 1]);
        assertNoSecrets(error, logged);
      });
    }

    it('when the head is too large to be read', async () => {
      answer = (_, response) => void response.writeHead(200, { 'X-Huge': 'x'.repeat(1e5) }).end();
      const { run, logged } = setup();
      assertNoSecrets(await failureOf(run(), 'network'), logged);
    });

    for (const stall of ['head', 'body'] as const) {
      it(`when the server stalls in the ${stall}, however long the whole takes`, async () => {
        let goOn: () => void = assert.fail;
        answer = (_, response) => {
          if (stall === 'head') return;
          response.writeHead(200, { 'Content-Length': 4 });
          response.write('a');
          let left = 2;
          goOn = () => left-- > 0 && response.write('b');
        };
        let written = (): void => undefined;
        const { run, clock, logged } = setup({ stallMs: 5000, write: () => written() });
        const outcome = failureOf(run(), 'timeout');
        for (let chunk = 0; stall === 'body' && chunk < 3; chunk += 1) {
          await new Promise<void>((resolve) => (written = resolve));
          await turns(20);
          clock.advance(4999);
          goOn();
        }
        while (seen.length === 0) await turns(1);
        clock.advance(5000);
        const error = await outcome;
        assert.equal(error.message, 'no data for 5 s');
        assert.equal(clock.pending, 0);
        assertNoSecrets(error, logged);
      });
    }

    it('with the error of who writes, and closes the connection', async () => {
      const full = new Error('disk full');
      answer = (request, response) => {
        response.writeHead(200, { 'Content-Length': 2 * file.length });
        response.write(file);
        request.socket.once('close', () => (isClosed = true));
      };
      let isClosed = false;
      const write = (): Promise<void> => Promise.reject(full);
      await assert.rejects(setup({ write }).run(), full);
      while (!isClosed) await turns(1);
    });

    it('at once when aborted in the middle', async () => {
      answer = (_, response) => {
        response.writeHead(200, { 'Content-Length': 2 * file.length });
        response.write(file);
      };
      const abort = new AbortController();
      const reason = new Error('enough');
      let count = 0;
      const write = ({ length }: Uint8Array): void => {
        count += length;
        if (count === file.length) setImmediate(() => abort.abort(reason));
      };
      const { run, clock } = setup({ write, signal: abort.signal });
      await assert.rejects(run(), reason);
      assert.equal(clock.pending, 0);
    });

    it('before anything is sent when aborted already', async () => {
      const reason = new Error('before');
      await assert.rejects(setup({ signal: AbortSignal.abort(reason) }).run(), reason);
      assert.equal(seen.length, 0);
    });
  });

  describe('redirected', () => {
    const redirectTo = (location: string): typeof answer => {
      return (request, response) => {
        if (!request.url?.startsWith('/blob/')) return serve(request, response);
        response.writeHead(302, { Location: location }).end();
      };
    };

    it('goes on at another host, and resumes there', async () => {
      answer = redirectTo(`${url.replace('127.0.0.1', 'localhost').replace('/blob', '/moved')}`);
      const { run, bytes } = setup({ resume: { position: 100_000, validator: tag } });
      await run();
      assert.ok(bytes().equals(file));
      assert.equal(seen[1]?.headers.range, 'bytes=100000-');
      assert.match(String(seen[1]?.headers.host), /^localhost:/);
    });

    for (const location of ['http://example.com/x?signature=hunter2', 'ftp://x/', 'http://', '']) {
      it(`does not go to ${location || 'nowhere'}`, async () => {
        answer = redirectTo(location);
        const { run, logged } = setup();
        assertNoSecrets(await failureOf(run(), 'network'), logged);
        assert.equal(seen.length, 1);
      });
    }

    it('does not go round in circles', async () => {
      answer = redirectTo('/blob/again?signature=hunter2');
      const { run, logged } = setup();
      assertNoSecrets(await failureOf(run(), 'network'), logged);
      assert.equal(seen.length, 4);
    });
  });

  for (const address of ['http://example.com/x', 'http://10.0.0.1/x', 'file:///etc/passwd', 'x']) {
    it(`refuses the address ${address}`, async () => {
      const error = await failureOf(
        setup({ url: `${address}?signature=hunter2` }).run(),
        'invalid',
      );
      assert.deepEqual([error.reason, error.isUnsent], ['invalidParameter', true]);
      assertNoSecrets(error, []);
    });
  }
});

/** Lets the event loop turn so often. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
