// Operators, calls, subscripts and iteration of instances of Python-defined classes: the class's special method if it
// has one, else the native base's slot with the native object (native-abi.md 7.5, python-dialect.md 13.2).

import { BINARY_OP, BINARY_OPS, UNARY_OP, UNARY_OPS } from '../../abi/index.js';
import type { BufferInfo } from '../core/buffer.js';
import { callMethod } from '../core/call.js';
import { addressHash, isTrue } from '../core/ops.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { SlotName } from '../core/typedef.js';
import { TYPE_FLAG, TYPE_FLAG_ITER_MASK } from '../core/typedef.js';
import { type Addr, boolWord, NONE, NULL, SENTINEL, smallInt, type Word } from '../core/word.js';
import { slotBinary, slotBuffer, slotCall, slotGetiter, slotSubscr, slotUnary } from '../native/calls.js';
import { NOT_IMPLEMENTED } from './ellipsis.js';
import { callSpecial, findPythonMember, nativeBase, pushSpecial, requireSubobject } from './instance.js';
import { isInt, truncatedWord } from './int.js';

/** In-place methods that the boards look up; the other in-place operators use the plain method. */
const INPLACE_METHODS: ReadonlySet<number> = new Set([BINARY_OP.INPLACE_ADD, BINARY_OP.INPLACE_SUBTRACT]);
const FIRST_INPLACE = 9;
const FIRST_NORMAL = 22;

/** Slot of the native base, 0 if the class has no native base or that no such slot. */
function nativeSlot(rt: Runtime, o: Word, name: SlotName): Addr {
  const base = nativeBase(rt, rt.typeOf(o));
  return base === 0 ? 0 : rt.slot(base, name);
}

export function instanceUnaryOp(rt: Runtime, op: number, o: Word): Word {
  const name = UNARY_OPS[op]?.method;
  if (name === undefined) return NULL;
  const answer = callSpecial(rt, o, rt.qstrs.intern(name));
  if (answer !== undefined) {
    if (op === UNARY_OP.HASH) return smallInt(Number(BigInt.asIntN(31, BigInt(truncatedWord(rt, answer)))));
    if (op === UNARY_OP.INT_MAYBE && !isInt(rt, answer)) return typeError(rt);
    return answer;
  }
  const slot = nativeSlot(rt, o, 'unary_op');
  if (slot !== 0) return slotUnary(rt, slot, op, requireSubobject(rt, o));
  if (op === UNARY_OP.HASH && nativeBase(rt, rt.typeOf(o)) === 0) {
    // A class that defines equality without a hash cannot be hashed.
    const eq = findPythonMember(rt, rt.typeOf(o), rt.qstrs.intern('__eq__'));
    return eq ? NULL : addressHash(rt, o);
  }
  return NULL;
}

export function instanceBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const name = BINARY_OPS[op]?.method;
  const isInplace = op >= FIRST_INPLACE && op < FIRST_NORMAL;
  if (name !== undefined && !(isInplace && !INPLACE_METHODS.has(op))) {
    const answer = callSpecial(rt, lhs, rt.qstrs.intern(name), rhs);
    if (answer !== undefined) {
      if (answer === NOT_IMPLEMENTED(rt)) return NULL;
      return op === BINARY_OP.CONTAINS ? boolWord(isTrue(rt, answer)) : answer;
    }
  }
  const slot = nativeSlot(rt, lhs, 'binary_op');
  return slot === 0 ? NULL : slotBinary(rt, slot, op, requireSubobject(rt, lhs), rhs);
}

export function instanceCall(rt: Runtime, o: Word, nArgs: number, nKw: number, at: number): Word {
  const base = rt.sp;
  if (pushSpecial(rt, o, rt.names.__call__)) {
    for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
    const result = callMethod(rt, nArgs, nKw, base);
    rt.sp = base;
    return result;
  }
  const slot = nativeSlot(rt, o, 'call');
  if (slot === 0) return typeError(rt, `'${rt.typeNameOf(o)}' object isn't callable`);
  return slotCall(rt, slot, requireSubobject(rt, o), nArgs, nKw, at);
}

export function instanceSubscr(rt: Runtime, o: Word, index: Word, value: Word): Word {
  if (value === SENTINEL) {
    const item = callSpecial(rt, o, rt.names.__getitem__, index);
    if (item !== undefined) return item;
  } else if (value === NULL) {
    if (callSpecial(rt, o, rt.names.__delitem__, index) !== undefined) return NONE;
  } else if (callSpecial(rt, o, rt.names.__setitem__, index, value) !== undefined) return NONE;
  const slot = nativeSlot(rt, o, 'subscr');
  return slot === 0 ? NULL : slotSubscr(rt, slot, requireSubobject(rt, o), index, value);
}

export function instanceGetiter(rt: Runtime, o: Word, buf: Addr): Word {
  const it = callSpecial(rt, o, rt.names.__iter__);
  if (it !== undefined) return it;
  const base = nativeBase(rt, rt.typeOf(o));
  if (base === 0) return NULL;
  const inner = requireSubobject(rt, o);
  const kind = rt.typeFlags(base) & TYPE_FLAG_ITER_MASK;
  if (kind === TYPE_FLAG.ITER_IS_ITERNEXT || kind === TYPE_FLAG.ITER_IS_STREAM) return inner;
  const slot = rt.slot(base, 'iter');
  if (slot === 0) return NULL;
  // Hazard 11.3: for a custom type the slot points to the pair, not to code.
  return slotGetiter(rt, kind === TYPE_FLAG.ITER_IS_CUSTOM ? rt.field(slot, 0) : slot, inner, buf);
}

export function instanceBuffer(rt: Runtime, o: Word, info: BufferInfo, flags: number): boolean {
  const slot = nativeSlot(rt, o, 'buffer');
  return slot !== 0 && slotBuffer(rt, slot, requireSubobject(rt, o), info, flags);
}
