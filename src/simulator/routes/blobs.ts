import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Context } from '../context';
import { Refusal } from '../refusal';

interface OfBlob {
  Params: { id: string; name: string };
}

/** The cloud storage behind signed URLs: whole files or one range of them, with an ETag. */
export function blobRoutes(server: FastifyInstance, { uploads, signedUrls }: Context): void {
  const config = { scope: 'public' } as const;

  server.get<OfBlob>('/blobs/:id/:name', { config }, async (request, reply) => {
    // Storage services refuse a second kind of credential; a client must not send the token here.
    if (request.headers.authorization !== undefined)
      throw new Refusal(400, 'A signed URL is to be fetched without an Authorization header.');
    signedUrls.check(request.raw.url ?? '');
    const upload = uploads.find(request.params.id);
    if (upload?.status !== 'COMPLETED') throw new Refusal(404, 'no such file');
    const { size } = await stat(uploads.file(upload));
    const etag = `"${upload.id}-${upload.updatedAt}"`;
    void reply
      .header('etag', etag)
      .header('accept-ranges', 'bytes')
      .header('last-modified', new Date(upload.updatedAt).toUTCString())
      .header('content-disposition', attachment(upload.request.fileName))
      .type('application/octet-stream');
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return sendRange(request, reply, uploads.file(upload), size, etag);
  });
}

function sendRange(
  request: FastifyRequest,
  reply: FastifyReply,
  file: string,
  size: number,
  etag: string,
): FastifyReply {
  const condition = request.headers['if-range'];
  const header = condition === undefined || condition === etag ? request.headers.range : undefined;
  const range = parseRange(header, size);
  if (range === undefined) return reply.header('content-length', size).send(createReadStream(file));
  const { start, end } = range;
  if (start > end) {
    void reply.header('content-range', `bytes */${size}`).type('application/json');
    return reply.code(416).send({ error: 'the range is not in the file' });
  }
  return reply
    .code(206)
    .header('content-range', `bytes ${start}-${end}/${size}`)
    .header('content-length', end - start + 1)
    .send(createReadStream(file, { start, end }));
}

/**
 * Reads a Range header with one range: `bytes=3-`, `bytes=3-9`, `bytes=-5`. Absent for any other
 * header, which then does not count (RFC 9110, 14.2); `start` after `end` when it lies outside.
 */
function parseRange(
  header: string | undefined,
  size: number,
): { start: number; end: number } | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return undefined;
  if (first === '') return { start: Math.max(0, size - Number(last)), end: size - 1 };
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return { start: Number(first), end };
}

function attachment(fileName: string): string {
  const plain = fileName.replaceAll(/[^\w.-]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(fileName)}`;
}
