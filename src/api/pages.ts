import * as v from 'valibot';

/** One page of a v2 list. */
export interface Page<T> {
  items: readonly T[];
  /** Where the next page starts; the last page may have it too. */
  next: string | undefined;
}

/** Items asked for at once. */
const pageLimit = 100;

/** Shape of every v2 list. */
export function pageOf<T>(item: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, Page<T>> {
  return v.pipe(
    v.object({
      metadata: v.nullish(v.object({ continue: v.nullish(v.union([v.number(), v.string()])) })),
      items: v.nullable(v.array(item)),
    }),
    v.transform(({ metadata, items }) => ({
      items: items ?? [],
      next:
        metadata?.continue === undefined || metadata.continue === null
          ? undefined
          : String(metadata.continue),
    })),
  );
}

/**
 * Walks through a v2 list, asking for a page when its first item is wanted. It ends with an empty or
 * short page, or where the server names no next one; a server that repeats itself does not hold it.
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
    start = page.items.length < pageLimit ? undefined : page.next;
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
