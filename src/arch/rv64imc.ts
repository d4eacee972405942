// RISC-V, 64 bits.
import { riscv } from './riscv.js';

const R_RISCV_64 = 2;

export const rv64imc = riscv({
  name: 'rv64imc',
  wordSize: 8,
  dataType: R_RISCV_64,
  flags: {},
  stub: {
    bytes: [
      ...[0x97, 0x06, 0x00, 0x00], // auipc a3, 0
      ...[0x94, 0x66], //             c.ld  a3, 8(a3)
      ...[0x82, 0x86], //             c.jr  a3
      ...[0, 0, 0, 0, 0, 0, 0, 0],
    ],
    pointerOffset: 8,
  },
});
