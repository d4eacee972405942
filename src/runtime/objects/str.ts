// str: UTF-8 text, an interned string (qstr word) or an object. What it shares with bytes is in str-data, str-ops,
// str-print and str-methods.

import { argCheckNum } from '../core/args.js';
import { bufferText, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { str } from '../core/print.js';
import { PRINT_JSON, PRINT_RAW, PRINT_STR, type Printer } from '../core/printer.js';
import { notImplementedError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type TypeDef } from '../core/typedef.js';
import { isQstr, isSmallInt, qstrWord, smallIntValue, type Word } from '../core/word.js';
import { decodeText } from './str-codec.js';
import { newStr, strValue } from './str-data.js';
import { strMethods } from './str-methods.js';
import { strGetiter, strSubscr, strUnaryOp, textBinaryOp, textBuffer } from './str-ops.js';
import { printJson, printStr } from './str-print.js';
import { newIntStr } from './text-builder.js';

export {
  isStr,
  newStr,
  newStrByRef,
  newStrCopy,
  sameText,
  strDataRaise,
  strHash,
  strQstr,
  strTextRaise,
  strValue,
} from './str-data.js';

export const NO_KEYWORDS = 'keyword argument(s) not implemented - use normal args instead';

function strMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  if (nKw > 0) notImplementedError(rt, NO_KEYWORDS);
  argCheckNum(rt, nArgs, nKw, 0, 3, false);
  if (nArgs === 0) return qstrWord(1);
  const x = rt.stack[at]!;
  if (nArgs === 1) return isSmallInt(x) ? newIntStr(rt, smallIntValue(x)) : isQstr(x) ? x : newStr(rt, str(rt, x));
  const text = bufferText(rt, getBufferRaise(rt, x, MP_BUFFER_READ));
  return newStr(rt, decodeText(rt, text, rt.stack[at + 1]!, nArgs > 2 ? rt.stack[at + 2]! : 0));
}

function strPrint(rt: Runtime, printer: Printer, o: Word, kind: number): void {
  const text = strValue(rt, o);
  if (kind === PRINT_JSON) printJson(printer, text);
  else if (kind === PRINT_STR || kind === PRINT_RAW) printer.write(text);
  else printStr(printer, text);
}

export const strType: TypeDef = defineType({
  name: 'str',
  make_new: strMakeNew,
  print: strPrint,
  unary_op: strUnaryOp,
  binary_op: textBinaryOp,
  subscr: strSubscr,
  getiter: strGetiter,
  buffer: textBuffer,
  locals: strMethods(),
});
