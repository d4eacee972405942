// A C source that compiles iff the header of the conformance kit, natmod_abi.h, says what the tables of this folder say. As
// layouts.c does the same for include/py, the two agree. Names that the kit has of its own (NM_..., nm_...) are mapped here.
import { ARG, BINARY_OPS, BUFFER, NATIVE_TYPE, PRINT_KIND, STREAM_OP, STREAM_REQUEST, UNARY_OPS } from './enums.js';
import { FUN_TABLE } from './fun-table.js';
import { LAYOUTS, type StructName } from './layouts.js';
import { TYPE_FLAGS } from './type-slots.js';

type Constants = Readonly<Record<string, number>>;

/** Structures of the kit: what it calls them. */
const STRUCTS: Readonly<Partial<Record<StructName, string>>> = {
  ...Object.fromEntries(
    (
      [
        ...['mp_obj_base_t', 'mp_obj_type_t', 'mp_obj_tuple_t', 'mp_obj_list_t', 'mp_map_t', 'mp_map_elem_t'],
        ...['mp_obj_dict_t', 'mp_obj_slice_t', 'mp_obj_module_t', 'mp_module_context_t', 'mp_obj_fun_bc_t'],
        ...['mp_obj_fun_builtin_fixed_t', 'mp_obj_fun_builtin_var_t', 'mp_obj_instance_t', 'mp_obj_iter_buf_t'],
        ...['mp_raw_code_truncated_t', 'nlr_buf_t', 'mp_buffer_info_t', 'mp_print_t', 'mp_stream_p_t', 'mp_arg_t'],
        'mp_arg_val_t',
      ] as StructName[]
    ).map((name) => [name, name]),
  ),
  mp_stream_seek_t: 'struct mp_stream_seek_t',
  mp_obj_full_type_t: 'nm_full_type_t',
  mp_getiter_iternext_custom_t: 'nm_iter_pair_t',
};

/** Members that the kit calls otherwise, or (undefined) does not have. */
const MEMBERS: Readonly<Record<string, string | undefined>> = {
  'mp_map_t.header': 'flags_used',
  'mp_module_context_t.globals': 'module.globals',
  'mp_module_context_t.constants': 'qstr_table',
  'mp_obj_fun_bc_t.extra_args': undefined,
  // One slot more than the runtime needs, and registers for every machine.
  'mp_obj_full_type_t.SIZE': undefined,
  'nlr_buf_t.SIZE': undefined,
};

/** In the order of the kit's enumeration, which is that of codes. */
const KIT_UNARY = 'POS NEG INVERT NOT BOOL LEN HASH ABS INT FLOAT COMPLEX SIZEOF'.split(' ');
const ARITHMETIC = 'OR XOR AND LSHIFT RSHIFT ADD SUB MUL MATMUL FLOORDIV TRUEDIV MOD POW'.split(' ');
const KIT_BINARY = [
  ...'LT GT EQ LE GE NE IN IS EXC_MATCH'.split(' '),
  ...ARITHMETIC.map((name) => `I${name}`),
  ...[...ARITHMETIC, 'DIVMOD', 'CONTAINS'],
  ...ARITHMETIC.map((name) => `R${name}`),
];

const pick = (values: Constants, ...names: string[]): Constants =>
  Object.fromEntries(names.map((name) => [name, values[name]!]));

/** Prefix of the kit, and names with our values. */
const ENUMS: readonly (readonly [string, Constants])[] = [
  ['NM_UN_', Object.fromEntries(KIT_UNARY.map((name, i) => [name, UNARY_OPS[i]!.code]))],
  ['NM_BIN_', Object.fromEntries(KIT_BINARY.map((name, i) => [name, BINARY_OPS[i]!.code]))],
  ['NM_NT_', NATIVE_TYPE],
  ['NM_PRINT_', pick(PRINT_KIND, 'STR', 'REPR', 'EXC', 'JSON', 'RAW')],
  ['NM_BUF_', { ...pick(BUFFER, 'READ', 'WRITE', 'RW'), OR_RAISE: BUFFER.RAISE_IF_UNSUPPORTED }],
  ['NM_IOCTL_', pick(STREAM_REQUEST, 'FLUSH', 'SEEK', 'POLL', 'CLOSE')],
  ['NM_STREAM_OP_', STREAM_OP],
  ['NM_ARG_', pick(ARG, 'BOOL', 'INT', 'OBJ', 'REQUIRED', 'KW_ONLY')],
  [
    'NM_TF_',
    {
      ...pick(TYPE_FLAGS, 'NONE', 'IS_SUBCLASSED', 'EQ_NOT_REFLEXIVE', 'EQ_CHECKS_OTHER_TYPE', 'EQ_HAS_NEQ_TEST'),
      ...pick(TYPE_FLAGS, 'BINDS_SELF', 'BUILTIN_FUN', 'ITER_IS_ITERNEXT', 'ITER_IS_CUSTOM', 'ITER_IS_STREAM'),
      SPECIAL_ACCESSORS: TYPE_FLAGS.HAS_SPECIAL_ACCESSORS,
      INSTANCE: TYPE_FLAGS.INSTANCE_TYPE,
    },
  ],
];

function structAssertions(w: 4 | 8): string[] {
  return Object.entries(STRUCTS).flatMap(([name, type]) =>
    Object.entries(LAYOUTS[w][name as StructName] as Constants).flatMap(([field, value]) => {
      const key = `${name}.${field}`;
      const member = key in MEMBERS ? MEMBERS[key] : field;
      if (member === undefined) return [];
      const what = field === 'SIZE' ? `sizeof(${type})` : `offsetof(${type}, ${member})`;
      return [`_Static_assert(${what} == ${value}, "${key}");`];
    }),
  );
}

/** Text of test/headers/kit-layouts.c. */
export function kitAssertions(): string {
  return [
    '// Compiles iff the header of the conformance kit says what the tables of src/abi say.',
    '// Made by tools/generate.mjs from src/abi: change the tables there, not this file.',
    '#include <stddef.h>',
    '#include <stdint.h>',
    '// From the header of names that every module has.',
    'typedef uintptr_t mp_off_t;',
    'extern const uint16_t mp_native_qstr_table[];',
    '#include "natmod_abi.h"',
    '',
    ...FUN_TABLE.map(
      ({ index, name }) =>
        `_Static_assert(offsetof(struct nm_fun_table, ${name}) == ${index} * sizeof(void *), "${name}");`,
    ),
    `_Static_assert(sizeof(struct nm_fun_table) == ${FUN_TABLE.length} * sizeof(void *), "table");`,
    '',
    '#if UINTPTR_MAX > 0xffffffffu',
    ...structAssertions(8),
    '#else',
    ...structAssertions(4),
    '#endif',
    '',
    ...ENUMS.flatMap(([prefix, values]) =>
      Object.entries(values).map(([name, value]) => `_Static_assert(${prefix}${name} == ${value}, "${name}");`),
    ),
    '',
  ].join('\n');
}
