// Expected texts are those of the boards (dialect.json, section set).
import { describe, expect, it } from 'vitest';
import { MODES, testValues, tuple, type Value, word } from '../test-values.fixture.js';
import { frozensetType, setType } from './set.js';

const S = (...items: Value[]): Value => new Set(items);

describe.each(MODES)('set on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const { rt } = v;
  const op = (a: Value, symbol: string, b: Value): string => v.outcome(() => v.op(a, symbol, b));
  const frozen = (...items: Value[]): Value => word(v.make(frozensetType, [items]));
  const show = (value: Value): string => v.show(v.of(value));
  const method = (set: Value, name: string, ...args: Value[]): string =>
    v.outcome(() => v.method(v.of(set), name, args));

  it('prints in slot order', () => {
    expect(show(S())).toBe('set()');
    expect(show(S(1, 2, 3))).toBe('{3, 1, 2}');
    expect(show(S(3, 1, 2))).toBe('{3, 1, 2}');
    expect(v.show(v.make(setType, ['hello']))).toBe("{'e', 'h', 'l', 'o'}");
    expect(v.show(v.make(setType, [[3, 1, 2]]))).toBe('{1, 2, 3}');
    expect(show(frozen())).toBe('frozenset()');
    expect(show(frozen(1, 2))).toBe('frozenset({2, 1})');
    expect(show(S(10, 20, 30, 40, 50))).toBe('{10, 20, 30, 40, 50}');
    expect(show(S('x', 'y', 'z'))).toBe("{'x', 'z', 'y'}");
  });
  it('keeps the order through growth and removal', () => {
    const set = v.make(setType);
    for (let i = 0; i < 25; i++) v.method(set, 'add', [(i * 11) % 37]);
    expect(v.show(set)).toBe(
      '{0, 29, 2, 3, 32, 33, 6, 7, 36, 35, 10, 11, 9, 13, 14, 31, 5, 17, 18, 20, 21, 22, 24, 25, 28}',
    );
    for (let i = 0; i < 25; i += 3) v.method(set, 'discard', [(i * 11) % 37]);
    expect(v.show(set)).toBe('{2, 3, 32, 6, 7, 36, 35, 10, 11, 14, 31, 18, 20, 22, 24, 28}');
  });
  it.each<[Value, string, Value, string]>([
    [S(1, 2), '|', S(2, 3), '{1, 2, 3}'],
    [S(1, 2), '&', S(2, 3), '{2}'],
    [S(1, 2), '-', S(2, 3), '{1}'],
    [S(1, 2), '^', S(2, 3), '{3, 1}'],
    [S(1), '<', S(1, 2), 'True'],
    [S(1), '<=', S(1), 'True'],
    [S(1, 2), '>', S(1), 'True'],
    [S(1), '>=', S(2), 'False'],
    [S(1), '==', S(1), 'True'],
    [S(1), '!=', S(2), 'True'],
    [S(1), '<', S(2), 'False'],
    [S(tuple(1, 2), tuple(0, 1)), '==', S(tuple(0, 1), tuple(1, 2)), 'True'],
    [S(1), '|', [2], `TypeError("unsupported types for __or__: 'set', 'list'",)`],
    [S(1), '+', S(2), `TypeError("unsupported types for __add__: 'set', 'set'",)`],
    [S(1), '<', [1], `TypeError("unsupported types for __lt__: 'set', 'list'",)`],
    [1, 'in', S(1), 'True'],
    [1, 'in', S(true, 'a'), 'True'],
    [0, 'in', S('a', 2 ** 40, false), 'True'],
    [2, 'in', S(true, 'a', -2), 'False'],
    [-2, 'in', S('b', -2, 3), 'True'],
    ['b', 'in', S(0, 'a', 'b'), 'True'],
    ['c', 'in', S(0, 'a', 'b'), 'False'],
    [[], 'in', S(), 'False'],
    [[], 'in', S(1), `TypeError("unsupported type for __hash__: 'list'",)`],
  ])('%o %s %o', (a, symbol, b, expected) => expect(op(a, symbol, b)).toBe(expected));

  it('mixes with frozenset', () => {
    expect(op(frozen(1), '|', S(2))).toBe('frozenset({2, 1})');
    expect(op(S(2), '|', frozen(1))).toBe('{2, 1}');
    expect(op(S(1), '==', frozen(1))).toBe('True');
    expect(op(frozen(1), '==', S(1))).toBe('True');
    expect(show(new Map([[frozen(1), 2]]))).toBe('{frozenset({1}): 2}');
    expect(v.show(v.unary(6, frozen(1, 2)))).toBe(v.show(v.unary(6, frozen(2, 1))));
    expect(v.outcome(() => v.unary(6, S(1)))).toBe(`TypeError("unsupported type for __hash__: 'set'",)`);
    expect(method(frozen(1), 'add', 2)).toBe(`AttributeError("'frozenset' object has no attribute 'add'",)`);
  });
  it('takes iterables in methods', () => {
    expect(method(S(1), 'union', [2, 3])).toBe('{1, 2, 3}');
    expect(method(S(1), 'union', 'a')).toBe("{'a', 1}");
    expect(method(S(1, 2), 'intersection', [2])).toBe('{2}');
    expect(method(S(1, 2), 'difference', [1], [2])).toBe('set()');
    expect(method(S(1, 2), 'difference', [7, 1, 8, 2])).toBe('set()');
    expect(method(S(1, 2), 'symmetric_difference', [7, 1, 8])).toBe('{8, 2, 7}');
    expect(method(S(1, 2), 'symmetric_difference', [2, 3])).toBe('{3, 1}');
    expect(method(S(1), 'isdisjoint', [2])).toBe('True');
    expect(method(S(1), 'issubset', [1, 2])).toBe('True');
    expect(method(S(1, 2), 'issuperset', [1])).toBe('True');
    expect(method(S(1), 'union', [2], [3])).toBe(
      "TypeError('function takes 2 positional arguments but 3 were given',)",
    );
    expect(method(S(1), 'union', 5)).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(method(S(1), 'remove', 2)).toBe('KeyError(2,)');
    expect(method(S(), 'pop')).toBe("KeyError('pop from an empty set',)");
    expect(method(S(1), 'add', [])).toBe(`TypeError("unsupported type for __hash__: 'list'",)`);
  });
  it('updates in place', () => {
    const s = v.of(S(1, 2, 3));
    const result = (name: string, ...args: Value[]): string => `${method(word(s), name, ...args)} ${v.show(s)}`;
    v.method(s, 'add', [4]);
    v.method(s, 'remove', [1]);
    v.method(s, 'discard', [99]);
    v.method(s, 'update', [[7], [8]]);
    expect(v.show(v.method(s, 'pop'))).toBe('7');
    expect(result('intersection_update', [2, 7, 8])).toBe('None {2, 8}');
    expect(result('difference_update', [7])).toBe('None {2, 8}');
    expect(result('symmetric_difference_update', [8, 9])).toBe('None {2, 9}');
    expect(result('clear')).toBe('None set()');
    const t = v.of(S(1));
    expect(v.op(word(t), '|=', S(2))).toBe(t);
    expect(v.show(t)).toBe('{2, 1}');
    expect(v.op(word(t), '&=', S(2))).toBe(t);
    expect(v.op(word(t), '-=', S(2))).toBe(t);
    expect(v.op(word(t), '^=', S(5))).toBe(t);
    expect(v.show(t)).toBe('{5}');
    expect(v.op(word(t), '^=', word(t))).toBe(t);
    expect(v.show(t)).toBe('set()');
  });
  it('faults on fields that machine code broke', () => {
    const s = v.of(S(1));
    rt.setField(s, 1, 0x7000_0000);
    expect(() => v.show(s)).toThrow(/bad-object/);
    expect(() => v.method(s, 'add', [3])).toThrow(/bad-object/);
  });
});
