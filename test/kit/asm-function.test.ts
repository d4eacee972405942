// Functions of inline assembler, which no file of the kit has: machine code written by hand, run on both boards.

import { describe, expect, test } from 'vitest';
import { qstrSource, writeMpy } from '../../src/mpy/index.js';
import { callFunction } from '../../src/runtime/core/call.js';
import { PyException } from '../../src/runtime/core/exception.js';
import { repr } from '../../src/runtime/core/print.js';
import type { Runtime } from '../../src/runtime/core/runtime.js';
import { NONE, smallInt, TRUE, type Word } from '../../src/runtime/core/word.js';
import { loadMpy } from '../../src/runtime/load/load-mpy.js';
import { newBytes } from '../../src/runtime/objects/bytes.js';
import { newFloat } from '../../src/runtime/objects/float.js';
import { newModule } from '../../src/runtime/objects/module.js';
import { createBoard } from '../../src/system/index.js';

/** add a0, a0, a1; ret */
const ADD = [0x33, 0x05, 0xb5, 0x00, 0x67, 0x80, 0x00, 0x00];
/** lbu a0, 0(a0); ret */
const FIRST_BYTE = [0x03, 0x45, 0x05, 0x00, 0x67, 0x80, 0x00, 0x00];

const file = (arch: number, code: readonly number[], nPosArgs: number, typeSig: number): Uint8Array =>
  writeMpy({
    header: { feature: (arch << 2) | 3, smallIntBits: 31 },
    qstrs: [qstrSource('m.py')],
    objects: [],
    code: { kind: 'asm', children: [], data: Uint8Array.from(code), nPosArgs, typeSig },
  });

function call(code: readonly number[], typeSig: number, nPosArgs: number, args: (rt: Runtime) => Word[]): string {
  const rt = createBoard({ board: 'VIRT_RV32' }).runtime;
  try {
    const fun = rt.heap.root(loadMpy(rt, file(11, code, nPosArgs, typeSig), 'm.mpy', newModule(rt, 'm')));
    const at = rt.sp;
    const words = args(rt);
    for (const w of words) rt.push(w);
    return repr(rt, callFunction(rt, fun, words.length, 0, at));
  } catch (e) {
    if (e instanceof PyException) return repr(rt, e.value);
    throw e;
  }
}

describe('inline assembler on VIRT_RV32', () => {
  test.each([
    ['int', 2, '-5'],
    ['uint', 3, '4294967291'],
    ['bool', 1, 'True'],
  ])('result as %s', (_name, sig, expected) => {
    expect(call(ADD, sig, 2, () => [smallInt(-7), smallInt(2)])).toBe(expected);
  });
  test('arguments become machine words', () => {
    expect(call(ADD, 2, 2, (rt) => [newFloat(rt, 2.75), TRUE])).toBe('3');
    expect(call(ADD, 2, 2, () => [NONE, smallInt(9)])).toBe('9');
    expect(call(FIRST_BYTE, 2, 1, (rt) => [newBytes(rt, 'A')])).toBe('65');
  });
  test('the number of arguments is fixed', () => {
    expect(call(ADD, 2, 2, () => [smallInt(1)])).toBe(
      "TypeError('function takes 2 positional arguments but 1 were given',)",
    );
  });
});

test('VIRT_RV64 has no inline assembler', () => {
  const rt = createBoard({ board: 'VIRT_RV64' }).runtime;
  const load = () => loadMpy(rt, file(12, ADD, 2, 2), 'm.mpy', newModule(rt, 'm'));
  expect(load).toThrow(PyException);
  expect(repr(rt, rt.lastException)).toBe("NotImplementedError('inline assembler functions',)");
});
