// array.array: elements of one typecode (python-dialect.md 9, native-abi.md 2.17 and 3.22).

import { argCheckNum } from '../core/args.js';
import { elementSize } from '../core/binary.js';
import { getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR, type Printer, writeParts } from '../core/printer.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import type { Word } from '../core/word.js';
import { arrayAppendBytes, arrayGet, arrayView, newArrayRoom } from './array-data.js';
import { arrayBinaryOp, arrayBuffer, arrayGetiter, arraySubscr, arrayUnaryOp } from './array-ops.js';
import { arrayMethods, bytearrayType, fillFrom } from './bytearray.js';
import { isBytes, strDataRaise } from './str-data.js';

const TYPECODES = 'bBhHiIlLqQfdOP';

function arrayMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 2, false);
  const code = strDataRaise(rt, rt.stack[at]!).slice(0, 1);
  if (code === '' || !TYPECODES.includes(code)) valueError(rt, 'bad typecode');
  const typecode = code.charCodeAt(0);
  if (nArgs === 1) return newArrayRoom(rt, arrayType, typecode, 0);
  const source = rt.stack[at + 1]!;
  // Raw bytes only from these two; other buffers are iterated.
  if (!isBytes(rt, source) && !rt.isType(source, bytearrayType)) return fillFrom(rt, arrayType, typecode, source);
  const mark = rt.heap.mark();
  const o = newArrayRoom(rt, arrayType, typecode, 0);
  const info = getBufferRaise(rt, source, MP_BUFFER_READ);
  if (info.len >= elementSize(rt, typecode)) arrayAppendBytes(rt, o, source, info);
  return rt.heap.releaseKeeping(mark, o);
}

function arrayPrint(rt: Runtime, printer: Printer, o: Word, _kind: number): void {
  const { typecode, len } = arrayView(rt, o);
  writeParts(printer, "array('", String.fromCharCode(typecode), "'");
  if (len > 0) {
    printer.write(', [');
    for (let i = 0; i < arrayView(rt, o).len; i++) {
      if (i > 0) printer.write(', ');
      const mark = rt.heap.mark();
      printObject(rt, printer, rt.heap.root(arrayGet(rt, arrayView(rt, o), i)), PRINT_REPR);
      rt.heap.release(mark);
    }
    printer.write(']');
  }
  printer.write(')');
}

export const arrayType: TypeDef = defineType({
  name: 'array',
  make_new: arrayMakeNew,
  print: arrayPrint,
  getiter: arrayGetiter,
  unary_op: arrayUnaryOp,
  binary_op: arrayBinaryOp,
  subscr: arraySubscr,
  buffer: arrayBuffer,
  locals: arrayMethods(),
});
