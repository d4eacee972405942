// mp_fun_table: the 87 words through which machine code reaches the runtime, in order (native-abi.md section 2). Entry i
// lies at byte offset i * W of the table; a .mpy refers to its content with relocation kind 9 + i and to the table's base
// with kind 8. A signature is written ret(param, ...) with the types of AbiType; a runtime derives from it where lp64 and
// ilp32 put each argument. The names are those that C sources write after `mp_fun_table.`.

/** How a value travels: the C type reduced to what a calling convention needs to know. */
export type AbiType =
  /** mp_obj_t and its const forms: an object word. */
  | 'obj'
  /** Any pointer to data or code. */
  | 'ptr'
  /** mp_uint_t, size_t: unsigned, W bytes. */
  | 'word'
  /** mp_int_t: signed, W bytes. */
  | 'sword'
  /** C int and the enums: 32 bit, signed. */
  | 'int'
  /** unsigned int, uint32_t. Sign-extended in a 64-bit RISC-V register like every 32-bit value. */
  | 'uint32'
  /** qstr: an index in W bytes. */
  | 'qstr'
  | 'bool'
  /** Plain char, zero-extended (unsigned on RISC-V and ARM). */
  | 'char'
  | 'float'
  | 'double'
  | 'void'
  /** The function does not come back. Only a result. */
  | 'noreturn'
  /** The variable arguments that end a parameter list. */
  | 'va'
  /** A va_list handed over. */
  | 'va_list';

/** O object word, F address of a callable function, P address of data or an object, 0 null unless setjmp-based. */
export type FunTableKind = 'O' | 'F' | 'P' | '0';

export interface FunTableEntry {
  readonly index: number;
  readonly name: string;
  readonly kind: FunTableKind;
  /** As written in the table: `ret(param, ...)` for kind F, the type of the word otherwise. */
  readonly signature: string;
  /** Result of a function; the type of the word itself for the other kinds. */
  readonly ret: AbiType;
  /** Parameters of a function; empty for the other kinds. */
  readonly params: readonly AbiType[];
}

const ROWS: readonly (readonly [name: string, kind: FunTableKind, signature: string])[] = [
  ['const_none', 'O', 'obj'],
  ['const_false', 'O', 'obj'],
  ['const_true', 'O', 'obj'],
  ['native_from_obj', 'F', 'word(obj, word)'],
  ['native_to_obj', 'F', 'obj(word, word)'],
  ['swap_globals', 'F', 'ptr(ptr)'],
  ['load_name', 'F', 'obj(qstr)'],
  ['load_global', 'F', 'obj(qstr)'],
  ['load_build_class', 'F', 'obj()'],
  ['load_attr', 'F', 'obj(obj, qstr)'],
  ['load_method', 'F', 'void(obj, qstr, ptr)'],
  ['load_super_method', 'F', 'void(qstr, ptr)'],
  ['store_name', 'F', 'void(qstr, obj)'],
  ['store_global', 'F', 'void(qstr, obj)'],
  ['store_attr', 'F', 'void(obj, qstr, obj)'],
  ['obj_subscr', 'F', 'obj(obj, obj, obj)'],
  ['obj_is_true', 'F', 'bool(obj)'],
  ['unary_op', 'F', 'obj(int, obj)'],
  ['binary_op', 'F', 'obj(int, obj, obj)'],
  ['new_tuple', 'F', 'obj(word, ptr)'],
  ['new_list', 'F', 'obj(word, ptr)'],
  ['new_dict', 'F', 'obj(word)'],
  ['new_set', 'F', 'obj(word, ptr)'],
  ['set_store', 'F', 'void(obj, obj)'],
  ['list_append', 'F', 'obj(obj, obj)'],
  ['dict_store', 'F', 'obj(obj, obj, obj)'],
  ['make_function_from_proto_fun', 'F', 'obj(ptr, ptr, ptr)'],
  ['call_function_n_kw', 'F', 'obj(obj, word, ptr)'],
  ['call_method_n_kw', 'F', 'obj(word, word, ptr)'],
  ['call_method_n_kw_var', 'F', 'obj(bool, word, ptr)'],
  ['getiter', 'F', 'obj(obj, ptr)'],
  ['iternext', 'F', 'obj(ptr)'],
  ['nlr_push', 'F', 'uint32(ptr)'],
  ['nlr_pop', 'F', 'void()'],
  ['raise', 'F', 'void(obj)'],
  ['import_name', 'F', 'obj(qstr, obj, obj)'],
  ['import_from', 'F', 'obj(obj, qstr)'],
  ['import_all', 'F', 'void(obj)'],
  ['new_slice', 'F', 'obj(obj, obj, obj)'],
  ['unpack_sequence', 'F', 'void(obj, word, ptr)'],
  ['unpack_ex', 'F', 'void(obj, word, ptr)'],
  ['delete_name', 'F', 'void(qstr)'],
  ['delete_global', 'F', 'void(qstr)'],
  ['new_closure', 'F', 'obj(obj, word, ptr)'],
  ['arg_check_num_sig', 'F', 'void(word, word, uint32)'],
  ['setup_code_state_native', 'F', 'void(ptr, word, word, ptr)'],
  ['small_int_floor_divide', 'F', 'sword(sword, sword)'],
  ['small_int_modulo', 'F', 'sword(sword, sword)'],
  ['yield_from', 'F', 'bool(obj, obj, ptr)'],
  ['setjmp_', '0', 'ptr'],
  ['memset_', 'F', 'ptr(ptr, int, word)'],
  ['memmove_', 'F', 'ptr(ptr, ptr, word)'],
  ['realloc_', 'F', 'ptr(ptr, word, bool)'],
  ['printf_', 'F', 'int(ptr, ptr, va)'],
  ['vprintf_', 'F', 'int(ptr, ptr, va_list)'],
  ['raise_msg', 'F', 'noreturn(ptr, ptr)'],
  ['obj_get_type', 'F', 'ptr(obj)'],
  ['obj_new_str', 'F', 'obj(ptr, word)'],
  ['obj_new_bytes', 'F', 'obj(ptr, word)'],
  ['obj_new_bytearray_by_ref', 'F', 'obj(word, ptr)'],
  ['obj_new_float_from_f', 'F', 'obj(float)'],
  ['obj_new_float_from_d', 'F', 'obj(double)'],
  ['obj_get_float_to_f', 'F', 'float(obj)'],
  ['obj_get_float_to_d', 'F', 'double(obj)'],
  ['load_method_maybe', 'F', 'void(obj, qstr, ptr)'],
  ['get_buffer', 'F', 'bool(obj, ptr, word)'],
  ['get_stream_raise', 'F', 'ptr(obj, int)'],
  ['arg_parse_all', 'F', 'void(word, ptr, ptr, word, ptr, ptr)'],
  ['arg_parse_all_kw_array', 'F', 'void(word, word, ptr, word, ptr, ptr)'],
  ['binary_get_size', 'F', 'word(char, char, ptr)'],
  ['binary_get_val_array', 'F', 'obj(char, ptr, word)'],
  ['binary_set_val_array', 'F', 'void(char, ptr, word, obj)'],
  ['plat_print', 'P', 'ptr'],
  ['type_type', 'P', 'ptr'],
  ['type_str', 'P', 'ptr'],
  ['type_list', 'P', 'ptr'],
  ['type_dict', 'P', 'ptr'],
  ['type_fun_builtin_0', 'P', 'ptr'],
  ['type_fun_builtin_1', 'P', 'ptr'],
  ['type_fun_builtin_2', 'P', 'ptr'],
  ['type_fun_builtin_3', 'P', 'ptr'],
  ['type_fun_builtin_var', 'P', 'ptr'],
  ['type_Exception', 'P', 'ptr'],
  ['stream_read_obj', 'P', 'ptr'],
  ['stream_readinto_obj', 'P', 'ptr'],
  ['stream_unbuffered_readline_obj', 'P', 'ptr'],
  ['stream_write_obj', 'P', 'ptr'],
];

/** The table, index = position in mp_fun_table. */
export const FUN_TABLE: readonly FunTableEntry[] = ROWS.map(([name, kind, signature], index) => ({
  index,
  name,
  kind,
  signature,
  ...parseSignature(signature),
}));

/** Number of entries in native sub-version 3. */
export const FUN_TABLE_COUNT = FUN_TABLE.length;

/** Member name to index: FUN_TABLE_INDEX.get('raise_msg') is 55. */
export const FUN_TABLE_INDEX: ReadonlyMap<string, number> = new Map(FUN_TABLE.map((e) => [e.name, e.index] as const));

/** Splits `ret(param, ...)`; a plain type gives no parameters. */
export function parseSignature(signature: string): { ret: AbiType; params: readonly AbiType[] } {
  const open = signature.indexOf('(');
  if (open < 0) return { ret: signature as AbiType, params: [] };
  const inside = signature.slice(open + 1, -1);
  return { ret: signature.slice(0, open) as AbiType, params: inside === '' ? [] : (inside.split(', ') as AbiType[]) };
}

/** Undefined symbols of an object file that a linker resolves to the content of an entry (linker.md section 8): objects
 * and types, by the member's name behind `mp_`. */
export const LINKER_SYMBOLS: Readonly<Record<string, number>> = Object.fromEntries(
  FUN_TABLE.filter(({ name }) => /^(?:type|stream)_/.test(name)).map(({ name, index }) => [`mp_${name}`, index]),
);

/** C library names that a linker satisfies with a stub jumping to an entry; memcpy shares memmove's. */
export const LINKER_MEM_FUNCTIONS: Readonly<Record<string, number>> = {
  memset: FUN_TABLE_INDEX.get('memset_')!,
  memmove: FUN_TABLE_INDEX.get('memmove_')!,
  memcpy: FUN_TABLE_INDEX.get('memmove_')!,
};

/** Order of the registers saved in nlr_buf_t.regs by entry 32 (native-abi.md section 3.16). */
export const NLR_REGISTERS = {
  riscv: ['ra', 's0', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11', 'sp'],
  thumb: ['lr', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'r11', 'sp'],
  thumbHardFloat: ['lr', 'r4', 'r5', 'r6', 'r7', 'r8', 'r9', 'r10', 'r11', 'sp', 'd8', 'd9', 'd10'],
  xtensa: ['a0', 'a1', 'a8', 'a9', 'a10', 'a11', 'a12', 'a13', 'a14', 'a15'],
  x86: ['eip', 'ebp', 'esp', 'ebx', 'edi', 'esi'],
  x64: ['rip', 'rbp', 'rsp', 'rbx', 'r12', 'r13', 'r14', 'r15'],
} as const;
