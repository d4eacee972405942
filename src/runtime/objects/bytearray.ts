// bytearray: a growing array of bytes; layout and operators in array-data and array-ops, text methods in str-methods.

import { BYTEARRAY_TYPECODE } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { bufferIndex, bufferText, getBuffer, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { forEach } from '../core/iter.js';
import { lenMaybe } from '../core/ops.js';
import type { Printer } from '../core/printer.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun2, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import { arrayAppend, arrayExtend, arraySet, arrayView, newArrayObject, newArrayRoom } from './array-data.js';
import { arrayBinaryOp, arrayBuffer, arrayGetiter, arraySubscr, arrayUnaryOp } from './array-ops.js';
import { checkCount, isInt, toIndex, toMachineInt } from './int.js';
import { isStr, moveBytes } from './str-data.js';
import { bytesMethods } from './str-methods.js';
import { printBytes } from './str-print.js';

/** A bytearray with a copy of the bytes of a byte string. */
export function newBytearray(rt: Runtime, text: string): Word {
  const o = newArrayRoom(rt, bytearrayType, BYTEARRAY_TYPECODE, text.length);
  const at = rt.field(o, 3) - RAM_BASE;
  for (let i = 0; i < text.length; i++) rt.mem.u8[at + i] = text.charCodeAt(i);
  return o;
}
/** A bytearray with a copy of `len` bytes of a byte array; if that is guest memory the caller keeps them alive. */
export function newBytearrayOf(rt: Runtime, bytes: Uint8Array, at: number, len: number): Word {
  const o = newArrayRoom(rt, bytearrayType, BYTEARRAY_TYPECODE, len);
  if (len > 0) moveBytes(rt.mem.u8, rt.field(o, 3) - RAM_BASE, bytes, at, len);
  return o;
}
/** A bytearray over `n` bytes at `items`, which it takes over. */
export function newBytearrayByRef(rt: Runtime, n: number, items: Addr): Word {
  return newArrayObject(rt, bytearrayType, BYTEARRAY_TYPECODE, n, items);
}
/** A bytearray of `n` zero bytes. */
export function newBytearrayZero(rt: Runtime, n: number): Word {
  return newArrayRoom(rt, bytearrayType, BYTEARRAY_TYPECODE, n);
}

/** Elements from any iterable into a new bytearray or array. */
export function fillFrom(rt: Runtime, type: TypeDef, typecode: number, source: Word): Word {
  const mark = rt.heap.mark();
  // What has a length gets so many elements, whatever it then gives; other arrays grow.
  const known = lenMaybe(rt, source);
  const room = known === NULL ? 0 : toIndex(rt, known);
  const o = newArrayRoom(rt, type, typecode, room);
  let i = 0;
  forEach(rt, source, (item) => {
    const view = arrayView(rt, o);
    if (room === 0) arrayAppend(rt, o, item);
    else if (i < view.len) arraySet(rt, view, i, item);
    i++;
  });
  return rt.heap.releaseKeeping(mark, o);
}

function bytearrayMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 3, false);
  if (nArgs === 0) return newBytearrayZero(rt, 0);
  const x = rt.stack[at]!;
  if (isInt(rt, x)) {
    const len = toIndex(rt, x);
    // A negative length is what a board would ask its allocator for.
    if (len < 0) rt.memoryError(BigInt(toMachineInt(rt, x)));
    checkCount(rt, x, len, 1, 0);
    return newBytearrayZero(rt, len);
  }
  if (isStr(rt, x) && nArgs === 1) typeError(rt, 'string argument without an encoding');
  const info = getBuffer(rt, x, MP_BUFFER_READ);
  if (info) return newBytearrayOf(rt, rt.mem.u8, bufferIndex(rt, info), info.len);
  return fillFrom(rt, bytearrayType, BYTEARRAY_TYPECODE, x);
}

function bytearrayPrint(rt: Runtime, printer: Printer, o: Word, _kind: number): void {
  printBytes(printer, bufferText(rt, getBufferRaise(rt, o, MP_BUFFER_READ)), 'bytearray(b');
  printer.write(')');
}

/** The methods that bytearray and array have in common. */
export function arrayMethods() {
  return {
    append: fun2((rt: Runtime, self: Word, item: Word) => {
      arrayAppend(rt, self, item);
      return NONE;
    }),
    extend: fun2((rt: Runtime, self: Word, items: Word) => {
      arrayExtend(rt, self, items);
      return NONE;
    }),
  };
}

export const bytearrayType: TypeDef = defineType({
  name: 'bytearray',
  flags: TYPE_FLAG.EQ_CHECKS_OTHER_TYPE | TYPE_FLAG.SUBSCR_ALLOWS_STACK_SLICE,
  make_new: bytearrayMakeNew,
  print: bytearrayPrint,
  getiter: arrayGetiter,
  unary_op: arrayUnaryOp,
  binary_op: arrayBinaryOp,
  subscr: arraySubscr,
  buffer: arrayBuffer,
  locals: { ...arrayMethods(), ...bytesMethods() },
});
