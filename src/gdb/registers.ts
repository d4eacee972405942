// The registers as GDB numbers them, and the description of the target that is made from the same table. The numbers are
// those of GDB's feature org.gnu.gdb.riscv.cpu: x0 to x31, then pc.
import { REGISTER_NAMES } from '../riscv/index.js';

export interface GdbRegister {
  readonly name: string;
  /** GDB's type: what `info registers` makes of it. */
  readonly type: 'int' | 'code_ptr' | 'data_ptr';
}

/** In GDB's order. The table is the same for both word sizes, but for the width. */
const REGISTERS: readonly GdbRegister[] = [
  ...REGISTER_NAMES.map(
    (name): GdbRegister => ({
      name,
      type: name === 'ra' ? 'code_ptr' : ['sp', 'gp', 'tp'].includes(name) ? 'data_ptr' : 'int',
    }),
  ),
  { name: 'pc', type: 'code_ptr' },
];

export const REGISTER_COUNT = REGISTERS.length;
export const PC_REGISTER = 32;

/** target.xml. Without the osabi GDB takes the target for what it was built for, Linux, and looks for libraries in the ways of
 * that instead of asking us. There are no floating-point registers, which tells GDB that floats travel in integer ones. */
export function targetDescription(xlen: 32 | 64): string {
  const rows = REGISTERS.map(
    ({ name, type }, number) => `    <reg name="${name}" bitsize="${xlen}" regnum="${number}" type="${type}"/>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE target SYSTEM "gdb-target.dtd">
<target version="1.0">
  <architecture>riscv:rv${xlen}</architecture>
  <osabi>none</osabi>
  <feature name="org.gnu.gdb.riscv.cpu">
${rows.join('\n')}
  </feature>
</target>
`;
}

/** A word in the order of memory, as hexadecimal digits. */
export function wordHex(lo: number, hi: number, xlen: 32 | 64): string {
  const half = (value: number): string => {
    let out = '';
    for (let i = 0; i < 32; i += 8) out += ((value >>> i) & 255).toString(16).padStart(2, '0');
    return out;
  };
  return xlen === 64 ? half(lo) + half(hi) : half(lo);
}

/** The word back as two halves. */
export function wordOfBytes(bytes: Uint8Array): { lo: number; hi: number } {
  const at = (i: number): number =>
    (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24);
  return { lo: at(0), hi: at(4) };
}
