import * as v from 'valibot';
import { cleanLine } from '../base/cleanText';

/** Reads a successful answer's body. @throws {WrongShape} */
export type Decode<T> = (body: string) => T;

/** A body that is not what its call promises. Its message has places and types, never values. */
export class WrongShape extends Error {
  override readonly name = 'WrongShape';
}

/** For answers nobody reads: many calls answer `{}`, nothing, or an echo. */
export const nothing: Decode<void> = () => undefined;

/** Reads a bare JSON body, as the v2 and account parts send it. */
export function json<T>(schema: v.GenericSchema<unknown, T>): Decode<T> {
  return (body) => {
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      throw new WrongShape(body.trim() === '' ? 'the answer is empty' : 'the answer is not JSON');
    }
    const result = v.safeParse(schema, value, { abortEarly: true });
    if (result.success) return result.output;
    const [issue] = result.issues;
    const place = v.getDotPath(issue) ?? 'the answer';
    const problem = issue.input === undefined ? 'is missing' : `should be ${issue.expected}`;
    throw new WrongShape(cleanLine(`${place} ${problem}`));
  };
}

/** Reads `response.data`, where the device manager and the metrics query put what was asked for. */
export function data<T>(schema: v.GenericSchema<unknown, T>): Decode<T> {
  return json(
    v.pipe(
      v.object({ response: v.object({ data: schema }) }),
      v.transform((body) => body.response.data),
    ),
  );
}

const maxReadLength = 16_384;

/**
 * Finds the server's own words in an error answer of any of its parts, or of a gateway before it.
 * `error` can be a text, a list of ids, or an object.
 *
 * @returns one printable line of at most 300 characters; absent when nothing in it is for a reader
 * @see rapyuta-robotics/rapyuta-io-sdk, rapyuta_io/utils/rest_client.py
 */
export function readErrorText(body: string): string | undefined {
  return cleanLine(errorWords(body).slice(0, maxReadLength), 300) || undefined;
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
