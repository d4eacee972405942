export { type Assembled, type AssembleOptions, assemble } from './assemble.js';
export {
  type BaseOperation,
  type Decoded,
  decode,
  type Extensions,
  expand,
  extensions,
  instructionSize,
} from './decode.js';
export { type DisassembledInstruction, type DisassembleOptions, disassemble } from './disassemble.js';
export { encode, type FieldValues } from './encode.js';
export { type Extension, INSTRUCTIONS, type Instruction, type Xlen } from './isa.js';
export { REGISTER_NAMES, REGISTER_NUMBERS, SAVED_REGISTERS, zcmpAdjustment, zcmpRegisters } from './registers.js';
