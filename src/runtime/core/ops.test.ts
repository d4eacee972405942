// The order in which operators ask the slots of types (native-abi.md 2.4), seen by types whose slots record what they
// are asked. Values of built-in types are tested with the types.

import { describe, expect, it } from 'vitest';
import { BINARY_OP, NORMAL_TO_REVERSE, UNARY_OP } from '../../abi/index.js';
import { newFloat } from '../objects/float.js';
import { newStr } from '../objects/str.js';
import { tupleOf } from '../objects/tuple.js';
import { typeType } from '../objects/type.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { PyException } from './exception.js';
import type { Shapes } from './host-function.js';
import { binaryOp, equal, hashOf, isTrue, lenOf, unaryOp } from './ops.js';
import { repr, str } from './print.js';
import type { Runtime } from './runtime.js';
import { SLOT, type SlotName, TYPE_FLAG } from './typedef.js';
import { type Addr, FALSE, NONE, NULL, qstrWord, smallInt, TRUE, type Word } from './word.js';

const MODES = (['VIRT_RV64', 'VIRT_RV32'] as const).flatMap((board) =>
  [false, true].map((gcStress) => ({ board, gcStress })),
);

interface Slots {
  flags?: number;
  unary_op?: Shapes['unary_op'];
  binary_op?: Shapes['binary_op'];
  getiter?: Shapes['getiter'];
}

/** A type as a native module builds it, in memory of its own; and one instance of it. */
function makeType(rt: Runtime, name: string, slots: Slots): { type: Addr; object: Word } {
  const type = rt.alloc(rt.W + 16 + 11 * rt.W);
  rt.permanent.push(type);
  rt.stPtr(type, rt.type(typeType));
  rt.mem.st16(type + rt.W, slots.flags ?? 0);
  rt.mem.st16(type + rt.W + 2, rt.qstrs.intern(name));
  let used = 0;
  const put = (slot: SlotName, word: number): void => {
    // Numbers with gaps: legal, and real modules have them.
    used += 2;
    rt.mem.st8(type + rt.W + 4 + SLOT[slot], used);
    rt.stPtr(type + rt.W + 16 + (used - 1) * rt.W, word);
  };
  if (slots.unary_op) put('unary_op', rt.gate('unary_op', slots.unary_op, 'u'));
  if (slots.binary_op) put('binary_op', rt.gate('binary_op', slots.binary_op, 'b'));
  if (slots.getiter) put('iter', rt.gate('getiter', slots.getiter, 'i'));
  const object = rt.alloc(2 * rt.W);
  rt.permanent.push(object);
  rt.stPtr(object, type);
  return { type, object };
}

/** An instance whose binary slot records "code lhs rhs" and answers what `answer` gives. */
function recorder(rt: Runtime, name: string, log: string[], answer: (op: number) => Word, flags = 0): Word {
  return makeType(rt, name, {
    flags,
    binary_op: (r, op, lhs, rhs) => {
      log.push(`${op} ${r.typeNameOf(lhs)} ${r.typeNameOf(rhs)}`);
      return answer(op);
    },
  }).object;
}

const attempt = (rt: Runtime, fn: () => Word): string => {
  try {
    return repr(rt, fn());
  } catch (e) {
    if (!(e instanceof PyException)) throw e;
    return `${rt.typeNameOf(e.value)}: ${str(rt, e.value)}`;
  }
};

const { ADD, INPLACE_ADD, SUBTRACT, LESS, IN, CONTAINS, EQUAL, NOT_EQUAL } = BINARY_OP;
const REVERSE_ADD = ADD + NORMAL_TO_REVERSE;
const REVERSE_SUBTRACT = SUBTRACT + NORMAL_TO_REVERSE;

describe.each(MODES)('$board, collecting before every allocation: $gcStress', ({ board, gcStress }) => {
  const fresh = (): Runtime => testRuntime(board, { gcStress, heapBytes: 1 << 16 });

  it('asks the left, then the right with the reverse code', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => NULL);
    const b = recorder(rt, 'B', log, (op) => (op === REVERSE_ADD ? smallInt(7) : NULL));
    expect(attempt(rt, () => binaryOp(rt, ADD, a, b))).toBe('7');
    expect(log).toEqual([`${ADD} A B`, `${REVERSE_ADD} B A`]);
    log.length = 0;
    expect(attempt(rt, () => binaryOp(rt, SUBTRACT, smallInt(1), a))).toBe(
      "TypeError: unsupported types for __sub__: 'int', 'A'",
    );
    expect(log).toEqual([`${REVERSE_SUBTRACT} A int`]);
  });

  it('tries in place, then plain, then reverse', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => NULL);
    const b = recorder(rt, 'B', log, () => NULL);
    expect(attempt(rt, () => binaryOp(rt, INPLACE_ADD, a, b))).toBe(
      "TypeError: unsupported types for __add__: 'A', 'B'",
    );
    expect(log).toEqual([`${INPLACE_ADD} A B`, `${ADD} A B`, `${REVERSE_ADD} B A`]);
  });

  it('reports a reverse operator asked for directly as the forward one', () => {
    const rt = fresh();
    const a = recorder(rt, 'A', [], () => NULL);
    expect(attempt(rt, () => binaryOp(rt, REVERSE_ADD, a, smallInt(1)))).toBe(
      "TypeError: unsupported types for __add__: 'int', 'A'",
    );
    expect(attempt(rt, () => binaryOp(rt, REVERSE_ADD, smallInt(1), smallInt(2)))).toBe(
      "TypeError: unsupported types for __radd__: 'int', 'int'",
    );
  });

  it('does not reflect comparisons', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => TRUE);
    expect(attempt(rt, () => binaryOp(rt, LESS, a, smallInt(1)))).toBe('True');
    expect(attempt(rt, () => binaryOp(rt, LESS, smallInt(1), a))).toBe(
      "TypeError: unsupported types for __lt__: 'int', 'A'",
    );
    expect(log).toEqual([`${LESS} A int`]);
  });

  it('asks the container for `in`, and iterates if it does not know', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => TRUE);
    expect(attempt(rt, () => binaryOp(rt, IN, smallInt(1), a))).toBe('True');
    expect(log).toEqual([`${CONTAINS} A int`]);
    const list = makeType(rt, 'B', {
      getiter: (r, _self, buf) => {
        const t = r.heap.root(tupleOf(r, smallInt(1), smallInt(2)));
        return r.hostFn(r.slot(r.typeOf(t), 'iter'), 'getiter')!(r, t, buf);
      },
    }).object;
    expect(attempt(rt, () => binaryOp(rt, IN, smallInt(2), list))).toBe('True');
    expect(attempt(rt, () => binaryOp(rt, IN, smallInt(3), list))).toBe('False');
    expect(attempt(rt, () => binaryOp(rt, IN, qstrWord(1), smallInt(5)))).toBe(
      "TypeError: 'int' object isn't iterable",
    );
    expect(attempt(rt, () => binaryOp(rt, IN, smallInt(1), smallInt(5)))).toBe(
      "TypeError: unsupported types for : 'int', 'int'",
    );
  });

  it('asks for equality only with operands of the same type, unless a flag says otherwise', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => TRUE);
    expect(equal(rt, a, a)).toBe(true);
    expect(equal(rt, a, smallInt(1))).toBe(false);
    expect(log).toEqual([]);
    const b = recorder(rt, 'B', log, () => TRUE, TYPE_FLAG.EQ_CHECKS_OTHER_TYPE);
    expect(equal(rt, smallInt(1), b)).toBe(true);
    expect(equal(rt, newStr(rt, 'never interned'), b)).toBe(true);
    expect(log).toEqual([`${EQUAL} B int`, `${EQUAL} B str`]);
  });

  it('asks objects that need not equal themselves', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => FALSE, TYPE_FLAG.EQ_NOT_REFLEXIVE);
    expect(equal(rt, a, a)).toBe(false);
    expect(log).toEqual([`${EQUAL} A A`]);
    const nan = newFloat(rt, Number.NaN);
    expect(equal(rt, nan, nan)).toBe(false);
  });

  it('negates equality for !=, after asking those that have a test of their own', () => {
    const rt = fresh();
    const log: string[] = [];
    const a = recorder(rt, 'A', log, () => TRUE, TYPE_FLAG.EQ_CHECKS_OTHER_TYPE);
    expect(attempt(rt, () => binaryOp(rt, NOT_EQUAL, a, NONE))).toBe('False');
    expect(log).toEqual([`${EQUAL} A NoneType`]);
    log.length = 0;
    const flags = TYPE_FLAG.EQ_CHECKS_OTHER_TYPE | TYPE_FLAG.EQ_HAS_NEQ_TEST;
    const b = recorder(rt, 'B', log, (op) => (op === NOT_EQUAL ? smallInt(5) : NULL), flags);
    expect(attempt(rt, () => binaryOp(rt, NOT_EQUAL, b, NONE))).toBe('5');
    expect(log).toEqual([`${NOT_EQUAL} B NoneType`]);
    log.length = 0;
    // No opinion on either side: identity.
    expect(attempt(rt, () => binaryOp(rt, EQUAL, b, NONE))).toBe('False');
    expect(attempt(rt, () => binaryOp(rt, EQUAL, b, b))).toBe('True');
    expect(log).toEqual([`${EQUAL} B NoneType`]);
  });

  it('derives truth from the slot, then the length', () => {
    const rt = fresh();
    const answering = (bool: Word, len: Word): Word =>
      makeType(rt, 'A', {
        unary_op: (_r, op) => (op === UNARY_OP.BOOL ? bool : op === UNARY_OP.LEN ? len : NULL),
      }).object;
    expect(isTrue(rt, answering(TRUE, smallInt(0)))).toBe(true);
    // Only True itself is true.
    expect(isTrue(rt, answering(smallInt(1), NULL))).toBe(false);
    expect(isTrue(rt, answering(NULL, smallInt(0)))).toBe(false);
    expect(isTrue(rt, answering(NULL, smallInt(2)))).toBe(true);
    expect(isTrue(rt, answering(NULL, NULL))).toBe(true);
    expect(isTrue(rt, makeType(rt, 'B', {}).object)).toBe(true);
    expect(attempt(rt, () => unaryOp(rt, UNARY_OP.NOT, answering(NULL, smallInt(0))))).toBe('True');
  });

  it('hashes by address only what has no unary slot', () => {
    const rt = fresh();
    const { object } = makeType(rt, 'A', {});
    expect(attempt(rt, () => hashOf(rt, object))).toBe(String(board === 'VIRT_RV64' ? object : (object << 1) >> 1));
    const deaf = makeType(rt, 'B', { unary_op: () => NULL }).object;
    expect(attempt(rt, () => hashOf(rt, deaf))).toBe("TypeError: unsupported type for __hash__: 'B'");
    expect(attempt(rt, () => hashOf(rt, NONE))).toBe('6');
    expect(attempt(rt, () => lenOf(rt, deaf))).toBe("TypeError: object of type 'B' has no len()");
    expect(attempt(rt, () => unaryOp(rt, UNARY_OP.NEGATIVE, deaf))).toBe(
      "TypeError: unsupported type for __neg__: 'B'",
    );
    expect(unaryOp(rt, UNARY_OP.INT_MAYBE, deaf)).toBe(NULL);
    expect(unaryOp(rt, UNARY_OP.FLOAT_MAYBE, smallInt(1))).toBe(NULL);
  });
});
