// In-memory layouts of the structures that machine code sees (native-abi.md section 3): byte offset of every field and
// the size of each structure, for 4-byte and 8-byte words. A row is [W4, W8]; SIZE is the structure's fixed size (a
// trailing array such as items[] begins at its field's offset and is not counted). W is also the target's pointer size.
// The x86 double-precision float (value at 4) is the one known deviation; no board of ours has it.

type Pair = readonly [w4: number, w8: number];

const STRUCTS = {
  mp_obj_base_t: { type: [0, 0], SIZE: [4, 8] },
  /** slots[] are words that follow; a slot index k > 0 means slots[k - 1]. SIZE is that of mp_obj_empty_type_t too. */
  mp_obj_type_t: {
    base: [0, 0],
    flags: [4, 8],
    name: [6, 10],
    slot_index_make_new: [8, 12],
    slot_index_print: [9, 13],
    slot_index_call: [10, 14],
    slot_index_unary_op: [11, 15],
    slot_index_binary_op: [12, 16],
    slot_index_attr: [13, 17],
    slot_index_subscr: [14, 18],
    slot_index_iter: [15, 19],
    slot_index_buffer: [16, 20],
    slot_index_protocol: [17, 21],
    slot_index_parent: [18, 22],
    slot_index_locals_dict: [19, 23],
    slots: [20, 24],
    SIZE: [20, 24],
  },
  /** mp_obj_full_type_t: the same with 11 slots inside. */
  mp_obj_full_type_t: { slots: [20, 24], SIZE: [64, 112] },
  /** str that is not interned, and bytes. hash is 0 when not yet computed. */
  mp_obj_str_t: { base: [0, 0], hash: [4, 8], len: [8, 16], data: [12, 24], SIZE: [16, 32] },
  mp_obj_tuple_t: { base: [0, 0], len: [4, 8], items: [8, 16], SIZE: [8, 16] },
  mp_obj_list_t: { base: [0, 0], alloc: [4, 8], len: [8, 16], items: [12, 24], SIZE: [16, 32] },
  /** header: bit 0 all_keys_are_qstrs, bit 1 is_fixed, bit 2 is_ordered, bits 3.. used. */
  mp_map_t: { header: [0, 0], alloc: [4, 8], table: [8, 16], SIZE: [12, 24] },
  mp_map_elem_t: { key: [0, 0], value: [4, 8], SIZE: [8, 16] },
  mp_obj_dict_t: { base: [0, 0], map: [4, 8], SIZE: [16, 32] },
  /** The order of alloc and used differs from the map. */
  mp_set_t: { alloc: [0, 0], used: [4, 8], table: [8, 16], SIZE: [12, 24] },
  mp_obj_set_t: { base: [0, 0], set: [4, 8], SIZE: [16, 32] },
  mp_obj_module_t: { base: [0, 0], globals: [4, 8], SIZE: [8, 16] },
  mp_module_constants_t: { qstr_table: [0, 0], obj_table: [4, 8], SIZE: [8, 16] },
  /** Every imported module is one: module pointer and context pointer are the same. */
  mp_module_context_t: {
    module: [0, 0],
    globals: [4, 8],
    constants: [8, 16],
    qstr_table: [8, 16],
    obj_table: [12, 24],
    SIZE: [16, 32],
  },
  /** Bytecode, native and viper functions. A viper function's child_table may be garbage: never follow it. */
  mp_obj_fun_bc_t: {
    base: [0, 0],
    context: [4, 8],
    child_table: [8, 16],
    bytecode: [12, 24],
    extra_args: [16, 32],
    SIZE: [16, 32],
  },
  mp_obj_fun_builtin_fixed_t: { base: [0, 0], fun: [4, 8], SIZE: [8, 16] },
  /** sig is a uint32: n_args_min << 17 | n_args_max << 1 | takes_kw. */
  mp_obj_fun_builtin_var_t: { base: [0, 0], sig: [4, 8], fun: [8, 16], SIZE: [12, 24] },
  mp_obj_fun_asm_t: { base: [0, 0], n_args: [4, 8], fun_data: [8, 16], type_sig: [12, 24], SIZE: [16, 32] },
  /** Instance of a Python class; subobj[0] exists iff the class has a native base. */
  mp_obj_instance_t: { base: [0, 0], members: [4, 8], subobj: [16, 32], SIZE: [16, 32] },
  mp_raw_code_truncated_t: {
    proto_fun_indicator: [0, 0],
    kind: [2, 2],
    is_generator: [3, 3],
    fun_data: [4, 8],
    children: [8, 16],
    SIZE: [12, 24],
  },
  mp_obj_iter_buf_t: { base: [0, 0], buf: [4, 8], SIZE: [16, 32] },
  mp_getiter_iternext_custom_t: { getiter: [0, 0], iternext: [4, 8], SIZE: [8, 16] },
  /** SIZE with the 14 saved registers of RISC-V (see NLR_REGISTERS). */
  nlr_buf_t: { prev: [0, 0], ret_val: [4, 8], regs: [8, 16], SIZE: [64, 128] },
  mp_buffer_info_t: { buf: [0, 0], len: [4, 8], typecode: [8, 16], SIZE: [12, 24] },
  mp_print_t: { data: [0, 0], print_strn: [4, 8], SIZE: [8, 16] },
  /** What print slots get for print kind JSON. */
  mp_print_ext_t: {
    data: [0, 0],
    print_strn: [4, 8],
    item_separator: [8, 16],
    key_separator: [12, 24],
    SIZE: [16, 32],
  },
  mp_stream_p_t: { read: [0, 0], write: [4, 8], ioctl: [8, 16], is_text: [12, 24], SIZE: [16, 32] },
  mp_stream_seek_t: { offset: [0, 0], whence: [4, 8], SIZE: [8, 16] },
  mp_arg_t: { qst: [0, 0], flags: [2, 2], defval: [4, 8], SIZE: [8, 16] },
  /** A union: u_bool (1 byte), u_int, u_obj, u_rom_obj. */
  mp_arg_val_t: { u_bool: [0, 0], u_int: [0, 0], u_obj: [0, 0], u_rom_obj: [0, 0], SIZE: [4, 8] },
  /** traceback_info: low half traceback_alloc, high half traceback_len (16 + 16 or 32 + 32 bits). */
  mp_obj_exception_t: {
    base: [0, 0],
    traceback_info: [4, 8],
    traceback_data: [8, 16],
    args: [12, 24],
    SIZE: [16, 32],
  },
  /** Single precision, as on the boards. */
  mp_obj_float_t: { base: [0, 0], value: [4, 8], SIZE: [8, 16] },
  mp_obj_float_double_t: { base: [0, 0], value: [8, 8], SIZE: [16, 16] },
  mp_obj_slice_t: { base: [0, 0], start: [4, 8], stop: [8, 16], step: [12, 24], SIZE: [16, 32] },
  mp_bound_slice_t: { start: [0, 0], stop: [4, 8], step: [8, 16], SIZE: [12, 24] },
  /** bytearray, array, memoryview. head: low 8 bits typecode, upper bits free count (memoryview: element offset). */
  mp_obj_array_t: { base: [0, 0], head: [4, 8], len: [8, 16], items: [12, 24], SIZE: [16, 32] },
  mp_obj_bound_meth_t: { base: [0, 0], meth: [4, 8], self: [8, 16], SIZE: [12, 24] },
  mp_obj_closure_t: { base: [0, 0], fun: [4, 8], n_closed: [8, 16], closed: [12, 24], SIZE: [12, 24] },
  mp_obj_cell_t: { base: [0, 0], obj: [4, 8], SIZE: [8, 16] },
  mp_obj_static_class_method_t: { base: [0, 0], fun: [4, 8], SIZE: [8, 16] },
  mp_obj_property_t: { base: [0, 0], getter: [4, 8], setter: [8, 16], deleter: [12, 24], SIZE: [16, 32] },
  mp_obj_range_t: { base: [0, 0], start: [4, 8], stop: [8, 16], step: [12, 24], SIZE: [16, 32] },
  mp_code_state_native_t: {
    fun_bc: [0, 0],
    ip: [4, 8],
    sp: [8, 16],
    n_state: [12, 24],
    exc_sp_idx: [14, 26],
    old_globals: [16, 32],
    state: [20, 40],
    SIZE: [20, 40],
  },
  mp_obj_gen_instance_t: { base: [0, 0], pend_exc: [4, 8], code_state: [8, 16], SIZE: [28, 56] },
} as const satisfies Record<string, Record<string, Pair>>;

/** Offsets for one word size: layouts(8).mp_map_t.alloc is 8. */
export type Layouts = {
  readonly [S in keyof typeof STRUCTS]: { readonly [F in keyof (typeof STRUCTS)[S]]: number };
};

export type StructName = keyof typeof STRUCTS;
export type WordSize = 4 | 8;

function resolve(column: 0 | 1): Layouts {
  const out: Record<string, Record<string, number>> = {};
  for (const [name, fields] of Object.entries(STRUCTS)) {
    out[name] = Object.fromEntries(Object.entries(fields).map(([field, pair]) => [field, pair[column]]));
  }
  return out as Layouts;
}

export const LAYOUTS: Readonly<Record<WordSize, Layouts>> = { 4: resolve(0), 8: resolve(1) };

export function layouts(w: WordSize): Layouts {
  return LAYOUTS[w];
}
