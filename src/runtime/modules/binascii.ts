// The module `binascii` (python-dialect.md section 21).

import { crc32 } from '../../base/index.js';
import { bstrFromBytes } from '../core/bstr.js';
import { bufferBytes, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { namedArgs } from '../core/keyword-args.js';
import { isTrue } from '../core/ops.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { fun1, funKw, funVar, type ModuleDef } from '../core/typedef.js';
import { NULL, type Word } from '../core/word.js';
import { bytesType } from '../objects/bytes.js';
import { newInt, truncatedWord } from '../objects/int.js';
import { checkTextSize, newBytes } from '../objects/str-data.js';
import { bytesOfHex, hexDigits } from '../objects/str-methods.js';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const EQUALS = 61;
const SEXTETS = new Int8Array(256).fill(-1);
for (let i = 0; i < ALPHABET.length; i++) SEXTETS[ALPHABET.charCodeAt(i)] = i;

const bytesOf = (rt: Runtime, w: Word): Uint8Array => bufferBytes(rt, getBufferRaise(rt, w, MP_BUFFER_READ));

/** Result in place of `=` only where a whole number of bytes is complete. */
function fromBase64(rt: Runtime, w: Word): Word {
  const source = bytesOf(rt, w);
  const out = new Uint8Array(Math.ceil((source.length * 3) / 4));
  let n = 0;
  let held = 0;
  let bits = 0;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (c === EQUALS) {
      if (bits === 2 || (bits === 4 && source[i + 1] === EQUALS)) bits = 0;
      break;
    }
    const sextet = SEXTETS[c]!;
    if (sextet < 0) continue;
    held = ((held << 6) | sextet) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[n++] = held >> bits;
    }
  }
  if (bits !== 0) return valueError(rt, 'incorrect padding');
  return newBytes(rt, bstrFromBytes(out.subarray(0, n)));
}

const toBase64 = funKw(1, (rt, nArgs, nKw, at) => {
  const [newline] = namedArgs(rt, nArgs - 1, nKw, at + 1, ['newline'], 1, 0) as [Word];
  const source = bytesOf(rt, rt.stack[at]!);
  checkTextSize(rt, Math.ceil(source.length / 3) * 4 + 1);
  let text = '';
  for (let i = 0; i < source.length; i += 3) {
    const left = source.length - i;
    const group = (source[i]! << 16) | ((source[i + 1] ?? 0) << 8) | (source[i + 2] ?? 0);
    text += ALPHABET[group >> 18]! + ALPHABET[(group >> 12) & 63]!;
    text += left > 1 ? ALPHABET[(group >> 6) & 63]! : '=';
    text += left > 2 ? ALPHABET[group & 63]! : '=';
  }
  return newBytes(rt, newline === NULL || isTrue(rt, newline) ? `${text}\n` : text);
});

function crc(rt: Runtime, nArgs: number, at: number): Word {
  const source = bytesOf(rt, rt.stack[at]!);
  let sum = nArgs > 1 ? Number(BigInt.asUintN(32, BigInt(truncatedWord(rt, rt.stack[at + 1]!)))) : 0;
  for (const byte of source) sum = crc32(sum, byte);
  return newInt(rt, sum >>> 0);
}

export const binasciiModule: ModuleDef = {
  name: 'binascii',
  extensible: true,
  members: {
    hexlify: funVar(1, 2, (rt, nArgs, at) => hexDigits(rt, bytesType, nArgs, at)),
    unhexlify: fun1((rt, w) => bytesOfHex(rt, w, bytesType)),
    a2b_base64: fun1(fromBase64),
    b2a_base64: toBase64,
    crc32: funVar(1, 2, crc),
  },
};
