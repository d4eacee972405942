// Descriptors of uctypes: what their numbers mean and how large what they describe is (python-dialect.md section 21,
// uctypes; constants in 24.2). A descriptor is a number (scalar field: type in the upper bits, offset below), a dict (a
// structure) or a tuple: (offset, {}) structure, (PTR|offset, type), (ARRAY|offset, type|length), (ARRAY|offset, length, {}).

import { mapEntries } from '../core/hash-map.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { isPointer, isSmallInt, smallIntValue, type Word } from '../core/word.js';
import { dictMap, isDict } from '../objects/dict.js';
import { isTupleCompatible, tupleItem, tupleLen } from '../objects/tuple.js';

/** Byte order and alignment of a structure. */
export const LAYOUT = { LITTLE_ENDIAN: 0, BIG_ENDIAN: 1, NATIVE: 2 } as const;

export const SCALAR = {
  UINT8: 0,
  INT8: 1,
  UINT16: 2,
  INT16: 3,
  UINT32: 4,
  INT32: 5,
  UINT64: 6,
  INT64: 7,
  BFUINT8: 8,
  BFINT8: 9,
  BFUINT16: 10,
  BFINT16: 11,
  BFUINT32: 12,
  BFINT32: 13,
  FLOAT32: 14,
  FLOAT64: 15,
} as const;
export const AGGREGATE = { STRUCT: 0, PTR: 1, ARRAY: 2 } as const;

/** Numbers are 31 bits wide: four of type above a scalar's offset, two above that of a structure, pointer or array. */
export const SCALAR_SHIFT = 27;
export const AGGREGATE_SHIFT = 29;
export const BF_POS = 17;
export const BF_LEN = 22;
const BF_FIELD = 31;

/** A number of 31 bits as the signed one that the constants are. */
export const signed31 = (n: number): number => (n << 1) >> 1;

const isBitField = (type: number): boolean => type >= SCALAR.BFUINT8 && type <= SCALAR.BFINT32;

export interface ScalarField {
  readonly type: number;
  readonly offset: number;
  /** Of a bit field: the integer it lies in has type `type`. */
  readonly bits: { readonly position: number; readonly length: number } | undefined;
}

export function scalarField(n: number): ScalarField {
  const type = (n >>> SCALAR_SHIFT) & 15;
  if (!isBitField(type)) return { type, offset: n & ((1 << SCALAR_SHIFT) - 1), bits: undefined };
  const bits = { position: (n >>> BF_POS) & BF_FIELD, length: (n >>> BF_LEN) & BF_FIELD };
  return { type: type & 7, offset: n & ((1 << BF_POS) - 1), bits };
}

/** Kind and offset of a tuple descriptor. */
export function aggregate(n: number): { kind: number; offset: number } {
  return { kind: (n >>> AGGREGATE_SHIFT) & 3, offset: n & ((1 << AGGREGATE_SHIFT) - 1) };
}
/** Element type and number of elements in the second item of an array descriptor. */
export function arrayElements(n: number): { type: number; length: number } {
  return { type: (n >>> SCALAR_SHIFT) & 15, length: n & ((1 << SCALAR_SHIFT) - 1) };
}

export function scalarSize(type: number): number {
  if (type >= SCALAR.FLOAT32) return type === SCALAR.FLOAT32 ? 4 : 8;
  return 1 << ((type & 7) >> 1);
}

export const syntaxError = (rt: Runtime): never => typeError(rt, 'syntax error in uctypes descriptor');

/** Items of a tuple descriptor: the number first. */
export function tupleParts(rt: Runtime, desc: Word): { first: number; items: Word[] } {
  if (!isPointer(desc) || !isTupleCompatible(rt, desc)) return syntaxError(rt);
  const len = tupleLen(rt, desc);
  if (len < 2 || len > 3) return syntaxError(rt);
  const items = Array.from({ length: len }, (_, i) => rt.heap.root(tupleItem(rt, desc, i)));
  return { first: descriptorNumber(rt, items[0]!), items };
}
export function descriptorNumber(rt: Runtime, w: Word): number {
  return isSmallInt(w) ? smallIntValue(w) : syntaxError(rt);
}

/** Guest stack that a level of nested descriptors takes. */
const NESTING_BYTES = 96;

/** Sizes descriptors; remembers the largest scalar, which decides the padding of a native structure. */
class Sizer {
  private readonly rt: Runtime;
  private readonly native: boolean;
  private largest = 1;

  constructor(rt: Runtime, layout: number) {
    this.rt = rt;
    this.native = layout === LAYOUT.NATIVE;
  }

  private scalar(type: number): number {
    const size = scalarSize(type);
    this.largest = Math.max(this.largest, size);
    return size;
  }

  private tuple(desc: Word): number {
    const { rt } = this;
    const { first, items } = tupleParts(rt, desc);
    switch (aggregate(first).kind) {
      case AGGREGATE.STRUCT:
        return this.struct(items[1]!);
      case AGGREGATE.PTR:
        this.largest = Math.max(this.largest, rt.W);
        return rt.W;
      case AGGREGATE.ARRAY: {
        const { type, length } = arrayElements(descriptorNumber(rt, items[1]!));
        return length * (items.length === 2 ? this.scalar(type) : this.struct(items[2]!));
      }
      default:
        return syntaxError(rt);
    }
  }

  struct(desc: Word): number {
    const { rt } = this;
    if (!isPointer(desc)) {
      return isSmallInt(desc) ? typeError(rt, "can't unambiguously get sizeof scalar") : syntaxError(rt);
    }
    const stack = rt.enter(NESTING_BYTES);
    const size = isDict(rt, desc) ? this.fields(desc) : this.tuple(desc);
    rt.leave(stack);
    return size;
  }

  private fields(desc: Word): number {
    const { rt } = this;
    let total = 0;
    for (const { value } of mapEntries(rt, dictMap(rt, desc))) {
      if (isSmallInt(value)) {
        const { type, offset } = scalarField(smallIntValue(value));
        total = Math.max(total, offset + this.scalar(type));
      } else {
        const { offset } = aggregate(tupleParts(rt, value).first);
        total = Math.max(total, offset + this.tuple(value));
      }
    }
    return this.native ? Math.ceil(total / this.largest) * this.largest : total;
  }
}

/** Bytes of what a dict or tuple describes. */
export function sizeOf(rt: Runtime, desc: Word, layout: number): number {
  const mark = rt.heap.mark();
  const size = new Sizer(rt, layout).struct(desc);
  rt.heap.release(mark);
  return size;
}
