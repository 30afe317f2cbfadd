import { STATUS_CODES } from 'node:http';
import { responseOf } from './answer';
import { userAgent } from './call';
import { ApiError, type ApiErrorKind, kindOfStatus } from './errors';
import { isSafeUrl } from './hosts';
import { type Exchange, exchange, type Incoming, type Wire } from './transport';

/** How much of a file is there already, and of which version of it. */
export interface DownloadProgress {
  /** Number of bytes from the file's start. */
  position: number;
  /** As an earlier `DownloadStart` had it. */
  validator: string;
}

/** What a download is about to write. */
export interface DownloadStart {
  /**
   * Where the first chunk belongs. 0 although the download was to be resumed: the file has changed, or the
   * server cannot resume; what is there is stale.
   */
  position: number;
  /** Size of the whole file; absent when the server does not say. */
  totalBytes?: number;
  /** Names this version of the file, for resuming; absent: it can only be downloaded from its start. */
  validator?: string;
}

/** A file to download, and where its bytes go. */
export interface DownloadRequest {
  /** May hold a secret, such as a signature; none of it but the path is in errors or logs. */
  url: string;
  /** Where an earlier download ended; absent: from the start. */
  resume?: DownloadProgress;
  /** Called once before the first chunk, and awaited. */
  start?: (start: DownloadStart) => void | Promise<void>;
  /**
   * Takes a chunk, which begins at `position` in the file. The next is not read before this has ended, so a
   * slow disk slows the download down instead of filling the memory.
   */
  write: (chunk: Uint8Array, position: number) => void | Promise<void>;
  signal?: AbortSignal;
  /** Longest time without a byte from the server; absent: 30 s. The whole may take any time. */
  stallMs?: number;
}

const defaultStallMs = 30_000;

/**
 * Downloads a file without the user's token: signed URLs carry their own permission. Redirects are followed
 * to any host, but not to one that is reached in clear. Failures are not retried: the caller knows how many
 * bytes it has, and resumes.
 *
 * @throws `signal.reason` after an abort, when the chunk being written has ended
 * @throws whatever `start` or `write` throws
 * @throws {ApiError} `invalid` for an address that is not safe; `timeout` when the server stalls; `network`
 *   when the connection breaks, or ends before the file does; by status for a refusal
 * @see RFC 9110, sections 13.1.5, 14 and 15.5.17
 */
export async function download(wire: Wire, file: DownloadRequest): Promise<void> {
  const url = URL.canParse(file.url) ? new URL(file.url) : undefined;
  const request = { method: 'GET', path: url?.pathname ?? '' };
  if (!url || !isSafeUrl(url)) {
    const message = 'the address does not begin with https://';
    const details = { reason: 'invalidParameter', isUnsent: true } as const;
    throw new ApiError('invalid', message, request, undefined, details);
  }
  const get = (resume?: DownloadProgress): Promise<Outcome> =>
    exchange(
      wire,
      exchangeOf(url, file, resume),
      (incoming) => {
        const response = responseOf(incoming, wire.clock.now());
        const fail = (kind: ApiErrorKind, message: string): ApiError =>
          new ApiError(kind, message, request, response);
        return receive(incoming, file, resume, fail);
      },
      file.signal,
    );
  if ((await get(file.resume)) === 'stale') await get();
}

type Outcome = 'done' | 'stale';

function exchangeOf(
  url: URL,
  { stallMs = defaultStallMs }: DownloadRequest,
  resume: DownloadProgress | undefined,
): Exchange {
  const range = resume && { Range: `bytes=${resume.position}-`, 'If-Range': resume.validator };
  const headers = { 'Accept-Encoding': 'identity', 'User-Agent': userAgent, ...range };
  return { method: 'GET', url, headers, redirects: 'anyHost', stallMs };
}

/** Writes an answer's bytes, or finds out that what is there of the file is stale. */
async function receive(
  incoming: Incoming,
  { start, write }: DownloadRequest,
  resume: DownloadProgress | undefined,
  fail: (kind: ApiErrorKind, message: string) => ApiError,
): Promise<Outcome> {
  const { status, header, body } = incoming;
  // A server that compresses although it was asked not to: the bytes come unpacked, of unknown length.
  const isPacked = !['', 'identity'].includes(
    header('content-encoding')?.trim().toLowerCase() ?? '',
  );
  const validator = isPacked ? undefined : validatorOf(header);
  const range = rangeOf(header('content-range') ?? '');
  let position = 0;
  let totalBytes = isPacked ? undefined : numberOf(header('content-length'));
  if (resume && (status === 206 || status === 416)) {
    const wanted = status === 206 ? range.start : range.totalBytes;
    if (isPacked || isOther(validator, resume.validator) || wanted !== resume.position)
      return 'stale';
    ({ position } = resume);
    ({ totalBytes } = range);
  } else if (status !== 200) {
    throw fail(kindOfStatus(status), `HTTP ${status} ${STATUS_CODES[status] ?? ''}`.trim());
  }
  await start?.({
    position,
    ...(totalBytes !== undefined && { totalBytes }),
    ...(validator !== undefined && { validator }),
  });
  if (status === 416) return 'done'; // there is nothing after what is there
  for await (const chunk of body) {
    if (position + chunk.length > (totalBytes ?? Infinity)) {
      throw fail('malformed', `the file is larger than the ${totalBytes} bytes announced`);
    }
    await write(chunk, position);
    position += chunk.length;
  }
  if (position < (totalBytes ?? 0)) {
    throw fail('network', `the connection ended after ${position} of ${totalBytes} bytes`);
  }
  return 'done';
}

/** Names a version of a file: a strong entity tag, or the time of its last change. */
function validatorOf(header: Incoming['header']): string | undefined {
  const tag = header('etag');
  return tag?.startsWith('"') ? tag : header('last-modified');
}

/** Whether a validator names another version; one of the other kind cannot be compared. */
function isOther(validator: string | undefined, known: string): boolean {
  return validator !== undefined && validator[0] === known[0] && validator !== known;
}

/** Reads a `Content-Range`, such as `bytes 5-9/10`, or with `*` for what is not known or not there. */
function rangeOf(header: string): { start: number | undefined; totalBytes: number | undefined } {
  const [, start, total] = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(header.trim()) ?? [];
  return { start: numberOf(start), totalBytes: numberOf(total) };
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}
