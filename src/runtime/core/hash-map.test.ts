import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { nextMapSize } from '../../abi/index.js';
import { dictGet, dictMap, dictRemove, dictStore, newDict, orderedDictType } from '../objects/dict.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { MODES, testValues, type Value, Values, word } from '../test-values.fixture.js';
import { hashBstr } from './bstr.js';
import { mapAlloc, mapEntries, mapLookup, mapTable, mapUsed } from './hash-map.js';
import type { Runtime } from './runtime.js';
import { NULL, qstrWord, smallInt, type Word } from './word.js';

const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;

function keys(v: Values, dict: Word): string {
  return [...mapEntries(v.rt, dictMap(v.rt, dict))].map(({ key }) => v.show(key).replaceAll("'", '')).join(' ');
}
function fill(v: Values, dict: Word, names: readonly Value[]): void {
  for (const name of names) dictStore(v.rt, dict, v.of(name), smallInt(1));
}
const interned = (rt: Runtime, text: string): Value => word(qstrWord(rt.qstrs.intern(text)));

describe.each(MODES)('dict order on $board, gcStress $gcStress', (mode) => {
  const { board } = mode;
  const fresh = (): Values => testValues(mode);

  // native-abi.md 9.3, verified on the boards.
  it.each([true, false])('keeps the order of letters (interned: %s)', (intern) => {
    const v = fresh();
    const text = (s: string): Value => (intern ? interned(v.rt, s) : s);
    const dict = newDict(v.rt, 0);
    fill(v, dict, [...'abcdefghijklmnop'].map(text));
    expect(keys(v, dict)).toBe('d g f a p c b m l o n i h k j e');
    for (const name of ['c', 'f', 'a']) dictRemove(v.rt, dict, v.of(text(name)));
    fill(v, dict, ['zz', 'yy', 'c'].map(text));
    expect(keys(v, dict)).toBe('d g c p zz b m l o n i h k j yy e');
  });
  it('keeps the order of module globals', () => {
    const v = fresh();
    const dict = newDict(v.rt, 1);
    const names = '__name__ __file__ ft raw obj tab pk pw st alloc kwf trycall selfinfo fixed initinfo initself'.split(
      ' ',
    );
    fill(
      v,
      dict,
      names.map((s) => interned(v.rt, s)),
    );
    expect(keys(v, dict)).toBe(
      'kwf trycall __file__ alloc selfinfo fixed pk raw initinfo obj ft __name__ pw initself st tab',
    );
  });
  it('takes negative and large ints modulo the machine word', () => {
    const v = fresh();
    const dict = newDict(v.rt, 0);
    fill(v, dict, [-1, -2, 5, 100, 7, -13, 2 ** 31, 1000003, 3, 4, -100]);
    expect(keys(v, dict)).toBe(
      board === 'VIRT_RV64'
        ? '-100 -2 3 100 4 -13 1000003 -1 5 2147483648 7'
        : '2147483648 -100 -2 -13 100 4 -1 1000003 5 7 3',
    );
    expect(v.show(dictGet(v.rt, dict, v.of(2 ** 31)))).toBe('1');
    expect(v.show(dictRemove(v.rt, dict, v.of(-13)))).toBe('1');
    expect(dictGet(v.rt, dict, v.of(-13))).toBe(NULL);
  });
  it('finds ints of every size again', () => {
    const v = fresh();
    const dict = newDict(v.rt, 0);
    const ints = [1n << 30n, 1n << 31n, -(1n << 40n), 1n << 61n, (1n << 62n) - 1n, 1n << 62n, -(1n << 62n), 1n << 80n];
    ints.forEach((n, i) => {
      dictStore(v.rt, dict, v.of(n), smallInt(i));
    });
    expect(ints.map((n) => v.show(dictGet(v.rt, dict, v.of(n))))).toEqual(ints.map((_, i) => String(i)));
    expect(mapUsed(v.rt, dictMap(v.rt, dict))).toBe(ints.length);
  });
});

/** The rules of native-abi.md 9.2 once more, on a JavaScript array; keys are small ints or strings. */
class Model {
  table: (string | number | null | undefined)[] = [];
  used = 0;
  private readonly wordBits: bigint;
  constructor(wordBits: number) {
    this.wordBits = BigInt(wordBits);
  }
  private start(key: string | number): number {
    const hash = typeof key === 'string' ? hashBstr(key) : key;
    return Number(BigInt.asUintN(Number(this.wordBits), BigInt(hash)) % BigInt(this.table.length));
  }
  private grow(): void {
    const old = this.table;
    this.table = new Array(nextMapSize(old.length)).fill(undefined);
    this.used = 0;
    for (const key of old) if (key !== undefined && key !== null) this.add(key);
  }
  add(key: string | number): void {
    for (;;) {
      const n = this.table.length;
      let gap = -1;
      if (n > 0) {
        const from = this.start(key);
        for (let i = 0; i < n; i++) {
          const at = (from + i) % n;
          const here = this.table[at];
          if (here === key) return;
          if (here === null && gap < 0) gap = at;
          if (here === undefined) {
            this.table[gap >= 0 ? gap : at] = key;
            this.used++;
            return;
          }
        }
      }
      if (gap >= 0) {
        this.table[gap] = key;
        this.used++;
        return;
      }
      this.grow();
    }
  }
  remove(key: string | number): boolean {
    const n = this.table.length;
    if (n === 0) return false;
    const from = this.start(key);
    for (let i = 0; i < n; i++) {
      const at = (from + i) % n;
      if (this.table[at] === undefined) return false;
      if (this.table[at] === key) {
        this.table[at] = this.table[(at + 1) % n] === undefined ? undefined : null;
        this.used--;
        return true;
      }
    }
    return false;
  }
  keys(): string {
    return this.table.filter((k) => k !== undefined && k !== null).join(' ');
  }
}

describe.each(BOARDS)('random operations on %s', (board) => {
  it.each([1, 2, 3, 4, 5, 6])('agree with the model (seed %i)', (seed) => {
    const v = new Values(testRuntime(board));
    const { rt } = v;
    const next = randomFrom(seed).below;
    const dict = newDict(rt, 0);
    const model = new Model(rt.W * 8);
    for (let step = 0; step < 600; step++) {
      const n = next(40);
      const key = seed % 3 === 0 ? `k${n}` : seed % 3 === 1 ? (n - 20) * 7 : next(2) ? `k${n}` : n - 20;
      const mark = rt.heap.mark();
      if (next(3) > 0) {
        dictStore(rt, dict, v.of(key), v.of(n));
        model.add(key);
      } else expect(dictRemove(rt, dict, v.of(key)) !== NULL).toBe(model.remove(key));
      rt.heap.release(mark);
      expect(mapUsed(rt, dictMap(rt, dict))).toBe(model.used);
    }
    expect(mapAlloc(rt, dictMap(rt, dict))).toBe(model.table.length);
    expect(keys(v, dict)).toBe(model.keys());
  });
});

describe('maps that machine code made', () => {
  const v = new Values(testRuntime('VIRT_RV32'));
  const { rt } = v;
  it('finds interned keys of a fixed map and skips unused entries', () => {
    const map = rt.heap.root(rt.alloc(3 * rt.W));
    const table = rt.heap.root(rt.alloc(8 * rt.W));
    rt.stObj(table, qstrWord(rt.qstrs.intern('a')));
    rt.stObj(table + rt.W, smallInt(1));
    rt.stObj(table + 6 * rt.W, qstrWord(rt.qstrs.intern('b')));
    rt.stObj(table + 7 * rt.W, smallInt(2));
    rt.setField(map, 0, 7 + 4 * 8);
    rt.setField(map, 1, 4);
    rt.setField(map, 2, table);
    expect(mapLookup(rt, map, v.of(interned(rt, 'b')), 'lookup')).toBe(table + 6 * rt.W);
    expect(mapLookup(rt, map, v.of('b'), 'lookup')).toBe(table + 6 * rt.W);
    expect(mapLookup(rt, map, v.of(5), 'lookup')).toBe(0);
    expect([...mapEntries(rt, map)].length).toBe(2);
  });
  it.each([
    ['a table outside of memory', 4, 0x1000],
    ['a table that is too long', 0x0fff_ffff, 0],
  ])('faults on %s', (_what, alloc, table) => {
    const dict = newDict(rt, 4);
    rt.setField(dictMap(rt, dict), 1, alloc);
    if (table) rt.setField(dictMap(rt, dict), 2, table);
    expect(() => mapLookup(rt, dictMap(rt, dict), smallInt(1), 'lookup')).not.toThrow(TypeError);
    dictMapBroken(rt, dict);
  });
  /** The all-qstrs flag makes lookups of ints miss at once; a store does walk. */
  function dictMapBroken(runtime: Runtime, dict: Word): void {
    expect(() => dictStore(runtime, dict, smallInt(1), smallInt(1))).toThrow(/bad-object/);
    expect(() => [...mapEntries(runtime, dictMap(runtime, dict))]).toThrow(/bad-object/);
  }
});

describe('ordered maps', () => {
  it('append, grow by four and close gaps', () => {
    const v = new Values(testRuntime('VIRT_RV64', { gcStress: true, heapBytes: 65536 }));
    const dict = v.make(orderedDictType);
    fill(v, dict, ['b', 'a', 'c', 'd', 'e']);
    expect(mapAlloc(v.rt, dictMap(v.rt, dict))).toBe(8);
    dictRemove(v.rt, dict, v.of('a'));
    dictStore(v.rt, dict, v.of('a'), smallInt(9));
    expect(v.show(dict)).toBe("OrderedDict({'b': 1, 'c': 1, 'd': 1, 'e': 1, 'a': 9})");
    expect(mapTable(v.rt, dictMap(v.rt, dict))).not.toBe(0);
  });
});
