// Bytecode opcodes of .mpy version 6 as one table (bytecode.md section 4): code, name, operand and stack picture. The
// encoding of an operand also follows from the opcode alone: its high nibble gives the form, and (opcode & 0x9e) == 0
// means one extra byte; the table is checked against that rule in a test. Ranges with the operand inside the opcode
// ("multi") come last. `before → after` is written bottom to top; an empty picture means no net change or a case
// distinction that only the VM's description can tell.

/** What an operand means; OPERAND_ENCODING tells how each is written. */
export type OperandKind =
  | 'none'
  /** Index into the file's qstr table. */
  | 'qstr'
  /** Index into the file's object table. */
  | 'obj'
  /** Index into the raw code's children; MAKE_CLOSURE* have the number of cells in an extra byte. */
  | 'child'
  /** Signed constant. */
  | 'sint'
  /** Number of a local variable. */
  | 'local'
  | 'count'
  /** 2 or 3. */
  | 'slice'
  /** Stack index << 2 | type (0 list, 1 dict, 2 set). */
  | 'comp'
  /** left | right << 8. */
  | 'unpack'
  /** n_pos | n_kw << 8. */
  | 'args'
  /** Signed jump distance; UNWIND_JUMP has the number of exception blocks in an extra byte. */
  | 'slab'
  /** Unsigned jump distance. */
  | 'ulab';

export type OperandEncoding = 'none' | 'uint' | 'sint' | 'slab' | 'ulab';

const OPERAND_ENCODING: Readonly<Record<OperandKind, OperandEncoding>> = {
  none: 'none',
  qstr: 'uint',
  obj: 'uint',
  child: 'uint',
  sint: 'sint',
  local: 'uint',
  count: 'uint',
  slice: 'uint',
  comp: 'uint',
  unpack: 'uint',
  args: 'uint',
  slab: 'slab',
  ulab: 'ulab',
};

const ROWS = [
  [0x10, 'LOAD_CONST_STRING', 'qstr', '→ str'],
  [0x11, 'LOAD_NAME', 'qstr', '→ value'],
  [0x12, 'LOAD_GLOBAL', 'qstr', '→ value'],
  [0x13, 'LOAD_ATTR', 'qstr', 'obj → value'],
  [0x14, 'LOAD_METHOD', 'qstr', 'obj → fun, self-or-NULL'],
  [0x15, 'LOAD_SUPER_METHOD', 'qstr', 'super, class, self → fun, self-or-NULL'],
  [0x16, 'STORE_NAME', 'qstr', 'value →'],
  [0x17, 'STORE_GLOBAL', 'qstr', 'value →'],
  [0x18, 'STORE_ATTR', 'qstr', 'value, obj →'],
  [0x19, 'DELETE_NAME', 'qstr', ''],
  [0x1a, 'DELETE_GLOBAL', 'qstr', ''],
  [0x1b, 'IMPORT_NAME', 'qstr', 'level, fromlist → module'],
  [0x1c, 'IMPORT_FROM', 'qstr', 'module → module, value'],
  [0x20, 'MAKE_CLOSURE', 'child', 'cell×n → closure'],
  [0x21, 'MAKE_CLOSURE_DEFARGS', 'child', 'def_tuple, def_dict, cell×n → closure'],
  [0x22, 'LOAD_CONST_SMALL_INT', 'sint', '→ int'],
  [0x23, 'LOAD_CONST_OBJ', 'obj', '→ object'],
  [0x24, 'LOAD_FAST_N', 'local', '→ L(k)'],
  [0x25, 'LOAD_DEREF', 'local', '→ contents of cell L(k)'],
  [0x26, 'STORE_FAST_N', 'local', 'value →'],
  [0x27, 'STORE_DEREF', 'local', 'value →'],
  [0x28, 'DELETE_FAST', 'local', ''],
  [0x29, 'DELETE_DEREF', 'local', ''],
  [0x2a, 'BUILD_TUPLE', 'count', 'item×n → tuple'],
  [0x2b, 'BUILD_LIST', 'count', 'item×n → list'],
  [0x2c, 'BUILD_MAP', 'count', '→ dict'],
  [0x2d, 'BUILD_SET', 'count', 'item×n → set'],
  [0x2e, 'BUILD_SLICE', 'slice', 'start, stop[, step] → slice'],
  [0x2f, 'STORE_COMP', 'comp', 'list/set: value → ; dict: value, key →'],
  [0x30, 'UNPACK_SEQUENCE', 'count', 'seq → item n−1, …, item 0 (item 0 on top)'],
  [0x31, 'UNPACK_EX', 'unpack', 'seq → right items…, list, left items… (leftmost on top)'],
  [0x32, 'MAKE_FUNCTION', 'child', '→ function'],
  [0x33, 'MAKE_FUNCTION_DEFARGS', 'child', 'def_tuple, def_dict → function'],
  [0x34, 'CALL_FUNCTION', 'args', 'fun, pos×n_pos, (key, value)×n_kw → result'],
  [0x35, 'CALL_FUNCTION_VAR_KW', 'args', 'fun, pos…, kw…, bitmap → result'],
  [0x36, 'CALL_METHOD', 'args', 'fun, self-or-NULL, pos…, kw… → result'],
  [0x37, 'CALL_METHOD_VAR_KW', 'args', 'fun, self-or-NULL, pos…, kw…, bitmap → result'],
  [0x40, 'UNWIND_JUMP', 'slab', ''],
  [0x42, 'JUMP', 'slab', ''],
  [0x43, 'POP_JUMP_IF_TRUE', 'slab', 'cond →'],
  [0x44, 'POP_JUMP_IF_FALSE', 'slab', 'cond →'],
  [0x45, 'JUMP_IF_TRUE_OR_POP', 'ulab', 'jump: x → x; else: x →'],
  [0x46, 'JUMP_IF_FALSE_OR_POP', 'ulab', 'jump: x → x; else: x →'],
  [0x47, 'SETUP_WITH', 'ulab', 'ctx → exit_fun, exit_self, enter_result'],
  [0x48, 'SETUP_EXCEPT', 'ulab', ''],
  [0x49, 'SETUP_FINALLY', 'ulab', ''],
  [0x4a, 'POP_EXCEPT_JUMP', 'ulab', ''],
  [0x4b, 'FOR_ITER', 'ulab', 'next item: iter×4 → iter×4, item; end: iter×4 → (and jump)'],
  [0x50, 'LOAD_CONST_FALSE', 'none', '→ False'],
  [0x51, 'LOAD_CONST_NONE', 'none', '→ None'],
  [0x52, 'LOAD_CONST_TRUE', 'none', '→ True'],
  [0x53, 'LOAD_NULL', 'none', '→ NULL'],
  [0x54, 'LOAD_BUILD_CLASS', 'none', '→ build-class function'],
  [0x55, 'LOAD_SUBSCR', 'none', 'obj, index → value'],
  [0x56, 'STORE_SUBSCR', 'none', 'value, obj, index →'],
  [0x57, 'DUP_TOP', 'none', 'a → a, a'],
  [0x58, 'DUP_TOP_TWO', 'none', 'a, b → a, b, a, b'],
  [0x59, 'POP_TOP', 'none', 'a →'],
  [0x5a, 'ROT_TWO', 'none', 'a, b → b, a'],
  [0x5b, 'ROT_THREE', 'none', 'a, b, c → c, a, b'],
  [0x5c, 'WITH_CLEANUP', 'none', ''],
  [0x5d, 'END_FINALLY', 'none', ''],
  [0x5e, 'GET_ITER', 'none', 'obj → iterator'],
  [0x5f, 'GET_ITER_STACK', 'none', 'obj → iter×4'],
  [0x62, 'STORE_MAP', 'none', 'dict, value, key → dict'],
  [0x63, 'RETURN_VALUE', 'none', 'value →'],
  [0x64, 'RAISE_LAST', 'none', ''],
  [0x65, 'RAISE_OBJ', 'none', 'exc →'],
  [0x66, 'RAISE_FROM', 'none', 'exc, cause →'],
  [0x67, 'YIELD_VALUE', 'none', 'value → sent value'],
  [0x68, 'YIELD_FROM', 'none', 'iterator, send value → result'],
  [0x69, 'IMPORT_STAR', 'none', 'module →'],
] as const;

/** Opcode ranges that hold their operand: first opcode, number of them, name, value of the first, picture. */
const RANGES = [
  [0x70, 64, 'LOAD_CONST_SMALL_INT', -16, '→ int'],
  [0xb0, 16, 'LOAD_FAST', 0, '→ L(k)'],
  [0xc0, 16, 'STORE_FAST', 0, 'value →'],
  [0xd0, 4, 'UNARY_OP', 0, 'x → op x'],
  [0xd7, 35, 'BINARY_OP', 0, 'lhs, rhs → lhs op rhs'],
] as const;

export interface OpcodeInfo {
  readonly code: number;
  readonly name: string;
  readonly operand: OperandKind;
  readonly encoding: OperandEncoding;
  /** One more byte follows the operand. */
  readonly extraByte: boolean;
  /** Stack picture, bottom to top. */
  readonly effect: string;
  /** The operand inside the opcode, for the ranges. */
  readonly implied: number | undefined;
}

/** Opcodes by name: OP.LOAD_ATTR. The ranges are here with their first opcode, under MULTI names. */
export const OP = {
  ...(Object.fromEntries(ROWS.map(([code, name]) => [name, code])) as {
    readonly [R in (typeof ROWS)[number] as R[1]]: R[0];
  }),
  LOAD_CONST_SMALL_INT_MULTI: 0x70,
  LOAD_FAST_MULTI: 0xb0,
  STORE_FAST_MULTI: 0xc0,
  UNARY_OP_MULTI: 0xd0,
  BINARY_OP_MULTI: 0xd7,
} as const;

/** The small int in opcode 0x70 is -16. */
export const SMALL_INT_MULTI_EXCESS = 16;

function build(): (OpcodeInfo | undefined)[] {
  const table: (OpcodeInfo | undefined)[] = new Array(256).fill(undefined);
  for (const [code, name, operand, effect] of ROWS) {
    const extraByte = (code & 0x9e) === 0;
    table[code] = { code, name, operand, encoding: OPERAND_ENCODING[operand], extraByte, effect, implied: undefined };
  }
  for (const [first, count, name, value, effect] of RANGES) {
    for (let i = 0; i < count; i++) {
      const code = first + i;
      table[code] = { code, name, operand: 'none', encoding: 'none', extraByte: false, effect, implied: value + i };
    }
  }
  return table;
}

/** All 256 codes; undefined = not an opcode. */
export const OPCODES: readonly (OpcodeInfo | undefined)[] = build();
