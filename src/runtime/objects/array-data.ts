// What bytearray, array and memoryview share (native-abi.md 3.22): one layout, elements by typecode, storage that machine
// code may hold as well. Header word: typecode in the low 8 bits (memoryview: bit 7 = writable), above it the number of
// free elements behind the last one (memoryview: the offset of its first element in `items`).

import { GuestFault, RAM_BASE } from '../../machine/index.js';
import { binaryGetVal, binarySetVal, elementSize } from '../core/binary.js';
import { type BufferInfo, getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { forEach } from '../core/iter.js';
import type { Runtime } from '../core/runtime.js';
import type { TypeDef } from '../core/typedef.js';
import { type Addr, isPointer, type Word } from '../core/word.js';
import { arrayType } from './array.js';
import { bytearrayType } from './bytearray.js';
import { memoryviewType } from './memoryview.js';

const TYPECODE_MASK = 0x7f;
/** Elements that an append makes room for. */
const GROWTH = 8;

/** A live look at an array-like object. `base` is the address of its first element, `bytes` of all of them. */
export interface ArrayView {
  readonly typecode: number;
  readonly size: number;
  readonly len: number;
  readonly free: number;
  readonly base: Addr;
}

export const isArrayLike = (rt: Runtime, w: Word): boolean =>
  isPointer(w) && (rt.isType(w, bytearrayType) || rt.isType(w, arrayType) || rt.isType(w, memoryviewType));
export const isMemoryview = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, memoryviewType);

/** Reads the fields of an array-like object. Its elements may lie anywhere: whoever goes there checks that. */
export function arrayFields(rt: Runtime, o: Word): ArrayView {
  const header = rt.objField(o, 1);
  const typecode = header & TYPECODE_MASK;
  const upper = header <= 0x7fff_ffff ? header >> 8 : Math.floor(header / 256);
  const size = elementSize(rt, typecode) || 1;
  const len = rt.objField(o, 2);
  const view = isMemoryview(rt, o);
  const base = rt.objField(o, 3) + (view ? upper * size : 0);
  return { typecode, size, len, free: view ? 0 : upper, base };
}

/** The same, with elements that lie in memory; faults if they do not. */
export const arrayView = (rt: Runtime, o: Word): ArrayView => inMemory(rt, o, arrayFields(rt, o));

/** What `arrayFields` gave, if the elements lie in memory; faults if they do not. */
export function inMemory(rt: Runtime, o: Word, view: ArrayView): ArrayView {
  if (view.len > 0 && !rt.mem.has(view.base, view.len * view.size)) {
    throw new GuestFault('bad-object', o >>> 0, `a ${rt.typeNameOf(o)} whose elements are not in memory`);
  }
  return view;
}

/** An object of that layout over existing storage. */
export function newArrayObject(rt: Runtime, type: TypeDef, header: number, len: number, items: Addr): Word {
  const o = rt.newObject(type, 4 * rt.W);
  rt.setField(o, 1, header);
  rt.setField(o, 2, len);
  rt.setField(o, 3, items);
  return o;
}

/** A bytearray or array of `len` zero elements. */
export function newArrayRoom(rt: Runtime, type: TypeDef, typecode: number, len: number): Word {
  const bytes = len * (elementSize(rt, typecode) || 1);
  const quick = bytes > 0 ? rt.allocWithData(bytes, 0) : 0;
  if (quick !== 0) {
    rt.setObject4(quick, rt.type(type), typecode, len, quick + 4 * rt.W);
    return quick;
  }
  const o = newArrayObject(rt, type, typecode, 0, 0);
  // A negative or huge length is what a board would ask its allocator for.
  if (!(len >= 0 && bytes <= rt.config.heapBytes)) rt.memoryError(bytes);
  const mark = rt.heap.mark();
  const items = bytes === 0 ? 0 : rt.alloc(bytes);
  rt.setField(o, 3, items);
  rt.setField(o, 2, len);
  rt.heap.release(mark);
  return o;
}

/** Sets the number of elements, moving the storage if it must grow. New elements are what lay there. */
export function setArrayLength(rt: Runtime, o: Word, len: number, free: number): void {
  const view = arrayView(rt, o);
  const old = rt.field(o, 3);
  const bytes = (len + free) * view.size;
  if (len + free > view.len + view.free) {
    const mark = rt.heap.mark();
    rt.heap.root(o);
    rt.setField(o, 3, growBlock(rt, old, view.len * view.size, bytes));
    rt.heap.release(mark);
  }
  rt.setField(o, 1, view.typecode + 256 * free);
  rt.setField(o, 2, len);
}

/** A block of at least `bytes` bytes with the old content; storage that is no heap block of its own is left alone. */
function growBlock(rt: Runtime, old: Addr, used: number, bytes: number): Addr {
  if (!(bytes <= rt.config.heapBytes)) rt.memoryError(bytes);
  if (old !== 0 && rt.heap.isHead(old)) {
    const moved = rt.heap.realloc(old, bytes, true);
    if (moved === 0) rt.memoryError(bytes);
    return moved;
  }
  const block = rt.alloc(bytes);
  if (used > 0) rt.mem.u8.copyWithin(block - RAM_BASE, rt.mem.index(old, used), rt.mem.index(old, used) + used);
  return block;
}

export function arrayGet(rt: Runtime, view: ArrayView, index: number): Word {
  return binaryGetVal(rt, view.typecode, view.base, index);
}
export function arraySet(rt: Runtime, view: ArrayView, index: number, w: Word): void {
  binarySetVal(rt, view.typecode, view.base, index, w);
}

/** Appends one element. */
export function arrayAppend(rt: Runtime, o: Word, w: Word): void {
  let view = arrayView(rt, o);
  const mark = rt.heap.mark();
  rt.heap.root(w);
  if (view.free === 0) {
    // The element is stored before it counts: a conversion that fails leaves the array as it was.
    setArrayLength(rt, o, view.len, GROWTH);
    view = arrayView(rt, o);
  }
  const { free, len, typecode } = view;
  binarySetVal(rt, typecode, view.base, len, w);
  // The conversion may have run guest code.
  rt.setField(o, 1, (rt.objField(o, 1) & TYPECODE_MASK) + 256 * (free - 1));
  rt.setField(o, 2, len + 1);
  rt.heap.release(mark);
}

/** Appends the raw bytes of a buffer, whole elements only. */
export function arrayAppendBytes(rt: Runtime, o: Word, w: Word, info: BufferInfo): void {
  const { size, len, free } = arrayView(rt, o);
  const more = Math.floor(info.len / size);
  const mark = rt.heap.mark();
  rt.heap.root(w);
  setArrayLength(rt, o, len + more, Math.max(0, free - more));
  // The source may be this very array, whose storage has just moved.
  const source = w === o ? rt.field(o, 3) : info.buf;
  if (more > 0) rt.mem.move(rt.field(o, 3) + len * size, source, more * size);
  rt.heap.release(mark);
}

/** Appends the elements of any object: raw bytes of a buffer, else items of an iterable. */
export function arrayExtend(rt: Runtime, o: Word, w: Word): void {
  const info = getBuffer(rt, w, MP_BUFFER_READ);
  if (info) arrayAppendBytes(rt, o, w, info);
  else forEach(rt, w, (item) => arrayAppend(rt, o, item));
}
