import { cleanLine } from '../../base/cleanText';
import type { CallProblem } from './errors';

/** Something given by its id, or as the value that has the id. */
export type Identified<Id extends string | number> = Id | { readonly id: Id };

/**
 * Writes a URL path whose parts come from outside: ``path`labels/${deviceId}` ``.
 * Every part stays one segment, whatever it holds, so no id can change the path or add a query.
 *
 * @returns a problem, which makes the call fail, when a part cannot be a segment; see `isPathPart`
 */
export function path(
  literals: TemplateStringsArray,
  ...parts: readonly Identified<string | number>[]
): string | CallProblem {
  const texts = parts.map((part) => String((typeof part === 'object' ? part?.id : part) ?? ''));
  const wrong = texts.find((text) => !isPathPart(text));
  if (wrong === undefined) return String.raw({ raw: literals }, ...texts.map(encodeURIComponent));
  const message = `"${cleanLine(wrong, 40)}" cannot be a part of a URL path`;
  return { reason: 'invalidParameter', message };
}

/** Whether a text can be one segment of a path: not empty, `.` or `..`, and with a UTF-8 form. */
export function isPathPart(text: string): boolean {
  return !['', '.', '..'].includes(text) && !/\p{Surrogate}/u.test(text);
}
