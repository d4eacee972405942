// The tables against what others wrote down: the C declarations of the conformance kit (order and types of the function
// table), its generated qstr headers (static numbers), and a C compiler's layout of the kit's structures.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { type AbiType, FUN_TABLE, STATIC_QSTRS, staticQstrText } from './index.js';
import { LAYOUTS } from './layouts.js';

const KIT = fileURLToPath(new URL('../../test/conformance/', import.meta.url));
const HEADER = join(KIT, 'natmod_abi.h');
const haveKit = existsSync(HEADER);

/** The C type of a parameter, without its name, as the table's type. */
function abiType(c: string): AbiType {
  const text = c.replace(/\bconst\b/g, '').trim();
  if (text === '...') return 'va';
  if (text.includes('*')) return 'ptr';
  if (text.startsWith('unsigned int')) return 'uint32';
  const first = text.split(/\s+/)[0]!;
  const types: Record<string, AbiType> = {
    mp_obj_t: 'obj',
    mp_const_obj_t: 'obj',
    mp_uint_t: 'word',
    size_t: 'word',
    mp_int_t: 'sword',
    uint32_t: 'uint32',
    qstr: 'qstr',
    bool: 'bool',
    char: 'char',
    int: 'int',
    float: 'float',
    double: 'double',
    void: 'void',
    va_list: 'va_list',
  };
  return types[first] ?? (`unknown C type ${text}` as AbiType);
}

function declaredTable(): { name: string; signature: string }[] {
  const body = /struct nm_fun_table \{(.*?)\n\};/s.exec(readFileSync(HEADER, 'utf8'))![1]!;
  const members = body.replace(/\/\*.*?\*\//gs, '').split(';');
  return members.flatMap((member) => {
    const text = member.trim().replace(/\s+/g, ' ');
    const fun = /^(.*?)\(\*(\w+)\)\((.*)\)$/.exec(text);
    if (fun) {
      const params = fun[3] === 'void' ? [] : fun[3]!.split(',').map(abiType);
      return [{ name: fun[2]!, signature: `${abiType(fun[1]!)}(${params.join(', ')})` }];
    }
    const type = text.includes('*') ? 'ptr' : 'obj';
    return text === '' ? [] : text.split(',').map((d) => ({ name: /(\w+)$/.exec(d)![1]!, signature: type }));
  });
}

describe.skipIf(!haveKit)('the kit (test/conformance is missing: run tools/sync-conformance.mjs)', () => {
  test('function table: names, order, types', () => {
    const ours = FUN_TABLE.map(({ name, signature }) => ({ name, signature: signature.replace('noreturn', 'void') }));
    expect(ours).toEqual(declaredTable());
  });
  test('static qstr numbers of the generated headers', () => {
    const special: Record<string, string> = {
      '': '',
      _0x0a_: '\n',
      _space_: ' ',
      _star_: '*',
      _slash_: '/',
      _lt_module_gt_: '<module>',
      utf_hyphen_8: 'utf-8',
    };
    let seen = 0;
    for (const folder of readdirSync(KIT, { withFileTypes: true })) {
      const file = join(KIT, folder.name, `${folder.name}.qstr.h`);
      if (!folder.isDirectory() || !existsSync(file)) continue;
      for (const [, name, number] of readFileSync(file, 'utf8').matchAll(/#define MP_QSTR_(\w*) \((\d+)\)/g)) {
        expect(staticQstrText(Number(number)), name).toBe(special[name!] ?? name);
        seen++;
      }
    }
    expect(seen).toBeGreaterThan(STATIC_QSTRS.length);
  });
});

const COMPILER = 'riscv64-unknown-elf-gcc';
const haveCompiler = (() => {
  try {
    execFileSync(COMPILER, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

/** Our struct and field, and how the kit's header calls them where it differs; '' = its size. */
const PROBES: readonly (readonly [struct: string, ours: string, field: string, type?: string])[] = [
  ['mp_map_t', 'header', 'flags_used'],
  ['mp_map_t', 'alloc', 'alloc'],
  ['mp_map_t', 'table', 'table'],
  ['mp_map_elem_t', 'value', 'value'],
  ['mp_obj_dict_t', 'map', 'map'],
  ['mp_obj_tuple_t', 'len', 'len'],
  ['mp_obj_tuple_t', 'items', 'items'],
  ['mp_obj_list_t', 'alloc', 'alloc'],
  ['mp_obj_list_t', 'len', 'len'],
  ['mp_obj_list_t', 'items', 'items'],
  ['mp_obj_slice_t', 'start', 'start'],
  ['mp_obj_slice_t', 'step', 'step'],
  ['mp_obj_instance_t', 'members', 'members'],
  ['mp_obj_instance_t', 'subobj', 'subobj'],
  ['mp_obj_module_t', 'globals', 'globals'],
  ['mp_module_context_t', 'qstr_table', 'qstr_table'],
  ['mp_module_context_t', 'obj_table', 'obj_table'],
  ['mp_obj_fun_bc_t', 'context', 'context'],
  ['mp_obj_fun_bc_t', 'child_table', 'child_table'],
  ['mp_obj_fun_bc_t', 'bytecode', 'bytecode'],
  ['mp_obj_iter_buf_t', 'buf', 'buf'],
  ['nlr_buf_t', 'ret_val', 'ret_val'],
  ['nlr_buf_t', 'regs', 'regs'],
  ['mp_obj_fun_builtin_fixed_t', 'fun', 'fun'],
  ['mp_obj_fun_builtin_var_t', 'sig', 'sig'],
  ['mp_obj_fun_builtin_var_t', 'fun', 'fun'],
  ['mp_print_t', 'print_strn', 'print_strn'],
  ['mp_buffer_info_t', 'len', 'len'],
  ['mp_buffer_info_t', 'typecode', 'typecode'],
  ['mp_stream_p_t', 'ioctl', 'ioctl'],
  ['mp_stream_p_t', 'is_text', 'is_text'],
  ['mp_stream_seek_t', 'whence', 'whence', 'struct mp_stream_seek_t'],
  ['mp_arg_t', 'flags', 'flags'],
  ['mp_arg_t', 'defval', 'defval'],
  ['mp_obj_type_t', 'flags', 'flags'],
  ['mp_obj_type_t', 'name', 'name'],
  ['mp_obj_type_t', 'slot_index_make_new', 'slot_index_make_new'],
  ['mp_obj_type_t', 'slot_index_locals_dict', 'slot_index_locals_dict'],
  ['mp_obj_type_t', 'slots', 'slots'],
  ['mp_raw_code_truncated_t', 'kind', 'kind'],
  ['mp_raw_code_truncated_t', 'fun_data', 'fun_data'],
  ['mp_raw_code_truncated_t', 'children', 'children'],
  ...[
    'mp_obj_base_t mp_map_t mp_map_elem_t mp_obj_dict_t mp_obj_tuple_t mp_obj_list_t mp_obj_slice_t mp_obj_instance_t',
    'mp_obj_module_t mp_module_context_t mp_obj_fun_bc_t mp_obj_iter_buf_t mp_obj_fun_builtin_fixed_t mp_obj_type_t',
    'mp_obj_fun_builtin_var_t mp_print_t mp_buffer_info_t mp_stream_p_t mp_arg_t mp_arg_val_t mp_raw_code_truncated_t',
  ]
    .join(' ')
    .split(' ')
    .map((struct) => [struct, 'SIZE', ''] as const),
];

function compiledValues(flags: readonly string[]): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'natmod-abi-'));
  try {
    const values = PROBES.map(([struct, , field, type = struct]) =>
      field === '' ? `sizeof(${type})` : `offsetof(${type}, ${field})`,
    );
    const source = join(folder, 'probe.c');
    const text = ['#include <stdint.h>', 'typedef uintptr_t mp_off_t;', `#include "${HEADER}"`];
    writeFileSync(source, `${text.join('\n')}\nconst unsigned int probe[] = {${values.join(',\n')}};\n`);
    const asm = execFileSync(COMPILER, [...flags, '-ffreestanding', '-S', '-o', '-', source], { encoding: 'utf8' });
    const data = asm.slice(asm.indexOf('probe:'));
    return [...data.matchAll(/^\s+\.(?:word|zero)\s+(\d+)$/gm)].flatMap(([line, n]) =>
      line.includes('zero') ? new Array(Number(n) / 4).fill(0) : [Number(n)],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(!haveKit || !haveCompiler)(
  `layouts as ${COMPILER} lays them out (skipped without it or the kit)`,
  () => {
    test.each([
      [4, ['-march=rv32imac', '-mabi=ilp32']],
      [8, ['-march=rv64imac', '-mabi=lp64']],
    ] as const)('W = %i', (w, flags) => {
      const layouts: Record<string, Record<string, number>> = LAYOUTS[w];
      const ours = PROBES.map(([struct, field]) => `${struct}.${field} ${layouts[struct]![field]}`);
      const theirs = compiledValues(flags).map((value, i) => `${PROBES[i]![0]}.${PROBES[i]![1]} ${value}`);
      expect(theirs).toEqual(ours);
    });
  },
);
