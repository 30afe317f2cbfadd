import * as v from 'valibot';
import { isPathPart } from './path';

/** A text that may be null or absent. */
export const text = v.nullish(v.string());

/** The same of a field that no call may fail over; of another type it counts as absent. */
export const lenientText = v.fallback(text, undefined);

/** A text that is there. */
export const nonEmpty = v.pipe(v.string(), v.nonEmpty());

/** A number that may be null or absent. */
export const count = v.nullish(v.number());

/** An id that goes into paths. */
export const guid = v.pipe(v.string(), v.check(isPathPart));

/** An address that can be fetched. */
export const webAddress = v.pipe(v.string(), v.regex(/^https?:\/\/[\x21-\x7e]+$/), v.url());

/** An object of which only one field matters. */
export function field<T>(name: string, shape: v.GenericSchema<unknown, T>) {
  return v.pipe(
    v.object({ [name]: shape }),
    v.transform((wire) => wire[name] as T),
  );
}

let skippedItems = 0;

/** One of several values of a shape. One of another shape gives `undefined` and is counted. */
export function orSkipped<T>(item: v.GenericSchema<unknown, T>) {
  const orUndefined: v.GenericSchema<unknown, T | undefined> = item;
  return v.fallback(orUndefined, () => {
    skippedItems += 1;
    return undefined;
  });
}

/** A list, which may be null. An item of another shape is left out and counted. */
export function listOf<T>(item: v.GenericSchema<unknown, T>) {
  return v.pipe(v.nullable(v.array(orSkipped(item))), v.transform(withoutSkipped));
}

/** The same where the list may also be absent. */
export function optionalListOf<T>(item: v.GenericSchema<unknown, T>) {
  return v.optional(listOf(item), null);
}

/** Leaves out what `orSkipped` skipped. */
export function withoutSkipped<T>(items: readonly (T | undefined)[] | null): readonly T[] {
  if (!items?.includes(undefined)) return (items ?? []) as readonly T[];
  return items.filter((one) => one !== undefined);
}

/**
 * Runs a decode and counts the items that its lists leave out. A decode never waits, so that one count for
 * all of them is enough.
 *
 * @param onSkipped  called with the count, unless it is 0
 */
export function countingSkipped<T>(decode: () => T, onSkipped: (count: number) => void): T {
  const before = skippedItems;
  try {
    return decode();
  } finally {
    if (skippedItems > before) onSkipped(skippedItems - before);
  }
}
