// slice (native-abi.md 3.22): start, stop, step. It cannot be made by Python code other than by `x[a:b:c]`.

import { printObject } from '../core/print.js';
import { PRINT_REPR, type Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { sliceBounds } from '../core/sequence.js';
import { defineType } from '../core/typedef.js';
import { NULL, type Qstr, type Word } from '../core/word.js';
import { funBuiltin2Type } from './function.js';
import { newInt, toIndex } from './int.js';
import { tupleOf } from './tuple.js';

/** A slice of any three words, which must be rooted. */
export function newSlice(rt: Runtime, start: Word, stop: Word, step: Word): Word {
  const slice = rt.newObject(sliceType, 4 * rt.W);
  rt.stObj(slice + rt.W, start);
  rt.stObj(slice + 2 * rt.W, stop);
  rt.stObj(slice + 3 * rt.W, step);
  return slice;
}

function print(rt: Runtime, printer: Printer, slice: Word): void {
  for (let k = 1; k <= 3; k++) {
    printer.write(k === 1 ? 'slice(' : ', ');
    printObject(rt, printer, rt.heap.root(rt.ldObj(slice + k * rt.W)), PRINT_REPR);
  }
  printer.write(')');
}

function indices(rt: Runtime, slice: Word, length: Word): Word {
  const { start, stop, step } = sliceBounds(rt, toIndex(rt, length), slice);
  return tupleOf(rt, newInt(rt, start), newInt(rt, stop), newInt(rt, step));
}
/** The function object of the method: made when it is first asked for, since the type has no dict to keep it in. */
function indicesFunction(rt: Runtime): Word {
  if (rt.rootWords.sliceIndices === undefined) {
    const fun = rt.newObject(funBuiltin2Type, 2 * rt.W);
    rt.setField(fun, 1, rt.gate('fun2', indices));
    rt.rootWords.sliceIndices = fun;
  }
  return rt.rootWords.sliceIndices!;
}

function attr(rt: Runtime, slice: Word, name: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) return;
  const text = rt.qstrs.text(name);
  const k = ['start', 'stop', 'step'].indexOf(text);
  if (k >= 0) rt.stack[dest] = rt.ldObj(slice + (k + 1) * rt.W);
  else if (text === 'indices') {
    rt.stack[dest] = indicesFunction(rt);
    rt.stack[dest + 1] = slice;
  }
}

export const sliceType = defineType({ name: 'slice', print, attr, unary_op: () => NULL });
