/** Numbers that look random and are the same in every run with the same seed. */
export interface Random {
  /** At least 0 and less than 1. */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number;
  /** @throws {RangeError} when the list is empty */
  pick<T>(list: readonly T[]): T;
  /** As many small letters as asked for: the tail of the platform's own ids. */
  letters(count: number): string;
  uuid(): string;
}

/** The "mulberry32" generator: 32 bits of state, good enough to look alive, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const text = (alphabet: string, count: number): string => {
    let result = '';
    for (let index = 0; index < count; index++)
      result += alphabet.charAt(integer(0, alphabet.length - 1));
    return result;
  };
  const hex = (count: number): string => text('0123456789abcdef', count);
  return {
    next,
    integer,
    pick(list) {
      const picked = list[integer(0, list.length - 1)];
      if (picked === undefined) throw new RangeError('Nothing to pick from.');
      return picked;
    },
    letters: (count) => text('abcdefghijklmnopqrstuvwxyz', count),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${text('89ab', 1)}${hex(3)}-${hex(12)}`,
  };
}
