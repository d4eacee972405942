// Reading: the documented dumps byte by byte, then every row of the robustness table.
import { describe, expect, test } from 'vitest';
import { DEMO_MPY, MERGED_MPY, TINY_MPY } from './dumps.fixture.js';
import { MpyFormatError, type MpyRawCode, readMpy, writeMpy } from './index.js';
import { ascii, bytecodeFile, bytes, nativeFile, QSTRS, RV64, relocated, v } from './test-files.fixture.js';

function refusal(file: Uint8Array): MpyFormatError {
  try {
    readMpy(file, { fileName: 'x.mpy' });
  } catch (error) {
    if (error instanceof MpyFormatError) return error;
    throw error;
  }
  throw new Error('the file was accepted');
}
const reason = (file: Uint8Array) => refusal(file).reason;
const codes = (file: Uint8Array) => readMpy(file).findings.map((f) => f.code);

describe('documented files', () => {
  test.each([
    ['demo', DEMO_MPY],
    ['tiny', TINY_MPY],
    ['merged', MERGED_MPY],
  ])('%s is read without findings and written back', (_, file) => {
    const mpy = readMpy(file);
    expect(mpy.findings).toEqual([]);
    expect(mpy.trailing.length).toBe(0);
    expect(writeMpy(mpy)).toEqual(file);
  });
  test('demo.mpy', () => {
    const mpy = readMpy(DEMO_MPY);
    expect(mpy.header).toMatchObject({ feature: 0, arch: 0, archName: 'none', smallIntBits: 31, archFlags: undefined });
    expect(mpy.qstrs.map((q) => q.text)).toEqual('demo.py <module> c outer inner K r a b * x'.split(' '));
    expect(mpy.qstrs[1]).toEqual({ offset: 0x0f, text: '<module>', staticNumber: 7 });
    expect(mpy.objects.map((o) => o.offset)).toEqual([0x31, 0x41, 0x47]);
    expect(mpy.objects[0]).toMatchObject({
      kind: 'tuple',
      items: [{}, { kind: 'str', text: 'two' }, {}, { kind: 'ellipsis' }],
    });
    expect(mpy.objects[2]).toMatchObject({ kind: 'int', text: '12345678901234567890' });
    const outer = mpy.code.children[0] as MpyRawCode & { kind: 'bytecode' };
    expect(outer.prelude).toMatchObject({
      offset: 0x7f,
      nState: 5,
      nExcStack: 0,
      scopeFlags: 8,
      nPosArgs: 2,
      nKwonlyArgs: 1,
      nDefPosArgs: 1,
      sizeOffset: 0x84,
      nInfo: 6,
      nCell: 1,
      names: [3, 7, 8, 2],
      lineTableOffset: 0x89,
      cellsOffset: 0x8b,
      endOffset: 0x8c,
    });
    expect(outer.children[0]).toMatchObject({ offset: 0x94, dataOffset: 0x95, endOffset: 0xa4 });
  });
  test('tiny.mpy', () => {
    const mpy = readMpy(TINY_MPY);
    expect(mpy.header).toMatchObject({ feature: 0x33, subVersion: 3, archName: 'rv64imc' });
    expect(mpy.code).toMatchObject({ kind: 'viper', dataOffset: 0x18, scopeFlags: 0x50, bssSize: 4 });
    if (mpy.code.kind !== 'viper') throw new Error('kind');
    expect(mpy.code.data.length).toBe(168);
    expect(mpy.code.relocations).toMatchObject({ offset: 0xc2, sentinel: true });
    expect(mpy.code.relocations?.records.map((r) => [r.offset, r.op, r.address])).toEqual([
      [0xc2, 0x11, 0x22],
      [0xc4, 0x0d, 0x24],
      [0xc6, 0xaf, 0x26],
      [0xc8, 0x09, 0x28],
      [0xca, 0xaf, 0x1e],
      [0xcc, 0x01, 0x20],
    ]);
  });
});

describe('the base files of the table are fine', () => {
  test('bytecode', () => expect(codes(bytecodeFile())).toEqual([]));
  test('native', () => expect(codes(nativeFile())).toEqual([]));
});

describe('header', () => {
  test.each([
    ['empty', [], 'incompatible-file'],
    ['magic', [0x43, 6, 0, 31], 'incompatible-file'],
    ['version 5', [0x4d, 5, 0, 31], 'incompatible-file'],
    ['sub-version 2', [0x4d, 6, 0x32, 31], 'incompatible-file'],
    ['sub-version 2 of an unknown arch', [0x4d, 6, 0xb2, 31], 'incompatible-file'],
    ['unknown arch', [0x4d, 6, 0xff, 31], 'incompatible-arch'],
    ['arch debug', [0x4d, 6, 0x37, 31], 'incompatible-arch'],
  ])('%s', (_, header, kind) => expect(refusal(bytes(header as number[])).refusal).toBe(kind));
  test('arch flags are read, 0 too', () => {
    expect(readMpy(nativeFile({ header: [0x4d, 6, 0x6f, 31, 3] })).header.archFlags).toBe(3);
    expect(readMpy(nativeFile({ header: [0x4d, 6, 0x6f, 31, 0] })).header.archFlags).toBe(0);
  });
  test('arch flags above 32 bits', () => {
    expect(reason(nativeFile({ header: [0x4d, 6, 0x6f, 31, ...v(2 ** 32)] }))).toMatch(/above 2\^32/);
  });
  test('unknown arch flags are a finding', () => {
    expect(codes(nativeFile({ header: [0x4d, 6, 0x6f, 31, 4] }))).toEqual(['mpy/arch-flags']);
  });
});

describe('truncation', () => {
  test.each([
    ['demo', DEMO_MPY],
    ['tiny', TINY_MPY],
    ['merged', MERGED_MPY],
  ])('%s cut anywhere is refused, except before the last sentinel', (name, file) => {
    const accepted: number[] = [];
    for (let size = 0; size < file.length; size++) {
      try {
        readMpy(file.subarray(0, size));
        accepted.push(size);
      } catch (error) {
        expect(error).toBeInstanceOf(MpyFormatError);
      }
    }
    // A stream may end wherever an op byte could be.
    expect(accepted).toEqual(name === 'tiny' ? [0xc2, 0xc4, 0xc6, 0xc8, 0xca, 0xcc, 0xce] : []);
  });
  test('missing sentinel is a finding and is written back', () => {
    const file = TINY_MPY.subarray(0, 0xce);
    expect(codes(file)).toEqual(['mpy/sentinel']);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('a stream without sentinel inside a tree is refused', () => {
    // The child ends the file where its parent still expects a second child.
    const child = [...v((8 << 3) | 2), ...new Array(8).fill(0), 0x10];
    expect(reason(nativeFile({ hasChildren: true, tail: [0, 2, ...child] }))).toMatch(/truncated/);
  });
  test('trailing bytes are a finding and are written back', () => {
    const file = bytes([...DEMO_MPY], [1, 2, 3]);
    expect(codes(file)).toEqual(['mpy/trailing']);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
});

describe('tables', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['n_qstr 0', bytecodeFile({ counts: [0, 0], tables: [] }), /no qstrs/],
    ['n_qstr huge', bytecodeFile({ counts: [...v(2 ** 32 - 1), 0] }), /number of qstrs is 4294967295/],
    ['n_obj huge', bytecodeFile({ counts: [2, ...v(1000)] }), /number of objects is 1000/],
    ['static 0', bytecodeFile({ tables: [...QSTRS.slice(0, 6), 1] }), /static number 0/],
    ['static 166', bytecodeFile({ tables: [...QSTRS.slice(0, 6), ...v(166 * 2 + 1)] }), /static number 166/],
    ['qstr UTF-8', bytecodeFile({ tables: [...QSTRS.slice(0, 6), 2, 0xff, 0] }), /UTF-8/],
    ['qstr terminator', bytecodeFile({ tables: [...QSTRS.slice(0, 6), 2, 0x61, 1] }), /zero byte/],
    ['str terminator', bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 5, 1, 0x61, 1] }), /zero byte/],
    ['str UTF-8', bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 5, 1, 0xc0, 0] }), /UTF-8/],
    ['bytes terminator', bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 6, 1, 0xff, 7] }), /zero byte/],
    ['object kind 11', bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 11, 1, 0x30] }), /kind 11/],
    [
      'tuple too large',
      bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 10, ...v(5000)] }),
      /elements of a tuple is 5000/,
    ],
    [
      'deep tuple',
      bytecodeFile({ counts: [2, 1], tables: [...QSTRS, ...new Array(500).fill([10, 1]).flat(), 1] }),
      /nested/,
    ],
    ['varuint not minimal', bytecodeFile({ counts: [0x80, 2, 0] }), /shortest/],
    ['varuint too large', bytecodeFile({ counts: [...v(2 ** 32), 0] }), /above/],
  ])('%s', (_, file, text) => {
    const error = refusal(file);
    expect(error.reason).toMatch(text);
    expect(error.refusal).toBe('malformed');
    expect(error.diagnostics[0]!.where).toMatchObject({ file: 'x.mpy', offset: error.offset });
  });
  test('64 nested tuples are fine', () => {
    const tables = [...QSTRS, ...new Array(64).fill([10, 1]).flat(), 1];
    expect(codes(bytecodeFile({ counts: [2, 1], tables }))).toEqual([]);
  });
  test('a long qstr is a finding', () => {
    const long = [...v(256 * 2), ...new Array(256).fill(0x61), 0];
    expect(codes(bytecodeFile({ tables: [...QSTRS.slice(0, 6), ...long] }))).toEqual(['mpy/long-qstr']);
  });
  test('a qstr that is in the static list may be literal', () => {
    const file = bytecodeFile({ tables: [...QSTRS.slice(0, 6), 6, ...ascii('len'), 0] });
    expect(readMpy(file).qstrs[1]).toMatchObject({ text: 'len', staticNumber: 0 });
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('odd numbers are a finding', () => {
    const file = (text: string) => bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 7, text.length, ...ascii(text)] });
    expect(codes(file(' +1_'))).toEqual(['mpy/number']);
    // As Python writes it, so that nothing in it drives a terminal.
    expect(readMpy(file('1\x7f')).findings[0]!.message).toBe("'1\\x7f' is not how writers write an int");
  });
  test('a byte order mark is kept', () => {
    const file = bytecodeFile({ counts: [2, 1], tables: [...QSTRS, 5, 3, 0xef, 0xbb, 0xbf, 0] });
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
});

describe('bytecode', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['length 0', bytecodeFile({ prelude: [], opcodes: [] }), /at least 4/],
    ['length beyond the file', bytecodeFile({ kindLen: v(100 << 3) }), /needs 100 bytes/],
    ['native kind in a bytecode file', bytecodeFile({ kindLen: v((5 << 3) | 2) }), /no native code/],
    ['signature runs out', bytecodeFile({ prelude: [0x88, 0x80, 0x80, 0x80], opcodes: [] }), /signature/],
    [
      'signature endless',
      bytecodeFile({ prelude: new Array(64).fill(0x80), opcodes: [0, 2, 1] }),
      /signature has too many/,
    ],
    [
      'size endless',
      bytecodeFile({ prelude: [0, ...new Array(20).fill(0x80)], opcodes: [2, 1] }),
      /size field has too many/,
    ],
    ['sizes beyond the data', bytecodeFile({ prelude: [8, 0x20, 1] }), /do not fit/],
    ['names do not fit in n_info', bytecodeFile({ prelude: [0x09, 0x02, 0x01] }), /2 names do not fit/],
    ['name runs out of n_info', bytecodeFile({ prelude: [0x08, 0x02, 0x81, 0x01] }), /name index/],
    ['name index', bytecodeFile({ prelude: [0x08, 0x02, 0x02] }), /name index 2/],
    ['line table cut off', bytecodeFile({ prelude: [0x08, 0x04, 0x01, 0x81] }), /line-table/],
    ['cell local', bytecodeFile({ prelude: [0x08, 0x03, 0x01, 0x02] }), /cell of local 2/],
    ['more arguments than slots', bytecodeFile({ prelude: [0x03, 0x08, 1, 1, 1, 1] }), /do not fit in 1/],
    ['no opcodes', bytecodeFile({ prelude: [0x08, 0x04, 0x01, 0x01], opcodes: [] }), /no opcodes/],
    ['undefined opcode', bytecodeFile({ opcodes: [0x00, 0x63] }), /0x00 is not an opcode/],
    ['opcode 0xfa', bytecodeFile({ opcodes: [0xfa, 0x63] }), /0xfa/],
    ['qstr operand', bytecodeFile({ opcodes: [0x11, 0x02, 0x63] }), /qstr index of LOAD_NAME is 2/],
    [
      'object operand',
      bytecodeFile({ opcodes: [0x23, 0x00, 0x63] }),
      /object index of LOAD_CONST_OBJ is 0, but there are none/,
    ],
    ['child operand', bytecodeFile({ opcodes: [0x32, 0x00, 0x63] }), /child index/],
    ['local operand', bytecodeFile({ opcodes: [0x24, 0x10, 0x63] }), /local of LOAD_FAST_N/],
    ['local in the opcode', bytecodeFile({ opcodes: [0xb2, 0x63] }), /local of LOAD_FAST is 2/],
    ['operand cut off', bytecodeFile({ opcodes: [0x51, 0x11] }), /truncated/],
    ['extra byte cut off', bytecodeFile({ opcodes: [0x51, 0x20, 0x00] }), /extra byte/],
    ['operand not minimal', bytecodeFile({ opcodes: [0x11, 0x80, 0x01, 0x63] }), /shortest/],
    ['jump before the code', bytecodeFile({ opcodes: [0x42, 0x00, 0x63] }), /JUMP goes to -62/],
    ['jump after the code', bytecodeFile({ opcodes: [0x51, 0x45, 0x05, 0x63] }), /goes to 8/],
    ['jump to the end', bytecodeFile({ opcodes: [0x42, 0x41, 0x63] }), /goes to 3/],
    ['jump into an instruction', bytecodeFile({ opcodes: [0x42, 0x41, 0x11, 0x01, 0x63] }), /goes to 3/],
    ['slice of 4', bytecodeFile({ opcodes: [0x2e, 0x04, 0x63] }), /BUILD_SLICE/],
    ['children huge', bytecodeFile({ after: v(5000) }), /number of children is 5000/],
  ])('%s', (_, file, text) => expect(reason(file)).toMatch(text));
  test('has_children with none', () => {
    const file = bytecodeFile({ after: [0] });
    expect(codes(file)).toEqual([]);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('raw codes nested too deep', () => {
    let code: Uint8Array = bytecodeFile().slice(12);
    for (let i = 0; i < 300; i++) code = bytes([(5 << 3) | 4, 0x08, 0x02, 0x01, 0x51, 0x63, 1], [...code]);
    expect(reason(bytes([0x4d, 6, 0, 31, 2, 0], QSTRS, [...code]))).toMatch(/nested/);
  });
  test('a function that falls off its end is a finding', () => {
    expect(codes(bytecodeFile({ opcodes: [0x51, 0x59] }))).toEqual(['mpy/falls-off']);
  });
  test('offsets are those of the file', () => {
    const file = bytecodeFile({ opcodes: [0x51, 0x00, 0x63] });
    expect(file[refusal(file).offset]).toBe(0x00);
    expect(refusal(file).offset).toBe(file.length - 2);
  });
});

describe('native code', () => {
  const py = (text: number[], offset: number) => nativeFile({ kind: 1, text, tail: v(offset) });
  const word = [0, 0, 0, 0, 0, 0, 0, 0];
  test.each<[string, Uint8Array, RegExp]>([
    ['length 0', nativeFile({ text: [] }), /at least 1/],
    ['prelude offset', py([...word, 0x08, 0x02, 0x01], 12), /prelude offset 12/],
    ['prelude malformed', py([...word, 0x08, 0x20, 0x01], 8), /do not fit/],
    ['prelude empty', py([...word, 0x08, 0x02, 0x01], 11), /truncated/],
    [
      'prelude flags above 4 bits',
      py([...word, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40, 0x02, 0x01], 8),
      /scope flags 0x10/,
    ],
    ['word 0 is not the number of children', py([1, ...word.slice(1), 0x08, 0x02, 0x01], 8), /1 children/],
    ['viper flags', nativeFile({ tail: [0x11, 0xff] }), /scope flags 0x11/],
    ['viper flags above', nativeFile({ tail: [...v(0x90), 0xff] }), /scope flags 0x90/],
    ['asm flags', nativeFile({ kind: 3, tail: [0x20, 0, 0] }), /scope flags 0x20/],
    ['rodata beyond the file', nativeFile({ tail: [0x20, 5, 1, 2] }), /rodata needs 5/],
    ['rodata size huge', nativeFile({ tail: [0x20, ...v(2 ** 32 - 1), 1, 2] }), /truncated/],
  ])('%s', (_, file, text) => expect(reason(file)).toMatch(text));
  test('native-py with its prelude', () => {
    const file = py([...word, 0x01, 0x02, 0x08, 0x02, 0x01], 10);
    const mpy = readMpy(file);
    expect(mpy.code).toMatchObject({ kind: 'native-py', preludeOffset: 10, prelude: { names: [1], nState: 2 } });
    expect(writeMpy(mpy)).toEqual(file);
  });
  test('asm', () => {
    const file = nativeFile({ kind: 3, tail: [0, 2, 3] });
    expect(readMpy(file).code).toMatchObject({ kind: 'asm', nPosArgs: 2, typeSig: 3 });
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('sizes come before the rodata, bss has no bytes', () => {
    const file = nativeFile({ tail: [0x60, 2, ...v(2 ** 31), 0xaa, 0xbb] });
    const { code } = readMpy(file);
    expect(code).toMatchObject({ kind: 'viper', bssSize: 2 ** 31, rodata: Uint8Array.of(0xaa, 0xbb) });
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('children come before the relocations', () => {
    const child = [...v((1 << 3) | 2), 0, 0];
    const file = nativeFile({ hasChildren: true, tail: [0x10, 1, ...child, 0x01, 0x00, 0xff] });
    const { code } = readMpy(file);
    expect(code.children.length).toBe(1);
    expect(code.kind === 'viper' && code.relocations?.records.length).toBe(1);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
});

describe('relocations', () => {
  const RODATA = [0x30, 8, 1, 2, 3, 4, 5, 6, 7, 8];
  test.each<[string, Uint8Array, RegExp]>([
    ['first without address', relocated([0x10, 0xff]), /no address/],
    ['index beyond text', relocated([0x11, 0x04, 0xff]), /text\+0x10\.\.0x18, but text has 16/],
    ['partial last word', relocated([0x11, 0x02, 0xff], [0x10], new Array(15).fill(0)), /text has 15/],
    ['index beyond text by continuation', relocated([0x11, 0x02, 0x10, 0xff]), /text\+0x10/],
    ['count beyond text', relocated([0x03, 0x02, 2, 0xff]), /text\+0x8\.\.0x18/],
    ['count huge', relocated([0x03, 0x00, ...v(2 ** 32 - 1), 0xff]), /patches/],
    ['index beyond rodata', relocated([0x11, 0x03, 0xff], RODATA), /rodata has 8/],
    ['rodata position without rodata', relocated([0x11, 0x01, 0xff]), /rodata has 0/],
    ['to rodata without rodata', relocated([0x05, 0x00, 0xff]), /refers to rodata/],
    ['to bss without bss', relocated([0x09, 0x00, 0xff]), /refers to bss/],
    ['entry 87', relocated([0xc1, 0x00, 0xff]), /entry 87, the last is 86/],
    ['ends inside a record', relocated([0x11]), /truncated/],
  ])('%s', (_, file, text) => expect(reason(file)).toMatch(text));
  test('the last entry and the last word are fine', () => expect(codes(relocated([0xbf, 0x02, 0xff]))).toEqual([]));
  test('continuation', () => {
    const file = relocated([0x11, 0x00, 0x0c, 0xff]);
    expect(codes(file)).toEqual([]);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('the same word twice is a finding', () => {
    expect(codes(relocated([0x11, 0x00, 0x0d, 0x00, 0xff]))).toEqual(['mpy/relocated-twice']);
  });
  test('the two leniencies of the import tests', () => {
    // Viper code of 4 zero bytes, 6 bytes of rodata, 4 of bss, a record of 0 words, and no sentinel.
    const file = nativeFile({ text: [0, 0, 0, 0], tail: [0x70, 6, 4, 1, 2, 3, 4, 5, 6, 0x03, 0x01, 0x00] });
    expect(codes(file)).toEqual(['mpy/empty-relocation', 'mpy/sentinel']);
    expect(writeMpy(readMpy(file))).toEqual(file);
  });
  test('32-bit words', () => {
    const header = [0x4d, 6, 0x2f, 31];
    expect(codes(nativeFile({ header, tail: [0x10, 0x11, 0x06, 0xff] }))).toEqual([]);
    expect(reason(nativeFile({ header, tail: [0x10, 0x11, 0x08, 0xff] }))).toMatch(/text has 16/);
    expect(RV64[2]).toBe(0x33);
  });
});
