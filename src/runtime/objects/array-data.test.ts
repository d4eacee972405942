// Raw values, buffers and array storage as machine code sees them (native-abi.md 2.14, 2.17, 3.4, 3.22), and what happens
// when guest code has damaged an object.

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { GuestFault } from '../../machine/index.js';
import { binaryGetSize, binaryGetVal, binarySetVal, loadInteger, storeInteger } from '../core/binary.js';
import { getBuffer, MP_BUFFER_READ, MP_BUFFER_RW, MP_BUFFER_WRITE } from '../core/buffer.js';
import { PyException } from '../core/exception.js';
import { binaryOp } from '../core/ops.js';
import { repr, str } from '../core/print.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import { isSmallInt, NONE, SENTINEL, smallInt, type Word } from '../core/word.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { arrayExtend } from './array-data.js';
import { newBytearray, newBytearrayByRef } from './bytearray.js';
import { newBytes } from './bytes.js';
import { newFloat, toFloat } from './float.js';
import { identical, intValue, isInt, newInt, newIntAny, newIntBig, toIndex, truncatedWord } from './int.js';
import { newMemoryview } from './memoryview.js';
import { newSlice } from './slice.js';
import { isStr, newStr, newStrCopy, strQstr, strValue } from './str.js';

const boards = ['VIRT_RV64', 'VIRT_RV32'] as const;
const code = (letter: string): number => letter.charCodeAt(0);
const raised = (rt: Runtime, run: () => unknown): string => {
  try {
    run();
  } catch (e) {
    if (e instanceof PyException) return `${rt.typeNameOf(e.value)}: ${str(rt, e.value)}`;
    throw e;
  }
  return 'nothing raised';
};

describe.each(boards)('values in memory on %s', (board) => {
  const rt = testRuntime(board, { gcStress: true });
  const place = rt.alloc(64);
  rt.permanent.push(place);
  const roundTrip = (letter: string, value: number | bigint): string => {
    binarySetVal(rt, code(letter), place, 1, newIntAny(rt, value));
    return repr(rt, binaryGetVal(rt, code(letter), place, 1));
  };

  it.each([1, 2, 4, 8] as const)('stores and loads integers of %i bytes as DataView does', (size) => {
    const { buffer, byteOffset } = rt.mem.bytes(place, 8);
    const view = new DataView(buffer, byteOffset, 8);
    const values = [
      0n,
      1n,
      0x7fn,
      0x80n,
      0x1234_5678n,
      0x8000_0000n,
      2n ** 53n - 1n,
      2n ** 53n,
      0xfedc_ba98_7654_3210n,
    ];
    for (const value of values.flatMap((v) => [v, -v])) {
      for (const bigEndian of [false, true]) {
        const safe = Number.isSafeInteger(Number(value)) ? Number(value) : value;
        for (const given of [safe, value]) {
          view.setBigInt64(0, -1n);
          storeInteger(rt, place, size, given, bigEndian);
          const stored = view.getBigUint64(0, !bigEndian) >> (bigEndian ? BigInt(64 - 8 * size) : 0n);
          expect(BigInt.asUintN(8 * size, stored)).toBe(BigInt.asUintN(8 * size, value));
          for (let i = size; i < 8; i++) expect(view.getUint8(i)).toBe(255);
          expect(BigInt(loadInteger(rt, place, size, false, bigEndian))).toBe(BigInt.asUintN(8 * size, value));
          expect(BigInt(loadInteger(rt, place, size, true, bigEndian))).toBe(BigInt.asIntN(8 * size, value));
        }
      }
    }
  });

  it.each([
    ['b', 200, '-56'],
    ['B', -1, '255'],
    ['h', 70000, '4464'],
    ['H', 65535, '65535'],
    ['i', 2 ** 31, '-2147483648'],
    ['I', -1, '4294967295'],
    ['q', 2n ** 63n - 1n, '9223372036854775807'],
    ['q', 2n ** 63n, '-9223372036854775808'],
    ['Q', -1, '18446744073709551615'],
    ['Q', 2n ** 70n + 5n, '5'],
    ['B', -(2n ** 70n) - 1n, '255'],
  ])('%s cuts %d', (letter, value, expected) => expect(roundTrip(letter, value)).toBe(expected));

  it('knows the machine word', () => {
    const wide = board === 'VIRT_RV64';
    expect(roundTrip('l', 2 ** 40 + 7)).toBe(wide ? '1099511627783' : '7');
    expect(roundTrip('P', -1)).toBe('-1');
    expect(binaryGetSize(rt, code('@'), code('l'))).toEqual({ size: rt.W, align: rt.W });
    expect(binaryGetSize(rt, code('<'), code('l'))).toEqual({ size: 4, align: 1 });
    expect(binaryGetSize(rt, code('>'), code('d'))).toEqual({ size: 8, align: 1 });
  });
  it('makes objects for q and Q even of small values, equal to the small int', () => {
    binarySetVal(rt, code('q'), place, 0, smallInt(5));
    const w = binaryGetVal(rt, code('q'), place, 0);
    expect(isSmallInt(w)).toBe(false);
    expect([isInt(rt, w), intValue(rt, w)]).toEqual([true, 5]);
  });
  it('stores and loads floats and objects', () => {
    binarySetVal(rt, code('f'), place, 0, newFloat(rt, 1.5));
    binarySetVal(rt, code('d'), place, 1, smallInt(3));
    binarySetVal(rt, code('O'), place, 4, newStr(rt, 'len'));
    expect(repr(rt, binaryGetVal(rt, code('f'), place, 0))).toBe('1.5');
    expect(repr(rt, binaryGetVal(rt, code('d'), place, 1))).toBe('3.0');
    expect(repr(rt, binaryGetVal(rt, code('O'), place, 4))).toBe("'len'");
  });
  it('refuses what has no conversion', () => {
    expect(raised(rt, () => binarySetVal(rt, code('i'), place, 0, newFloat(rt, 1)))).toBe(
      "TypeError: can't convert float to int",
    );
    expect(raised(rt, () => binaryGetSize(rt, code('@'), code('x')))).toBe('ValueError: bad typecode');
    expect(raised(rt, () => binaryGetSize(rt, code('!'), code('b')))).toBe('ValueError: bad typecode');
    expect(binaryGetVal(rt, code('e'), place, 0)).toBe(smallInt(0));
    expect(raised(rt, () => binarySetVal(rt, code('x'), place, 0, newInt(rt, 2 ** 40)))).toBe(
      'ValueError: bad typecode',
    );
  });
  it('faults outside of memory', () => {
    expect(() => binaryGetVal(rt, code('i'), place, 2 ** 40)).toThrow(GuestFault);
    expect(() => binarySetVal(rt, code('i'), 0, 0, smallInt(1))).toThrow(GuestFault);
  });
});

describe.each(boards)('buffers and layouts on %s', (board) => {
  const rt = testRuntime(board, { gcStress: true });
  const keep = (w: Word): Word => {
    rt.permanent.push(w);
    return w;
  };
  const allow = (w: Word) => [MP_BUFFER_READ, MP_BUFFER_WRITE, MP_BUFFER_RW].map((f) => getBuffer(rt, w, f) !== null);

  it('gives the typecodes and access rights of 2.14', () => {
    const array = keep(newBytearray(rt, 'abcd'));
    expect(allow(newStr(rt, 'len'))).toEqual([true, false, false]);
    expect(allow(keep(newStrCopy(rt, 'xyz')))).toEqual([true, false, false]);
    expect(allow(keep(newBytes(rt, 'xyz')))).toEqual([true, false, false]);
    expect(allow(array)).toEqual([true, true, true]);
    expect(allow(smallInt(3))).toEqual([false, false, false]);
    expect(getBuffer(rt, array, MP_BUFFER_READ)?.typecode).toBe(1);
    expect(getBuffer(rt, newStr(rt, 'len'), MP_BUFFER_READ)).toMatchObject({ len: 3, typecode: 66 });
  });
  it('lays out bytes with hash, length and a NUL behind the data', () => {
    const empty = keep(newBytes(rt, ''));
    expect([rt.field(empty, 1), rt.field(empty, 2)]).toEqual([0x1505, 0]);
    const text = keep(newBytes(rt, 'abc'));
    expect([rt.field(text, 1), rt.field(text, 2)]).toEqual([0x3285, 3]);
    expect([...rt.mem.bytes(rt.field(text, 3), 4)]).toEqual([97, 98, 99, 0]);
  });
  it('writes the header words of 3.22', () => {
    const items = keep(rt.alloc(8));
    const byRef = keep(newBytearrayByRef(rt, 4, items));
    expect([rt.field(byRef, 1), rt.field(byRef, 2), rt.field(byRef, 3)]).toEqual([1, 4, items]);
    const view = keep(newMemoryview(rt, 1, 4, items, true));
    const slice = keep(newSlice(rt, smallInt(1), smallInt(3), NONE));
    const part = keep(subscr(rt, view, slice, SENTINEL));
    expect([rt.field(part, 1), rt.field(part, 2), rt.field(part, 3)]).toEqual([0x181, 2, items]);
    subscr(rt, part, smallInt(0), smallInt(0x141));
    expect(repr(rt, byRef)).toBe("bytearray(b'\\x00A\\x00\\x00')");
  });
  it('lets an array extend itself and a view of itself', () => {
    const array = keep(newBytearray(rt, 'abc'));
    arrayExtend(rt, array, array);
    expect(repr(rt, array)).toBe("bytearray(b'abcabc')");
  });
  it('returns interned strings as qstrs and interns on demand', () => {
    const fresh = keep(newStr(rt, 'not interned yet'));
    expect(fresh & 7).not.toBe(2);
    const q = strQstr(rt, fresh);
    expect(newStr(rt, 'not interned yet')).toBe((q << 3) | 2);
    expect(raised(rt, () => strQstr(rt, keep(newStr(rt, 'x'.repeat(256)))))).toBe('RuntimeError: name too long');
    expect([isStr(rt, fresh), isStr(rt, smallInt(1)), strValue(rt, newStr(rt, ''))]).toEqual([true, false, '']);
  });
});

describe.each(boards)('ints on %s', (board) => {
  const rt = testRuntime(board, { gcStress: true });
  const wide = board === 'VIRT_RV64';

  it('keeps every value', () => {
    for (const v of [0, -1, 2 ** 30, -(2 ** 30) - 1, 2 ** 53 - 1, 1 - 2 ** 53]) {
      expect(intValue(rt, newInt(rt, v))).toBe(v);
    }
    for (const v of [2n ** 53n, -(2n ** 62n), 2n ** 62n, 10n ** 40n])
      expect(BigInt(intValue(rt, newIntBig(rt, v)))).toBe(v);
  });
  it('stores and loads object words as the boards do', () => {
    const at = rt.alloc(16);
    for (const v of [2n ** 40n, -(2n ** 61n), 2n ** 62n - 1n, 2n ** 62n, 2n ** 80n]) {
      const w = newIntBig(rt, v);
      rt.stObj(at, w);
      expect(BigInt(intValue(rt, rt.ldObj(at)))).toBe(v);
      const tagged = (rt.mem.ld32(at) & 1) === 1;
      expect(tagged).toBe(wide && v < 2n ** 62n && v >= -(2n ** 62n));
    }
  });
  it('truncates to machine words', () => {
    expect(truncatedWord(rt, newIntBig(rt, 2n ** 70n + 3n))).toBe(3);
    expect(truncatedWord(rt, newIntBig(rt, -(2n ** 70n) - 3n))).toBe(-3);
    expect(truncatedWord(rt, newInt(rt, 2 ** 40 + 7))).toBe(wide ? 2 ** 40 + 7 : 7);
  });
  it('limits indices to machine words', () => {
    const text = 'OverflowError: overflow converting long int to machine word';
    expect(raised(rt, () => toIndex(rt, newIntBig(rt, 2n ** 70n)))).toBe(text);
    expect(raised(rt, () => toIndex(rt, newInt(rt, 2 ** 40)))).toBe(wide ? 'nothing raised' : text);
  });
  it('treats equal wide ints as the same object where they are tagged words', () => {
    expect(identical(rt, newIntBig(rt, 2n ** 61n), newIntBig(rt, 2n ** 61n))).toBe(wide);
    expect(identical(rt, newIntBig(rt, 2n ** 62n), newIntBig(rt, 2n ** 62n))).toBe(false);
    expect(binaryOp(rt, 2, newIntBig(rt, 2n ** 62n), newIntBig(rt, 2n ** 62n))).toBe(0x1e);
  });
  it('converts big ints to single digit by digit', () => {
    expect(toFloat(rt, newIntBig(rt, 2n ** 24n + 1n))).toBe(2 ** 24);
    expect(toFloat(rt, newIntBig(rt, 2n ** 62n - 1n))).toBe(2 ** 62);
    expect(toFloat(rt, newIntBig(rt, 2n ** 40n + 2n ** 16n + 1n))).toBe(2 ** 40 + (wide ? 2 ** 17 : 0));
    expect(toFloat(rt, newIntBig(rt, -(10n ** 50n)))).toBe(Number.NEGATIVE_INFINITY);
  });
  it('asks for memory before it computes', () => {
    const big = (op: number, a: bigint, b: bigint) =>
      raised(rt, () => binaryOp(rt, op, newIntBig(rt, a), newIntBig(rt, b)));
    const POWER = 34;
    const LSHIFT = 25;
    expect(big(POWER, 3n, 2n ** 30n)).toMatch(/^MemoryError/);
    expect(big(POWER, 10n, 2n ** 100n)).toMatch(/^MemoryError/);
    expect(big(LSHIFT, 1n, 2n ** 30n)).toBe('MemoryError: memory allocation failed, allocating 134217730 bytes');
  });
});

describe.each(boards)('damaged objects on %s', (board) => {
  const fresh = () => testRuntime(board);
  it('faults on forged ints', () => {
    const rt = fresh();
    const w = newInt(rt, 2 ** 40);
    rt.mem.stF64(w + 2 * rt.W, 0.5);
    expect(() => intValue(rt, w)).toThrow(GuestFault);
    const copy = newIntBig(rt, 2n ** 80n);
    const fake = rt.alloc(4 * rt.W);
    rt.mem.bytes(fake, 4 * rt.W).set(rt.mem.bytes(copy, 4 * rt.W));
    expect(() => repr(rt, fake)).toThrow(GuestFault);
  });
  it.each([
    ['bytes', newBytes],
    ['str', newStrCopy],
    ['bytearray', newBytearray],
  ])('faults on a %s with a wild length or pointer', (_name, make) => {
    const rt = fresh();
    const w = make(rt, 'abc');
    rt.setField(w, 2, 2 ** 31);
    expect(() => repr(rt, w)).toThrow(GuestFault);
    rt.setField(w, 2, 3);
    rt.setField(w, 3, 16);
    expect(() => repr(rt, w)).toThrow(GuestFault);
  });
  it('survives random damage with nothing but faults and Python exceptions', () => {
    const { below: random } = randomFrom(7);
    const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 400;
    const rt = testRuntime(board, { heapBytes: 1 << 16 });
    for (let i = 0; i < rounds; i++) {
      const mark = rt.heap.mark();
      const { sp } = rt;
      const guestStack = rt.cpu.regsLo[2]!;
      const makers = [newBytes, newStrCopy, newBytearray];
      const objects = makers.map((make) => make(rt, 'some text 123'));
      objects.push(newMemoryview(rt, [1, 66, 105, 102, 79][random(5)]!, 3, rt.field(objects[0]!, 3), true));
      objects.push(newInt(rt, 2 ** 45), newIntBig(rt, 2n ** 90n), newFloat(rt, 1.25));
      const victim = objects[random(objects.length)]!;
      rt.mem.st32(
        victim + rt.W + random(3 * rt.W),
        [0, -1, 16, 0x4000_0000, 0x7fff_ffff, victim, random(2 ** 31)][random(7)]!,
      );
      try {
        repr(rt, victim);
        binaryOp(rt, 22 + random(15), victim, objects[random(objects.length)]!);
        subscr(rt, victim, smallInt(random(20)), random(2) === 0 ? SENTINEL : smallInt(random(1000)));
        getBuffer(rt, victim, MP_BUFFER_READ);
      } catch (e) {
        if (!(e instanceof PyException || e instanceof GuestFault)) throw e;
      }
      rt.sp = sp;
      rt.cpu.regsLo[2] = guestStack;
      rt.heap.release(mark);
    }
    expect(repr(rt, newStr(rt, 'alive'))).toBe("'alive'");
  });
});
