export {
  type ArchInfo,
  archByCode,
  archByName,
  archCode,
  archFlagNames,
  archName,
  composeMpyAttribute,
  decomposeMpyAttribute,
  FEATURE_ARCH_FLAGS,
  featureByte,
  HOSTS,
  type HostInfo,
  hostAccepts,
  MPY_MAGIC,
  MPY_SUB_VERSION,
  MPY_VERSION,
  RV32_FLAGS,
} from './archs.js';
export {
  ARG,
  ARRAY_TYPECODE_FLAG_RW,
  BINARY_OP,
  BINARY_OPS,
  BUFFER,
  BYTEARRAY_TYPECODE,
  BYTES_TYPECODE,
  CODE_KIND,
  INPLACE_TO_NORMAL,
  MPY_KIND_BIAS,
  NATIVE_TYPE,
  NORMAL_TO_REVERSE,
  type OperatorInfo,
  PRINT_KIND,
  SCOPE_FLAG,
  SEEK,
  STREAM_OP,
  STREAM_POLL,
  STREAM_REQUEST,
  UNARY_OP,
  UNARY_OPS,
} from './enums.js';
export { ERRNO } from './errno.js';
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
} from './fun-table.js';
export { nextMapSize, STRING_HASH_MASK, STRING_HASH_SEED, stringHash } from './hashing.js';
export type { Layouts, StructName, WordSize } from './layouts.js';
export { CONST_FALSE, CONST_NONE, CONST_TRUE, MP_OBJ_NULL, MP_OBJ_SENTINEL, MP_OBJ_STOP_ITERATION } from './objects.js';
export {
  OP,
  OPCODES,
  type OpcodeInfo,
  type OperandEncoding,
  type OperandKind,
  SMALL_INT_MULTI_EXCESS,
} from './opcodes.js';
export { type FileTraits, formatReleases, type ReleaseInfo, releasesReading } from './releases.js';
export {
  STATIC_QSTR_COUNT,
  STATIC_QSTR_NUMBERS,
  STATIC_QSTRS,
  staticQstrNumber,
  staticQstrText,
} from './static-qstrs.js';
export {
  PYTHON_CLASS_FLAGS,
  PYTHON_CLASS_SLOTS,
  TYPE_FLAG_ITER_MASK,
  TYPE_FLAGS,
  TYPE_SLOTS,
  type TypeSlot,
} from './type-slots.js';
