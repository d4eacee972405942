// Entry 29: calls with *iterable and **mapping (native-abi.md 2.6).

import { GuestFault } from '../../machine/index.js';
import { dictMap, dictType } from '../objects/dict.js';
import { intValue, isInt, toIndex } from '../objects/int.js';
import { isStr, strQstr } from '../objects/str.js';
import { loadMethod } from './attr.js';
import { callFunction, callMethod } from './call.js';
import { mapEntries } from './hash-map.js';
import { forEach } from './iter.js';
import { lenMaybe } from './ops.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { subscr } from './subscr.js';
import { isSmallInt, NULL, qstrWord, SENTINEL, type Word } from './word.js';

/** `at`: function, [self], positionals, key/value pairs (key NULL = **mapping), then an int whose bit i says that
 * positional i is a *iterable. Expands everything above the operand stack pointer and calls. */
export function expandStarArgs(rt: Runtime, haveSelf: boolean, nPos: number, nKw: number, at: number): Word {
  const fun = rt.stack[at]!;
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
    if (!hasBit(stars, i)) rt.push(rt.stack[positionals + i]!);
    else forEach(rt, rt.stack[positionals + i]!, (item) => pushItem(rt, item, base));
  }
  const nArgs = rt.sp - base;
  for (let i = 0; i < nKw; i++) {
    const key = rt.stack[pairs + 2 * i]!;
    const value = rt.stack[pairs + 2 * i + 1]!;
    if (key === NULL) pushMapping(rt, value);
    else pushPair(rt, key, value);
  }
  const result = callFunction(rt, fun, nArgs, (rt.sp - base - nArgs) / 2, base);
  rt.sp = base;
  return result;
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
    for (const { key, value } of mapEntries(rt, dictMap(rt, mapping))) pushPair(rt, key, value);
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
