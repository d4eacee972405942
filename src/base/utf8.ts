// The structure of UTF-8, which is all that boards check: surrogate halves and code points beyond the last pass
// (python-dialect.md section 7).

/** The state of a text after one more byte: how many bytes of a character are still to come, 0 at the start and between
 * characters, -1 if the byte cannot stand there. */
export function utf8Step(missing: number, byte: number): number {
  if (missing > 0) return (byte & 0xc0) === 0x80 ? missing - 1 : -1;
  if (byte < 0x80) return 0;
  if (byte < 0xc0 || byte >= 0xf8) return -1;
  return byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
}
