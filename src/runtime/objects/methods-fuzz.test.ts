// Random templates and random arguments for every method and constructor of numbers, strings and arrays: whatever comes,
// the answer is a value or a Python exception, never an error of the host.

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { bstr } from '../core/bstr.js';
import { callFunction } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { parseComplexText, parseFloatText, parseInteger } from '../core/number-parse.js';
import { binaryOp, unaryOp } from '../core/ops.js';
import { repr } from '../core/print.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import type { TypeDef } from '../core/typedef.js';
import { FALSE, NONE, NULL, SENTINEL, smallInt, TRUE, type Word } from '../core/word.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { arrayType } from './array.js';
import { boolType } from './bool.js';
import { bytearrayType, newBytearray } from './bytearray.js';
import { bytesType, newBytes } from './bytes.js';
import { complexType, newComplex } from './complex.js';
import { dictGet, dictStore, newDict } from './dict.js';
import { floatType, newFloat } from './float.js';
import { intType, newInt, newIntBig } from './int.js';
import { newList } from './list.js';
import { memoryviewType } from './memoryview.js';
import { floatRepr, formatFloat } from './number-format.js';
import { newSlice } from './slice.js';
import { classmethodType } from './staticmethod.js';
import { newStr, strType } from './str.js';
import { newTuple } from './tuple.js';

const ROUNDS = process.env.NATMOD_TEST === 'all' ? 20_000 : 1200;
const TYPES: readonly TypeDef[] = [
  ...[intType, boolType, floatType, complexType],
  ...[strType, bytesType, bytearrayType, arrayType, memoryviewType],
];

class Fuzz {
  readonly rt: Runtime;
  constructor(rt: Runtime) {
    this.rt = rt;
  }
  private readonly random = randomFrom(99);
  readonly below = this.random.below;
  readonly pick = this.random.pick;
  text(alphabet: readonly string[], most: number): string {
    let text = '';
    for (let n = this.below(most); n > 0; n--) text += this.pick(alphabet);
    return text;
  }
  /** Any value, rooted. */
  value(depth = 0): Word {
    const { rt } = this;
    const text = (): string =>
      this.text(['a', 'b', ' ', ',', '1', '-', '.', 'e', '0x', '_', 'j', bstr('é'), '\xff', 'utf-8', 'big'], 6);
    const make = this.pick<() => Word>([
      () => this.pick([NONE, TRUE, FALSE, smallInt(0), smallInt(-1), smallInt(3), smallInt(40)]),
      () => newInt(rt, this.pick([2 ** 30, -(2 ** 31), 2 ** 40, 2 ** 53 - 1, this.below(600) - 300])),
      () => newIntBig(rt, this.pick([2n ** 62n, -(2n ** 63n), 2n ** 64n, 2n ** 200n])),
      () => newFloat(rt, this.pick([0, -0, 1.5, -2, 1e30, Number.NaN, Number.POSITIVE_INFINITY, 1e-40])),
      () => newComplex(rt, this.below(3), this.below(3) - 1),
      () => newStr(rt, text()),
      () => newStr(rt, text()),
      () => newBytes(rt, text()),
      () => newBytearray(rt, text()),
      () => this.collect(depth, newList),
      () => this.collect(depth, newTuple),
      () => newSlice(rt, this.value(3), this.value(3), this.pick([NONE, smallInt(1), smallInt(2)])),
    ]);
    return rt.heap.root(make());
  }
  private collect(depth: number, make: (rt: Runtime, at: number, n: number) => Word): Word {
    const { sp } = this.rt;
    const n = depth > 1 ? 0 : this.below(4);
    for (let i = 0; i < n; i++) this.rt.push(this.value(depth + 1));
    const made = make(this.rt, sp, n);
    this.rt.sp = sp;
    return made;
  }
  call(fun: Word, args: readonly Word[], keywords: readonly Word[] = []): Word {
    const { sp } = this.rt;
    for (const w of [...args, ...keywords]) this.rt.push(w);
    return callFunction(this.rt, fun, args.length, keywords.length / 2, sp);
  }
  /** Runs one case; Python exceptions are fine. */
  attempt(run: () => void): void {
    const { rt } = this;
    const { sp } = rt;
    const mark = rt.heap.mark();
    const guestStack = rt.cpu.regsLo[2]!;
    try {
      run();
    } catch (e) {
      if (!(e instanceof PyException)) throw e;
    }
    rt.sp = sp;
    rt.cpu.regsLo[2] = guestStack;
    rt.heap.release(mark);
  }
}

describe.each(['VIRT_RV64', 'VIRT_RV32'] as const)('on %s', (board) => {
  it('methods and constructors', () => {
    const fuzz = new Fuzz(testRuntime(board, { heapBytes: 1 << 17 }));
    const { rt } = fuzz;
    for (let i = 0; i < ROUNDS; i++) {
      fuzz.attempt(() => {
        const type = fuzz.pick(TYPES);
        const args = Array.from({ length: fuzz.below(4) }, () => fuzz.value());
        const made = rt.heap.root(fuzz.call(rt.type(type), args));
        repr(rt, made);
        for (const name of Object.keys(type.locals ?? {})) {
          fuzz.attempt(() => {
            let fun = dictGet(rt, rt.slot(rt.type(type), 'locals_dict'), newStr(rt, name));
            expect(fun).not.toBe(NULL);
            let self = made;
            if (rt.isType(fun, classmethodType)) {
              fun = rt.ldObj(fun + rt.W);
              self = rt.type(type);
            }
            const more = Array.from({ length: fuzz.below(4) }, () => fuzz.value());
            repr(rt, rt.heap.root(fuzz.call(fun, [self, ...more])));
          });
        }
      });
    }
  });

  it('operators and subscripts', () => {
    const fuzz = new Fuzz(testRuntime(board, { heapBytes: 1 << 17 }));
    const { rt } = fuzz;
    for (let i = 0; i < ROUNDS * 2; i++) {
      fuzz.attempt(() => void binaryOp(rt, fuzz.below(37), fuzz.value(), fuzz.value()));
      fuzz.attempt(() => void unaryOp(rt, fuzz.below(11), fuzz.value()));
      fuzz.attempt(() => void subscr(rt, fuzz.value(), fuzz.value(), fuzz.pick([SENTINEL, NULL, fuzz.value()])));
    }
  });

  it('templates of % and format', () => {
    const fuzz = new Fuzz(testRuntime(board, { heapBytes: 1 << 17 }));
    const { rt } = fuzz;
    const percent = ['%', '%', '(a)', '-', '0', '+', '#', '*', '.', '3', '99999999999', ...'diuxXoeEfFgGcrs%y', 'é'];
    const braces = ['{', '{', '}', '}', '{}', '{0}', '{a}', ':', '!', 'r', '<', '^', '=', '+', '#', '0', '12', '.3'];
    const types = [',', '_', ...'bcdeEfFgGnosxX%', '{:{}}', '9999999999', '[', '.'];
    for (let i = 0; i < ROUNDS * 2; i++) {
      fuzz.attempt(() => {
        const template = newStr(rt, bstr(fuzz.text(percent, 8)));
        binaryOp(rt, 33, template, fuzz.value());
      });
      fuzz.attempt(() => {
        const dict = newDict(rt, 1);
        dictStore(rt, dict, newStr(rt, 'a'), fuzz.value());
        binaryOp(rt, 33, newBytes(rt, fuzz.text(percent, 8)), dict);
      });
      fuzz.attempt(() => {
        const template = newStr(rt, fuzz.text([...braces, ...types], 12));
        const format = dictGet(rt, rt.slot(rt.type(strType), 'locals_dict'), newStr(rt, 'format'));
        fuzz.call(format, [template, fuzz.value(), fuzz.value()], [newStr(rt, 'a'), fuzz.value()]);
      });
    }
  });

  it('limits the depth of nested fields', () => {
    const fuzz = new Fuzz(testRuntime(board, { heapBytes: 1 << 20 }));
    const { rt } = fuzz;
    const format = dictGet(rt, rt.slot(rt.type(strType), 'locals_dict'), newStr(rt, 'format'));
    const template = newStr(rt, '{:'.repeat(50_000) + '}'.repeat(50_000));
    fuzz.attempt(() => fuzz.call(format, [template, smallInt(1)]));
  });
});

it('number texts and float formats', () => {
  const fuzz = new Fuzz(testRuntime());
  const alphabet = [...'0123456789', '99999999999', '+', '-', '.', 'e', 'E', '_', 'j', 'inf', 'nan', 'x', ' ', '\xff'];
  for (let i = 0; i < ROUNDS * 2; i++) {
    const text = fuzz.text(alphabet, 12);
    parseInteger(text, fuzz.pick([0, 2, 8, 10, 16, 36]));
    const x = parseFloatText(text);
    parseComplexText(text);
    if (x === undefined) continue;
    expect(Math.fround(x), text).toBe(x);
    expect(floatRepr(x).length).toBeLessThan(20);
    expect(formatFloat(x, fuzz.pick([...'efgEFG']), fuzz.below(60) - 2).length).toBeLessThan(40);
  }
});
