// The module `uctypes`: structures at addresses of guest memory (python-dialect.md section 21). Addresses are whatever
// Python says; every access is checked by the memory and faults where there is none.
//
// What is odd: the boards take the type of addresses, sizes and indices on trust. An address that is no small int is read
// as a big int's object, an index as a small int, whatever they are.
//
// Layout of a structure object: base, descriptor, address, layout flag.

import { UNARY_OP } from '../../abi/index.js';
import { argCheckNum } from '../core/args.js';
import { loadInteger, storeInteger } from '../core/binary.js';
import { type BufferInfo, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { writeParts } from '../core/printer.js';
import { indexError, keyError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, fun2, funVar, type ModuleDef, type TypeDef, typeMember, value } from '../core/typedef.js';
import {
  type Addr,
  isPointer,
  isSmallInt,
  NONE,
  NULL,
  type Qstr,
  qstrWord,
  SENTINEL,
  smallInt,
  type Word,
} from '../core/word.js';
import { newBytearrayByRef } from '../objects/bytearray.js';
import { dictGet, isDict } from '../objects/dict.js';
import { newFloat, toFloat } from '../objects/float.js';
import { isInt, newInt, newIntAny, toIndex, toMachineInt, truncatedWord, trustedSmallInt } from '../objects/int.js';
import { newBytes, newBytesFrom } from '../objects/str-data.js';
import { isTupleCompatible, tupleItem, tupleLen } from '../objects/tuple.js';
import {
  AGGREGATE,
  AGGREGATE_SHIFT,
  aggregate,
  arrayElements,
  BF_LEN,
  BF_POS,
  descriptorNumber,
  LAYOUT,
  SCALAR,
  SCALAR_SHIFT,
  type ScalarField,
  scalarField,
  scalarSize,
  signed31,
  sizeOf,
  syntaxError,
  tupleParts,
} from './uctypes-layout.js';

const descOf = (rt: Runtime, s: Word): Word => rt.ldObj(s + rt.W);
const addrOf = (rt: Runtime, s: Word): number => rt.field(s, 2);
const layoutOf = (rt: Runtime, s: Word): number => rt.field(s, 3);

function newStruct(rt: Runtime, desc: Word, addr: number, layout: number): Word {
  rt.heap.root(desc);
  const s = rt.newObject(structType, 4 * rt.W);
  rt.stObj(s + rt.W, desc);
  rt.setField(s, 2, addr);
  rt.setField(s, 3, layout);
  return s;
}

// --- arguments -------------------------------------------------------------------------------------------------------

/** Digits of a big int in a 64-bit word. */
const DIGITS_IN_WORD = 4;

/** Modulo the word size; what is no int is read as if it were one: sign, number of digits, where the digits of 16 bits are. */
function trustedInt(rt: Runtime, w: Word): bigint {
  if (isInt(rt, w)) return BigInt(truncatedWord(rt, w));
  const byte = (addr: number): number => (rt.mem.has(addr, 1) ? rt.mem.ld8(addr) : 0);
  const word = (addr: number): number => {
    let n = 0;
    for (let i = rt.W - 1; i >= 0; i--) n = n * 256 + byte(addr + i);
    return n;
  };
  const [sign, count, digits] = [1, 2, 3].map((k) => word((w >>> 0) + k * rt.W)) as [number, number, number];
  let value = 0n;
  for (let i = Math.min(count, DIGITS_IN_WORD) - 1; i >= 0; i--) {
    value = (value << 16n) | BigInt(byte(digits + 2 * i) + 256 * byte(digits + 2 * i + 1));
  }
  return (sign & 1) !== 0 ? -value : value;
}
const asAddress = (rt: Runtime, value: bigint): number => Number(BigInt.asUintN(8 * rt.W, value));
const trustedAddress = (rt: Runtime, w: Word): number => asAddress(rt, trustedInt(rt, w));
const trustedSize = (rt: Runtime, w: Word): bigint => BigInt.asIntN(8 * rt.W, trustedInt(rt, w));

// --- scalars ---------------------------------------------------------------------------------------------------------

const isSigned = (type: number): boolean => (type & 1) !== 0;

/** IEEE numbers in either byte order. */
function loadFloat(rt: Runtime, addr: number, size: number, bigEndian: boolean): number {
  const view = new DataView(rt.mem.bytes(addr, size).slice().buffer);
  return size === 4 ? view.getFloat32(0, !bigEndian) : view.getFloat64(0, !bigEndian);
}
function storeFloat(rt: Runtime, addr: number, size: number, x: number, bigEndian: boolean): void {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, x, !bigEndian);
  else view.setFloat64(0, x, !bigEndian);
  rt.mem.bytes(addr, size, 'store').set(new Uint8Array(view.buffer));
}

function loadScalar(rt: Runtime, type: number, addr: number, layout: number): Word {
  const big = layout === LAYOUT.BIG_ENDIAN;
  const size = scalarSize(type);
  if (type >= SCALAR.FLOAT32) return newFloat(rt, loadFloat(rt, addr, size, big));
  return newIntAny(rt, loadInteger(rt, addr, size, isSigned(type), big));
}
function storeScalar(rt: Runtime, type: number, addr: number, layout: number, w: Word): void {
  const big = layout === LAYOUT.BIG_ENDIAN;
  const size = scalarSize(type);
  if (type >= SCALAR.FLOAT32) storeFloat(rt, addr, size, toFloat(rt, w), big);
  else storeInteger(rt, addr, size, truncatedWord(rt, w, 8), big);
}

/** A bit field is unsigned, whatever its type says. */
function loadBits(rt: Runtime, { type, bits }: ScalarField, addr: number, layout: number): Word {
  const whole = Number(loadInteger(rt, addr, scalarSize(type), false, layout === LAYOUT.BIG_ENDIAN));
  return newInt(rt, Math.floor(whole / 2 ** bits!.position) % 2 ** bits!.length);
}
function storeBits(rt: Runtime, { type, bits }: ScalarField, addr: number, layout: number, w: Word): void {
  const big = layout === LAYOUT.BIG_ENDIAN;
  const size = scalarSize(type);
  const mask = (1n << BigInt(bits!.length)) - 1n;
  const position = BigInt(bits!.position);
  const whole = BigInt(loadInteger(rt, addr, size, false, big));
  const field = (BigInt(toMachineInt(rt, w)) & mask) << position;
  storeInteger(rt, addr, size, (whole & ~(mask << position)) | field, big);
}

// --- fields and elements ---------------------------------------------------------------------------------------------

/** Reads the field `attr`, or stores `w` into it. */
function accessField(rt: Runtime, s: Word, attr: Qstr, w: Word): Word {
  const desc = descOf(rt, s);
  if (!isPointer(desc) || !isDict(rt, desc)) return typeError(rt, 'struct: no fields');
  const field = dictGet(rt, desc, qstrWord(attr));
  if (field === NULL) return keyError(rt, qstrWord(attr));
  const layout = layoutOf(rt, s);
  if (isSmallInt(field)) {
    const scalar = scalarField(descriptorNumber(rt, field));
    const addr = addrOf(rt, s) + scalar.offset;
    if (w === NULL) {
      return scalar.bits ? loadBits(rt, scalar, addr, layout) : loadScalar(rt, scalar.type, addr, layout);
    }
    if (scalar.bits) storeBits(rt, scalar, addr, layout, w);
    else storeScalar(rt, scalar.type, addr, layout, w);
    return w;
  }
  // Structures, arrays and pointers cannot be assigned as a whole.
  if (w !== NULL) return syntaxError(rt);
  const { first, items } = tupleParts(rt, field);
  const { kind, offset } = aggregate(first);
  const addr = addrOf(rt, s) + offset;
  if (kind === AGGREGATE.STRUCT) return newStruct(rt, items[1]!, addr, layout);
  if (kind === AGGREGATE.ARRAY && items.length === 2) {
    const { type, length } = arrayElements(descriptorNumber(rt, items[1]!));
    if (type === SCALAR.UINT8) return newBytearrayByRef(rt, length, addr);
  }
  if (kind !== AGGREGATE.ARRAY && kind !== AGGREGATE.PTR) return syntaxError(rt);
  return newStruct(rt, field, addr, layout);
}

function attr(rt: Runtime, s: Word, q: Qstr, dest: number): void {
  const { stack } = rt;
  if (stack[dest] === NULL) {
    stack[dest] = accessField(rt, s, q, NULL);
    return;
  }
  // Deleting a field reads it and does nothing else.
  accessField(rt, s, q, stack[dest + 1]!);
  stack[dest] = NULL;
}

/** Element of an array, or of what a pointer points at: loads with SENTINEL, else stores. */
function subscr(rt: Runtime, s: Word, indexWord: Word, w: Word): Word {
  if (w === NULL) return NULL;
  const desc = descOf(rt, s);
  if (!isPointer(desc) || !isTupleCompatible(rt, desc)) return typeError(rt, "struct: can't index");
  const { first, items } = tupleParts(rt, desc);
  const layout = layoutOf(rt, s);
  const index = Number(trustedSmallInt(rt, indexWord));
  const element = (type: number, addr: number): Word => {
    if (w === SENTINEL) return loadScalar(rt, type, addr, layout);
    storeScalar(rt, type, addr, layout, w);
    return NONE;
  };
  const struct = (inner: Word, base: number): Word =>
    w === SENTINEL ? newStruct(rt, inner, base + index * sizeOf(rt, inner, layout), layout) : NULL;
  switch (aggregate(first).kind) {
    case AGGREGATE.ARRAY: {
      const { type, length } = arrayElements(descriptorNumber(rt, items[1]!));
      if (index >= length) return indexError(rt, 'struct: index out of range');
      if (items.length === 2) return element(type, addrOf(rt, s) + index * scalarSize(type));
      return struct(items[2]!, addrOf(rt, s));
    }
    case AGGREGATE.PTR: {
      const target = rt.ldWord(addrOf(rt, s));
      const what = items[1]!;
      if (!isSmallInt(what)) return struct(what, target);
      const { type } = scalarField(descriptorNumber(rt, what));
      return element(type, target + index * scalarSize(type));
    }
    default:
      return typeError(rt, "struct: can't index");
  }
}

/** `int(pointer)`: where it points. */
function unaryOp(rt: Runtime, op: number, s: Word): Word {
  const desc = descOf(rt, s);
  if (op !== UNARY_OP.INT_MAYBE || !isPointer(desc) || !isTupleCompatible(rt, desc)) return NULL;
  if (aggregate(tupleParts(rt, desc).first).kind !== AGGREGATE.PTR) return NULL;
  return newIntAny(rt, loadInteger(rt, addrOf(rt, s), rt.W, false, false));
}

function kindName(rt: Runtime, desc: Word): string {
  if (isPointer(desc) && isDict(rt, desc)) return 'STRUCT';
  if (!isPointer(desc) || !isTupleCompatible(rt, desc)) return 'ERROR';
  const { kind } = aggregate(tupleLen(rt, desc) > 0 ? Number(trustedSmallInt(rt, tupleItem(rt, desc, 0))) : 0);
  return kind === AGGREGATE.PTR ? 'PTR' : kind === AGGREGATE.ARRAY ? 'ARRAY' : 'unk';
}

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 2, 3, false);
  const layout = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) & 3 : LAYOUT.NATIVE;
  const s = newStruct(rt, rt.stack[at + 1]!, asAddress(rt, BigInt(truncatedWord(rt, rt.stack[at]!))), layout);
  rt.stPtr(s, type);
  return s;
}

export const structType: TypeDef = defineType({
  name: 'struct',
  make_new: makeNew,
  print: (rt, printer, s) =>
    writeParts(printer, '<struct ', kindName(rt, descOf(rt, s)), ' ', addrOf(rt, s).toString(16), '>'),
  attr,
  subscr,
  unary_op: unaryOp,
  buffer: (rt, s, info: BufferInfo) => {
    info.buf = addrOf(rt, s);
    info.len = sizeOf(rt, descOf(rt, s), layoutOf(rt, s));
    info.typecode = 66;
    return true;
  },
});

// --- functions -------------------------------------------------------------------------------------------------------

function sizeofFunction(rt: Runtime, nArgs: number, at: number): Word {
  const what = rt.stack[at]!;
  if (rt.isType(what, structType)) return newInt(rt, sizeOf(rt, descOf(rt, what), layoutOf(rt, what)));
  return newInt(rt, sizeOf(rt, what, nArgs > 1 ? toIndex(rt, rt.stack[at + 1]!) : LAYOUT.NATIVE));
}

function bytesAt(rt: Runtime, addr: Word, size: Word): Word {
  const exact = trustedSize(rt, size);
  if (exact < 0n || exact > rt.config.heapBytes) rt.memoryError(exact);
  const n = Number(exact);
  const from = trustedAddress(rt, addr);
  // From nowhere nothing is copied.
  return n > 0 && from === 0 ? newBytes(rt, '\0'.repeat(n)) : newBytesFrom(rt, n === 0 ? 0 : from, n);
}

const constant = (n: number) => value(() => smallInt(n));
const scalar = (type: number) => constant(signed31(type << SCALAR_SHIFT));
/** A C type whose size depends on the board. */
const wordSized = (narrow: number, wide: number) =>
  value((rt) => smallInt(signed31((rt.is64 ? wide : narrow) << SCALAR_SHIFT)));
const S = SCALAR;

export const uctypesModule: ModuleDef = {
  name: 'uctypes',
  extensible: false,
  members: {
    struct: typeMember(structType),
    sizeof: funVar(1, 2, sizeofFunction),
    addressof: fun1((rt, o) => newInt(rt, getBufferRaise(rt, o, MP_BUFFER_READ).buf)),
    bytes_at: fun2(bytesAt),
    bytearray_at: fun2((rt, addr, size) =>
      newBytearrayByRef(rt, Number(trustedSize(rt, size)), trustedAddress(rt, addr)),
    ),
    NATIVE: constant(LAYOUT.NATIVE),
    LITTLE_ENDIAN: constant(LAYOUT.LITTLE_ENDIAN),
    BIG_ENDIAN: constant(LAYOUT.BIG_ENDIAN),
    VOID: scalar(S.UINT8),
    ...Object.fromEntries(Object.entries(SCALAR).map(([name, type]) => [name, scalar(type)])),
    BF_POS: constant(BF_POS),
    BF_LEN: constant(BF_LEN),
    SHORT: scalar(S.INT16),
    USHORT: scalar(S.UINT16),
    INT: scalar(S.INT32),
    UINT: scalar(S.UINT32),
    LONG: wordSized(S.INT32, S.INT64),
    ULONG: wordSized(S.UINT32, S.UINT64),
    LONGLONG: scalar(S.INT64),
    ULONGLONG: scalar(S.UINT64),
    PTR: constant(signed31(AGGREGATE.PTR << AGGREGATE_SHIFT)),
    ARRAY: constant(signed31(AGGREGATE.ARRAY << AGGREGATE_SHIFT)),
  },
};
