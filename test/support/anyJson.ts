import fc from 'fast-check';

type Place = readonly (string | number)[];

/** All places in a JSON value, the whole included. */
function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const inside = Object.entries(value).flatMap(([key, member]) =>
    placesIn(member, [...place, key]),
  );
  return [place, ...inside];
}

/** A copy of a JSON value with another value in one place. */
function replaced(value: unknown, [key, ...rest]: Place, other: unknown): unknown {
  if (key === undefined) return other;
  const copy = (
    Array.isArray(value) ? [...(value as unknown[])] : { ...(value as object) }
  ) as Record<string | number, unknown>;
  copy[key] = replaced(copy[key], rest, other);
  return copy;
}

/** JSON values that are `value` but for one place, which holds anything. */
export function nearly(value: unknown): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...placesIn(value)), fc.jsonValue({ maxDepth: 2 }))
    .map(([place, other]) => replaced(value, place, other));
}
