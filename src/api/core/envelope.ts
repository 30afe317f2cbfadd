import * as v from 'valibot';
import { cleanLine } from '../../base/cleanText';
import type { ApiErrorKind, ApiErrorReason } from './errors';
import type { Incoming } from './transport';

/**
 * Reads a successful answer.
 *
 * @throws {AnswerError} when it cannot be read, or says that nothing was done
 */
export type Decode<T> = (body: string, header: Incoming['header']) => T;

/** Reads a successful answer while it arrives: all of its bytes in order, then the end. Throws as `Decode` does. */
export interface AnswerReader<T> {
  write(bytes: Buffer): void;
  end(): T;
}

/** What decodes an answer as a stream. Each try starts a reader of its own. */
export interface StreamDecode<T> {
  start(): AnswerReader<T>;
}

/** An answer with a success status that is not a success. Its message holds no values of the answer's. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';

  constructor(
    message: string,
    readonly kind: ApiErrorKind = 'malformed',
    readonly reason?: ApiErrorReason,
  ) {
    super(message);
  }
}

/** Makes the error of what is larger than is read. */
export function tooLarge(what: string, limitBytes: number): AnswerError {
  const message = `${what} is larger than ${limitBytes / 2 ** 20} MiB`;
  return new AnswerError(message, 'malformed', 'tooLarge');
}

/** For answers nobody reads: many calls answer `{}`, nothing, or an echo. */
export function nothing(): void {}

/** Parses JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new AnswerError(text.trim() === '' ? 'the answer is empty' : 'the answer is not JSON');
  }
}

/** Reads a bare JSON body, as the v2 and account parts send it. */
export function json<T>(schema: v.GenericSchema<unknown, T>): (body: string) => T {
  return (body) => {
    const value = parseJson(body);
    // Unless told otherwise, valibot's messages repeat what they found.
    const result = v.safeParse(schema, value, { abortEarly: true, message: 'well-formed' });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'the answer';
    const problem =
      issue.input === undefined ? 'is missing' : `should be ${issue.expected ?? issue.message}`;
    throw new AnswerError(cleanLine(`${place} ${problem}`));
  };
}

/** Reads `response.data`, where the device manager and the metrics query put what was asked for. */
export function data<T>(schema: v.GenericSchema<unknown, T>): (body: string) => T {
  return json(
    v.pipe(
      v.object({ response: v.object({ data: schema }) }),
      v.transform((body) => body.response.data),
    ),
  );
}

const maxReadLength = 16_384;

type Hide = (text: string) => string;
const unchanged: Hide = (text) => text;

/**
 * Finds the server's own words in an error answer of any of its parts, or of a gateway before it.
 * `error` can be a text, a list of ids, or an object.
 *
 * @param hide  takes out of a text what no error may repeat
 * @returns one printable line of at most 300 characters; absent when nothing in it is for a reader
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/rest_client.py
 */
export function readErrorText(body: string, hide: Hide = unchanged): string | undefined {
  return cleanLine(hide(errorWords(body)).slice(0, maxReadLength), 300) || undefined;
}

function errorWords(body: string): string {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return body.trimStart().startsWith('<') ? pageTitle(body) : body;
  }
  const error = errorOf(value);
  return error === undefined ? '' : words(error);
}

/**
 * Reads the ids of an error that is a list of them, or a text with ids of deployments in it.
 *
 * @param hide  takes out of a text what no error may repeat
 */
export function readErrorIds(body: string, hide: Hide = unchanged): readonly string[] {
  let error: unknown;
  try {
    error = errorOf(JSON.parse(body));
  } catch {
    error = body.startsWith('{') ? body : ''; // JSON of which the end was not read
  }
  if (typeof error === 'string')
    error = hide(error)
      .slice(0, maxReadLength)
      .match(/\bdep-[\w-]+/g);
  const ids: unknown[] = Array.isArray(error) ? error.slice(0, 100) : [];
  return ids
    .filter((id) => typeof id === 'string')
    .map((id) => cleanLine(hide(id).slice(0, 400), 80));
}

/** The `error` of a parsed error body, wherever it stands. Absent when it has none. */
function errorOf(value: unknown): unknown {
  if (typeof value === 'string') return value;
  const body = field(value, 'error') ?? field(field(value, 'response'), 'error');
  return body ?? field(value, 'message') ?? undefined;
}

/** The texts in an `error` of any shape; deeper than anyone writes, nothing is looked at. */
function words(error: unknown, depth = 3): string {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return JSON.stringify(error) ?? '';
  if (depth === 0) return '';
  const message = field(error, 'message');
  if (typeof message === 'string') return message;
  const entries = Object.entries(error).slice(0, 20);
  return entries
    .map(([key, value]) => (Array.isArray(error) ? '' : `${key}: `) + words(value, depth - 1))
    .join(', ');
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)[name]
    : undefined;
}

/** What a gateway's HTML page says of itself, such as `502 Bad Gateway`. */
function pageTitle(html: string): string {
  return /<title[^<>]*>([^<]*)/i.exec(html.slice(0, maxReadLength))?.[1] ?? '';
}
