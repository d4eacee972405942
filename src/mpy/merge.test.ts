// Merging: the documented merge byte for byte, the defects of the reference tool one by one, and for files of the kit
// that every instruction still means the same (names, constants, jump targets).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { DiagnosticError } from '../base/index.js';
import { DEMO_MPY, MERGED_MPY, TINY_MPY } from './dumps.fixture.js';
import { type CodeInspection, inspect, mergeMpy, readMpy } from './index.js';
import { ascii, bytecodeFile, bytes, nativeFile, QSTRS, v } from './test-files.fixture.js';

const tiny = { name: 'tiny.mpy', bytes: TINY_MPY };
const demo = { name: 'demo.mpy', bytes: DEMO_MPY };
/** The documented bytecode input: def twice(n): for _ in range(2): n = bump(n); return n; BIG = 1 << 40. */
const WRAP = bytes(
  [0x4d, 6, 0, 31, 6, 1],
  [14, ...ascii('wrap.py'), 0, 0x0f, 10, ...ascii('twice'), 0, 6, ...ascii('BIG'), 0, 2, ...ascii('n'), 0],
  [8, ...ascii('bump'), 0, 7, 13, ...ascii('1099511627776')],
  [0x7c, 0x00, 0x06, 0x01, 0x64, 0x20, 0x32, 0, 0x16, 2, 0x23, 0, 0x16, 3, 0x51, 0x63, 1],
  [...v(28 << 3), 0x21, 0x0a, 0x02, 0x04, 0x20, 0x25, 0x2e, 0x80, 0x42, 0x4a, 0x57, 0xc1, 0x12, 5, 0xb0, 0x34, 1, 0xc0],
  [0x81, 0xe5, 0x57, 0x82, 0xd7, 0x43, 0x31, 0x59, 0xb0, 0x63],
);
const wrap = { name: 'wrap.mpy', bytes: WRAP };
const messages = (run: () => unknown): string[] => {
  try {
    run();
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map((d) => d.message);
    throw error;
  }
  return [];
};
const meaning = (code: CodeInspection, lines = false): unknown => ({
  signature: { ...code.signature, lineTable: lines ? 0 : [], lineTableBytes: '' },
  list: code.instructions?.map((i) => [
    i.name,
    i.text.replace(/^-> \d+/, '->'),
    i.target === undefined ? -1 : code.instructions!.findIndex((to) => to.pc === i.target),
    lines ? i.line : 0,
  ]),
  children: code.children.map((child) => meaning(child, lines)),
});

test('the documented merge', () => {
  expect(WRAP.length).toBe(99);
  expect(mergeMpy([wrap, tiny])).toEqual(MERGED_MPY);
  expect(mergeMpy([tiny, wrap])).toEqual(MERGED_MPY);
});
test('one input is copied', () => expect(mergeMpy([demo])).toEqual(DEMO_MPY));
test('nothing to merge', () => expect(messages(() => mergeMpy([]))).toEqual(['nothing to merge: no input files']));
test('two native inputs', () => {
  expect(messages(() => mergeMpy([tiny, tiny]))).toEqual(["can't merge files when more than one contains native code"]);
  const other = { name: 'x.mpy', bytes: nativeFile({ header: [0x4d, 6, 0x2f, 31] }) };
  expect(messages(() => mergeMpy([tiny, other]))).toEqual(['native architecture mismatch: rv64imc and rv32imc']);
});
test('trailing bytes are refused', () => {
  const long = { name: 'long.mpy', bytes: bytes([...DEMO_MPY], [0, 0]) };
  expect(messages(() => mergeMpy([tiny, long]))[0]).toMatch(/^2 bytes after the end/);
});
test('a missing sentinel is added', () => {
  const cut = { name: 'tiny.mpy', bytes: TINY_MPY.subarray(0, TINY_MPY.length - 1) };
  expect(mergeMpy([cut, wrap])).toEqual(MERGED_MPY);
});
test('small-int bits are the largest', () => {
  const wide = { name: 'wide.mpy', bytes: bytecodeFile({ header: [0x4d, 6, 0, 63] }) };
  expect(readMpy(mergeMpy([wide, demo])).header.smallIntBits).toBe(63);
  expect(readMpy(mergeMpy([demo, wide])).header.smallIntBits).toBe(63);
});
describe('arch flags', () => {
  const rv32 = { name: 'rv32.mpy', bytes: nativeFile({ header: [0x4d, 6, 0x6f, 31, 1] }) };
  test('come from the native input', () => expect(readMpy(mergeMpy([demo, rv32])).header.archFlags).toBe(1));
  test('can be stripped and set', () => {
    expect(readMpy(mergeMpy([demo, rv32], { archFlags: 0 })).header).toMatchObject({
      feature: 0x2f,
      archFlags: undefined,
    });
    expect(readMpy(mergeMpy([demo, rv32], { archFlags: 3 })).header).toMatchObject({ feature: 0x6f, archFlags: 3 });
  });
  test('are refused without native code or for other architectures', () => {
    expect(messages(() => mergeMpy([demo, wrap], { archFlags: 1 }))[0]).toMatch(/need an input with native code/);
    expect(messages(() => mergeMpy([demo, tiny], { archFlags: 1 }))[0]).toMatch(/not defined for rv64imc/);
  });
});
test('native code below bytecode can only be in the first input', () => {
  const child = [1, ...v((4 << 3) | 2), 0, 0, 0, 0, 0];
  const mixed = { name: 'mixed.mpy', bytes: bytecodeFile({ header: [0x4d, 6, 0x33, 31], after: child }) };
  const merged = inspect(mergeMpy([demo, mixed]));
  expect(merged.code.children[0]!.children[0]!.kind).toBe('viper');
});
test('UNWIND_JUMP keeps its target', () => {
  // while/try/break: the jump leaves one block and lands on LOAD_CONST_NONE.
  const opcodes = [0x40, 0x42, 0x01, 0x51, 0x59, 0x51, 0x63];
  const input = { name: 'u.mpy', bytes: bytecodeFile({ opcodes }) };
  const merged = inspect(mergeMpy([demo, input])).code.children[1]!;
  expect(meaning(merged)).toEqual(meaning(inspect(input.bytes).code));
  expect(merged.instructions![0]!.bytes).toBe('404201');
});
describe('operands that grow', () => {
  // 127 qstrs before: index 1 becomes 128 and takes two bytes, so a jump over many loads no longer fits one byte.
  const filler = bytecodeFile({ counts: [127, 0], tables: [...QSTRS, ...new Array(125).fill(0x03)] });
  const main = { name: 'main.mpy', bytes: filler };
  const loads = (n: number) => new Array(n).fill([0x11, 0x01, 0x59]).flat();
  test.each([
    ['forward', [0x45, 120, ...loads(40), 0x51, 0x63], 0x45, 160],
    ['signed forward', [0x42, 0x40 + 60, ...loads(20), 0x51, 0x63], 0x42, 80 + 0x4000],
  ])('%s', (_, opcodes, code, value) => {
    const input = { name: 'x.mpy', bytes: bytecodeFile({ opcodes }) };
    const merged = inspect(mergeMpy([main, input])).code.children[1]!;
    expect(meaning(merged)).toEqual(meaning(inspect(input.bytes).code));
    const long = [code, 0x80 | (value & 0x7f), value >> 7].map((b) => b.toString(16).padStart(2, '0')).join('');
    expect(merged.instructions![0]!.bytes).toBe(long);
  });
  test('backward', () => {
    const input = {
      name: 'x.mpy',
      bytes: bytecodeFile({ opcodes: [...loads(20), 0x51, 0x44, 0x40 - 63, 0x51, 0x63] }),
    };
    const merged = inspect(mergeMpy([main, input])).code.children[1]!;
    expect(meaning(merged)).toEqual(meaning(inspect(input.bytes).code));
    expect(merged.instructions!.find((i) => i.name === 'POP_JUMP_IF_FALSE')!.bytes.length).toBe(6);
  });
  test('too far', () => {
    const n = 10_900;
    const distance = 3 * n;
    const opcodes = [0x45, 0x80 | (distance & 0x7f), distance >> 7, ...loads(n), 0x51, 0x63];
    const input = { name: 'x.mpy', bytes: bytecodeFile({ opcodes }) };
    expect(messages(() => mergeMpy([main, input]))[0]).toMatch(/^bytecode overflow: JUMP_IF_TRUE_OR_POP/);
  });
  test('line tables can be kept', () => {
    const prelude = [0x08, 0x08, 0x01, 0x23, 0x29, 0x20];
    const input = { name: 'x.mpy', bytes: bytecodeFile({ prelude, opcodes: [...loads(5), 0x51, 0x63] }) };
    const merged = inspect(mergeMpy([main, input], { lineTables: true })).code.children[1]!;
    expect(meaning(merged, true)).toEqual(meaning(inspect(input.bytes).code, true));
    expect(inspect(mergeMpy([main, input])).code.children[1]!.signature!.lineTable).toEqual([]);
  });
});

const PYTHON_KIT = fileURLToPath(new URL('../../test/conformance/python/', import.meta.url));
const kit = existsSync(PYTHON_KIT)
  ? readdirSync(PYTHON_KIT)
      .filter((name) => name.endsWith('.mpy'))
      .sort()
  : [];

describe.skipIf(kit.length === 0)(
  'files of the Python kit (test/conformance/python is missing: run tools/sync-conformance.mjs)',
  () => {
    test('every instruction means the same after a merge of three', () => {
      const load = (name: string) => ({ name, bytes: new Uint8Array(readFileSync(PYTHON_KIT + name)) });
      let unwinds = 0;
      for (let i = 0; i + 2 < kit.length; i += 2) {
        const inputs = [load(kit[i]!), load(kit[i + 1]!), load(kit[i + 2]!)];
        const merged = inspect(mergeMpy(inputs, { lineTables: true }), { strict: true });
        expect(merged.merged?.length).toBe(3);
        for (const [n, input] of inputs.entries()) {
          const original = inspect(input.bytes).code;
          expect(meaning(merged.code.children[n]!, true)).toEqual(meaning(original, true));
          unwinds += JSON.stringify(original).split('"UNWIND_JUMP"').length - 1;
        }
      }
      expect(unwinds).toBeGreaterThan(10);
    });
  },
);
