// What makes the order of a dict visible: string hashes and the growth of hash tables (native-abi.md sections 9.1, 9.2).

/** First sizes a hash table takes. */
const MAP_SIZES: readonly number[] = [
  0, 2, 4, 6, 8, 10, 12, 17, 23, 29, 37, 47, 59, 73, 97, 127, 167, 223, 293, 389, 521, 691, 919, 1223, 1627, 2161, 3229,
  4831, 7243, 10861, 16273, 24407, 36607, 54907,
];

/** The size that a full table of `alloc` slots grows to; beyond the table of sizes (x + x/2) | 1 with x = alloc + 1. */
export function nextMapSize(alloc: number): number {
  const least = alloc + 1;
  for (const size of MAP_SIZES) if (size >= least) return size;
  return Math.floor(least + least / 2) | 1;
}

export const STRING_HASH_SEED = 5381;
/** Bits of a string hash on the boards (QSTR_BYTES_IN_HASH = 2). */
export const STRING_HASH_MASK = 0xffff;

/** Hash of the `length` bytes of a str or bytes at `at`: h = 5381; h = (h * 33) ^ byte; the low 16 bits, 0 becomes 1. */
export function stringHash(bytes: Uint8Array, at: number, length: number): number {
  let h = STRING_HASH_SEED;
  const end = at + length;
  // Bits only ever move up, so that the upper ones can be dropped at the end.
  for (let i = at; i < end; i++) h = Math.imul(h, 33) ^ bytes[i]!;
  h &= STRING_HASH_MASK;
  return h === 0 ? 1 : h;
}
