// enumerate, filter, map, zip, reversed and deque. Expected texts are those of the boards (dialect.json, sections calls
// and hashlib collections).
import { describe, expect, it } from 'vitest';
import type { TypeDef } from '../core/typedef.js';
import { boolWord, smallInt, smallIntValue, type Word } from '../core/word.js';
import { MODES, slice, testValues, tuple, type Value, word } from '../test-values.fixture.js';
import { dequeType } from './deque.js';
import { enumerateType } from './enumerate.js';
import { filterType } from './filter.js';
import { listType } from './list.js';
import { mapObjectType } from './map-object.js';
import { rangeType } from './range.js';
import { reversedType } from './reversed.js';
import { zipType } from './zip.js';

describe.each(MODES)('lazy iterators on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const list = (type: TypeDef, args: Value[], keywords: Record<string, Value> = {}): string =>
    v.outcome(() => v.make(listType, [word(v.make(type, args, keywords))]));

  it('enumerates', () => {
    expect(list(enumerateType, ['ab', 5])).toBe("[(5, 'a'), (6, 'b')]");
    expect(list(enumerateType, ['ab'], { start: 1 })).toBe("[(1, 'a'), (2, 'b')]");
    expect(list(enumerateType, [])).toBe(`TypeError("'iterable' argument required",)`);
    expect(list(enumerateType, ['a'], { b: 1 })).toBe("TypeError('extra keyword arguments given',)");
    expect(list(enumerateType, ['a', 1, 2])).toBe("TypeError('extra positional arguments given',)");
    expect(list(enumerateType, [5])).toBe(`TypeError("'int' object isn't iterable",)`);
  });
  it('maps and filters', () => {
    const double = word(v.fun1((w) => smallInt(smallIntValue(w) * 2)));
    const large = word(v.fun1((w) => boolWord(smallIntValue(w) > 1)));
    expect(list(mapObjectType, [double, [1, 2, 3]])).toBe('[2, 4, 6]');
    expect(list(mapObjectType, [word(v.rt.type(zipType)), [1]])).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(list(mapObjectType, [word(v.rt.type(rangeType)), [1, 2], [3, 4, 5]])).toBe('[range(1, 3), range(2, 4)]');
    expect(list(mapObjectType, [5, [1]])).toBe(`TypeError("'int' object isn't callable",)`);
    expect(list(mapObjectType, [])).toBe("TypeError('function missing 2 required positional arguments',)");
    expect(list(filterType, [null, [0, 1, 2]])).toBe('[1, 2]');
    expect(list(filterType, [large, [1, 2, 3]])).toBe('[2, 3]');
    expect(list(filterType, [null])).toBe("TypeError('function takes 2 positional arguments but 1 were given',)");
  });
  it('zips and reverses', () => {
    expect(list(zipType, [])).toBe('[]');
    expect(list(zipType, ['ab', [1, 2], tuple(3, 4)])).toBe("[('a', 1, 3), ('b', 2, 4)]");
    expect(list(zipType, [[1, 2], [3]])).toBe('[(1, 3)]');
    expect(list(zipType, [[1]], { strict: true })).toBe(`TypeError("function doesn't take keyword arguments",)`);
    expect(list(reversedType, [[1, 2, 3]])).toBe('[3, 2, 1]');
    expect(list(reversedType, ['abc'])).toBe("['c', 'b', 'a']");
    expect(list(reversedType, [word(v.make(rangeType, [3]))])).toBe('[2, 1, 0]');
    expect(list(reversedType, [5])).toBe(`TypeError("object of type 'int' has no len()",)`);
    expect(v.show(v.make(reversedType, [[]]))).toBe('<reversed>');
  });

  describe('deque', () => {
    const D = (...args: Value[]): Word => v.make(dequeType, args);
    const error = (fn: () => unknown): string => v.outcome(() => void fn());
    const run = (d: Word, name: string, ...args: Value[]): string => v.outcome(() => v.method(d, name, args));
    it('is a ring', () => {
      const d = D(tuple(), 3);
      run(d, 'append', 1);
      run(d, 'append', 2);
      run(d, 'appendleft', 0);
      expect(v.items(d)).toEqual(['0', '1', '2']);
      expect(v.show(v.get(word(d), -1))).toBe('2');
      run(d, 'append', 9);
      expect(v.items(d)).toEqual(['1', '2', '9']);
      expect(`${run(d, 'pop')} ${run(d, 'popleft')} ${v.items(d)}`).toBe('9 1 2');
      run(d, 'extend', [7, 8, 9]);
      v.set(d, 0, 5);
      expect(v.items(d)).toEqual(['5', '8', '9']);
      run(d, 'appendleft', 4);
      expect(v.items(d)).toEqual(['4', '5', '8']);
      expect(v.items(D([1, 2, 3], 2))).toEqual(['2', '3']);
      expect(v.items(D([1, 2, 3], 0))).toEqual([]);
      expect(v.show(v.op(2, 'in', word(D([1, 2, 3], 5))))).toBe('True');
      expect(v.show(v.op(word(D([1], 2)), '==', word(D([1], 2))))).toBe('False');
      expect(v.show(d)).toBe('<deque>');
    });
    it('refuses', () => {
      expect(error(() => D())).toBe("TypeError('function missing 2 required positional arguments',)");
      expect(error(() => D(tuple(), -1))).toBe('ValueError()');
      const full = D([1, 2], 2, 1);
      expect(run(full, 'append', 3)).toBe("IndexError('full',)");
      expect(run(full, 'appendleft', 3)).toBe("IndexError('full',)");
      expect(run(D(tuple(), 2), 'pop')).toBe("IndexError('empty',)");
      expect(run(D(tuple(), 2), 'popleft')).toBe("IndexError('empty',)");
      const d = word(D([1], 2));
      expect(v.outcome(() => v.get(d, 1))).toBe("IndexError('deque index out of range',)");
      expect(v.outcome(() => v.get(d, 'a'))).toBe("TypeError('deque indices must be integers, not str',)");
      expect(v.outcome(() => v.get(d, slice(0, 1, null)))).toBe(
        "TypeError('deque indices must be integers, not slice',)",
      );
      expect(error(() => v.del(v.of(d), 0))).toBe(`TypeError("'deque' object doesn't support item deletion",)`);
      expect(error(() => D(tuple(), 1n << 40n))).toMatch(/^(MemoryError|OverflowError)/);
    });
  });
});
