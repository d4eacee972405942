// int.to_bytes and int.from_bytes (python-dialect.md 5).

import { bitLength } from '../../base/index.js';
import { bufferBytes, bufferIndex, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { isTrue } from '../core/ops.js';
import { overflowError, raise, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { FALSE, NULL, smallInt, type Word } from '../core/word.js';
import { bytesType, newBytes } from './bytes.js';
import { ValueErrorType } from './exceptions.js';
import { checkCount, intValue, isInt, newInt, newIntBig, toIndex } from './int.js';
import { isStr, strValue } from './str.js';
import { built, takeBuilder } from './text-builder.js';

/** So many bytes are a number without rounding. */
const SAFE_BYTES = 6;

const isLittle = (rt: Runtime, w: Word): boolean => isStr(rt, w) && strValue(rt, w) === 'little';

/** to_bytes(self, length=1, byteorder='big', *, signed=False) */
export function intToBytes(rt: Runtime, nArgs: number, nKw: number, at: number): Word {
  const self = rt.stack[at]!;
  if (!isInt(rt, self)) typeError(rt, 'argument has wrong type');
  if (nArgs > 3) typeError(rt, 'extra positional arguments given');
  let length: Word = smallInt(1);
  let order: Word = NULL;
  let signed: Word = FALSE;
  if (nArgs > 1) length = rt.stack[at + 1]!;
  if (nArgs > 2) order = rt.stack[at + 2]!;
  for (let i = 0; i < nKw; i++) {
    const name = strValue(rt, rt.stack[at + nArgs + 2 * i]!);
    const value = rt.stack[at + nArgs + 2 * i + 1]!;
    if (name === 'length' && nArgs < 2) length = value;
    else if (name === 'byteorder' && nArgs < 3) order = value;
    else if (name === 'signed') signed = value;
    else typeError(rt, 'extra keyword arguments given');
  }
  return toBytes(rt, self, length, toIndex(rt, length), order !== NULL && isLittle(rt, order), isTrue(rt, signed));
}

function toBytes(rt: Runtime, self: Word, lengthWord: Word, length: number, little: boolean, signed: boolean): Word {
  if (length < 0) raise(rt, ValueErrorType);
  const value = intValue(rt, self);
  if (value < 0 && !signed) overflowError(rt, "can't convert negative int to unsigned");
  const bits = signed ? bitLength(value < 0 ? -1n - BigInt(value) : value) + 1 : bitLength(value);
  if (bits > length * 8 && !(signed && value === 0)) overflowError(rt, `value would overflow a ${length} byte buffer`);
  checkCount(rt, lengthWord, length, 1, 1);
  if (typeof value === 'number' && value >= 0) {
    const builder = takeBuilder();
    builder.fill(0, length);
    let rest = value;
    for (let i = 0; i < length && rest > 0; i++) {
      builder.bytes[little ? i : length - 1 - i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return built(rt, bytesType, builder);
  }
  const digits = BigInt.asUintN(length * 8, BigInt(value))
    .toString(16)
    .padStart(length * 2, '0');
  const codes: number[] = [];
  for (let i = 0; i < length; i++) codes.push(Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
  if (little) codes.reverse();
  let text = '';
  for (const code of codes) text += String.fromCharCode(code);
  return newBytes(rt, text);
}

/** from_bytes(cls, buffer, byteorder='big', [ignored]): never signed. */
export function intFromBytes(rt: Runtime, nArgs: number, at: number): Word {
  const info = getBufferRaise(rt, rt.stack[at + 1]!, MP_BUFFER_READ);
  const little = nArgs > 2 && isLittle(rt, rt.stack[at + 2]!);
  if (info.len <= SAFE_BYTES) {
    const from = bufferIndex(rt, info);
    let value = 0;
    for (let i = 0; i < info.len; i++) value = value * 256 + rt.mem.u8[from + (little ? info.len - 1 - i : i)]!;
    return newInt(rt, value);
  }
  const bytes = bufferBytes(rt, info);
  let digits = '0x0';
  for (let i = 0; i < bytes.length; i++) {
    digits += bytes[little ? bytes.length - 1 - i : i]!.toString(16).padStart(2, '0');
  }
  return newIntBig(rt, BigInt(digits));
}
