// Operators, calls, subscripts and iteration of instances of Python-defined classes: the class's special method, or what
// its native base does with the native object (native-abi.md 7.5, python-dialect.md 13.2, 13.3). The latter goes through
// the general operation, so that errors name the native type.

import { BINARY_OP, BINARY_OPS, UNARY_OP, UNARY_OPS } from '../../abi/index.js';
import { type BufferInfo, getBuffer } from '../core/buffer.js';
import { callFunction, callMethod } from '../core/call.js';
import { getiter } from '../core/iter.js';
import { addressHash, binaryOp, isTrue, unaryOp } from '../core/ops.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import { TYPE_FLAG, TYPE_FLAG_ITER_MASK } from '../core/typedef.js';
import { type Addr, boolWord, NONE, NULL, type Qstr, SENTINEL, type Word } from '../core/word.js';
import { pythonMember } from './class-lookup.js';
import { NOT_IMPLEMENTED } from './ellipsis.js';
import { callPushed, instanceSubobject, nativePart, pushSpecial } from './instance.js';
import { isInt, truncatedWord, wordHash } from './int.js';

/** In-place methods that the boards look up; the other in-place operators use the plain method. */
const INPLACE_METHODS: ReadonlySet<number> = new Set([BINARY_OP.INPLACE_ADD, BINARY_OP.INPLACE_SUBTRACT]);
const FIRST_INPLACE = BINARY_OP.INPLACE_OR;
const FIRST_NORMAL = BINARY_OP.OR;

/** Number of an operator's special method, 0 if it has none. */
function methodQstr(rt: Runtime, name: string | undefined): Qstr {
  return name === undefined || name === '' ? 0 : rt.qstrs.intern(name);
}

export function instanceUnaryOp(rt: Runtime, op: number, o: Word): Word {
  const q = methodQstr(rt, UNARY_OPS[op]?.method);
  if (q === 0) return NULL;
  const at = rt.sp;
  const found = pushSpecial(rt, o, q, 'unary_op');
  if (found === NULL || found === SENTINEL) {
    rt.sp = at;
    if (found === SENTINEL) return unaryOp(rt, op, nativePart(rt, o));
    if (op !== UNARY_OP.HASH) return NULL;
    // A class that defines equality without a hash cannot be hashed.
    const eq = pythonMember(rt, rt.typeOf(o), rt.qstrs.intern('__eq__'));
    return eq !== NULL ? NULL : addressHash(rt, o);
  }
  const answer = callPushed(rt);
  if (op === UNARY_OP.HASH) return wordHash(rt, truncatedWord(rt, answer));
  if (op === UNARY_OP.INT_MAYBE && !isInt(rt, answer)) return typeError(rt);
  return answer;
}

export function instanceBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const isInplace = op >= FIRST_INPLACE && op < FIRST_NORMAL;
  const q = isInplace && !INPLACE_METHODS.has(op) ? 0 : methodQstr(rt, BINARY_OPS[op]?.method);
  const at = rt.sp;
  const found = pushSpecial(rt, lhs, q, 'binary_op');
  let answer: Word = NULL;
  if (found === SENTINEL) answer = binaryOp(rt, op, nativePart(rt, lhs), rhs);
  else if (found !== NULL) answer = callPushed(rt, rhs);
  rt.sp = at;
  // Any answer about membership is a truth value, NotImplemented too.
  if (op === BINARY_OP.CONTAINS && answer !== NULL) return boolWord(isTrue(rt, rt.heap.root(answer)));
  return answer === NOT_IMPLEMENTED(rt) ? NULL : answer;
}

export function instanceCall(rt: Runtime, o: Word, nArgs: number, nKw: number, at: number): Word {
  const base = rt.sp;
  const found = pushSpecial(rt, o, rt.names.__call__, 'call');
  if (found === NULL) return typeError(rt, `'${rt.typeNameOf(o)}' object isn't callable`);
  let result: Word;
  if (found === SENTINEL) result = callFunction(rt, nativePart(rt, o), nArgs, nKw, at);
  else {
    for (let i = 0; i < nArgs + 2 * nKw; i++) rt.push(rt.stack[at + i]!);
    result = callMethod(rt, nArgs, nKw, base);
  }
  rt.sp = base;
  return result;
}

/** `callable(o)` */
export function instanceIsCallable(rt: Runtime, o: Word): boolean {
  const at = rt.sp;
  const found = pushSpecial(rt, o, rt.names.__call__, 'call');
  rt.sp = at;
  return found !== NULL;
}

export function instanceSubscr(rt: Runtime, o: Word, index: Word, value: Word): Word {
  const { names } = rt;
  const q = value === SENTINEL ? names.__getitem__ : value === NULL ? names.__delitem__ : names.__setitem__;
  const at = rt.sp;
  const found = pushSpecial(rt, o, q, 'subscr');
  if (found === NULL || found === SENTINEL) {
    rt.sp = at;
    return found === NULL ? NULL : subscr(rt, nativePart(rt, o), index, value);
  }
  if (value === SENTINEL) return callPushed(rt, index);
  if (value === NULL) callPushed(rt, index);
  else callPushed(rt, index, value);
  return NONE;
}

export function instanceGetiter(rt: Runtime, o: Word, buf: Addr): Word {
  const at = rt.sp;
  const found = pushSpecial(rt, o, rt.names.__iter__, 'iter');
  if (found !== NULL && found !== SENTINEL) return callPushed(rt);
  rt.sp = at;
  // Also for custom types, whose slot points to no code (hazard 11.3). Streams iterate without a slot.
  if (found === SENTINEL) return getiter(rt, nativePart(rt, o), buf);
  const inner = instanceSubobject(rt, o);
  const isStream =
    inner !== NULL && (rt.typeFlags(rt.typeOf(inner)) & TYPE_FLAG_ITER_MASK) === TYPE_FLAG.ITER_IS_STREAM;
  return isStream ? inner : NULL;
}

export function instanceBuffer(rt: Runtime, o: Word, info: BufferInfo, flags: number): boolean {
  const at = rt.sp;
  const found = pushSpecial(rt, o, 0, 'buffer');
  rt.sp = at;
  const inner = found === SENTINEL ? getBuffer(rt, nativePart(rt, o), flags) : null;
  if (inner === null) return false;
  Object.assign(info, inner);
  return true;
}
