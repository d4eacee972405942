// Operators, truth, equality, hashes and lengths of any objects: the dispatch of native-abi.md 2.1 (truth) and 2.4.
// The order in which slots are asked is visible to Python code and to slots of native types.

import { BINARY_OP, BINARY_OPS, INPLACE_TO_NORMAL, NORMAL_TO_REVERSE, UNARY_OP, UNARY_OPS } from '../../abi/index.js';
import { slotBinary, slotUnary } from '../native/calls.js';
import { isComplex } from '../objects/complex.js';
import { exceptionMatches, isExceptionType } from '../objects/exceptions.js';
import { floatValue, isFloat } from '../objects/float.js';
import { identical, wordHash } from '../objects/int.js';
import { intBinaryOp, intUnaryOp } from '../objects/int-ops.js';
import { isBytes, isStr, sameText, strHash, strLength, textLength } from '../objects/str-data.js';
import { tupleItem, tupleLen, tupleType } from '../objects/tuple.js';
import { forEach } from './iter.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { sequenceCompare } from './sequence.js';
import { SLOT, TYPE_FLAG } from './typedef.js';
import {
  boolWord,
  FALSE,
  fitsSmallInt,
  isPointer,
  isQstr,
  isSmallInt,
  NONE,
  NULL,
  smallInt,
  smallIntValue,
  TRUE,
  type Word,
} from './word.js';

const { EQUAL, NOT_EQUAL, IN, IS, EXCEPTION_MATCH, CONTAINS } = BINARY_OP;
const FIRST_INPLACE = BINARY_OP.INPLACE_OR;
const LAST_INPLACE = BINARY_OP.INPLACE_POWER;
const FIRST_NORMAL = BINARY_OP.OR;
const LAST_NORMAL = BINARY_OP.POWER;
const FIRST_REVERSE = BINARY_OP.REVERSE_OR;
const LAST_REVERSE = BINARY_OP.REVERSE_POWER;

/** Special method of an operator: the `%q` of messages. '' for those that have none, as most in-place ones. */
const binaryOpName = (op: number): string =>
  op >= FIRST_INPLACE && op <= LAST_INPLACE && op !== BINARY_OP.INPLACE_ADD && op !== BINARY_OP.INPLACE_SUBTRACT
    ? ''
    : (BINARY_OPS[op]?.method ?? '');
const unaryOpName = (op: number): string => UNARY_OPS[op]?.method ?? '';

// --- truth, length, hash ---------------------------------------------------------------------------------------------

export function isTrue(rt: Runtime, w: Word): boolean {
  if (w === FALSE || w === NONE) return false;
  if (w === TRUE) return true;
  if (isSmallInt(w)) return w !== 1;
  const slot = rt.slotAt(rt.typeOf(w), SLOT.unary_op);
  if (slot !== 0) {
    const answer = slotUnary(rt, slot, UNARY_OP.BOOL, w);
    if (answer !== NULL) return answer === TRUE;
  }
  const len = lenMaybe(rt, w);
  return len === NULL || len !== smallInt(0);
}

/** What `len(w)` gives, NULL if the object has no length. Usually an int, but nothing checks that. */
export function lenMaybe(rt: Runtime, w: Word): Word {
  const type = rt.typeOf(w);
  if (type === rt.tagTypes.str) return smallInt(strLength(rt, w));
  if (isBytes(rt, w)) return smallInt(textLength(rt, w));
  const slot = rt.slotAt(type, SLOT.unary_op);
  return slot === 0 || isSmallInt(w) ? NULL : slotUnary(rt, slot, UNARY_OP.LEN, w);
}

export function lenOf(rt: Runtime, w: Word): Word {
  const len = lenMaybe(rt, w);
  return len !== NULL ? len : typeError(rt, `object of type '${rt.typeNameOf(w)}' has no len()`);
}

/** Hash of an object that has no hash of its own: its word as an int (native-abi.md 9.1). */
export const addressHash = (rt: Runtime, w: Word): Word => wordHash(rt, w >>> 0);

/** `hash(w)`: an int word. */
export const hashOf = (rt: Runtime, w: Word): Word => (isSmallInt(w) ? w : unaryOp(rt, UNARY_OP.HASH, w));

// --- unary -----------------------------------------------------------------------------------------------------------

/** Entry 17. NULL only for INT_MAYBE, FLOAT_MAYBE and COMPLEX_MAYBE. */
export function unaryOp(rt: Runtime, op: number, w: Word): Word {
  if (op === UNARY_OP.NOT) return boolWord(!isTrue(rt, w));
  const { HASH } = UNARY_OP;
  if (isSmallInt(w)) {
    // An op that ints do not have goes on as for other types (hazard 11.15).
    const result = intUnaryOp(rt, op, w);
    if (result !== NULL) return result;
  } else {
    if (op === HASH && (isStr(rt, w) || isBytes(rt, w))) return smallInt(strHash(rt, w));
    const slot = rt.slotAt(rt.typeOf(w), SLOT.unary_op);
    if (slot !== 0) {
      const result = slotUnary(rt, slot, op, w);
      if (result !== NULL) return result;
    } else if (op === HASH) return addressHash(rt, w);
  }
  if (op === UNARY_OP.BOOL) return TRUE;
  if (op >= UNARY_OP.INT_MAYBE && op <= UNARY_OP.COMPLEX_MAYBE) return NULL;
  return typeError(rt, `unsupported type for ${unaryOpName(op)}: '${rt.typeNameOf(w)}'`);
}

// --- equality --------------------------------------------------------------------------------------------------------

/** One side's opinion on `a == b` or `a != b`: NULL if its type has none. */
function askEquality(rt: Runtime, op: number, a: Word, b: Word): Word {
  const type = rt.typeOf(a);
  const slot = rt.slotAt(type, SLOT.binary_op);
  if (slot === 0) return NULL;
  const flags = rt.typeFlags(type);
  if ((flags & TYPE_FLAG.EQ_CHECKS_OTHER_TYPE) === 0 && rt.typeOf(b) !== type) return NULL;
  if (op === NOT_EQUAL && (flags & TYPE_FLAG.EQ_HAS_NEQ_TEST) !== 0) {
    const answer = slotBinary(rt, slot, NOT_EQUAL, a, b);
    if (answer !== NULL) return answer;
  }
  const answer = slotBinary(rt, slot, EQUAL, a, b);
  if (answer === NULL || op === EQUAL) return answer;
  rt.heap.root(answer);
  return boolWord(!isTrue(rt, answer));
}

/** `a == b` or `a != b` as an object: what a slot answers is passed on as it is. */
export function equality(rt: Runtime, op: number, a: Word, b: Word): Word {
  const same = boolWord(op === EQUAL);
  const other = boolWord(op !== EQUAL);
  if (isSmallInt(a) && isSmallInt(b)) return a === b ? same : other;
  const typeA = rt.typeOf(a);
  if (a === b && (isQstr(a) || (rt.typeFlags(typeA) & TYPE_FLAG.EQ_NOT_REFLEXIVE) === 0)) return same;
  const typeB = rt.typeOf(b);
  const strType = rt.tagTypes.str;
  if (typeA === strType && typeB === strType) return sameText(rt, a, b) ? same : other;
  // What the slots of these would say.
  if (typeA === typeB) {
    if (typeA === rt.floatAddr) return floatValue(rt, a) === floatValue(rt, b) ? same : other;
    if (typeA === rt.tupleAddr || typeA === rt.listAddr) return sequenceCompare(rt, EQUAL, a, b) ? same : other;
  }
  if (typeA !== strType && !isSmallInt(a)) {
    const answer = askEquality(rt, op, a, b);
    if (answer !== NULL) return answer;
  }
  if (typeB !== strType && !isSmallInt(b)) {
    const answer = askEquality(rt, op, b, a);
    if (answer !== NULL) return answer;
  }
  return identical(rt, a, b) ? same : other;
}

export function equal(rt: Runtime, a: Word, b: Word): boolean {
  // Small ints and interned strings are equal if their words are.
  if ((a & b & 1) !== 0 || (isQstr(a) && isQstr(b))) return a === b;
  return isTrue(rt, equality(rt, EQUAL, a, b));
}

// --- binary ----------------------------------------------------------------------------------------------------------

const unsupported = (rt: Runtime, op: number, lhs: Word, rhs: Word): never =>
  typeError(rt, `unsupported types for ${binaryOpName(op)}: '${rt.typeNameOf(lhs)}', '${rt.typeNameOf(rhs)}'`);

/** The slot of `lhs`; NULL if it has none or does not know the operation. */
function askBinary(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (isSmallInt(lhs)) return intBinaryOp(rt, op, lhs, rhs);
  const slot = rt.slotAt(rt.typeOf(lhs), SLOT.binary_op);
  return slot === 0 ? NULL : slotBinary(rt, slot, op, lhs, rhs);
}

/** `except rhs`: an exception class or a tuple of them. */
function exceptionMatch(rt: Runtime, lhs: Word, rhs: Word): Word {
  if (rt.isType(rhs, tupleType)) {
    const n = tupleLen(rt, rhs);
    for (let i = 0; i < n; i++) {
      const item = tupleItem(rt, rhs, i);
      if (!isExceptionType(rt, item)) unsupported(rt, EXCEPTION_MATCH, lhs, item);
      if (exceptionMatch(rt, lhs, item) === TRUE) return TRUE;
    }
    return FALSE;
  }
  // Whatever the left side is (`async with` passes None and ints): only the right side can be wrong.
  if (!isExceptionType(rt, rhs)) unsupported(rt, EXCEPTION_MATCH, lhs, rhs);
  return boolWord(exceptionMatches(rt, lhs, rhs));
}

function containsByIteration(rt: Runtime, container: Word, item: Word): Word {
  let found = false;
  forEach(rt, container, (w) => {
    found = equal(rt, w, item);
    return !found;
  });
  return boolWord(found);
}

/** Entry 18. */
export function binaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (isSmallInt(lhs) && isSmallInt(rhs)) {
    const a = smallIntValue(lhs);
    const b = smallIntValue(rhs);
    // The commonest ones without a detour; all others as for any ints.
    if (op === BINARY_OP.ADD || op === BINARY_OP.INPLACE_ADD) {
      if (fitsSmallInt(a + b)) return smallInt(a + b);
    } else if (op === BINARY_OP.SUBTRACT || op === BINARY_OP.INPLACE_SUBTRACT) {
      if (fitsSmallInt(a - b)) return smallInt(a - b);
    }
  }
  if (op === IS) return boolWord(identical(rt, lhs, rhs));
  if (op === EQUAL || op === NOT_EQUAL) return equality(rt, op, lhs, rhs);
  if (op === EXCEPTION_MATCH) return exceptionMatch(rt, lhs, rhs);
  if (isSmallInt(lhs)) {
    // Ints, floats and complex numbers settle it here, also whether they can; ints that the board boxes do not.
    const result = intBinaryOp(rt, op, lhs, rhs);
    if (result !== NULL) return result;
    if (isSmallInt(rhs) || isFloat(rt, rhs) || isComplex(rt, rhs)) return unsupported(rt, op, lhs, rhs);
  }
  if (op === IN) return binaryOpSlots(rt, CONTAINS, rhs, lhs);
  return binaryOpSlots(rt, op, lhs, rhs);
}

function binaryOpSlots(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  if (op <= BINARY_OP.MORE_EQUAL && isPointer(lhs) && isPointer(rhs)) {
    // What the slots of these would say.
    const type = rt.typeOf(lhs);
    if ((type === rt.tupleAddr || type === rt.listAddr) && rt.typeOf(rhs) === type) {
      return boolWord(sequenceCompare(rt, op, lhs, rhs));
    }
  }
  let result = askBinary(rt, op, lhs, rhs);
  if (result !== NULL) return result;
  let code = op;
  if (op >= FIRST_INPLACE && op <= LAST_INPLACE) {
    code = op + INPLACE_TO_NORMAL;
    result = askBinary(rt, code, lhs, rhs);
    if (result !== NULL) return result;
  }
  if (code >= FIRST_NORMAL && code <= LAST_NORMAL) {
    result = askBinary(rt, code + NORMAL_TO_REVERSE, rhs, lhs);
    if (result !== NULL) return result;
  } else if (code === CONTAINS) return containsByIteration(rt, lhs, rhs);
  // A reverse operator that was asked for directly is reported as the forward one.
  if (code >= FIRST_REVERSE && code <= LAST_REVERSE) return unsupported(rt, code - NORMAL_TO_REVERSE, rhs, lhs);
  return unsupported(rt, code, lhs, rhs);
}
