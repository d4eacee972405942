// Entry 29: calls with *iterable and **mapping (native-abi.md 2.6).

import { GuestFault } from '../../machine/index.js';
import { dictMap, dictType } from '../objects/dict.js';
import { intValue, isInt, toIndex } from '../objects/int.js';
import { listItem, listLen } from '../objects/list.js';
import { isStr, strQstr } from '../objects/str.js';
import { tupleItem, tupleLen } from '../objects/tuple.js';
import { loadMethod } from './attr.js';
import { callFunction, callMethod } from './call.js';
import { elemKey, elemValue, mapElem, mapNextSlot } from './hash-map.js';
import { forEach } from './iter.js';
import { lenMaybe } from './ops.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { subscr } from './subscr.js';
import { isSmallInt, NULL, qstrWord, SENTINEL, type Word } from './word.js';

/** `at`: function, [self], positionals, key/value pairs (key NULL = **mapping), then an int whose bit i says that
 * positional i is a *iterable. Expands everything above the operand stack pointer and calls. */
export function expandStarArgs(rt: Runtime, haveSelf: boolean, nPos: number, nKw: number, at: number): Word {
  const base = rt.sp;
  const pairs = pushStarArgs(rt, haveSelf, nPos, nKw, at);
  const result = callFunction(rt, rt.stack[at]!, rt.sp - base - 2 * pairs, pairs, base);
  rt.sp = base;
  return result;
}

/** The same without the call: pushes positionals and pairs, of which it returns the number. */
export function pushStarArgs(rt: Runtime, haveSelf: boolean, nPos: number, nKw: number, at: number): number {
  const positionals = at + (haveSelf ? 2 : 1);
  const pairs = positionals + nPos;
  const starWord = rt.stack[pairs + 2 * nKw]!;
  if (!isInt(rt, starWord)) throw new GuestFault('bad-call', starWord >>> 0, 'the mask of starred arguments is no int');
  const stars = intValue(rt, starWord);
  const base = rt.sp;
  if (haveSelf && rt.stack[at + 1] !== NULL) rt.push(rt.stack[at + 1]!);
  // Those that have a length are asked for it first, all of them.
  for (let i = 0; i < nPos; i++) if (hasBit(stars, i)) askLength(rt, rt.stack[positionals + i]!);
  for (let i = 0; i < nPos; i++) {
    const w = rt.stack[positionals + i]!;
    if (hasBit(stars, i)) pushItems(rt, w, base);
    else rt.push(w);
  }
  const nArgs = rt.sp - base;
  for (let i = 0; i < nKw; i++) {
    const key = rt.stack[pairs + 2 * i]!;
    const value = rt.stack[pairs + 2 * i + 1]!;
    if (key === NULL) pushMapping(rt, value);
    else pushPair(rt, key, value);
  }
  return (rt.sp - base - nArgs) / 2;
}

/** Lists and tuples without an iterator: nobody can change them meanwhile. */
function pushItems(rt: Runtime, w: Word, base: number): void {
  const type = rt.typeOf(w);
  if (type === rt.tupleAddr) {
    const n = tupleLen(rt, w);
    for (let i = 0; i < n; i++) pushItem(rt, tupleItem(rt, w, i), base);
  } else if (type === rt.listAddr) {
    const n = listLen(rt, w);
    for (let i = 0; i < n; i++) pushItem(rt, listItem(rt, w, i), base);
  } else forEach(rt, w, (item) => pushItem(rt, item, base));
}

/** Boards gather the arguments on the heap, so more than there is room for is a MemoryError, not too deep a recursion. */
function pushItem(rt: Runtime, item: Word, base: number): void {
  if (rt.sp >= rt.stack.length) rt.memoryError(((rt.sp - base) * 2 * rt.cpu.xlen) / 8);
  rt.push(item);
}

const hasBit = (mask: number | bigint, i: number): boolean =>
  typeof mask === 'number' && i < 31 && mask === (mask | 0)
    ? ((mask >> i) & 1) !== 0
    : ((BigInt(mask) >> BigInt(i)) & 1n) !== 0n;

function askLength(rt: Runtime, w: Word): void {
  const type = rt.typeOf(w);
  if (type === rt.tupleAddr || type === rt.listAddr) return;
  const len = lenMaybe(rt, w);
  if (len !== NULL && !isSmallInt(len)) toIndex(rt, len);
}

function pushPair(rt: Runtime, key: Word, value: Word): void {
  if (!isStr(rt, key)) typeError(rt, `can't convert '${rt.typeNameOf(key)}' object to str implicitly`);
  rt.push(qstrWord(strQstr(rt, key)));
  rt.push(value);
}

function pushMapping(rt: Runtime, mapping: Word): void {
  if (rt.isType(mapping, dictType)) {
    const map = dictMap(rt, mapping);
    for (let slot = mapNextSlot(rt, map, 0); slot >= 0; slot = mapNextSlot(rt, map, slot + 1)) {
      const elem = mapElem(rt, map, slot);
      pushPair(rt, elemKey(rt, elem), elemValue(rt, elem));
    }
    return;
  }
  const method = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  loadMethod(rt, mapping, rt.qstrs.intern('keys'), method);
  const keys = rt.heap.root(callMethod(rt, 0, 0, method));
  rt.sp = method;
  forEach(rt, keys, (key) => pushPair(rt, key, rt.heap.root(subscr(rt, mapping, key, SENTINEL))));
}
