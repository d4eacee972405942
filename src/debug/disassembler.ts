// The disassembler that `inspect` takes, for every architecture that can be disassembled.
import type { Disassembler } from '../mpy/index.js';
import { disassemble } from '../riscv/index.js';

/** Names of architectures (mpy-format.md) -> width of a register in bits. */
const XLEN: Readonly<Record<string, 32 | 64>> = { rv32imc: 32, rv64imc: 64 };

/**
 * Lists the machine code of a module: `inspect(bytes, { disassemble: disassembler })`. `baseOffset` is the offset of
 * `code` in bytes; offsets and sizes of what comes out are in bytes too. Nothing for an architecture that it does not
 * know; it never throws.
 */
export const disassembler: Disassembler = (code, baseOffset, arch) => {
  const xlen = Object.hasOwn(XLEN, arch) ? XLEN[arch] : undefined;
  if (xlen === undefined) return [];
  const features = { zba: true, zcmp: xlen === 32 };
  return [...disassemble(code, { xlen, pc: baseOffset, features })].map(({ address, size, text }) => ({
    offset: address,
    size,
    text,
  }));
};
