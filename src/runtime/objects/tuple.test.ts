// Expected texts are those of the boards (dialect.json, sections tuple and hashlib collections).
import { describe, expect, it } from 'vitest';
import { loadAttr, storeAttr } from '../core/attr.js';
import type { Word } from '../core/word.js';
import { MODES, slice, testValues, tuple, type Value, word } from '../test-values.fixture.js';
import { newAttrTuple } from './attrtuple.js';
import { namedtuple } from './namedtuple.js';
import { emptyTuple, tupleType } from './tuple.js';

const HASH = 6;

describe.each(MODES)('tuple on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const { rt } = v;
  const op = (a: Value, symbol: string, b: Value): string => v.outcome(() => v.op(a, symbol, b));

  it.each<[Value, string, Value, string]>([
    [tuple(1), '+', tuple(2), '(1, 2)'],
    [tuple(1), '*', 3, '(1, 1, 1)'],
    [tuple(1, 2), '==', tuple(1, 2), 'True'],
    [tuple(1, 2), '<', tuple(1, 3), 'True'],
    [tuple(1), '<', tuple(1, 0), 'True'],
    [tuple(1), '==', [1], 'False'],
    [tuple(tuple(1, 2), 3), '==', tuple(tuple(1, 2), 3), 'True'],
    [tuple(1), '+', [1], `TypeError("unsupported types for __add__: 'tuple', 'list'",)`],
    [1, '<', tuple(1), `TypeError("unsupported types for __lt__: 'int', 'tuple'",)`],
    [tuple(1), '+=', tuple(2), '(1, 2)'],
    [tuple(1), '*=', 2, '(1, 1)'],
  ])('%j %s %j', (a, symbol, b, expected) => expect(op(a, symbol, b)).toBe(expected));

  it.each<[Value, string]>([
    [0, '1'],
    [-1, '3'],
    [true, '2'],
    [slice(1, null, null), '(2, 3)'],
    [slice(2, 1, null), '()'],
    [slice(null, null, -1), "NotImplementedError('only slices with step=1 (aka None) are supported',)"],
    [3, "IndexError('tuple index out of range',)"],
    ['a', "TypeError('tuple indices must be integers, not str',)"],
  ])('(1, 2, 3)[%j]', (index, expected) => expect(v.outcome(() => v.get(tuple(1, 2, 3), index))).toBe(expected));

  it('is immutable and one when empty', () => {
    const t = v.of(tuple(1, 2));
    expect(v.outcome(() => v.set(t, 0, 1))).toBe(`TypeError("'tuple' object doesn't support item assignment",)`);
    expect(v.outcome(() => v.del(t, 0))).toBe(`TypeError("'tuple' object doesn't support item deletion",)`);
    expect(v.of(tuple())).toBe(emptyTuple(rt));
    expect(v.get(word(t), slice(2, null, null))).toBe(emptyTuple(rt));
    expect(v.make(tupleType)).toBe(emptyTuple(rt));
    expect(v.make(tupleType, [word(t)])).toBe(t);
  });
  it('has its methods and hash', () => {
    const t = v.of(tuple(1, 2, 1));
    expect(v.show(v.method(t, 'count', [1]))).toBe('2');
    expect(v.show(v.method(t, 'index', [1, 1]))).toBe('2');
    expect(v.outcome(() => v.method(t, 'index', [7]))).toBe("ValueError('object not in sequence',)");
    expect(v.show(v.make(tupleType, ['ab']))).toBe("('a', 'b')");
    expect(v.show(v.unary(HASH, tuple(1, 2)))).toBe(v.show(v.unary(HASH, tuple(2, 1))));
    expect(v.outcome(() => v.unary(HASH, tuple(1, [])))).toBe(`TypeError("unsupported type for __hash__: 'list'",)`);
  });

  describe('named', () => {
    const make = (name: string, fields: Value): Word => rt.heap.root(namedtuple(rt, v.of(name), v.of(fields)));
    const attr = (o: Word, name: string): Word => loadAttr(rt, o, rt.qstrs.intern(name));
    it('works as a tuple with names', () => {
      const P = make('P', ['x', 'y']);
      const p = v.call(P, [1, 2]);
      expect(v.show(p)).toBe('P(x=1, y=2)');
      expect(v.show(attr(p, 'x'))).toBe('1');
      expect(v.show(v.get(word(p), 1))).toBe('2');
      expect(op(word(p), '==', tuple(1, 2))).toBe('True');
      expect(op(tuple(1, 2), '==', word(p))).toBe('True');
      expect(v.show(v.call(P, [], { y: 5, x: 4 }))).toBe('P(x=4, y=5)');
      expect(v.items(p)).toEqual(['1', '2']);
      expect(v.show(v.unary(HASH, word(p)))).toBe(v.show(v.unary(HASH, tuple(1, 2))));
      expect(op(word(p), '+', tuple(3))).toBe('(1, 2, 3)');
      expect(v.show(P)).toBe("<class 'P'>");
      expect(v.show(v.get(word(p), slice(null, 1, null)))).toBe('(1,)');
    });
    it('takes its fields from a str or a sequence', () => {
      expect(v.show(v.call(make('Q', 'a b  c'), [1, 2, 3]))).toBe('Q(a=1, b=2, c=3)');
      expect(v.show(v.call(make('R', tuple('z')), [5]))).toBe('R(z=5)');
      expect(v.show(v.call(make('E', tuple())))).toBe('E()');
      expect(v.outcome(() => make('T', 5))).toBe(`TypeError("object 'int' isn't a tuple or list",)`);
    });
    it('refuses', () => {
      const P = make('P', 'x y');
      const p = v.call(P, [1, 2]);
      const error = (args: Value[], keywords = {}): string => v.outcome(() => v.call(P, args, keywords));
      expect(error([1])).toBe("TypeError('function takes 2 positional arguments but 1 were given',)");
      expect(error([1, 2, 3])).toBe("TypeError('function takes 2 positional arguments but 3 were given',)");
      expect(error([1], { z: 3 })).toBe(`TypeError("unexpected keyword argument 'z'",)`);
      expect(error([1], { x: 3 })).toBe(`TypeError("function got multiple values for argument 'x'",)`);
      expect(v.outcome(() => storeAttr(rt, p, rt.qstrs.intern('x'), v.of(5)))).toBe(
        `AttributeError("can't set attribute",)`,
      );
      expect(v.outcome(() => attr(p, 'z'))).toBe(`AttributeError("'P' object has no attribute 'z'",)`);
      expect(v.outcome(() => v.get(word(p), 2))).toBe("IndexError('P index out of range',)");
    });
  });

  it('has attributes where the runtime names the items', () => {
    const at = rt.sp;
    rt.push(v.of('micropython'));
    rt.push(v.of(tuple(1, 29)));
    const t = newAttrTuple(rt, ['name', 'version'], at);
    rt.sp = at;
    expect(v.show(t)).toBe("(name='micropython', version=(1, 29))");
    expect(v.show(loadAttr(rt, t, rt.qstrs.intern('name')))).toBe("'micropython'");
    expect(v.items(t)).toEqual(["'micropython'", '(1, 29)']);
    expect(v.outcome(() => loadAttr(rt, t, rt.qstrs.intern('foo')))).toBe(
      `AttributeError("'tuple' object has no attribute 'foo'",)`,
    );
    expect(v.outcome(() => storeAttr(rt, t, rt.qstrs.intern('name'), v.of(5)))).toBe(
      `AttributeError("'tuple' object has no attribute 'name'",)`,
    );
  });
});
