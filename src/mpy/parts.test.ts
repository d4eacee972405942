// The encodings inside a file, each against the values that its specification gives.

import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { ByteWriter } from '../base/index.js';
import { TINY_MPY } from './dumps.fixture.js';
import { decodeEntryJump } from './entry.js';
import {
  checkTarget,
  decodeRelocations,
  encodePrelude,
  identifyMpy,
  iterateBytecode,
  type Prelude,
  putLineStep,
  putVaruint,
  readMpy,
  writeNativeModule,
} from './index.js';
import { decodeLineTable, lineOf, readPrelude } from './prelude.js';
import { reprBytes, reprObject, reprStr } from './python-repr.js';
import { encodeRelocations, relocKindName } from './relocations.js';
import { bytecodeFile, bytes, nativeFile } from './test-files.fixture.js';
import { Cursor, varuintSize } from './varuint.js';

const hexBytes = (hex: string) => Uint8Array.from(hex.split(' '), (b) => Number.parseInt(b, 16));
const written = (put: (out: ByteWriter) => void) => {
  const out = new ByteWriter();
  put(out);
  return out.toBytes();
};
const cursor = (b: Uint8Array) => new Cursor(b, 0, b.length, undefined);

describe('varuint', () => {
  test.each([
    [0, '00'],
    [127, '7f'],
    [128, '81 00'],
    [300, '82 2c'],
    [16383, 'ff 7f'],
    [16384, '81 80 00'],
    [2 ** 31, '88 80 80 80 00'],
    [2 ** 32 - 1, '8f ff ff ff 7f'],
  ])('%i', (value, hex) => {
    expect(written((out) => putVaruint(out, value))).toEqual(hexBytes(hex));
    expect(cursor(hexBytes(hex)).varuint('x')).toBe(value);
    expect(varuintSize(value)).toBe(hexBytes(hex).length);
  });
  test.each([
    [64n, '80 40'],
    [-65n, 'ff 3f'],
    [63n, '3f'],
    [-64n, '40'],
    [-1n, '7f'],
    [2n ** 40n, '81 80 80 80 80 00'.replace('81', 'a0')],
  ])('signed %s', (value, hex) => expect(cursor(hexBytes(hex)).varsint('x')).toBe(value));
});

describe('prelude', () => {
  const read = (b: Uint8Array): Prelude => readPrelude(cursor(b), { nQstr: 64, native: false });
  test('the documented example', () => {
    const b = hexBytes('b2 81 c8 c0 40 0c 03 06 07 02 08 20');
    const p = read(b);
    expect(p).toMatchObject({ nState: 7, nExcStack: 0, scopeFlags: 0x0e, nPosArgs: 2, nKwonlyArgs: 2, nDefPosArgs: 1 });
    expect(p.names).toEqual([3, 6, 7, 2, 8]);
    expect(decodeLineTable(p.lineTable)).toEqual([{ bytes: 0, lines: 1 }]);
    expect(encodePrelude(p)).toEqual(b);
  });
  test('any combination comes back', () => {
    const { below: random } = randomFrom(1);
    for (let i = 0; i < 500; i++) {
      const nPosArgs = random(20);
      const nKwonlyArgs = random(5);
      const parts = {
        nState: nPosArgs + nKwonlyArgs + 1 + random(i % 10 === 0 ? 5000 : 40),
        nExcStack: random(6),
        scopeFlags: random(16),
        nPosArgs,
        nKwonlyArgs,
        nDefPosArgs: random(nPosArgs + 1),
        names: Array.from({ length: 1 + nPosArgs + nKwonlyArgs }, () => random(64)),
        lineTable: written((out) => putLineStep(out, random(100), random(3000))),
        cells: Uint8Array.from({ length: random(3) }, () => 0),
      };
      expect(read(encodePrelude(parts))).toMatchObject(parts);
    }
  });
});

describe('line table', () => {
  test('lookup', () => {
    const steps = decodeLineTable(hexBytes('44 6d 40'));
    expect(steps).toEqual([
      { bytes: 4, lines: 2 },
      { bytes: 13, lines: 3 },
      { bytes: 0, lines: 2 },
    ]);
    expect([0, 3, 4, 16, 17, 99].map((at) => lineOf(steps, at))).toEqual([1, 1, 3, 3, 8, 8]);
  });
  test.each([
    [0, 3, [{ bytes: 0, lines: 3 }]],
    [
      40,
      2,
      [
        { bytes: 31, lines: 0 },
        { bytes: 9, lines: 2 },
      ],
    ],
    [
      5,
      6,
      [
        { bytes: 5, lines: 3 },
        { bytes: 0, lines: 3 },
      ],
    ],
    [5, 7, [{ bytes: 5, lines: 7 }]],
    [
      5,
      3000,
      [
        { bytes: 5, lines: 2047 },
        { bytes: 0, lines: 953 },
      ],
    ],
  ])('a step of %i bytes and %i lines', (b, l, steps) => {
    expect(decodeLineTable(written((out) => putLineStep(out, b, l)))).toEqual(steps);
  });
});

describe('instructions', () => {
  const list = (...code: number[]) => [...iterateBytecode(Uint8Array.from(code))];
  test('forward jump', () => expect(list(0x42, 0x4a)[0]).toMatchObject({ size: 2, operand: 10, target: 12 }));
  test('backward jump', () => expect(list(0x43, 0x31)[0]).toMatchObject({ operand: -15, target: -13 }));
  test('two-byte forms', () => {
    expect(list(0x45, 0x81, 0x01)[0]).toMatchObject({ size: 3, operand: 129, target: 132 });
    expect(list(0x42, 0x80, 0x80)[0]).toMatchObject({ operand: 0, target: 3 });
  });
  test('UNWIND_JUMP counts from its extra byte', () => {
    expect(list(0x40, 0x45, 0x02)[0]).toMatchObject({ size: 3, extra: 2, target: 7 });
  });
  test('small ints', () => {
    expect(list(0x22, 0x80, 0x40)[0]).toMatchObject({ operand: 64 });
    expect(list(0x70)[0]).toMatchObject({ operand: -16 });
    expect(list(0x22, 0x80 | 0x3f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)[0]!.operand).toBe(2n ** 62n - 1n);
  });
});

describe('relocations', () => {
  test('tiny.mpy', () => {
    const { code } = readMpy(TINY_MPY);
    if (code.kind !== 'viper' || !code.relocations) throw new Error('kind');
    const list = decodeRelocations(code.relocations, 8);
    expect(list.map((r) => `${r.section}+0x${r.offset.toString(16)} ${relocKindName(r.kind)}`)).toEqual([
      'text+0x88 mp_fun_table',
      'text+0x90 qstr_table',
      'text+0x98 mp_fun_table.type_fun_builtin_1',
      'text+0xa0 bss',
      'text+0x78 mp_fun_table.type_fun_builtin_1',
      'text+0x80 text',
    ]);
    expect(encodeRelocations(list, 8)).toEqual(TINY_MPY.slice(0xc2));
  });
  test('runs are merged for sections only', () => {
    const text = (offset: number, kind: number) => ({ section: 'text', offset, kind }) as const;
    expect(encodeRelocations([text(8, 0), text(16, 0), text(32, 0)], 8)).toEqual(hexBytes('03 02 02 01 08 ff'));
    expect(encodeRelocations([text(8, 82), text(16, 82)], 8)).toEqual(hexBytes('a5 02 a5 04 ff'));
    expect(encodeRelocations([{ section: 'rodata', offset: 4, kind: 2 }], 4)).toEqual(hexBytes('09 03 ff'));
    expect(encodeRelocations([], 4)).toEqual(hexBytes('ff'));
  });
});

test('writeNativeModule lays a file out as the reference linker does', () => {
  const { code } = readMpy(TINY_MPY);
  if (code.kind !== 'viper' || !code.relocations) throw new Error('kind');
  const made = writeNativeModule({
    arch: 12,
    wordSize: 8,
    sourceName: 'tiny.mpy',
    qstrs: ['bump'],
    text: code.data,
    bssSize: 4,
    relocations: decodeRelocations(code.relocations, 8),
  });
  expect(made).toEqual(TINY_MPY);
});

describe('entry jumps', () => {
  const jump = (arch: string, ...code: number[]) =>
    decodeEntryJump(Uint8Array.from([...code, ...new Array(4096).fill(0)]), arch)?.target;
  test.each([
    ['rv64imc', [0x05, 0xa8], 0x30],
    ['rv32imc', [0x97, 0x1f, 0x00, 0x00, 0x67, 0x80, 0x0f, 0x80], 0x800],
    ['x64', [0xeb, 0x10], 0x12],
    ['x86', [0xe9, 0x00, 0x01, 0x00, 0x00], 0x105],
    ['armv6m', [0x0a, 0xe0], 0x18],
    ['armv7m', [0x00, 0xf0, 0x80, 0xb8], 0x104],
    ['armv6m', [0x01, 0xb5, 0x00, 0xf0, 0x02, 0xf8, 0x01, 0xbd], 0x0a],
    ['xtensa', [0x06, 0x02, 0x00], 0x0c],
    ['rv64imc', [0x41, 0x11], undefined],
    ['armv6', [0, 0], undefined],
  ])('%s %j', (arch, code, target) => expect(jump(arch, ...code)).toBe(target));
  test('a target outside the text is none', () => {
    expect(decodeEntryJump(Uint8Array.of(0x05, 0xa8), 'rv64imc')).toBeUndefined();
  });
});

describe('identify', () => {
  const id = (...b: number[]) => identifyMpy(Uint8Array.from(b));
  test.each([
    [[0x4d, 6, 0, 31], 'mpy', 'a .mpy of version 6 (bytecode), read by MicroPython v1.19 and later'],
    [
      [0x4d, 6, 0x33, 31],
      'mpy',
      'a .mpy of version 6.3 (native code for rv64imc), read by MicroPython v1.28.0 and later',
    ],
    [
      [0x4d, 6, 0x12, 31],
      'mpy-sub-version',
      'a .mpy of version 6.2 (native code for armv6m), read by MicroPython v1.22.0 to v1.22.2',
    ],
    [
      [0x4d, 6, 0x10, 31],
      'mpy-sub-version',
      'a .mpy of version 6 (native code for armv6m), read by MicroPython v1.19 to v1.19.1',
    ],
    [
      [0x4d, 5, 0x16, 31],
      'mpy-version',
      'a .mpy of version 5 (native code for armv7m), read by MicroPython v1.12 to v1.18',
    ],
    [[0x4d, 3, 2, 31], 'mpy-version', 'a .mpy of version 3 (bytecode), read by MicroPython v1.9.3 to v1.10'],
    [[0x4d, 7, 0, 31], 'mpy-version', 'a .mpy of version 7 (bytecode), read by no release known here'],
    [
      [0x4d, 6, 0xff, 31],
      'mpy-unknown-arch',
      'a .mpy of version 6.3 for an architecture that is not defined (code 47)',
    ],
    [[0x43, 6, 0, 31], 'circuitpython', 'a CircuitPython .mpy (magic "C", version 6)'],
    [[0x7f, 0x45, 0x4c, 0x46, 1], 'elf', 'an ELF object, not a .mpy'],
    [[0x69, 0x6d, 0x70, 0x6f, 0x72, 0x74], 'text', 'a text file, not a .mpy'],
    [[0xcb, 0x0d, 0x0d, 0x0a, 0], 'python-bytecode', 'compiled bytecode of CPython (.pyc), not a .mpy'],
    [[], 'empty', 'an empty file'],
    [[0, 1, 2, 3], 'unknown', 'not a .mpy: it starts with 00 01 02 03'],
  ])('%j', (b, format, text) => expect(id(...b)).toMatchObject({ format, text }));
});

describe('what a target refuses', () => {
  const RV64_BOARD = { hostCode: 12, smallIntBits: 63 };
  const RV32_BOARD = { hostCode: 11, smallIntBits: 31, allowedArchFlags: 1 };
  const header = (...b: number[]) => Uint8Array.from(b);
  test.each([
    ['its own code', header(0x4d, 6, 0x33, 31), RV64_BOARD, undefined],
    ['bytecode', header(0x4d, 6, 0, 63), RV64_BOARD, undefined],
    ['bytecode with odd sub-version', header(0x4d, 6, 1, 31), RV64_BOARD, undefined],
    ['small ints', header(0x4d, 6, 0, 32), RV32_BOARD, 'incompatible-file'],
    ['sub-version of a foreign arch', header(0x4d, 6, 0x12, 31), RV64_BOARD, 'incompatible-file'],
    ['foreign arch', header(0x4d, 6, 0x13, 31), RV64_BOARD, 'incompatible-arch'],
    ['feature 0xff', header(0x4d, 6, 0xff, 31), RV64_BOARD, 'incompatible-arch'],
    ['no native loading', header(0x4d, 6, 0x33, 31), { hostCode: 0, smallIntBits: 63 }, 'native-unsupported'],
    ['flags field on RV64', header(0x4d, 6, 0x73, 31, 0), RV64_BOARD, 'incompatible-file'],
    ['flags 0 on RV32', header(0x4d, 6, 0x6f, 31, 0), RV32_BOARD, undefined],
    ['Zba on RV32 with Zba', header(0x4d, 6, 0x6f, 31, 1), RV32_BOARD, undefined],
    ['Zcmp on RV32 with Zba', header(0x4d, 6, 0x6f, 31, 2), RV32_BOARD, 'incompatible-file'],
    ['flags on a bytecode file', header(0x4d, 6, 0x40, 31, 2), RV32_BOARD, 'incompatible-file'],
    ['flags cut off', header(0x4d, 6, 0x6f, 31), RV32_BOARD, 'malformed'],
    ['short file', header(0x4d, 6), RV64_BOARD, 'incompatible-file'],
  ])('%s', (_, file, target, refusal) => expect(checkTarget(file, target)?.refusal).toBe(refusal));
  test('the message names what is missing', () => {
    expect(checkTarget(header(0x4d, 6, 0x6f, 31, 3), RV32_BOARD)?.reason).toMatch(/needs zcmp/);
    expect(checkTarget(header(0x4d, 6, 0x12, 31), RV64_BOARD)?.reason).toMatch(/6\.2.*v1\.22\.0/);
  });
});

describe('Python texts', () => {
  test.each([
    ["it's", `"it's"`],
    [`'"`, `'\\'"'`],
    ['a\n\t\\\x00', `'a\\n\\t\\\\\\x00'`],
    ['é', `'é'`],
    ['\u202e', `'\\u202e'`],
  ])('%j', (text, repr) => expect(reprStr(text)).toBe(repr));
  test('bytes', () => expect(reprBytes(Uint8Array.of(0x61, 0, 0xff))).toBe("b'a\\x00\\xff'"));
  test('a tuple of one', () => {
    const items = [{ offset: 0, kind: 'int', text: '1' }] as const;
    expect(reprObject({ offset: 0, kind: 'tuple', items })).toBe('(1,)');
  });
});

test('the file builders of the tests are themselves read', () => {
  expect(readMpy(bytecodeFile()).qstrs.map((q) => q.text)).toEqual(['a.py', '<module>']);
  expect(readMpy(nativeFile()).code.kind).toBe('viper');
  expect(bytes(1, [2, 3])).toEqual(Uint8Array.of(1, 2, 3));
});
