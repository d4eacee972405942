// bytes: an immutable byte string with the layout of a str object (native-abi.md 3.4). It has no unary_op slot: its
// truth and length are known to the operators themselves.

import { getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { forEach } from '../core/iter.js';
import { lenMaybe } from '../core/ops.js';
import { PRINT_JSON, PRINT_RAW, type Printer } from '../core/printer.js';
import { notImplementedError, raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { isSmallInt, type Word } from '../core/word.js';
import { ValueErrorType } from './exceptions.js';
import { checkCount, isBoxedInt, toIndex } from './int.js';
import { NO_KEYWORDS } from './str.js';
import { encodeText } from './str-codec.js';
import { checkTextSize, isStr, newBytes, newBytesFrom, newBytesZero, sealBytes, strValue } from './str-data.js';
import { bytesMethods } from './str-methods.js';
import { bytesGetiter, bytesSubscr, textBinaryOp, textBuffer } from './str-ops.js';
import { printBytes, printJson } from './str-print.js';

export { isBytes, newBytes, textData as bytesData, textLength as bytesLen } from './str-data.js';

function bytesMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  if (nKw > 0) notImplementedError(rt, NO_KEYWORDS);
  if (nArgs === 0) return newBytes(rt, '');
  const x = rt.stack[at]!;
  if (isStr(rt, x)) {
    if (nArgs < 2 || nArgs > 3) typeError(rt, 'string argument without an encoding');
    return newBytes(rt, encodeText(rt, strValue(rt, x), rt.stack[at + 1]!));
  }
  if (nArgs > 1) typeError(rt, 'wrong number of arguments');
  if (isSmallInt(x) || (rt.is64 && isBoxedInt(rt, x))) {
    const len = toIndex(rt, x);
    if (len < 0) raise(rt, ValueErrorType);
    checkCount(rt, x, len, 1, 1);
    return sealBytes(rt, newBytesZero(rt, len));
  }
  const info = getBuffer(rt, x, MP_BUFFER_READ);
  if (info) return newBytesFrom(rt, info.buf, info.len);
  // Asked for the room that it may take.
  lenMaybe(rt, x);
  let text = '';
  forEach(rt, x, (item) => {
    const value = toIndex(rt, item);
    if (value < 0 || value > 255) valueError(rt, 'bytes value out of range');
    text += String.fromCharCode(value);
    checkTextSize(rt, text.length);
  });
  return newBytes(rt, text);
}

function bytesPrint(rt: Runtime, printer: Printer, o: Word, kind: number): void {
  const text = strValue(rt, o);
  if (kind === PRINT_JSON) printJson(printer, text);
  else if (kind === PRINT_RAW) printer.write(text);
  else printBytes(printer, text);
}

export const bytesType: TypeDef = defineType({
  name: 'bytes',
  make_new: bytesMakeNew,
  print: bytesPrint,
  binary_op: textBinaryOp,
  subscr: bytesSubscr,
  getiter: bytesGetiter,
  buffer: textBuffer,
  locals: bytesMethods(),
});
