// Inspection of the documented files as data, and the text as goldens (inline, because their readability is the point).
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { disassemble } from '../riscv/index.js';
import { DEMO_MPY, MERGED_MPY, TINY_MPY } from './dumps.fixture.js';
import { type CodeInspection, type Disassembler, formatInspection, inspect, type SymbolSource } from './index.js';
import { bytecodeFile, bytes, nativeFile } from './test-files.fixture.js';

const symbols: SymbolSource = () => [
  { name: 'mpy_init', section: 'text', offset: 0x30 },
  { name: 'bump', section: 'text', offset: 2 },
  { name: 'hits', section: 'bss', offset: 0 },
];
/** The disassembler of src/riscv as the command line wires it. */
const riscv: Disassembler = function* (code, base, arch) {
  const xlen = arch === 'rv64imc' ? 64 : 32;
  for (const { address, size, text } of disassemble(code, { xlen, pc: base })) yield { offset: address, size, text };
};
const listing = (code: CodeInspection) =>
  (code.instructions ?? []).map((i) => `${i.line} ${i.name}${i.text === '' ? '' : ` ${i.text}`}`);

describe('demo.mpy', () => {
  const i = inspect(DEMO_MPY);
  test('is plain data', () => expect(JSON.parse(JSON.stringify(i))).toEqual(JSON.parse(JSON.stringify({ ...i }))));
  test('tables', () => {
    expect(i.objects.map((o) => o.value)).toEqual(["(1, 'two', b'3', Ellipsis)", '3.25', '12345678901234567890']);
    expect(i.qstrs[9]).toEqual({ index: 9, offset: 0x2d, text: '*', static: 5 });
  });
  test('any target', () => expect(i.acceptedBy.length).toBe(12));
  test('instructions with lines, names and constants', () => {
    expect(listing(i.code)).toEqual([
      "1 LOAD_CONST_OBJ (1, 'two', b'3', Ellipsis)",
      '1 STORE_NAME K',
      '3 LOAD_CONST_SMALL_INT 7',
      '3 BUILD_TUPLE 1',
      '3 BUILD_MAP 0',
      '3 LOAD_CONST_NONE',
      "3 LOAD_CONST_STRING 'c'",
      '3 STORE_MAP',
      '3 MAKE_FUNCTION_DEFARGS outer',
      '3 STORE_NAME outer',
      '8 LOAD_CONST_OBJ 3.25',
      '8 STORE_NAME r',
      '8 LOAD_CONST_NONE',
      '8 RETURN_VALUE',
    ]);
    expect(listing(i.code.children[0]!)).toEqual([
      '4 LOAD_FAST 0 (a)',
      '4 MAKE_CLOSURE inner, 1 cell',
      '4 STORE_FAST 3',
      '6 LOAD_FAST 3',
      '6 RETURN_VALUE',
    ]);
    expect(listing(i.code.children[0]!.children[0]!)[2]).toBe('5 BINARY_OP *');
  });
  test('parts cover the raw code', () => {
    const check = (code: CodeInspection) => {
      let at = code.offset;
      for (const part of code.parts) {
        expect(part.offset).toBe(at);
        at += part.size;
      }
      expect(at).toBe(code.endOffset);
      code.children.forEach(check);
    };
    for (const file of [DEMO_MPY, TINY_MPY, MERGED_MPY, nativeFile({ kind: 3, tail: [0, 2, 3] })])
      check(inspect(file).code);
  });
});

describe('tiny.mpy', () => {
  const i = inspect(TINY_MPY, { symbols });
  test('header', () => {
    expect(i.header).toMatchObject({ bytes: '4d06331f', archName: 'rv64imc', subVersion: 3 });
    expect(i.acceptedBy).toEqual([{ hostCode: 12, description: 'RISC-V 64-bit', mpy: 0x3306 }]);
    expect(i.releases).toBe('v1.28.0 and later');
  });
  test('entry', () => expect(i.code.entry).toEqual({ target: 0x30, symbol: 'mpy_init' }));
  test('relocations', () => {
    const found = i.code.relocations!.records.map((r) => [r.byteOffset, r.destination, r.addends, r.symbols]);
    expect(found).toEqual([
      [0x88, 'mp_fun_table', [0], undefined],
      [0x90, 'qstr_table', [0], undefined],
      [0x98, 'mp_fun_table.type_fun_builtin_1', [0], undefined],
      [0xa0, 'bss', [0], ['hits']],
      [0x78, 'mp_fun_table.type_fun_builtin_1', [0], undefined],
      [0x80, 'text', [2], ['bump']],
    ]);
    expect(i.code.relocations!.totals).toEqual({
      mp_fun_table: 1,
      qstr_table: 1,
      'mp_fun_table.type_fun_builtin_1': 2,
      bss: 1,
      text: 1,
    });
  });
  test('memory', () => {
    // Code 168, bss 4 rounded to 8, two qstrs rounded to 8; blocks of 32.
    expect(i.memory).toEqual([
      { wordSize: 8, code: 168, dataBlocks: 8, tables: 8, childTables: 0, heap: 192 + 32 + 32 },
    ]);
  });
  test('a map of other code is ignored and reported', () => {
    const stale = inspect(TINY_MPY, { symbols: () => undefined });
    expect(stale.mapUsed).toBe(false);
    expect(stale.findings.map((f) => f.code)).toEqual(['mpy/stale-map']);
    expect(i.findings).toEqual([]);
  });
  test('machine code with labels, relocated words and what loads reach', () => {
    const d = inspect(TINY_MPY, { symbols, disassemble: riscv });
    const shown = (d.code.disassembly ?? []).map((m) => [m.offset, m.text.replace(/\s+/g, ' '), m.label, m.note]);
    expect(shown.slice(0, 2)).toEqual([
      [0, 'c.j 0x30', undefined, 'mpy_init'],
      [2, 'c.addi sp,-16', 'bump', undefined],
    ]);
    expect(shown).toContainEqual([10, 'ld s0,130(s0)', undefined, 'mp_fun_table']);
    expect(shown.slice(-6)).toEqual([
      [0x78, '.word mp_fun_table.type_fun_builtin_1', undefined, undefined],
      [0x80, '.word bump', undefined, undefined],
      [0x88, '.word mp_fun_table', undefined, undefined],
      [0x90, '.word qstr_table', undefined, undefined],
      [0x98, '.word mp_fun_table.type_fun_builtin_1', undefined, undefined],
      [0xa0, '.word hits', undefined, undefined],
    ]);
    let at = 0;
    for (const m of d.code.disassembly ?? []) {
      expect(m.offset).toBe(at);
      at += m.size;
    }
    expect(at).toBe(168);
  });
  test('without a disassembler for it, machine code is shown as bytes', () => {
    expect(inspect(TINY_MPY, { disassemble: () => [] }).code.disassembly).toBeUndefined();
    const text = formatInspection(inspect(TINY_MPY));
    expect(text).toContain('0018  05 a8 41 11 22 e0 17 04 00 00 03 34 24 08 1c 6c  ..A."......4$..l');
    expect(formatInspection(inspect(TINY_MPY), { listing: false })).not.toContain('05 a8');
  });
  test('other architectures are shown as the disassembler gives them', () => {
    const x64 = nativeFile({ header: [0x4d, 6, 0x0b, 31], tail: [0x10, 0x11, 0x02, 0xff] });
    const all: Disassembler = (code, base) => [{ offset: base, size: code.length, text: 'bytes' }];
    expect(inspect(x64, { disassemble: all }).code.disassembly).toMatchObject([{ offset: 0, size: 16 }]);
  });
});

test('merged.mpy is recognised, others are not', () => {
  expect(inspect(MERGED_MPY).merged).toEqual([
    { path: '0.0', kind: 'viper', name: 'tiny.mpy' },
    { path: '0.1', kind: 'bytecode', name: '<module>' },
  ]);
  expect(inspect(DEMO_MPY).merged).toBeUndefined();
});

test('jumps know their sources', () => {
  const twice = inspect(MERGED_MPY).code.children[1]!.children[0]!;
  expect(twice.instructions!.find((i) => i.pc === 13)).toMatchObject({ name: 'DUP_TOP', jumpsFrom: [1] });
  expect(twice.instructions!.find((i) => i.name === 'JUMP')).toMatchObject({ text: '-> 13', target: 13 });
});

describe('strict', () => {
  const odd = bytes([...DEMO_MPY], [0]);
  test('a finding is an error', () => {
    expect(inspect(odd).findings.length).toBe(1);
    expect(() => inspect(odd, { strict: true })).toThrow(DiagnosticError);
    expect(inspect(DEMO_MPY, { strict: true }).findings).toEqual([]);
  });
});

test('flags and who accepts them', () => {
  const i = inspect(nativeFile({ header: [0x4d, 6, 0x6f, 31, 3] }));
  expect(i.header.archFlags).toEqual({ value: 3, names: ['zba', 'zcmp'] });
  expect(i.acceptedBy).toEqual([{ hostCode: 11, description: 'RISC-V 32-bit', mpy: 0x32f06 }]);
  expect(inspect(bytecodeFile({ header: [0x4d, 6, 0x40, 31, 1] })).acceptedBy.map((a) => a.hostCode)).toEqual([11]);
});

test('a name of a file that would drive a terminal is quoted', () => {
  const text = formatInspection(inspect(bytecodeFile({ tables: [4, 0x1b, 0x63, 0, 0x0f] })));
  expect(text).not.toContain('\x1b');
  expect(text).toContain("'\\x1bc'");
});

describe('text', () => {
  test('tiny.mpy', () =>
    expect(
      formatInspection(inspect(TINY_MPY, { fileName: 'tiny.mpy', symbols, disassemble: riscv })),
    ).toMatchSnapshot());
  const HELLO = fileURLToPath(new URL('../../test/conformance/hello/rv64imc/hello.mpy', import.meta.url));
  test.skipIf(!existsSync(HELLO))('hello.mpy (test/conformance: run tools/sync-conformance.mjs)', () => {
    const file = new Uint8Array(readFileSync(HELLO));
    expect(formatInspection(inspect(file, { fileName: 'hello.mpy', disassemble: riscv }))).toMatchSnapshot();
  });
  test('demo.mpy', () => expect(formatInspection(inspect(DEMO_MPY, { fileName: 'demo.mpy' }))).toMatchSnapshot());
  test('merged.mpy without listing', () => {
    expect(formatInspection(inspect(MERGED_MPY, { fileName: 'merged.mpy' }), { listing: false })).toMatchSnapshot();
  });
  test('colour only adds escapes', () => {
    const i = inspect(TINY_MPY, { symbols });
    const coloured = formatInspection(i, { color: true });
    expect(coloured).toContain('\x1b[1m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escapes are what is removed
    expect(coloured.replace(/\x1b\[\d+m/g, '')).toBe(formatInspection(i));
  });
  test('width wraps lists', () => {
    const wide = formatInspection(inspect(TINY_MPY), { width: 200 }).split('\n').length;
    expect(formatInspection(inspect(TINY_MPY), { width: 50 }).split('\n').length).toBeGreaterThan(wide);
  });
});
