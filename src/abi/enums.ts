// The enumerations of the native ABI (native-abi.md section 4.1-4.7). Operators are tables of names in code order with
// their special methods, everything else plain constants. Error numbers: errno.ts.

export const NATIVE_TYPE = {
  OBJ: 0,
  BOOL: 1,
  INT: 2,
  UINT: 3,
  PTR: 4,
  PTR8: 5,
  PTR16: 6,
  PTR32: 7,
  QSTR: 8,
} as const;

/** MP_UNARY_OP_*: [name, special method]. NOT never reaches a slot and has none. */
const UNARY_ROWS = [
  ['POSITIVE', '__pos__'],
  ['NEGATIVE', '__neg__'],
  ['INVERT', '__invert__'],
  ['NOT', ''],
  ['BOOL', '__bool__'],
  ['LEN', '__len__'],
  ['HASH', '__hash__'],
  ['ABS', '__abs__'],
  ['INT_MAYBE', '__int__'],
  ['FLOAT_MAYBE', '__float__'],
  ['COMPLEX_MAYBE', '__complex__'],
  ['SIZEOF', '__sizeof__'],
] as const;

/** The 13 arithmetic operators that exist as in-place, normal and reverse forms: [name, method stem, symbol]. */
const ARITHMETIC = [
  ['OR', 'or', '|'],
  ['XOR', 'xor', '^'],
  ['AND', 'and', '&'],
  ['LSHIFT', 'lshift', '<<'],
  ['RSHIFT', 'rshift', '>>'],
  ['ADD', 'add', '+'],
  ['SUBTRACT', 'sub', '-'],
  ['MULTIPLY', 'mul', '*'],
  ['MAT_MULTIPLY', 'matmul', '@'],
  ['FLOOR_DIVIDE', 'floordiv', '//'],
  ['TRUE_DIVIDE', 'truediv', '/'],
  ['MODULO', 'mod', '%'],
  ['POWER', 'pow', '**'],
] as const;

export interface OperatorInfo {
  readonly code: number;
  readonly name: string;
  /** Special method, '' when there is none. */
  readonly method: string;
  /** How Python source writes it, '' when it cannot. */
  readonly symbol: string;
}

export const UNARY_OPS: readonly OperatorInfo[] = UNARY_ROWS.map(([name, method], code) => ({
  code,
  name,
  method,
  symbol: ['+', '-', '~', 'not'][code] ?? '',
}));

export const BINARY_OPS: readonly OperatorInfo[] = (
  [
    ['LESS', '__lt__', '<'],
    ['MORE', '__gt__', '>'],
    ['EQUAL', '__eq__', '=='],
    ['LESS_EQUAL', '__le__', '<='],
    ['MORE_EQUAL', '__ge__', '>='],
    ['NOT_EQUAL', '__ne__', '!='],
    ['IN', '', 'in'],
    ['IS', '', 'is'],
    ['EXCEPTION_MATCH', '', ''],
    ...ARITHMETIC.map(([name, stem, symbol]) => [`INPLACE_${name}`, `__i${stem}__`, `${symbol}=`] as const),
    ...ARITHMETIC.map(([name, stem, symbol]) => [name, `__${stem}__`, symbol] as const),
    ['DIVMOD', '__divmod__', ''],
    ['CONTAINS', '__contains__', ''],
    ...ARITHMETIC.map(([name, stem]) => [`REVERSE_${name}`, `__r${stem}__`, ''] as const),
    ['NOT_IN', '', 'not in'],
    ['IS_NOT', '', 'is not'],
  ] as readonly (readonly [string, string, string])[]
).map(([name, method, symbol], code) => ({ code, name, method, symbol }));

/** MP_UNARY_OP_* by name. */
export const UNARY_OP = {
  POSITIVE: 0,
  NEGATIVE: 1,
  INVERT: 2,
  NOT: 3,
  BOOL: 4,
  LEN: 5,
  HASH: 6,
  ABS: 7,
  INT_MAYBE: 8,
  FLOAT_MAYBE: 9,
  COMPLEX_MAYBE: 10,
  SIZEOF: 11,
} as const;

/** MP_BINARY_OP_* by name; for the three families add the position in OR..POWER (0..12) or use the two distances. */
export const BINARY_OP = {
  LESS: 0,
  MORE: 1,
  EQUAL: 2,
  LESS_EQUAL: 3,
  MORE_EQUAL: 4,
  NOT_EQUAL: 5,
  IN: 6,
  IS: 7,
  EXCEPTION_MATCH: 8,
  INPLACE_OR: 9,
  INPLACE_ADD: 14,
  INPLACE_SUBTRACT: 15,
  INPLACE_POWER: 21,
  OR: 22,
  XOR: 23,
  AND: 24,
  LSHIFT: 25,
  RSHIFT: 26,
  ADD: 27,
  SUBTRACT: 28,
  MULTIPLY: 29,
  MAT_MULTIPLY: 30,
  FLOOR_DIVIDE: 31,
  TRUE_DIVIDE: 32,
  MODULO: 33,
  POWER: 34,
  DIVMOD: 35,
  CONTAINS: 36,
  REVERSE_OR: 37,
  REVERSE_POWER: 49,
  NOT_IN: 50,
  IS_NOT: 51,
} as const;

/** in-place code + this = normal code. */
export const INPLACE_TO_NORMAL = 13;
/** normal code + this = reverse code. */
export const NORMAL_TO_REVERSE = 15;

/** Kind of a raw code as machine code sees it; a .mpy stores it minus MPY_KIND_BIAS. */
export const CODE_KIND = {
  UNUSED: 0,
  RESERVED: 1,
  BYTECODE: 2,
  NATIVE_PY: 3,
  NATIVE_VIPER: 4,
  NATIVE_ASM: 5,
} as const;
export const MPY_KIND_BIAS = 2;

export const SCOPE_FLAG = {
  GENERATOR: 0x01,
  VARKEYWORDS: 0x02,
  VARARGS: 0x04,
  DEFKWARGS: 0x08,
  ALL_SIG: 0x0f,
  VIPERRELOC: 0x10,
  VIPERRODATA: 0x20,
  VIPERBSS: 0x40,
} as const;

export const VM_RETURN = { NORMAL: 0, YIELD: 1, EXCEPTION: 2 } as const;

export const MAP_LOOKUP = {
  LOOKUP: 0,
  ADD_IF_NOT_FOUND: 1,
  REMOVE_IF_FOUND: 2,
  ADD_IF_NOT_FOUND_OR_REMOVE_IF_FOUND: 3,
} as const;

export const ARG = { BOOL: 1, INT: 2, OBJ: 3, KIND_MASK: 0xff, REQUIRED: 0x100, KW_ONLY: 0x200 } as const;

export const BUFFER = { READ: 1, WRITE: 2, RW: 3, RAISE_IF_UNSUPPORTED: 4 } as const;
/** Typecodes of the bytes of a bytearray, and of plain bytes ('B'). Others are the letters of `struct`. */
export const BYTEARRAY_TYPECODE = 1;
export const BYTES_TYPECODE = 66;
/** Set in the head word of a memoryview that may be written. */
export const ARRAY_TYPECODE_FLAG_RW = 0x80;

export const STREAM_REQUEST = {
  FLUSH: 1,
  SEEK: 2,
  POLL: 3,
  CLOSE: 4,
  TIMEOUT: 5,
  GET_OPTS: 6,
  SET_OPTS: 7,
  GET_DATA_OPTS: 8,
  SET_DATA_OPTS: 9,
  GET_FILENO: 10,
  GET_BUFFER_SIZE: 11,
  RAISE_ERROR: 12,
} as const;
export const STREAM_POLL = { RD: 0x01, WR: 0x04, ERR: 0x08, HUP: 0x10, NVAL: 0x20 } as const;
export const SEEK = { SET: 0, CUR: 1, END: 2 } as const;
export const STREAM_OP = { READ: 1, WRITE: 2, IOCTL: 4 } as const;
export const STREAM_RW = { READ: 0, ONCE: 1, WRITE: 2 } as const;

export const PRINT_KIND = { STR: 0, REPR: 1, EXC: 2, JSON: 3, RAW: 4, EXC_SUBCLASS: 0x80 } as const;
