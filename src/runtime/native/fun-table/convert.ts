// Entries 3, 4, 16, 46, 47: machine values to objects and back (native-abi.md 2.1, 2.4).

import { NATIVE_TYPE } from '../../../abi/index.js';
import { getBuffer, MP_BUFFER_READ } from '../../core/buffer.js';
import { isTrue } from '../../core/ops.js';
import type { Runtime } from '../../core/runtime.js';
import { boolWord, isPointer, qstrWord, type Word } from '../../core/word.js';
import { newInt, newIntBig, truncatedWord } from '../../objects/int.js';
import type { AbiFunctions } from './types.js';

const TYPE = NATIVE_TYPE;

type Raw = number | bigint;

/** An int object of an unsigned machine word. */
function intFromWord(rt: Runtime, value: Raw): Word {
  return typeof value === 'number' ? newInt(rt, value) : newIntBig(rt, value);
}

/** An int object of a machine word taken as signed. */
function intFromSignedWord(rt: Runtime, value: Raw): Word {
  if (typeof value === 'number') return newInt(rt, rt.is64 ? value : value | 0);
  return newIntBig(rt, BigInt.asIntN(64, value));
}

function nativeFromObj(rt: Runtime, obj: Word, type: Raw): Raw | Word {
  const code = Number(type) & 15;
  if (code === TYPE.OBJ) return obj;
  if (code === TYPE.BOOL) return isTrue(rt, obj) ? 1 : 0;
  if (code !== TYPE.INT && code !== TYPE.UINT) {
    const info = getBuffer(rt, obj, MP_BUFFER_READ);
    if (info) return info.buf;
  }
  return truncatedWord(rt, obj);
}

/** Entry 4: the object of a machine word, by its native type code. */
export function nativeToObj(rt: Runtime, value: Raw, type: Raw): Word {
  switch (Number(type) & 15) {
    case TYPE.OBJ:
      // The value is an object word already, as wide as the machine's.
      return wordAsObject(rt, value);
    case TYPE.BOOL:
      return boolWord(value !== 0);
    case TYPE.INT:
      return intFromSignedWord(rt, value);
    case TYPE.QSTR:
      return qstrWord(Number(value) & 0xffff);
    default:
      return intFromWord(rt, value);
  }
}

function wordAsObject(rt: Runtime, value: Raw): Word {
  if (!rt.is64) return Number(value) | 0;
  const wide = BigInt(value);
  return rt.wideWord(Number(BigInt.asIntN(32, wide)), Number(BigInt.asIntN(32, wide >> 32n)));
}

/** The machine word of an object, for code 0 of entry 3. */
function objectAsWord(rt: Runtime, w: Word): Raw {
  if (!rt.is64) return w >>> 0;
  return isPointer(w)
    ? BigInt.asUintN(64, (BigInt(rt.wideHi(w)) << 32n) | BigInt(rt.wideLo(w) >>> 0))
    : BigInt.asUintN(64, BigInt(w));
}

/** Division that rounds toward minus infinity, done as the firmware does it: the numerator is moved first, which wraps
 * around near the ends of the machine word. By 0 the result is what the machine's divide gives (hazard 11.16). */
function floorDivide(rt: Runtime, num: Raw, denom: Raw): Raw {
  if (denom === 0) return -1;
  const bits = rt.W * 8;
  const n = BigInt(num);
  const d = BigInt(denom);
  let moved = n;
  if (n >= 0n && d < 0n) moved = n - d - 1n;
  else if (n < 0n && d > 0n) moved = n - d + 1n;
  return wordOf(rt, BigInt.asIntN(bits, moved) / d);
}

/** A signed machine word, wrapped, in the form that marshalling takes. */
const wordOf = (rt: Runtime, value: bigint): Raw => (rt.is64 ? value : Number(BigInt.asIntN(32, value)));

function modulo(rt: Runtime, num: Raw, denom: Raw): Raw {
  if (denom === 0) return num;
  const n = BigInt(num);
  const d = BigInt(denom);
  const r = n % d;
  const result = r !== 0n && r < 0n !== d < 0n ? r + d : r;
  return rt.is64 ? result : Number(result);
}

export const convert: AbiFunctions = {
  native_from_obj: (rt, obj: Word, type: Raw) =>
    (Number(type) & 15) === TYPE.OBJ ? objectAsWord(rt, obj) : nativeFromObj(rt, obj, type),
  native_to_obj: nativeToObj,
  obj_is_true: (rt, obj: Word) => isTrue(rt, obj),
  small_int_floor_divide: floorDivide,
  small_int_modulo: modulo,
};
