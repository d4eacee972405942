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
export { type Extension, INSTRUCTIONS, type Instruction, type Xlen } from './isa.js';
export {
  FLOAT_REGISTER_NAMES,
  FLOAT_REGISTER_NUMBERS,
  REGISTER_NAMES,
  REGISTER_NUMBERS,
  zcmpAdjustment,
  zcmpRegisters,
} from './registers.js';
