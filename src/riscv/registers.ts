// Names of the RISC-V registers: ABI names as objdump prints them, and every name that source text may use.

/** ABI name of x0..x31. */
export const REGISTER_NAMES: readonly string[] = [
  ...['zero', 'ra', 'sp', 'gp', 'tp', 't0', 't1', 't2', 's0', 's1'],
  ...['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6', 'a7'],
  ...['s2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11'],
  ...['t3', 't4', 't5', 't6'],
];

/** ABI name of f0..f31. */
export const FLOAT_REGISTER_NAMES: readonly string[] = [
  ...['ft0', 'ft1', 'ft2', 'ft3', 'ft4', 'ft5', 'ft6', 'ft7', 'fs0', 'fs1'],
  ...['fa0', 'fa1', 'fa2', 'fa3', 'fa4', 'fa5', 'fa6', 'fa7'],
  ...['fs2', 'fs3', 'fs4', 'fs5', 'fs6', 'fs7', 'fs8', 'fs9', 'fs10', 'fs11'],
  ...['ft8', 'ft9', 'ft10', 'ft11'],
];

function numbering(names: readonly string[], letter: string): Map<string, number> {
  const map = new Map<string, number>();
  names.forEach((name, number) => {
    map.set(name, number);
    map.set(`${letter}${number}`, number);
  });
  return map;
}

/** Register number by ABI name, `x` number or the alias `fp`. */
export const REGISTER_NUMBERS: ReadonlyMap<string, number> = numbering(REGISTER_NAMES, 'x').set('fp', 8);
export const FLOAT_REGISTER_NUMBERS: ReadonlyMap<string, number> = numbering(FLOAT_REGISTER_NAMES, 'f');

/** Register numbers that Zcmp's three-bit `r1s'`, `r2s'` stand for: s0, s1, s2..s7. */
export const ZCMP_S_REGISTERS: readonly number[] = [8, 9, 18, 19, 20, 21, 22, 23];

/** Numbers of s0..s11, which functions keep, in order. */
export const SAVED_REGISTERS: readonly number[] = [8, 9, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27];

/** Registers of a Zcmp register list 4..15, ra first, then s0 upwards. List 15 has s10 and s11, no list ends at s10. */
export function zcmpRegisters(rlist: number): readonly number[] {
  const saved = rlist === 15 ? 12 : rlist - 4;
  return [1, ...SAVED_REGISTERS.slice(0, saved)];
}

/** Stack adjustment in bytes of a Zcmp push or pop; `spimm` is 0, 16, 32 or 48. */
export function zcmpAdjustment(rlist: number, spimm: number, xlen: 32 | 64): number {
  const bytes = zcmpRegisters(rlist).length * (xlen / 8);
  return Math.ceil(bytes / 16) * 16 + spimm;
}
