// collections.namedtuple: makes types whose instances are tuples with named items (python-dialect.md section 9;
// native-abi.md 3.24). The type object is a full mp_obj_type_t in guest memory with the fields behind it: their number,
// then their qstrs, one word each.

import { GuestFault } from '../../machine/index.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR, type Printer, writeParts } from '../core/printer.js';
import { attributeError, typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { sequenceItemsRaise } from '../core/sequence.js';
import { SLOT, type SlotName, TYPE_FLAG } from '../core/typedef.js';
import { type Addr, NULL, type Qstr, type Word } from '../core/word.js';
import { isStr, strQstr, strValue } from './str.js';
import {
  newTupleRoom,
  tupleBinaryOp,
  tupleGetiter,
  tupleItem,
  tupleLen,
  tupleSubscr,
  tupleType,
  tupleUnaryOp,
} from './tuple.js';
import { typeType } from './type.js';

const FULL_TYPE_SLOTS = 11;

const fieldsAt = (rt: Runtime, type: Addr): Addr => type + rt.W + 16 + FULL_TYPE_SLOTS * rt.W;

/** Number of fields of a type made by `newNamedTupleType`. */
function fieldCount(rt: Runtime, type: Addr): number {
  const at = fieldsAt(rt, type);
  const n = rt.slot(type, 'make_new') === rt.gate('make_new', makeNew) ? rt.ldWord(at) : -1;
  if (n < 0 || !rt.mem.has(at, (n + 1) * rt.W)) throw new GuestFault('bad-object', type, 'no named tuple type');
  return n;
}
/** Index of a field, or -1. */
function findField(rt: Runtime, type: Addr, name: Qstr): number {
  const n = fieldCount(rt, type);
  const at = fieldsAt(rt, type) + rt.W;
  for (let i = 0; i < n; i++) if (rt.ldWord(at + i * rt.W) === name) return i;
  return -1;
}

/** Writes `(a=1, b=2)` for the first `n` items, named by the words at `names`. */
export function printNamedItems(rt: Runtime, printer: Printer, t: Word, n: number, names: Addr): void {
  for (let i = 0; i < n; i++) {
    const mark = rt.heap.mark();
    writeParts(printer, i === 0 ? '(' : ', ', rt.qstrs.text(rt.ldWord(names + i * rt.W)), '=');
    printObject(rt, printer, rt.heap.root(tupleItem(rt, t, i)), PRINT_REPR);
    rt.heap.release(mark);
  }
  printer.write(n === 0 ? '()' : ')');
}

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  const n = fieldCount(rt, type);
  if (nArgs + nKw !== n) {
    typeError(rt, `function takes ${n} positional arguments but ${nArgs + nKw} were given`);
  }
  const t = n === 0 ? rt.newObject(tupleType, 2 * rt.W) : newTupleRoom(rt, n);
  rt.stPtr(t, type);
  for (let i = 0; i < nArgs; i++) rt.stObj(t + (2 + i) * rt.W, rt.stack[at + i]!);
  for (let k = 0; k < nKw; k++) {
    const pair = at + nArgs + 2 * k;
    const name = strQstr(rt, rt.stack[pair]!);
    const i = findField(rt, type, name);
    if (i < 0) typeError(rt, `unexpected keyword argument '${rt.qstrs.text(name)}'`);
    if (rt.ldWord(t + (2 + i) * rt.W) !== NULL) {
      typeError(rt, `function got multiple values for argument '${rt.qstrs.text(name)}'`);
    }
    rt.stObj(t + (2 + i) * rt.W, rt.stack[pair + 1]!);
  }
  return t;
}

function print(rt: Runtime, printer: Printer, t: Word): void {
  const type = rt.typeOf(t);
  printer.write(rt.qstrs.text(rt.typeName(type)));
  const n = Math.min(fieldCount(rt, type), tupleLen(rt, t));
  printNamedItems(rt, printer, t, n, fieldsAt(rt, type) + rt.W);
}

function attr(rt: Runtime, t: Word, name: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) attributeError(rt, "can't set attribute");
  const i = findField(rt, rt.typeOf(t), name);
  if (i >= 0 && i < tupleLen(rt, t)) rt.stack[dest] = tupleItem(rt, t, i);
}

/** A new type with the given name and fields. */
function newNamedTupleType(rt: Runtime, name: Qstr, fields: readonly Qstr[]): Word {
  const type = rt.newObject(typeType, rt.W + 16 + (FULL_TYPE_SLOTS + 1 + fields.length) * rt.W);
  rt.mem.st16(type + rt.W, TYPE_FLAG.EQ_CHECKS_OTHER_TYPE);
  rt.mem.st16(type + rt.W + 2, name);
  const slots: readonly (readonly [SlotName, Addr])[] = [
    ['make_new', rt.gate('make_new', makeNew, 'namedtuple.make_new')],
    ['print', rt.gate('print', print, 'namedtuple.print')],
    ['unary_op', rt.gate('unary_op', tupleUnaryOp)],
    ['binary_op', rt.gate('binary_op', tupleBinaryOp)],
    ['attr', rt.gate('attr', attr, 'namedtuple.attr')],
    ['subscr', rt.gate('subscr', tupleSubscr)],
    ['iter', rt.gate('getiter', tupleGetiter)],
    ['parent', rt.type(tupleType)],
  ];
  slots.forEach(([slot, word], i) => {
    rt.mem.st8(type + rt.W + 4 + SLOT[slot], i + 1);
    rt.stPtr(type + rt.W + 16 + i * rt.W, word);
  });
  const at = fieldsAt(rt, type);
  rt.stWord(at, fields.length);
  fields.forEach((q, i) => {
    rt.stWord(at + (1 + i) * rt.W, q);
  });
  return type;
}

/** The function `namedtuple(name, fields)`: fields as a sequence of str or a str with spaces between them. */
export function namedtuple(rt: Runtime, name: Word, fields: Word): Word {
  const type = strQstr(rt, name);
  const names: Qstr[] = [];
  if (isStr(rt, fields)) {
    for (const text of strValue(rt, fields).split(/[ \t\n\r\f\v]+/)) {
      // A name that cannot be interned is too long, and so is the whole text: strQstr raises.
      if (text !== '') names.push(rt.qstrs.intern(text) || strQstr(rt, fields));
    }
  } else {
    const { len } = sequenceItemsRaise(rt, fields);
    for (let i = 0; i < len; i++) {
      const { items } = sequenceItemsRaise(rt, fields);
      names.push(strQstr(rt, rt.ldObj(items + i * rt.W)));
    }
  }
  return newNamedTupleType(rt, type, names);
}
