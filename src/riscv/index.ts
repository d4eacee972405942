export { type Assembled, type AssembleOptions, assemble } from './assemble.js';
export { CSR_NAMES, CSR_NUMBERS } from './csr-names.js';
export {
  ALWAYS_ON,
  type BaseOperation,
  type Decoded,
  decode,
  type Extensions,
  expand,
  extensions,
  instructionSize,
} from './decode.js';
export {
  type DisassembledInstruction,
  type DisassembleOptions,
  disassemble,
  displayExtensions,
  formatInstruction,
} from './disassemble.js';
export { encode, type FieldValues } from './encode.js';
export { type Extension, INSTRUCTIONS, type Instruction, type Xlen } from './isa.js';
export {
  FLOAT_REGISTER_NAMES,
  FLOAT_REGISTER_NUMBERS,
  REGISTER_NAMES,
  REGISTER_NUMBERS,
  zcmpAdjustment,
  zcmpRegisters,
} from './registers.js';
