// Entries 57-63: strings, bytes, floats (native-abi.md 2.12, 2.13).

import { bstrFromBytes, isUtf8 } from '../../core/bstr.js';
import { raise } from '../../core/raise.js';
import type { Runtime } from '../../core/runtime.js';
import type { Word } from '../../core/word.js';
import { newBytearrayByRef } from '../../objects/bytearray.js';
import { newBytes } from '../../objects/bytes.js';
import { UnicodeErrorType } from '../../objects/exceptions.js';
import { newFloat, toFloat } from '../../objects/float.js';
import { newStr } from '../../objects/str.js';
import type { AbiFunctions } from './types.js';

type Raw = number | bigint;

const textAt = (rt: Runtime, data: number, len: Raw): string =>
  Number(len) === 0 ? '' : bstrFromBytes(rt.mem.bytes(data, Number(len)));

export const strings: AbiFunctions = {
  obj_new_str: (rt, data: number, len: Raw): Word => {
    const text = textAt(rt, data, len);
    if (!isUtf8(text)) raise(rt, UnicodeErrorType);
    return newStr(rt, text);
  },
  obj_new_bytes: (rt, data: number, len: Raw) => newBytes(rt, textAt(rt, data, len)),
  obj_new_bytearray_by_ref: (rt, n: Raw, items: number) => newBytearrayByRef(rt, Number(n), items),
  obj_new_float_from_f: (rt, value: number) => newFloat(rt, value),
  obj_new_float_from_d: (rt, value: number) => newFloat(rt, value),
  obj_get_float_to_f: (rt, o: Word) => toFloat(rt, o),
  obj_get_float_to_d: (rt, o: Word) => toFloat(rt, o),
};
