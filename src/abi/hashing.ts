// What makes the order of a dict visible: string hashes and the growth of hash tables (native-abi.md sections 9.1, 9.2).

/** First sizes a hash table takes; beyond the last: (x + x/2) | 1 with x = alloc + 1. */
export const MAP_SIZES: readonly number[] = [
  0, 2, 4, 6, 8, 10, 12, 17, 23, 29, 37, 47, 59, 73, 97, 127, 167, 223, 293, 389, 521, 691, 919, 1223, 1627, 2161, 3229,
  4831, 7243, 10861, 16273, 24407, 36607, 54907,
];

/** The size that a full table of `alloc` slots grows to. */
export function nextMapSize(alloc: number): number {
  const least = alloc + 1;
  for (const size of MAP_SIZES) if (size >= least) return size;
  const grown = least + Math.floor(least / 2);
  return grown % 2 === 0 ? grown + 1 : grown;
}

export const STRING_HASH_SEED = 5381;
/** Bits of a string hash on the boards (QSTR_BYTES_IN_HASH = 2). */
export const STRING_HASH_MASK = 0xffff;

/** Hash of str and bytes: h = 5381; h = (h * 33) ^ byte; the low 16 bits, 0 becomes 1. */
export function stringHash(bytes: Uint8Array): number {
  let h = STRING_HASH_SEED;
  for (let i = 0; i < bytes.length; i++) h = ((h * 33) ^ bytes[i]!) & STRING_HASH_MASK;
  return h === 0 ? 1 : h;
}
