// Address-sized words.

/** Writes a signed or unsigned word; the value must fit. */
export function putWord(view: DataView, at: number, value: number, wordSize: 4 | 8): void {
  if (wordSize === 4) view.setInt32(at, value, true);
  else view.setBigInt64(at, BigInt(value), true);
}

/** Does the value fit in a word, as a signed or an unsigned number. */
export function fitsWord(value: number, wordSize: 4 | 8): boolean {
  return wordSize === 8 ? Number.isSafeInteger(value) : value >= -(2 ** 31) && value < 2 ** 32;
}
