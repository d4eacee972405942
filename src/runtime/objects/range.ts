// range (native-abi.md 3.22): start, stop, step as signed machine words. `==` is identity, there is no hash.

import { argCheckNum } from '../core/args.js';
import { type Printer, writeParts } from '../core/printer.js';
import { indexError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { isSlice, sequenceIndex, sliceBounds, UNARY_BOOL, UNARY_LEN } from '../core/sequence.js';
import {
  addInt,
  type Int,
  loadSigned,
  multiplyInt,
  normalInt,
  storeSigned,
  wordArgument,
} from '../core/signed-word.js';
import { defineType } from '../core/typedef.js';
import { type Addr, boolWord, NULL, type Qstr, SENTINEL, STOP_ITERATION, type Word } from '../core/word.js';
import { newIntAny } from './int.js';

const ATTRIBUTES = ['start', 'stop', 'step'];

function newRange(rt: Runtime, start: Int, stop: Int, step: Int): Word {
  const range = rt.newObject(rangeType, 4 * rt.W);
  storeSigned(rt, range + rt.W, start);
  storeSigned(rt, range + 2 * rt.W, stop);
  storeSigned(rt, range + 3 * rt.W, step);
  return range;
}
const part = (rt: Runtime, range: Word, k: number): Int => loadSigned(rt, range + k * rt.W);

function rangeLen(rt: Runtime, range: Word): Int {
  const start = part(rt, range, 1);
  const stop = part(rt, range, 2);
  const step = part(rt, range, 3);
  if (step > 0 ? stop <= start : stop >= start) return 0;
  if (typeof start === 'number' && typeof stop === 'number' && typeof step === 'number') {
    const distance = stop - start;
    if (Number.isSafeInteger(distance)) return Math.floor((Math.abs(distance) - 1) / Math.abs(step)) + 1;
  }
  const distance = BigInt(stop) - BigInt(start);
  const size = BigInt(step);
  // Step 0 can only come from memory that machine code wrote.
  if (size === 0n) return 0;
  return normalInt(((distance < 0n ? -distance : distance) - 1n) / (size < 0n ? -size : size) + 1n);
}

function makeNew(rt: Runtime, _type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 3, false);
  const first = wordArgument(rt, rt.stack[at]!);
  if (nArgs === 1) return newRange(rt, 0, first, 1);
  const stop = wordArgument(rt, rt.stack[at + 1]!);
  const step = nArgs === 3 ? wordArgument(rt, rt.stack[at + 2]!) : 1;
  if (step === 0) valueError(rt, 'zero step');
  return newRange(rt, first, stop, step);
}

function print(rt: Runtime, printer: Printer, range: Word): void {
  const step = part(rt, range, 3);
  writeParts(printer, 'range(', `${part(rt, range, 1)}`, ', ', `${part(rt, range, 2)}`);
  if (step !== 1) writeParts(printer, ', ', `${step}`);
  printer.write(')');
}

function attr(rt: Runtime, range: Word, name: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) return;
  const k = ATTRIBUTES.indexOf(rt.qstrs.text(name));
  if (k >= 0) rt.stack[dest] = newIntAny(rt, part(rt, range, k + 1));
}

function unaryOp(rt: Runtime, op: number, range: Word): Word {
  if (op !== UNARY_BOOL && op !== UNARY_LEN) return NULL;
  const len = rangeLen(rt, range);
  return op === UNARY_BOOL ? boolWord(len !== 0) : newIntAny(rt, len);
}

function subscr(rt: Runtime, range: Word, index: Word, value: Word): Word {
  if (value !== SENTINEL) return NULL;
  const start = part(rt, range, 1);
  const step = part(rt, range, 3);
  const len = rangeLen(rt, range);
  const at = (i: Int): Int => addInt(start, multiplyInt(i, step));
  if (isSlice(rt, index)) {
    const bounds = sliceBounds(rt, Number(len), index);
    return newRange(rt, at(bounds.start), at(bounds.stop), multiplyInt(bounds.step, step));
  }
  if (typeof len === 'number') return newIntAny(rt, at(sequenceIndex(rt, 'range', len, index)));
  // More items than a number counts exactly.
  const given = wordArgument(rt, index);
  const i = given < 0 ? addInt(len, given) : given;
  if (i < 0 || i >= len) indexError(rt, 'range index out of range');
  return newIntAny(rt, at(i));
}

/** The iterator: base, next value, stop, step. */
function getiter(rt: Runtime, range: Word, buf: Addr): Word {
  const it = buf !== 0 ? buf : rt.alloc(4 * rt.W);
  rt.stPtr(it, rt.type(rangeIterType));
  for (let k = 1; k <= 3; k++) storeSigned(rt, it + k * rt.W, part(rt, range, k));
  return it;
}
function iternext(rt: Runtime, it: Word): Word {
  const next = part(rt, it, 1);
  const stop = part(rt, it, 2);
  const step = part(rt, it, 3);
  if (step > 0 ? next >= stop : next <= stop) return STOP_ITERATION;
  storeSigned(rt, it + rt.W, addInt(next, step));
  return newIntAny(rt, next);
}

export const rangeType = defineType({
  name: 'range',
  make_new: makeNew,
  attr,
  print,
  unary_op: unaryOp,
  subscr,
  getiter,
});
export const rangeIterType = defineType({ name: 'iterator', iternext });
