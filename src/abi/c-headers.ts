// The C headers that follow from the tables of this folder: enumerations (py/runtime0.h), error numbers (py/mperrno.h), and
// compile-time assertions that the structures of include/py lie as LAYOUTS says. tools/generate.mjs writes them,
// c-headers.test.ts fails when they are out of date.
import {
  ARG,
  BINARY_OPS,
  BUFFER,
  CODE_KIND,
  MAP_LOOKUP,
  NATIVE_TYPE,
  PRINT_KIND,
  SCOPE_FLAG,
  SEEK,
  STREAM_OP,
  STREAM_POLL,
  STREAM_REQUEST,
  STREAM_RW,
  UNARY_OPS,
  VM_RETURN,
} from './enums.js';
import { ERRNO, ERRNO_LINUX } from './errno.js';
import { FUN_TABLE, NLR_REGISTERS } from './fun-table.js';
import { LAYOUTS, type StructName } from './layouts.js';
import { CONST_FALSE, CONST_NONE, CONST_TRUE } from './objects.js';
import { TYPE_FLAGS } from './type-slots.js';

const MADE = 'Made by tools/generate.mjs from src/abi: change the tables there, not this file.';

type Constants = Readonly<Record<string, number>>;

function header(guard: string, about: string, body: readonly string[]): string {
  return [`// ${about}`, `// ${MADE}`, `#ifndef ${guard}`, `#define ${guard}`, '', ...body, '#endif', ''].join('\n');
}

const number = (value: number): string => (value > 9 ? `0x${value.toString(16)}` : String(value));

const defines = (prefix: string, values: Constants): string[] => [
  ...Object.entries(values).map(([name, value]) => `#define ${prefix}${name} (${number(value)})`),
  '',
];

const enumeration = (type: string, prefix: string, values: Constants): string[] => [
  'typedef enum {',
  ...Object.entries(values).map(([name, value]) => `    ${prefix}${name} = ${number(value)},`),
  `} ${type};`,
  '',
];

const codes = (operators: readonly { name: string; code: number }[]): Constants =>
  Object.fromEntries(operators.map(({ name, code }) => [name, code]));

/** Text of include/py/runtime0.h: native-abi.md sections 4.1 to 4.7. */
export function runtime0Header(): string {
  return header(
    'NATMOD_PY_RUNTIME0_H',
    'Enumerations that machine code and the runtime share (native-abi.md section 4).',
    [
      ...defines('MP_NATIVE_TYPE_', NATIVE_TYPE),
      ...enumeration('mp_unary_op_t', 'MP_UNARY_OP_', codes(UNARY_OPS)),
      ...enumeration('mp_binary_op_t', 'MP_BINARY_OP_', codes(BINARY_OPS)),
      ...defines('MP_TYPE_FLAG_', { ...TYPE_FLAGS, ITER_IS_GETITER: 0 }),
      ...defines('MP_CODE_', CODE_KIND),
      ...defines('MP_SCOPE_FLAG_', SCOPE_FLAG),
      ...enumeration('mp_vm_return_kind_t', 'MP_VM_RETURN_', VM_RETURN),
      ...enumeration('mp_map_lookup_kind_t', 'MP_MAP_LOOKUP_', {
        '': 0,
        ...Object.fromEntries(Object.entries(MAP_LOOKUP).slice(1)),
      }).map((line) => line.replace('MP_MAP_LOOKUP_ =', 'MP_MAP_LOOKUP =')),
      ...enumeration('mp_arg_flag_t', 'MP_ARG_', ARG),
      ...defines('MP_BUFFER_', BUFFER),
      ...enumeration('mp_print_kind_t', 'PRINT_', PRINT_KIND),
      ...defines('MP_STREAM_', Object.fromEntries(Object.entries(STREAM_REQUEST).filter(([n]) => n !== 'RAISE_ERROR'))),
      ...defines('MP_STREAM_POLL_', STREAM_POLL),
      ...defines('MP_SEEK_', SEEK),
      ...defines('MP_STREAM_OP_', STREAM_OP),
      ...defines('MP_STREAM_RW_', STREAM_RW),
    ],
  );
}

/** Text of include/py/mperrno.h: native-abi.md section 4.8, the values of each target's firmware, with no C library. */
export function errnoHeader(): string {
  const decimal = (values: Constants) => Object.entries(values).map(([name, value]) => `#define MP_${name} (${value})`);
  const differing = (values: Constants) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => !(name in shared)));
  const linux: Constants = ERRNO_LINUX;
  const shared: Constants = Object.fromEntries(Object.entries(ERRNO).filter(([name, value]) => linux[name] === value));
  return header('NATMOD_PY_MPERRNO_H', 'Error numbers of OSError (native-abi.md 4.8).', [
    ...decimal(shared),
    '#define MP_EWOULDBLOCK MP_EAGAIN',
    '#if defined(__linux__)',
    ...decimal(differing(ERRNO_LINUX)),
    '#else',
    ...decimal(differing(ERRNO)),
    '#endif',
    '',
  ]);
}

/** Text of include/py/staticnames.h; `names` is the header that the linker's preprocessing makes of no sources. */
export function staticNamesHeader(names: string): string {
  return header('NATMOD_PY_STATICNAMES_H', 'The names that every firmware has (mpy-format.md 4.2).', [names]);
}

/** Fields that C spells another way (bit-fields have no offset; their word begins where the member before ends). */
const C_FIELDS: Readonly<Record<string, string | undefined>> = {
  'mp_map_t.header': undefined,
  'mp_obj_array_t.head': undefined,
  'mp_obj_exception_t.traceback_info': undefined,
  'mp_stream_p_t.is_text': undefined,
  'mp_module_context_t.globals': 'module.globals',
  'mp_module_context_t.qstr_table': 'constants.qstr_table',
  'mp_module_context_t.obj_table': 'constants.obj_table',
  'mp_print_ext_t.data': 'base.data',
  'mp_print_ext_t.print_strn': 'base.print_strn',
};
/** Structures that no module source sees. */
const NOT_IN_C: ReadonlySet<StructName> = new Set([
  'mp_obj_set_t',
  'mp_obj_float_t',
  'mp_obj_float_double_t',
  'mp_obj_bound_meth_t',
  'mp_obj_closure_t',
  'mp_obj_property_t',
  'mp_obj_range_t',
  'mp_obj_gen_instance_t',
]);

function structAssertions(w: 4 | 8): string[] {
  const out: string[] = [];
  for (const [name, fields] of Object.entries(LAYOUTS[w]) as [StructName, Constants][]) {
    if (NOT_IN_C.has(name)) continue;
    const type = name === 'mp_stream_seek_t' ? `struct ${name}` : name;
    for (const [field, offset] of Object.entries(fields)) {
      if (field === 'SIZE') {
        // Its size is another on every architecture; below.
        if (name !== 'nlr_buf_t') out.push(`NATMOD_ASSERT(sizeof(${type}) == ${offset});`);
        continue;
      }
      const key = `${name}.${field}`;
      const member = key in C_FIELDS ? C_FIELDS[key] : field;
      if (member !== undefined) out.push(`NATMOD_ASSERT(offsetof(${type}, ${member}) == ${offset});`);
    }
  }
  return out;
}

/** A test source: compiles for a target iff include/py has the layouts of this folder there. */
export function layoutAssertions(): string {
  const nlr = (condition: string, registers: readonly string[], extra = 0) => [
    `#if ${condition}`,
    `NATMOD_ASSERT(sizeof(nlr_buf_t) == (2 + ${registers.length + extra}) * sizeof(void *));`,
    '#endif',
  ];
  return [
    '// Compiles iff the structures of include/py lie as the runtime and firmware have them (native-abi.md section 3).',
    `// ${MADE}`,
    '#include "py/dynruntime.h"',
    '#include "py/smallint.h"',
    '',
    '#if defined(__cplusplus)',
    '#define NATMOD_ASSERT(condition) static_assert(condition, #condition)',
    '#else',
    '#define NATMOD_ASSERT(condition) _Static_assert(condition, #condition)',
    '#endif',
    '',
    ...FUN_TABLE.map(
      ({ index, name }) => `NATMOD_ASSERT(offsetof(mp_fun_table_t, ${name}) == ${index} * sizeof(void *));`,
    ),
    `NATMOD_ASSERT(sizeof(mp_fun_table_t) == ${FUN_TABLE.length} * sizeof(void *));`,
    '',
    '#if UINTPTR_MAX > 0xffffffffu',
    ...structAssertions(8),
    '#else',
    ...structAssertions(4),
    '#endif',
    '',
    ...nlr('defined(__riscv)', NLR_REGISTERS.riscv),
    ...nlr('defined(__thumb__) && !defined(__ARM_FP)', NLR_REGISTERS.thumb),
    // Each d register is two words.
    ...nlr('defined(__thumb__) && defined(__ARM_FP)', NLR_REGISTERS.thumbHardFloat, 3),
    ...nlr('defined(__XTENSA_CALL0_ABI__)', NLR_REGISTERS.xtensa),
    ...nlr('defined(__i386__)', NLR_REGISTERS.x86),
    ...nlr('defined(__x86_64__)', NLR_REGISTERS.x64),
    '',
    '// Words: what firmware puts into entries 0 to 2.',
    `NATMOD_ASSERT(${CONST_NONE} == (0 << 3 | 6) && ${CONST_FALSE} == (1 << 3 | 6) && ${CONST_TRUE} == (3 << 3 | 6));`,
    'NATMOD_ASSERT(MP_SMALL_INT_MAX == (mp_int_t)(~(mp_uint_t)0 >> 2));',
    '',
  ].join('\n');
}
