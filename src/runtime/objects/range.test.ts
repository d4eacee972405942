// Expected texts are those of the boards (dialect.json, sections range and slice).
import { describe, expect, it } from 'vitest';
import { loadAttr } from '../core/attr.js';
import { MODES, slice, testValues, type Value, word } from '../test-values.fixture.js';
import { listType } from './list.js';
import { rangeType } from './range.js';

describe.each(MODES)('range on $board, gcStress $gcStress', (mode) => {
  const v = testValues(mode);
  const { rt } = v;
  const wide = mode.board === 'VIRT_RV64';
  const R = (...args: Value[]): Value => word(v.make(rangeType, args));
  const range = (...args: Value[]): string => v.outcome(() => v.make(rangeType, args));
  const list = (...args: Value[]): string => v.outcome(() => v.make(listType, [R(...args)]));
  const get = (r: Value, index: Value): string => v.outcome(() => v.get(r, index));
  const LONG = "OverflowError('overflow converting long int to machine word',)";

  it('prints and counts', () => {
    expect(range(3)).toBe('range(0, 3)');
    expect(range(1, 10, 2)).toBe('range(1, 10, 2)');
    expect(range(-5, 5, 2)).toBe('range(-5, 5, 2)');
    expect(list(10, 0, -3)).toBe('[10, 7, 4, 1]');
    expect(list(0)).toBe('[]');
    expect(v.show(v.unary(5, R(0, 10, 3)))).toBe('4');
    expect(v.show(v.unary(4, R(0)))).toBe('False');
    expect(v.items(v.of(R(2, -3, -2)))).toEqual(['2', '0', '-2']);
  });
  it('takes any machine word', () => {
    expect(range(2 ** 31, 2 ** 31 + 2)).toBe(wide ? 'range(2147483648, 2147483650)' : LONG);
    expect(wide ? list(1n << 62n, (1n << 62n) + 2n) : range(1n << 62n)).toBe(
      wide ? '[4611686018427387904, 4611686018427387905]' : LONG,
    );
    expect(range(1n << 70n)).toBe(LONG);
    const end = wide ? (1n << 63n) - 1n : (1n << 31n) - 1n;
    expect(list(end - 1n, end)).toBe(`[${end - 1n}]`);
    expect(v.show(v.unary(5, R(-end, end)))).toBe(`${2n * end}`);
    expect(get(R(-end, end, 2), -1)).toBe(`${end - 2n}`);
  });
  it('refuses', () => {
    expect(range()).toBe("TypeError('function missing 1 required positional arguments',)");
    expect(range('a')).toBe(`TypeError("can't convert str to int",)`);
    expect(range({ float: 1 })).toBe(`TypeError("can't convert float to int",)`);
    expect(range(1, 2, 3, 4)).toBe("TypeError('function expected at most 3 arguments, got 4',)");
    expect(range(1, 2, 0)).toBe("ValueError('zero step',)");
    expect(v.outcome(() => v.unary(6, R(5)))).toBe(`TypeError("unsupported type for __hash__: 'range'",)`);
    expect(v.outcome(() => v.op(R(5), '<', R(6)))).toBe(`TypeError("unsupported types for __lt__: 'range', 'range'",)`);
    expect(v.show(v.op(R(3), '==', R(3)))).toBe('False');
  });
  it('is indexed and sliced', () => {
    expect(get(R(5), 1)).toBe('1');
    expect(get(R(5), -1)).toBe('4');
    expect(get(R(5), 5)).toBe("IndexError('range index out of range',)");
    expect(get(R(5), -6)).toBe("IndexError('range index out of range',)");
    expect(get(R(5), 'a')).toBe("TypeError('range indices must be integers, not str',)");
    expect(get(R(10), slice(2, 5, null))).toBe('range(2, 5)');
    expect(get(R(10), slice(null, null, 2))).toBe('range(0, 10, 2)');
    expect(get(R(10), slice(null, null, -1))).toBe('range(9, -1, -1)');
    expect(v.show(v.op(3, 'in', R(5)))).toBe('True');
    expect(v.show(v.op('a', 'in', R(5)))).toBe('False');
    const attr = (name: string): string => v.show(loadAttr(rt, v.of(R(1, 7, 2)), rt.qstrs.intern(name)));
    expect(['start', 'stop', 'step'].map(attr)).toEqual(['1', '7', '2']);
  });
  it('has slices with parts and indices', () => {
    const s = v.of(slice(1, 10, 2));
    expect(v.show(s)).toBe('slice(1, 10, 2)');
    expect(v.show(v.of(slice(null, 5, null)))).toBe('slice(None, 5, None)');
    const attr = (name: string): string => v.outcome(() => loadAttr(rt, s, rt.qstrs.intern(name)));
    expect(['start', 'stop', 'step'].map(attr)).toEqual(['1', '10', '2']);
    expect(attr('foo')).toBe(`AttributeError("'slice' object has no attribute 'foo'",)`);
    const indices = (part: Value, ...args: Value[]): string => v.outcome(() => v.method(v.of(part), 'indices', args));
    expect(indices(slice(1, 10, 2), 5)).toBe('(1, 5, 2)');
    expect(indices(slice(-3, null, -1), 10)).toBe('(7, -1, -1)');
    expect(indices(slice(null, null, 2), 7)).toBe('(0, 7, 2)');
    expect(indices(slice(5, 1, null), 3)).toBe('(3, 1, 1)');
    expect(indices(slice(1, 2, 3))).toBe("TypeError('function takes 2 positional arguments but 1 were given',)");
    expect(v.outcome(() => v.unary(6, word(s)))).toBe(`TypeError("unsupported type for __hash__: 'slice'",)`);
  });
});
