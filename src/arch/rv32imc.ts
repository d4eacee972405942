// RISC-V, 32 bits. The architecture flags tell a loader which extensions the code needs (mpy-format.md section 3.5).
import { RV32_FLAGS } from '../abi/index.js';
import { riscv } from './riscv.js';

const R_RISCV_32 = 1;

export const rv32imc = riscv({
  name: 'rv32imc',
  wordSize: 4,
  dataType: R_RISCV_32,
  flags: RV32_FLAGS,
  stub: {
    bytes: [
      ...[0x97, 0x06, 0x00, 0x00], // auipc a3, 0
      ...[0x94, 0x46], //             c.lw  a3, 8(a3)
      ...[0x82, 0x86], //             c.jr  a3
      ...[0, 0, 0, 0],
    ],
    pointerOffset: 8,
  },
});
