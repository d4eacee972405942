// Machine code may write anything over the fields of containers. Whatever it is, using the object afterwards works, raises
// a Python exception or faults: never a JavaScript error, a hang or an unbounded allocation.

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { GuestFault, RAM_BASE } from '../../machine/index.js';
import { PyException } from '../core/exception.js';
import { getiter, iternext } from '../core/iter.js';
import { unaryOp } from '../core/ops.js';
import { repr } from '../core/print.js';
import { STOP_ITERATION, type Word } from '../core/word.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { slice, tuple, type Value, Values, word } from '../test-values.fixture.js';
import { dequeType } from './deque.js';
import { orderedDictType } from './dict.js';
import { enumerateType } from './enumerate.js';
import { filterType } from './filter.js';
import { mapObjectType } from './map-object.js';
import { rangeType } from './range.js';
import { reversedType } from './reversed.js';
import { frozensetType } from './set.js';
import { zipType } from './zip.js';

const ROUNDS = process.env.NATMOD_TEST === 'all' ? 5000 : 150;

const MAKERS: Record<string, (v: Values) => Word> = {
  list: (v) => v.of([1, 'a', [2], tuple(3), 70000]),
  tuple: (v) => v.of(tuple(1, 'a', [2], tuple(3))),
  dict: (v) =>
    v.of(
      new Map<Value, Value>([
        ['a', 1],
        [2, 'b'],
        [tuple(3), []],
      ]),
    ),
  ordered: (v) => v.make(orderedDictType, [], { a: 1, b: 2 }),
  set: (v) => v.of(new Set<Value>([1, 'a', tuple(2)])),
  frozenset: (v) => v.make(frozensetType, [[1, 2, 3]]),
  deque: (v) => v.make(dequeType, [[1, 2, 3], 4]),
  range: (v) => v.make(rangeType, [1, 20, 3]),
  slice: (v) => v.of(slice(1, 5, 2)),
  view: (v) => v.method(v.of(new Map([['a', 1]])), 'items'),
  'list iterator': (v) => getiter(v.rt, v.of([1, 2]), 0),
  'dict iterator': (v) => getiter(v.rt, v.of(new Map([['a', 1]])), 0),
  'set iterator': (v) => getiter(v.rt, v.of(new Set([1, 2])), 0),
  'range iterator': (v) => getiter(v.rt, v.make(rangeType, [5]), 0),
  enumerate: (v) => v.make(enumerateType, [[1, 2]]),
  filter: (v) => v.make(filterType, [null, [1, 2]]),
  map: (v) => v.make(mapObjectType, [word(v.rt.type(rangeType)), [1, 2]]),
  zip: (v) => v.make(zipType, [[1, 2], 'ab']),
  reversed: (v) => v.make(reversedType, [[1, 2]]),
};

const USES: ((v: Values, o: Word) => unknown)[] = [
  (v, o) => repr(v.rt, o),
  (v, o) => unaryOp(v.rt, 5, o),
  (v, o) => unaryOp(v.rt, 6, o),
  (v, o) => v.get(word(o), 1),
  (v, o) => v.get(word(o), slice(null, null, null)),
  (v, o) => v.set(o, 0, 5),
  (v, o) => v.set(o, slice(0, 1, null), [1, 2, 3]),
  (v, o) => v.del(o, 0),
  (v, o) => v.op(word(o), '==', word(o)),
  (v, o) => v.op(word(o), '+', word(o)),
  (v, o) => v.op(word(o), '*', 2),
  (v, o) => v.op(word(o), '|', word(o)),
  // Ranges and what iterates over them may be endless for all practical purposes.
  (v, o) => /list|tuple|dict|set|deque/.test(v.rt.typeNameOf(o)) && v.op('zz', 'in', word(o)),
  (v, o) => v.method(o, 'append', [1]),
  (v, o) => v.method(o, 'add', [1]),
  (v, o) => v.method(o, 'pop'),
  (v, o) => v.method(o, 'popitem'),
  (v, o) => v.method(o, 'copy'),
  (v, o) => v.method(o, 'sort'),
  (v, o) => v.method(o, 'reverse'),
  (v, o) => v.method(o, 'setdefault', [9, 9]),
  (v, o) => v.method(o, 'clear'),
  (v, o) => {
    const it = getiter(v.rt, o, 0);
    for (let i = 0; i < 50 && iternext(v.rt, it) !== STOP_ITERATION; i++);
  },
];

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('broken containers on %s', (board) => {
  it.each(Object.entries(MAKERS))('%s', (name, make) => {
    const next = randomFrom(name.length * 7919 + board.length + name.charCodeAt(0)).below;
    const v = new Values(testRuntime(board, { heapBytes: 1 << 16 }));
    const { rt } = v;
    const outer = rt.heap.mark();
    const { sp } = rt;
    const stack = rt.cpu.regsLo[2]!;
    let faults = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const o = make(v);
      const values = [
        0,
        1,
        4,
        6,
        -1,
        0x7fff_ffff,
        0x8000,
        7,
        o,
        o + rt.W,
        o + 2,
        RAM_BASE,
        RAM_BASE + 0x2_0000,
        next(2 ** 31),
      ];
      const objects = [o, rt.field(o, 2), rt.field(o, 3)].filter((addr) => rt.mem.has(addr, 8 * rt.W));
      const at = objects[next(objects.length)]! + next(6) * 4;
      // The type word of the object itself stays: anything else is another kind of object.
      if (at - o >= rt.W || at < o) rt.mem.st32(at, values[next(values.length)]!);
      for (let i = 0; i < 3; i++) {
        try {
          USES[next(USES.length)]!(v, o);
        } catch (e) {
          if (!(e instanceof PyException || e instanceof GuestFault)) throw e;
          faults++;
          rt.sp = sp;
          rt.leave(stack);
        }
      }
      rt.heap.release(outer);
    }
    expect(faults).toBeGreaterThan(0);
  });
});
