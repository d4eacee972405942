import { describe, expect, it } from 'vitest';
import { GuestFault } from '../../machine/index.js';
import { MODES, testValues, tuple, type Value } from '../test-values.fixture.js';
import { getiter, iternext } from './iter.js';
import { EQUAL, LESS, sequenceCompare, unpackEx, unpackSequence } from './sequence.js';
import { NONE, STOP_ITERATION } from './word.js';

describe.each(MODES)('sequences on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const { rt } = v;
  /** The `n` words that `fn` leaves on the operand stack, in the order of the stack. */
  const unpacked = (n: number, fn: (at: number) => void): string =>
    v.outcome(() => {
      const at = rt.sp;
      for (let i = 0; i < n; i++) rt.push(NONE);
      fn(at);
      const text = Array.from({ length: n }, (_, i) => v.show(rt.stack[at + i]!)).join(' ');
      rt.sp = at;
      return v.of(text);
    });
  const exact = (seq: Value, n: number): string => unpacked(n, (at) => unpackSequence(rt, v.of(seq), n, at));
  const starred = (seq: Value, left: number, right: number): string =>
    unpacked(left + right + 1, (at) => unpackEx(rt, v.of(seq), left, right, at));
  const lazy = (...items: Value[]): Value => new Map(items.map((item) => [item, 0]));

  it.each<[string, Value]>([
    ['tuple', tuple(0, 1, 2)],
    ['list', [0, 1, 2]],
    ['iterable', lazy(0, 1, 2)],
  ])('unpacks a %s, last item first', (kind, seq) => {
    expect(exact(seq, 3)).toBe("'2 1 0'");
    expect(exact(seq, 2)).toBe("ValueError('too many values to unpack (expected 2)',)");
    expect(exact(seq, 4)).toBe("ValueError('need more than 3 values to unpack',)");
    expect(starred(seq, 1, 0)).toBe("'[1, 2] 0'");
    expect(starred(seq, 0, 1)).toBe("'2 [0, 1]'");
    expect(starred(seq, 1, 2)).toBe("'2 1 [] 0'");
    expect(starred(seq, 2, 2)).toBe(`ValueError('need more than ${kind === 'iterable' ? 2 : 3} values to unpack',)`);
  });
  it('refuses what is no iterable', () => {
    expect(exact(5, 1)).toBe(`TypeError("'int' object isn't iterable",)`);
  });
  it.each<[string, Value]>([
    ['tuple', tuple(1, 2)],
    ['list', [1, 2]],
    ['dict', lazy(1, 2)],
    ['set', new Set([1, 2])],
  ])('iterates a %s in a buffer of four words', (_kind, seq) => {
    const source = v.of(seq);
    const buf = rt.heap.root(rt.alloc(4 * rt.W));
    expect(getiter(rt, source, buf)).toBe(buf);
    expect([v.show(iternext(rt, buf)), v.show(iternext(rt, buf))].sort()).toEqual(['1', '2']);
    expect(iternext(rt, buf)).toBe(STOP_ITERATION);
    // What machine code writes over it ends the iteration or faults, nothing else.
    rt.stPtr(buf + 2 * rt.W, 0x1234_5678);
    expect(() => iternext(rt, buf)).toThrow(/load-access/);
  });
  it('are needed to compare: machine code may call the slot with anything', () => {
    for (const op of [EQUAL, LESS]) {
      expect(() => sequenceCompare(rt, op, v.of('text'), v.of([0]))).toThrow(GuestFault);
      expect(() => sequenceCompare(rt, op, v.of([0]), 5)).toThrow(GuestFault);
    }
  });
});
