import * as v from 'valibot';
import { orSkipped, withoutSkipped } from './shapes';

/** One page of a v2 list. */
export interface Page<T> {
  items: readonly T[];
  /** Where the next page starts; absent on the last page, which is short or names no next one. */
  next: string | undefined;
}

/** Items asked for at once. */
const pageLimit = 100;

/** Shape of every v2 list. */
export function pageOf<T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Page<T>> {
  return v.pipe(
    v.object({
      metadata: v.nullish(v.object({ continue: v.nullish(v.union([v.number(), v.string()])) })),
      items: v.nullable(v.array(orSkipped(item))),
    }),
    v.transform(({ metadata, items }) => {
      const next = metadata?.continue ?? undefined;
      const isLast = next === undefined || (items ?? []).length < pageLimit;
      return { items: withoutSkipped(items), next: isLast ? undefined : String(next) };
    }),
  );
}

/**
 * Walks through a v2 list, fetching a page when its first item is wanted. It also ends where the server
 * names a page for the second time.
 *
 * @see rapyuta-robotics/rapyuta-io-sdk-v2, rapyuta_io_sdk_v2/utils.py
 */
export async function* walkPages<T>(
  load: (query: { continue: string; limit: number }) => Promise<Page<T>>,
): AsyncGenerator<T, void, undefined> {
  const seen = new Set<string>();
  for (let start: string | undefined = '0'; start !== undefined && !seen.has(start);) {
    seen.add(start);
    const page: Page<T> = await load({ continue: start, limit: pageLimit });
    yield* page.items;
    start = page.next;
  }
}

/** Collects at most `limit` items, asking for no page beyond them. */
export async function collect<T>(items: AsyncIterable<T>, limit: number): Promise<T[]> {
  const all: T[] = [];
  if (limit <= 0) return all;
  for await (const item of items) {
    all.push(item);
    if (all.length === limit) break;
  }
  return all;
}
