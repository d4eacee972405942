// Functions of inline assembler (native-abi.md 3.12, 6.3, 10.6): up to four machine words in, one out.

import { argCheckNum } from '../core/args.js';
import { getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { notImplementedError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItems } from '../core/sequence.js';
import { defineType, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { type Addr, FALSE, NONE, TRUE, type Word } from '../core/word.js';
import { callAsm } from '../native/calls.js';
import { nativeToObj } from '../native/fun-table/convert.js';
import { floatValue, isFloat } from './float.js';
import { isInt, truncatedWord } from './int.js';

const MAX_ARGS = 4;
/** Stack bytes that entering one takes, for the recursion check. */
const ENTRY_BYTES = 64;

/** `signature`: the number of arguments in the low byte, the type of the result above it. */
export function newAsmFunction(rt: Runtime, code: Addr, signature: number): Word {
  // The firmware of VIRT_RV64 has no inline assembler: such code can be loaded there, not used (mpy-format.md 5.5).
  if (rt.is64) return notImplementedError(rt, 'inline assembler functions');
  const fun = rt.newObject(asmFunctionType, 4 * rt.W);
  rt.setField(fun, 1, Math.min(signature & 0xff, MAX_ARGS));
  rt.setField(fun, 2, code);
  rt.setField(fun, 3, signature >>> 8);
  return fun;
}

function machineWord(rt: Runtime, w: Word): number {
  if (isInt(rt, w)) return Number(BigInt.asIntN(32, BigInt(truncatedWord(rt, w))));
  if (w === NONE || w === FALSE) return 0;
  if (w === TRUE) return 1;
  if (isFloat(rt, w)) return Math.trunc(floatValue(rt, w)) | 0;
  const items = sequenceItems(rt, w);
  if (items) return items.items;
  const buffer = getBuffer(rt, w, MP_BUFFER_READ);
  return buffer ? buffer.buf : w;
}

export const asmFunctionType: TypeDef = defineType({
  name: 'function',
  flags: TYPE_FLAG.BINDS_SELF,
  call: (rt, fun, nArgs, nKw, at) => {
    const expected = Math.min(rt.field(fun, 1), MAX_ARGS);
    argCheckNum(rt, nArgs, nKw, expected, expected, false);
    const words: number[] = [];
    for (let i = 0; i < nArgs; i++) words.push(machineWord(rt, rt.stack[at + i]!));
    const sp = rt.enter(ENTRY_BYTES);
    const result = callAsm(rt, rt.field(fun, 2), words);
    rt.leave(sp);
    return nativeToObj(rt, result, rt.field(fun, 3));
  },
});
