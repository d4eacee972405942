// memoryview: a window on the storage of anything with a buffer (native-abi.md 3.22). It points at the start of the storage
// and counts elements from there, so that the storage stays alive.

import { ARRAY_TYPECODE_FLAG_RW } from '../../abi/index.js';
import { argCheckNum } from '../core/args.js';
import { elementSize } from '../core/binary.js';
import { getBuffer, getBufferRaise, MP_BUFFER_READ, MP_BUFFER_WRITE } from '../core/buffer.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, funVar, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { type Addr, NULL, type Qstr, SENTINEL, smallInt, type Word } from '../core/word.js';
import { arrayView, isMemoryview, newArrayObject } from './array-data.js';
import { arrayBinaryOp, arrayBuffer, arrayGetiter, arraySubscr, arrayUnaryOp } from './array-ops.js';
import { hexMethod } from './str-methods.js';

/** A memoryview of `len` elements at `items`. */
export function newMemoryview(rt: Runtime, typecode: number, len: number, items: Addr, writable: boolean): Word {
  return newArrayObject(rt, memoryviewType, typecode + (writable ? ARRAY_TYPECODE_FLAG_RW : 0), len, items);
}

function memoryviewMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 1, false);
  const source = rt.stack[at]!;
  if (isMemoryview(rt, source)) {
    return newArrayObject(rt, memoryviewType, rt.field(source, 1), rt.field(source, 2), rt.field(source, 3));
  }
  const info = getBufferRaise(rt, source, MP_BUFFER_READ);
  const size = elementSize(rt, info.typecode) || 1;
  const writable = getBuffer(rt, source, MP_BUFFER_WRITE) !== null;
  return newMemoryview(rt, info.typecode & 0x7f, Math.floor(info.len / size), info.buf, writable);
}

function memoryviewAttr(rt: Runtime, self: Word, attr: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) return;
  if (rt.qstrs.text(attr) === 'itemsize') rt.stack[dest] = smallInt(arrayView(rt, self).size);
  // Methods are in the dict.
  else rt.stack[dest + 1] = SENTINEL;
}

export const memoryviewType: TypeDef = defineType({
  name: 'memoryview',
  flags: TYPE_FLAG.EQ_CHECKS_OTHER_TYPE | TYPE_FLAG.SUBSCR_ALLOWS_STACK_SLICE,
  make_new: memoryviewMakeNew,
  getiter: arrayGetiter,
  unary_op: arrayUnaryOp,
  binary_op: arrayBinaryOp,
  locals: { hex: funVar(1, 2, hexMethod) },
  attr: memoryviewAttr,
  subscr: arraySubscr,
  buffer: arrayBuffer,
});
