export {
  type AbiType,
  FUN_TABLE,
  FUN_TABLE_COUNT,
  FUN_TABLE_INDEX,
  type FunTableEntry,
  type FunTableKind,
  LINKER_MEM_FUNCTIONS,
  LINKER_SYMBOLS,
  NLR_REGISTERS,
  parseSignature,
} from './fun-table.js';
export {
  STATIC_QSTR_COUNT,
  STATIC_QSTR_NUMBERS,
  STATIC_QSTRS,
  staticQstrNumber,
  staticQstrText,
} from './static-qstrs.js';
