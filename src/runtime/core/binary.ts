// Values in raw memory by typecode: what array, memoryview, struct and table entries 69-71 read and write
// (native-abi.md 2.17).

import { BYTEARRAY_TYPECODE, BYTES_TYPECODE } from '../../abi/index.js';
import { GuestFault } from '../../machine/index.js';
import { newFloat, toFloat } from '../objects/float.js';
import { isBoxedInt, newInt, newIntBig, newIntBoxed, truncatedWord } from '../objects/int.js';
import { valueError } from './raise.js';
import type { Runtime } from './runtime.js';
import { type Addr, isSmallInt, smallInt, smallIntValue, type Word } from './word.js';

const AT = 64;
const LESS = 60;
const GREATER = 62;

/** Size and alignment of each code; 0 stands for the machine word. `standard` is the size under '<' and '>'. */
const CODES: Readonly<Record<string, { readonly native: number; readonly standard: number }>> = {
  b: { native: 1, standard: 1 },
  B: { native: 1, standard: 1 },
  h: { native: 2, standard: 2 },
  H: { native: 2, standard: 2 },
  i: { native: 4, standard: 4 },
  I: { native: 4, standard: 4 },
  l: { native: 0, standard: 4 },
  L: { native: 0, standard: 4 },
  q: { native: 8, standard: 8 },
  Q: { native: 8, standard: 8 },
  P: { native: 0, standard: 0 },
  O: { native: 0, standard: 0 },
  S: { native: 0, standard: 0 },
  e: { native: 2, standard: 2 },
  f: { native: 4, standard: 4 },
  d: { native: 8, standard: 8 },
};

/** Size and alignment of a value; `structType` is the code of '@', '<' or '>'. Raises ValueError. */
export function binaryGetSize(rt: Runtime, structType: number, code: number): { size: number; align: number } {
  if (structType === AT && code === BYTEARRAY_TYPECODE) return { size: 1, align: 1 };
  const row = CODES[String.fromCharCode(code)];
  if (row === undefined || (structType !== AT && structType !== LESS && structType !== GREATER)) {
    return valueError(rt, 'bad typecode');
  }
  const size = (structType === AT ? row.native : row.standard) || rt.W;
  return { size, align: structType === AT ? size : 1 };
}

/** Native sizes by code; WORD stands for the machine word, 0 for no element. */
const NATIVE_SIZES = new Uint8Array(128);
const WORD = 255;
for (const [letter, { native }] of Object.entries(CODES)) NATIVE_SIZES[letter.charCodeAt(0)] = native || WORD;
NATIVE_SIZES[BYTEARRAY_TYPECODE] = 1;

/** Native size of an array element, 0 for a code that has none. */
export function elementSize(rt: Runtime, code: number): number {
  const size = NATIVE_SIZES[code] ?? 0;
  return size === WORD ? rt.W : size;
}

/** Address of element `index`; wraps around like machine arithmetic, and faults later if that is nowhere. */
function elementAddr(rt: Runtime, p: Addr, index: number, size: number): Addr {
  const addr = p + index * size;
  if (!rt.mem.has(addr, size)) {
    throw new GuestFault('load-access', Number.isInteger(addr) ? BigInt.asUintN(8 * rt.W, BigInt(addr)) : 0);
  }
  return addr;
}

/** An integer of `size` bytes (1, 2, 4 or 8): a number up to 4 bytes, else a number if it is safe or a bigint. */
export function loadInteger(
  rt: Runtime,
  addr: Addr,
  size: number,
  signed: boolean,
  bigEndian = false,
): number | bigint {
  const { mem } = rt;
  if (size === 1) return signed ? (mem.ld8(addr) << 24) >> 24 : mem.ld8(addr);
  if (size === 2) {
    const value = bigEndian ? swapped(mem.ld16(addr)) >>> 16 : mem.ld16(addr);
    return signed ? (value << 16) >> 16 : value;
  }
  if (size === 4) {
    const value = bigEndian ? swapped(mem.ld32(addr)) : mem.ld32(addr);
    return signed ? value : value >>> 0;
  }
  if (size === 8) {
    mem.index(addr, 8);
    const lo = bigEndian ? swapped(mem.ld32(addr + 4)) : mem.ld32(addr);
    const hi = bigEndian ? swapped(mem.ld32(addr)) : mem.ld32(addr + 4);
    const number = (signed ? hi : hi >>> 0) * 0x1_0000_0000 + (lo >>> 0);
    if (Number.isSafeInteger(number)) return number;
  }
  const bytes = mem.bytes(addr, size);
  let value = 0n;
  for (let i = 0; i < size; i++) value = (value << 8n) | BigInt(bytes[bigEndian ? i : size - 1 - i]!);
  if (signed) value = BigInt.asIntN(size * 8, value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** The bytes of 32 bits in the other order. */
const swapped = (x: number): number => (x << 24) | ((x << 8) & 0xff_0000) | ((x >>> 8) & 0xff00) | (x >>> 24);

/** Stores the low `size` bytes of an integer. */
export function storeInteger(rt: Runtime, addr: Addr, size: number, value: number | bigint, bigEndian = false): void {
  const { mem } = rt;
  if (typeof value === 'number' && size <= 4) {
    // The low 32 bits of any safe integer.
    const low = bigEndian ? swapped(value) >> (32 - 8 * size) : value | 0;
    if (size === 1) mem.st8(addr, low);
    else if (size === 2) mem.st16(addr, low);
    else mem.st32(addr, low);
    return;
  }
  if (typeof value === 'number' && size === 8) {
    mem.index(addr, 8, 'store');
    const lo = value | 0;
    const hi = Math.floor(value / 0x1_0000_0000) | 0;
    mem.st32(addr, bigEndian ? swapped(hi) : lo);
    mem.st32(addr + 4, bigEndian ? swapped(lo) : hi);
    return;
  }
  const bytes = mem.bytes(addr, size, 'store');
  let rest = BigInt.asUintN(size * 8, BigInt(value));
  for (let i = 0; i < size; i++) {
    bytes[bigEndian ? size - 1 - i : i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
}

/** Codes that are no plain integers, or are no letters of such. */
const LETTER = { e: 101, S: 83, O: 79, f: 102, d: 100, P: 80, q: 113, Q: 81 } as const;
/** Integers with small letters are signed. */
const FIRST_SMALL = 97;

/** Element `index` of a native array at `p`. Codes that have no element give 0. */
export function binaryGetVal(rt: Runtime, code: number, p: Addr, index: number): Word {
  if (code === BYTEARRAY_TYPECODE || code === BYTES_TYPECODE) return smallInt(rt.mem.ld8(p + index));
  const size = elementSize(rt, code);
  if (size === 0 || code === LETTER.e || code === LETTER.S) return smallInt(0);
  const addr = elementAddr(rt, p, index, size);
  switch (code) {
    case LETTER.O:
      return rt.ldObj(addr);
    case LETTER.f:
      return newFloat(rt, rt.mem.ldF32(addr));
    case LETTER.d:
      return newFloat(rt, rt.mem.ldF64(addr));
    default: {
      const value = loadInteger(rt, addr, size, code === LETTER.P || code >= FIRST_SMALL);
      // 64-bit codes always make an int object, on any board.
      if (code === LETTER.q || code === LETTER.Q) return newIntBoxed(rt, value);
      return typeof value === 'number' ? newInt(rt, value) : newIntBig(rt, value);
    }
  }
}

/** Stores into element `index` of a native array at `p`, cutting integers to the element's size. */
export function binarySetVal(rt: Runtime, code: number, p: Addr, index: number, w: Word): void {
  if ((code === BYTEARRAY_TYPECODE || code === BYTES_TYPECODE) && isSmallInt(w)) {
    rt.mem.st8(p + index, smallIntValue(w));
    return;
  }
  const size = elementSize(rt, code);
  if (size === 0 || code === LETTER.e || code === LETTER.S) {
    if (!isSmallInt(w) && isBoxedInt(rt, w)) valueError(rt, 'bad typecode');
    return;
  }
  if (code === LETTER.O) {
    rt.stObj(elementAddr(rt, p, index, size), w);
    return;
  }
  if (code === LETTER.f || code === LETTER.d) {
    const value = toFloat(rt, w);
    const addr = elementAddr(rt, p, index, size);
    if (code === LETTER.f) rt.mem.stF32(addr, value);
    else rt.mem.stF64(addr, value);
    return;
  }
  const value = isSmallInt(w) ? smallIntValue(w) : truncatedWord(rt, w, Math.max(size, rt.W));
  storeInteger(rt, elementAddr(rt, p, index, size), size, value);
}
