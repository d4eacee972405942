// Expected texts are those of the boards (dialect.json, sections dict, OrderedDict and ordering model).
import { describe, expect, it } from 'vitest';
import type { Word } from '../core/word.js';
import { MODES, testValues, tuple, type Value, word } from '../test-values.fixture.js';
import { dictCopy, dictStore, dictType, newDict, orderedDictType } from './dict.js';

const map = (...pairs: [Value, Value][]): Value => new Map(pairs);

describe.each(MODES)('dict on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const { rt } = v;
  const op = (a: Value, symbol: string, b: Value): string => v.outcome(() => v.op(a, symbol, b));
  const dict = (args: Value[] = [], keywords: Record<string, Value> = {}): string =>
    v.outcome(() => v.make(dictType, args, keywords));
  const method = (d: Word, name: string, ...args: Value[]): string => v.outcome(() => v.method(d, name, args));
  const filled = (keys: Value[], value: (i: number) => Value): Word => {
    const d = newDict(rt, 0);
    keys.forEach((key, i) => {
      dictStore(rt, d, v.of(key), v.of(value(i)));
    });
    return d;
  };

  it('keeps the order of the board', () => {
    const show = (m: Value): string => v.show(v.of(m));
    expect(show(map(['one', 1], ['two', 2], ['three', 3], ['four', 4]))).toBe(
      "{'four': 4, 'one': 1, 'two': 2, 'three': 3}",
    );
    expect(dict([], { one: 1, two: 2, three: 3, four: 4 })).toBe("{'four': 4, 'two': 2, 'one': 1, 'three': 3}");
    expect(show(map([10, 1], [20, 2], [30, 3]))).toBe('{30: 3, 10: 1, 20: 2}');
    expect(show(map([-1, 0], [-2, 1], [5, 2]))).toBe('{-1: 0, 5: 2, -2: 1}');
    expect(show(map([1, 'a'], [true, 'b'], [{ float: 1 }, 'c']))).toBe("{1: 'c'}");
    const squares = filled(
      Array.from({ length: 40 }, (_, i) => i * i),
      () => 0,
    );
    expect(v.items(squares).join(' ')).toBe(
      '0 1 49 144 4 1225 100 900 196 9 1089 289 529 576 484 625 16 64 676 441 1369 961 256 1521 400 25 729 121 1156 ' +
        '169 1296 784 361 81 1444 36 225 1024 841 324',
    );
    const texts = filled(
      Array.from({ length: 40 }, (_, i) => `${i}`),
      () => 0,
    );
    expect(v.items(texts).join(' ').replaceAll("'", '')).toBe(
      '22 21 20 6 2 1 29 28 15 16 17 9 8 10 11 12 13 14 0 18 19 3 39 36 37 34 35 32 33 30 31 38 27 26 25 24 23 5 4 7',
    );
  });
  it('keeps the order through removals', () => {
    const d = filled(
      Array.from({ length: 30 }, (_, i) => `k${i}`),
      (i) => i,
    );
    for (let i = 0; i < 30; i += 2) v.del(d, `k${i}`);
    for (let i = 0; i < 5; i++) v.set(d, `n${i}`, i);
    expect(v.show(d)).toBe(
      "{'k7': 7, 'k5': 5, 'k3': 3, 'k17': 17, 'k15': 15, 'k13': 13, 'k11': 11, 'k1': 1, 'k21': 21, 'k23': 23, " +
        "'k27': 27, 'k19': 19, 'n3': 3, 'n2': 2, 'n1': 1, 'n0': 0, 'k29': 29, 'n4': 4, 'k25': 25, 'k9': 9}",
    );
  });
  it('is made from mappings, pairs and keywords', () => {
    expect(dict()).toBe('{}');
    expect(dict([[tuple(1, 2)]])).toBe('{1: 2}');
    expect(dict([map([1, 2])], { b: 3 })).toBe("{'b': 3, 1: 2}");
    expect(dict([['ab', 'cd']])).toBe("{'a': 'b', 'c': 'd'}");
    expect(dict([1])).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(dict([[1, 2]])).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(dict(['ab'])).toBe("ValueError('dict update sequence has wrong length',)");
    expect(dict([map(), map()])).toBe("TypeError('function expected at most 2 arguments, got 3',)");
  });
  it.each<[Value, string, Value, string]>([
    [map(['a', 1], ['b', 2]), '==', map(['b', 2], ['a', 1]), 'True'],
    [map([1, 2]), '!=', map([1, 3]), 'True'],
    [map(), '==', map(), 'True'],
    [map([1, 2]), '==', [tuple(1, 2)], 'False'],
    [map([1, 2]), '<', map([1, 3]), `TypeError("unsupported types for __lt__: 'dict', 'dict'",)`],
    [map([1, 2]), '+', map([3, 4]), `TypeError("unsupported types for __add__: 'dict', 'dict'",)`],
    [map([1, 2]), '|', map([3, 4]), '{3: 4, 1: 2}'],
    [map([1, 2]), '|', map([1, 9]), '{1: 9}'],
    [map([1, 2]), '|', [tuple(3, 4)], '{3: 4, 1: 2}'],
    [map([1, 2]), '|=', map([3, 4]), '{3: 4, 1: 2}'],
    [1, 'in', map([1, 2]), 'True'],
    ['x', 'in', map(), 'False'],
  ])('%o %s %o', (a, symbol, b, expected) => expect(op(a, symbol, b)).toBe(expected));
  it('looks up', () => {
    expect(v.show(v.get(map([tuple(1, 2), 3]), tuple(1, 2)))).toBe('3');
    const miss = (key: Value): string => v.outcome(() => v.get(map(), key));
    expect(miss('a')).toBe("KeyError('a',)");
    expect(miss(tuple(1, 2))).toBe('KeyError((1, 2),)');
    expect(miss(null)).toBe('KeyError(None,)');
    expect(miss([])).toBe('KeyError([],)');
    expect(v.outcome(() => v.get(map([1, 2]), []))).toBe(`TypeError("unsupported type for __hash__: 'list'",)`);
    expect(v.outcome(() => v.of(map([[], 1])))).toBe(`TypeError("unsupported type for __hash__: 'list'",)`);
    expect(v.outcome(() => v.del(v.of(map([1, 2])), 5))).toBe('KeyError(5,)');
    expect(v.outcome(() => v.del(v.of(map([1, 2])), 1))).toBe('None');
  });
  it('has its methods', () => {
    const d = v.of(map(['a', 1], ['b', 2]));
    expect(method(d, 'pop', 'a')).toBe('1');
    expect(method(d, 'pop', 'z', 9)).toBe('9');
    expect(method(d, 'setdefault', 'c', 5)).toBe('5');
    expect(method(d, 'setdefault', 'c', 6)).toBe('5');
    expect(method(d, 'setdefault', 'e')).toBe('None');
    expect(v.show(d)).toBe("{'e': None, 'c': 5, 'b': 2}");
    expect(method(d, 'keys')).toBe("dict_keys(['e', 'c', 'b'])");
    expect(method(d, 'values')).toBe('dict_values([None, 5, 2])');
    expect(method(d, 'items')).toBe("dict_items([('e', None), ('c', 5), ('b', 2)])");
    expect(method(d, 'get', 'c')).toBe('5');
    expect(method(d, 'get', 'nope')).toBe('None');
    expect(method(d, 'get', 'nope', 7)).toBe('7');
    v.method(d, 'update', [map(['q', 5])], { t: 1 });
    expect(v.items(d).sort()).toEqual(["'b'", "'c'", "'e'", "'q'", "'t'"]);
    const copy = v.method(d, 'copy');
    v.method(copy, 'clear');
    expect(`${v.show(copy)} ${v.items(d).length}`).toBe('{} 5');
    expect(method(v.of(map()), 'pop', 'a')).toBe("KeyError('a',)");
    expect(method(v.of(map()), 'popitem')).toBe("KeyError('popitem(): dictionary is empty',)");
    expect(method(v.of(map(['a', 1])), 'popitem')).toBe("('a', 1)");
    expect(method(v.of(map([1, 2])), '__getitem__', 1)).toBe('2');
    expect(method(v.of(map()), 'update', [1])).toBe(`TypeError("'int' object isn't iterable",)`);
    expect(method(v.of(map()), 'update', [tuple(1, 2, 3)])).toBe(
      "ValueError('dict update sequence has wrong length',)",
    );
  });
  it('makes dicts from keys', () => {
    const fromkeys = (...args: Value[]): string => method(rt.type(dictType), 'fromkeys', ...args);
    expect(fromkeys('abc')).toBe("{'b': None, 'c': None, 'a': None}");
    expect(fromkeys([3, 1, 2], 0)).toBe('{3: 0, 1: 0, 2: 0}');
  });
  it('has views', () => {
    const d = v.of(map([1, 2]));
    const view = (name: string): Value => word(v.method(d, name));
    expect(op(1, 'in', view('keys'))).toBe('True');
    expect(op(1, 'in', view('values'))).toBe('False');
    expect(op(2, 'in', view('values'))).toBe('True');
    expect(op(tuple(1, 2), 'in', view('items'))).toBe('True');
    expect(op(view('keys'), '==', view('keys'))).toBe('False');
    expect(op(view('keys'), '&', new Set([1]))).toBe(`TypeError("unsupported types for __and__: 'dict_view', 'set'",)`);
    expect(v.outcome(() => v.get(view('keys'), 0))).toBe(`TypeError("'dict_view' object isn't subscriptable",)`);
  });
  it('may not be changed when fixed', () => {
    const d = dictCopy(rt, v.of(map(['a', 1])));
    rt.setField(d, 1, rt.field(d, 1) | 2);
    for (const name of ['clear', 'popitem']) expect(method(d, name)).toBe('TypeError()');
    expect(method(d, 'pop', 'a')).toBe('TypeError()');
    expect(method(d, 'setdefault', 'b')).toBe('TypeError()');
    expect(v.outcome(() => v.set(d, 'a', 2))).toBe('TypeError()');
    v.set(v.method(d, 'copy'), 'a', 2);
    expect(v.show(d)).toBe("{'a': 1}");
  });
  it('keeps insertion order in OrderedDict', () => {
    const ordered = (args: Value[], keywords: Record<string, Value> = {}): Word =>
      v.make(orderedDictType, args, keywords);
    const d = ordered([[tuple('b', 1), tuple('a', 2)]]);
    v.set(d, 'c', 3);
    expect(v.show(d)).toBe("OrderedDict({'b': 1, 'a': 2, 'c': 3})");
    expect(method(d, 'popitem')).toBe("('c', 3)");
    expect(v.show(ordered([], { z: 1, y: 2 }))).toBe("OrderedDict({'z': 1, 'y': 2})");
    expect(v.show(ordered([]))).toBe('OrderedDict({})');
    const one = word(ordered([[tuple(1, 2), tuple(3, 4)]]));
    const two = word(ordered([[tuple(3, 4), tuple(1, 2)]]));
    expect(op(one, '==', two)).toBe('False');
    expect(op(one, '==', word(ordered([[tuple(1, 2), tuple(3, 4)]])))).toBe('True');
    expect(op(map([1, 2], [3, 4]), '==', one)).toBe('False');
    v.del(d, 'b');
    v.set(d, 'b', 9);
    expect(v.show(d)).toBe("OrderedDict({'a': 2, 'b': 9})");
    expect(method(d, 'keys')).toBe("dict_keys(['a', 'b'])");
    expect(op(word(d), '|', map([1, 2]))).toBe("OrderedDict({'a': 2, 'b': 9, 1: 2})");
    expect(method(rt.type(orderedDictType), 'fromkeys', 'ab')).toBe("{'a': None, 'b': None}");
  });
});
