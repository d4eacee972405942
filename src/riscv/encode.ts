// The table read backwards: a row and the values of its fields to the bits of the instruction.

import type { Instruction } from './isa.js';
import { ZCMP_S_REGISTERS } from './registers.js';

/** Values by field name as in the encoding but without primes: registers as numbers 0..31, `imm` signed. */
export type FieldValues = Readonly<Record<string, number>>;

/** The instruction word, or a text that says which field does not fit. Fields that are not given are 0. */
export function encode(row: Instruction, values: FieldValues): number | string {
  let word = row.match;
  for (const { name, at, width } of row.fields) {
    const plain = name.replace("'", '');
    let value = values[plain] ?? 0;
    if (name.endsWith("'")) value -= 8;
    if (name === 'r1s' || name === 'r2s') value = ZCMP_S_REGISTERS.indexOf(value);
    if (!(value >= 0 && value < 1 << width)) {
      return name.endsWith("'")
        ? `${plain} must be one of x8 to x15`
        : name === 'r1s' || name === 'r2s'
          ? `${plain} must be one of s0 to s7`
          : `${plain} is out of range`;
    }
    word |= value << at;
  }
  if (row.imm.length > 0) {
    const imm = values.imm ?? 0;
    const step = 2 ** row.immMinBit;
    const min = row.immSignedBits > 0 ? -(2 ** (row.immSignedBits - 1)) : 0;
    if (!(imm >= min && imm <= row.immMax)) return `immediate ${imm} is out of range ${min} to ${row.immMax}`;
    if (imm % step !== 0) return `immediate ${imm} is not a multiple of ${step}`;
    for (const { at, width, to } of row.imm) word |= ((imm >>> to) & (2 ** width - 1)) << at;
  }
  return word >>> 0;
}
