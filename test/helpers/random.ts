// Repeatable randomness for tests.

export interface Random {
  /** An integer from 0 up to, not including, `limit`; 0 if there is none. */
  below(limit: number): number;
  pick<T>(items: readonly T[]): T;
  /** True once in `n` times. */
  oneIn(n: number): boolean;
  times<T>(n: number, make: (i: number) => T): T[];
}

/** Marsaglia's xorshift32. */
export function randomFrom(seed: number): Random {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  const below = (limit: number): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return limit > 0 ? (state >>> 0) % limit : 0;
  };
  return {
    below,
    pick: (items) => items[below(items.length)]!,
    oneIn: (n) => below(n) === 0,
    times: (n, make) => Array.from({ length: n }, (_, i) => make(i)),
  };
}
