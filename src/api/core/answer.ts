import { STATUS_CODES } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { cleanLine } from '../../base/cleanText';
import type { Call } from './call';
import { AnswerError, readErrorIds, readErrorText, tooLarge } from './envelope';
import { ApiError, type ApiErrorRequest, type ApiErrorResponse, kindOfStatus } from './errors';
import { parseRetryAfter } from './retry';
import { countingSkipped } from './shapes';
import type { Incoming } from './transport';

/** What reading an answer needs in addition to the call. */
export interface AnswerContext {
  request: ApiErrorRequest;
  nowMs: number;
  /** Takes secrets out of a text: servers repeat what they were sent, errors may not. */
  hide: (text: string) => string;
  /** Called with the number of list items that were left out, also when it is 0. */
  onSkipped: (count: number) => void;
}

const mebibyte = 2 ** 20;
/** Largest body read as a whole, as a stream, and of a failed call, in bytes after decompression. */
const maxBytes = 64 * mebibyte;
const maxStreamBytes = 256 * mebibyte;
const maxErrorBytes = mebibyte;
/** Decoding a stream lets other work in at least this often, and after this many bytes. */
const maxWorkMs = 10;
const maxWorkBytes = 2 ** 16;

/**
 * Reads the answer to a call.
 *
 * @throws {ApiError} when its status is not a success, when it cannot be read, and when it is too large
 */
export async function readAnswer<T>(
  call: Call<T>,
  incoming: Incoming,
  { request, nowMs, hide, onSkipped }: AnswerContext,
): Promise<T> {
  const { status, body } = incoming;
  const response = responseOf(incoming, nowMs, hide);
  if (!(call.accepts?.includes(status) ?? (status >= 200 && status < 300))) {
    const text = await readText(body, maxErrorBytes, true);
    const message = readErrorText(text, hide) ?? `HTTP ${status} ${STATUS_CODES[status] ?? ''}`;
    const details = { reason: call.reasons?.[status], ids: readErrorIds(text, hide) };
    throw new ApiError(kindOfStatus(status), message.trim(), request, response, details);
  }
  try {
    let skipped = 0;
    const value = await decode(call, incoming, (count) => (skipped += count));
    if (skipped > 0 && Array.isArray(value) && value.length === 0) {
      throw new AnswerError('no item of the list is well-formed');
    }
    onSkipped(skipped);
    return value;
  } catch (error) {
    if (!(error instanceof AnswerError)) throw error;
    const { kind, message, reason } = error;
    throw new ApiError(kind, hide(message), request, response, { reason });
  }
}

async function decode<T>(
  { answer, isHeadOnly }: Call<T>,
  { header, body }: Incoming,
  onSkipped: (count: number) => void,
): Promise<T> {
  if (typeof answer === 'function') {
    const text = isHeadOnly ? '' : await readText(body, maxBytes);
    return countingSkipped(() => answer(text, header), onSkipped);
  }
  const reader = answer.start();
  let workedSince = performance.now();
  for await (const chunk of upTo(body, maxStreamBytes)) {
    for (let at = 0; at < chunk.length; at += maxWorkBytes) {
      countingSkipped(() => reader.write(chunk.subarray(at, at + maxWorkBytes)), onSkipped);
      if (performance.now() - workedSince < maxWorkMs) continue;
      await setImmediate();
      workedSince = performance.now();
    }
  }
  return countingSkipped(() => reader.end(), onSkipped);
}

async function readText(body: Incoming['body'], limit: number, isCut = false): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of upTo(body, limit, isCut)) chunks.push(chunk);
  return new TextDecoder().decode(Buffer.concat(chunks));
}

/** @param isCut  whether the bytes beyond the limit are left unread, instead of an error */
async function* upTo(
  body: Incoming['body'],
  limit: number,
  isCut = false,
): AsyncGenerator<Buffer, void, undefined> {
  let left = limit;
  for await (const chunk of body) {
    if (chunk.length > left && !isCut) throw tooLarge('the answer', limit);
    yield chunk.subarray(0, left);
    left -= chunk.length;
    if (left <= 0 && isCut) return;
  }
}

/** Keeps what an error says of an answer. */
export function responseOf(
  { status, header }: Incoming,
  nowMs: number,
  hide = (text: string): string => text,
): ApiErrorResponse {
  const requestId = cleanLine(hide(header('x-request-id') ?? ''), 80);
  const retryAfterMs = parseRetryAfter(header('retry-after'), nowMs);
  return {
    status,
    ...(requestId && { requestId }),
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
