// Expected texts are those of the boards (dialect.json, sections list and sort).
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { printObject } from '../core/print.js';
import { PRINT_REPR, StringPrinter } from '../core/printer.js';
import { smallInt, smallIntValue, type Word } from '../core/word.js';
import { MODES, slice, testValues, tuple, type Value, type Values, word } from '../test-values.fixture.js';
import { listType } from './list.js';

describe.each(MODES)('list on $board, gcStress $gcStress', (mode) => {
  const v: Values = testValues(mode);
  const show = (value: Value): string => v.show(v.of(value));
  const op = (a: Value, symbol: string, b: Value): string => v.outcome(() => v.op(a, symbol, b));
  const get = (a: Value, index: Value): string => v.outcome(() => v.get(a, index));
  /** The list after `change`. */
  const changed = (items: Value[], change: (list: number) => unknown): string => {
    const list = v.of(items);
    const error = v.outcome(() => void change(list));
    return error === 'None' ? v.show(list) : error;
  };
  const method = (items: Value[], name: string, ...args: Value[]): string =>
    v.outcome(() => v.method(v.of(items), name, args));

  it('prints', () => {
    expect(show([])).toBe('[]');
    expect(show([1, 'a', null, true, tuple(1), new Map(), [[]]])).toBe("[1, 'a', None, True, (1,), {}, [[]]]");
  });
  it.each<[Value, string, Value, string]>([
    [[1, 2], '+', [3], '[1, 2, 3]'],
    [[1], '*', 3, '[1, 1, 1]'],
    [3, '*', [1], '[1, 1, 1]'],
    [[1], '*', -1, '[]'],
    [[1, 2, 3], '*', true, '[1, 2, 3]'],
    [[1, 2], '==', [1, 2], 'True'],
    [[1], '<', [2], 'True'],
    [[1, 2], '<', [1, 3], 'True'],
    [[1], '<', [1, 1], 'True'],
    [[], '<', [1], 'True'],
    [[1], '!=', [2], 'True'],
    [[1, 2], '>', [1], 'True'],
    [[1, 2], '<=', [1, 2], 'True'],
    [[1, 2], '>', [1, 2], 'False'],
    [1, 'in', [1], 'True'],
    [[1], 'in', [[1]], 'True'],
    [[1], '+', tuple(1), `TypeError("unsupported types for __add__: 'list', 'tuple'",)`],
    [[1], '<', 1, `TypeError("unsupported types for __lt__: 'list', 'int'",)`],
    [[1], '*', 'a', `TypeError("unsupported types for __mul__: 'list', 'str'",)`],
    [[1, 'a'], '<', [1, 2], `TypeError("unsupported types for __gt__: 'int', 'str'",)`],
  ])('%j %s %j', (a, symbol, b, expected) => expect(op(a, symbol, b)).toBe(expected));

  it.each<[Value[], Value, string]>([
    [[1, 2, 3], 0, '1'],
    [[1, 2, 3], -1, '3'],
    [[1, 2, 3], true, '2'],
    [[1, 2, 3], slice(1, null, null), '[2, 3]'],
    [[1, 2, 3], slice(null, null, -1), '[3, 2, 1]'],
    [[1, 2, 3], slice(null, null, 2), '[1, 3]'],
    [[1, 2, 3, 4, 5], slice(4, 1, -2), '[5, 3]'],
    [[1, 2, 3], slice(10, null, null), '[]'],
    [[1, 2, 3], slice(-10, 2, null), '[1, 2]'],
    [[1, 2, 3], slice(null, null, -2), '[3, 1]'],
    [[1], 1, "IndexError('list index out of range',)"],
    [[1], -2, "IndexError('list index out of range',)"],
    [[1], 'a', "TypeError('list indices must be integers, not str',)"],
    [[1], null, "TypeError('list indices must be integers, not NoneType',)"],
    [[1], { float: 1 }, "TypeError('list indices must be integers, not float',)"],
    [[1], slice(null, null, 0), `ValueError("slice step can't be zero",)`],
    [[1], 1n << 80n, "OverflowError('overflow converting long int to machine word',)"],
    [[1, 2], slice(1n << 80n, null, null), "OverflowError('overflow converting long int to machine word',)"],
  ])('%o[%o]', (items, index, expected) => expect(get(items, index)).toBe(expected));

  it('replaces and deletes slices', () => {
    const list = v.of([1, 2, 3, 4, 5]);
    const steps: [() => void, string][] = [
      [() => v.set(list, slice(1, 3, null), [9]), '[1, 9, 4, 5]'],
      [() => v.set(list, slice(1, 1, null), [7, 8]), '[1, 7, 8, 9, 4, 5]'],
      [() => v.set(list, slice(2, null, null), []), '[1, 7]'],
      [() => v.set(list, slice(null, null, null), tuple(1, 2, 3)), '[1, 2, 3]'],
      [() => v.del(list, 0), '[2, 3]'],
      [() => v.del(list, -1), '[2]'],
      [() => v.set(list, slice(0, 0, null), word(list)), '[2, 2]'],
      [() => v.set(list, slice(1, 1, null), [4, 5, 6, 7, 8, 9]), '[2, 4, 5, 6, 7, 8, 9, 2]'],
      [() => v.del(list, slice(1, 7, null)), '[2, 2]'],
      [() => v.del(list, slice(5, 1, null)), '[2, 2]'],
    ];
    for (const [step, expected] of steps) {
      step();
      expect(v.show(list)).toBe(expected);
    }
  });
  it('refuses what the board refuses', () => {
    const x = [1, 2, 3, 4];
    expect(changed(x, (l) => v.set(l, slice(null, null, 2), [9, 9]))).toBe('NotImplementedError()');
    expect(changed(x, (l) => v.del(l, slice(null, null, 2)))).toBe('NotImplementedError()');
    expect(changed([1], (l) => v.set(l, 5, 1))).toBe("IndexError('list index out of range',)");
    expect(changed([1], (l) => v.del(l, 5))).toBe("IndexError('list index out of range',)");
    expect(changed(x, (l) => v.set(l, slice(0, 1, null), 5))).toBe(`TypeError("object 'int' isn't a tuple or list",)`);
    expect(changed(x, (l) => v.set(l, slice(0, 1, null), new Set([3])))).toBe(
      `TypeError("object 'set' isn't a tuple or list",)`,
    );
  });

  it('has its methods', () => {
    const x = v.of([3, 1, 2]);
    const result = (name: string, ...args: Value[]): string =>
      `${v.outcome(() => v.method(x, name, args))} ${v.show(x)}`;
    expect(result('append', 4)).toBe('None [3, 1, 2, 4]');
    expect(result('extend', tuple(5, 6))).toBe('None [3, 1, 2, 4, 5, 6]');
    expect(result('insert', 0, 9)).toBe('None [9, 3, 1, 2, 4, 5, 6]');
    expect(result('insert', -1, 8)).toBe('None [9, 3, 1, 2, 4, 5, 8, 6]');
    expect(result('insert', 100, 7)).toBe('None [9, 3, 1, 2, 4, 5, 8, 6, 7]');
    expect(result('pop')).toBe('7 [9, 3, 1, 2, 4, 5, 8, 6]');
    expect(result('pop', 0)).toBe('9 [3, 1, 2, 4, 5, 8, 6]');
    expect(result('remove', 1)).toBe('None [3, 2, 4, 5, 8, 6]');
    expect(result('reverse')).toBe('None [6, 8, 5, 4, 2, 3]');
    expect(result('sort')).toBe('None [2, 3, 4, 5, 6, 8]');
    expect(result('index', 4)).toBe('2 [2, 3, 4, 5, 6, 8]');
    expect(result('count', 4)).toBe('1 [2, 3, 4, 5, 6, 8]');
    expect(result('copy')).toBe('[2, 3, 4, 5, 6, 8] [2, 3, 4, 5, 6, 8]');
    expect(result('extend', word(x))).toBe('None [2, 3, 4, 5, 6, 8, 2, 3, 4, 5, 6, 8]');
    expect(result('clear')).toBe('None []');
    expect(method([], 'pop')).toBe("IndexError('pop from empty list',)");
    expect(method([1], 'pop', 5)).toBe("IndexError('list index out of range',)");
    expect(method([1], 'pop', 'a')).toBe("TypeError('list indices must be integers, not str',)");
    expect(method([1], 'remove', 2)).toBe("ValueError('object not in sequence',)");
    expect(method([1], 'index', 2)).toBe("ValueError('object not in sequence',)");
    expect(method([1, 2, 1], 'index', 1, 1)).toBe('2');
    expect(method([1, 2, 1], 'index', 1, -1)).toBe('2');
    expect(method([1, 2], 'index', 1, 1, 2)).toBe("ValueError('object not in sequence',)");
    expect(method([1], 'insert', 'a', 1)).toBe('None');
    expect(method([1], 'extend', 1)).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(method([1], 'append')).toBe("TypeError('function takes 2 positional arguments but 1 were given',)");
  });
  it('takes the index of insert from the word as it is', () => {
    expect(changed([0, 1, 2, 3, 4, 5, 6, 7, 8], (l) => v.method(l, 'insert', [false, 'x']))).toBe(
      "[0, 1, 2, 3, 4, 5, 6, 'x', 7, 8]",
    );
    expect(changed([0, 1, 2, 3, 4], (l) => v.method(l, 'insert', [null, 'x']))).toBe("[0, 1, 2, 'x', 3, 4]");
    expect(changed([0, 1], (l) => v.method(l, 'insert', [-(2 ** 40), 'x']))).toMatch(
      mode.board === 'VIRT_RV64' ? /^\['x'/ : /'x'\]$/,
    );
  });
  it('grows and shrinks', () => {
    const list = v.of([]);
    for (let i = 0; i < 200; i++) v.method(list, 'append', [i]);
    expect(v.show(list)).toBe(`[${Array.from({ length: 200 }, (_, i) => i).join(', ')}]`);
    for (let i = 0; i < 195; i++) v.method(list, 'pop', [0]);
    expect(v.show(list)).toBe('[195, 196, 197, 198, 199]');
  });
  it('extends in place with +=, makes a new list with *=', () => {
    const x = v.of([1, 2]);
    expect(v.op(word(x), '+=', 'ab')).toBe(x);
    expect(v.show(x)).toBe("[1, 2, 'a', 'b']");
    expect(v.op(word(x), '*=', 2)).not.toBe(x);
  });
  it('is made from iterables', () => {
    expect(v.outcome(() => v.make(listType, ['ab']))).toBe("['a', 'b']");
    expect(v.outcome(() => v.make(listType, [new Map([[1, 2]])]))).toBe('[1]');
    expect(v.outcome(() => v.make(listType, [1]))).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(v.outcome(() => v.make(listType, [1, 2]))).toBe(
      "TypeError('function expected at most 1 arguments, got 2',)",
    );
    expect(v.outcome(() => v.make(listType, [], { a: 1 }))).toBe(
      `TypeError("function doesn't take keyword arguments",)`,
    );
  });

  describe('sort', () => {
    const sorted = (items: Value[], keywords: Record<string, Value> = {}): string => {
      const list = v.of(items);
      const answer = v.outcome(() => v.method(list, 'sort', [], keywords));
      return answer === 'None' ? v.show(list) : answer;
    };
    const mod = (n: number): Value => word(v.fun1((w) => smallInt(smallIntValue(w) % n)));
    const numbers = (n: number): number[] => Array.from({ length: n }, (_, i) => i);
    it('is the board’s quicksort', () => {
      expect(sorted(numbers(20), { key: mod(3) })).toBe(
        '[9, 15, 6, 12, 18, 0, 3, 10, 13, 16, 19, 7, 4, 1, 17, 2, 8, 11, 14, 5]',
      );
      const first = word(v.fun1((w) => v.get(word(w), 0)));
      expect(
        sorted(
          numbers(30).map((i) => tuple(i % 5, i)),
          { key: first },
        ),
      ).toBe(
        '[(0, 15), (0, 5), (0, 20), (0, 0), (0, 25), (0, 10), (1, 26), (1, 11), (1, 6), (1, 1), (1, 16), (1, 21), ' +
          '(2, 17), (2, 22), (2, 2), (2, 12), (2, 7), (2, 27), (3, 23), (3, 28), (3, 3), (3, 18), (3, 8), (3, 13), ' +
          '(4, 29), (4, 9), (4, 4), (4, 24), (4, 14), (4, 19)]',
      );
    });
    it('orders many ints, small ones or not, either way', () => {
      const random = randomFrom(1);
      for (const limit of [3, 100, 2 ** 30, 2 ** 31]) {
        const items = random.times(50, () => random.below(2 * limit) - limit);
        const ordered = items.toSorted((a, b) => a - b);
        expect(sorted(items)).toBe(show(ordered));
        expect(sorted(items, { reverse: true })).toBe(show(ordered.reverse()));
      }
      expect(sorted([...numbers(20), 'a'])).toMatch(/^TypeError/);
    });
    it('sorts either way and refuses', () => {
      expect(sorted([3, 1, 2], { reverse: true })).toBe('[3, 2, 1]');
      expect(sorted([3, 1, 2], { key: null, reverse: 0 })).toBe('[1, 2, 3]');
      expect(sorted(['b', 'a', 'c'])).toBe("['a', 'b', 'c']");
      expect(sorted([1, 'a'])).toBe(`TypeError("unsupported types for __lt__: 'int', 'str'",)`);
      expect(sorted([1], { foo: 1 })).toBe("TypeError('extra keyword arguments given',)");
      expect(method([1], 'sort', 1)).toBe("TypeError('extra positional arguments given',)");
    });
    it('survives a key that changes the list', () => {
      const list = v.of([3, 2, 1]);
      const key = v.fun1((w) => {
        v.method(list, 'append', [1]);
        return w;
      });
      v.method(list, 'sort', [], { key: word(key) });
      expect(v.show(v.of(smallIntValue(v.unary(5, word(list)))))).toBe('8');
      const shrinking = v.of([3, 2, 1]);
      const clear = v.fun1((w) => {
        v.method(shrinking, 'clear');
        return w;
      });
      expect(v.outcome(() => v.method(shrinking, 'sort', [], { key: word(clear) }))).toMatch(/^ValueError/);
    });
  });

  // Room as the vectors had it: 10240 bytes less module level and the frames of print().
  it('prints itself as often as the board does', () => {
    const { rt } = v;
    const room = rt.is64 ? 10240 - 832 - 176 : 10240 - 496 - 128;
    const levels = (o: Word, open: string): number => {
      const printer = new StringPrinter();
      const frame = rt.enter(rt.config.stackBytes - rt.stackUse() - room);
      const error = v.outcome(() => printObject(rt, printer, o, PRINT_REPR));
      rt.leave(frame);
      expect(error).toBe("RuntimeError('maximum recursion depth exceeded',)");
      return printer.text.split(open).length - 1;
    };
    const list = v.of([1, 2]);
    v.method(list, 'append', [word(list)]);
    expect(levels(list, '[')).toBe(rt.is64 ? 192 : 300);
    const dict = v.of(new Map());
    v.set(dict, 'a', word(dict));
    expect(levels(dict, '{')).toBe(rt.is64 ? 82 : 150);
  });

  it('faults on fields that machine code broke', () => {
    const { rt } = v;
    const list = v.of([1, 2]);
    rt.setField(list, 2, 0x7000_0000);
    expect(() => v.show(list)).toThrow(/bad-object/);
    expect(() => v.method(list, 'reverse')).toThrow(/bad-object/);
    rt.setField(list, 2, 2);
    rt.setField(list, 3, 0x100);
    expect(() => v.get(word(list), 0)).toThrow(/bad-object/);
    expect(() => v.method(list, 'append', [1])).toThrow(/bad-object/);
  });
});
