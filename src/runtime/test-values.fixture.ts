// For tests of built-in types: JavaScript values to Python objects, operators by symbol, results as repr text. Objects
// made here stay rooted for the whole test.

import { BINARY_OP } from '../abi/index.js';
import { loadMethod } from './core/attr.js';
import { bstr, textOfBstr } from './core/bstr.js';
import { callFunction, callMethod } from './core/call.js';
import { PyException } from './core/exception.js';
import { getiter, iternext } from './core/iter.js';
import { binaryOp, unaryOp } from './core/ops.js';
import { repr } from './core/print.js';
import type { Runtime } from './core/runtime.js';
import { subscr } from './core/subscr.js';
import type { TypeDef } from './core/typedef.js';
import { boolWord, NONE, NULL, qstrWord, SENTINEL, STOP_ITERATION, type Word } from './core/word.js';
import { dictStore, newDict } from './objects/dict.js';
import { newFloat } from './objects/float.js';
import { funBuiltin1Type } from './objects/function.js';
import { newIntAny } from './objects/int.js';
import { newList } from './objects/list.js';
import { newSet } from './objects/set.js';
import { newSlice } from './objects/slice.js';
import { newStr } from './objects/str.js';
import { newTuple } from './objects/tuple.js';
import { testRuntime } from './test-runtime.fixture.js';

/** Both boards, with and without a collection before every allocation. */
export const MODES = (['VIRT_RV64', 'VIRT_RV32'] as const).flatMap((board) =>
  [false, true].map((gcStress) => ({ board, gcStress })),
);
/** Values on a fresh board with a small heap. */
export const testValues = (mode: (typeof MODES)[number]): Values =>
  new Values(testRuntime(mode.board, { gcStress: mode.gcStress, heapBytes: 65536 }));

/** A value given to `Values.of`: arrays are lists, `tuple(...)` tuples, Map dicts, Set sets, `word(w)` is itself. */
export type Value =
  | number
  | bigint
  | string
  | boolean
  | null
  | readonly Value[]
  | Map<Value, Value>
  | Set<Value>
  | { readonly tuple: readonly Value[] }
  | { readonly word: Word }
  | { readonly float: number }
  | { readonly slice: readonly (number | bigint | null)[] };

export const tuple = (...items: Value[]): Value => ({ tuple: items });
export const word = (w: Word): Value => ({ word: w });
export const slice = (...parts: (number | bigint | null)[]): Value => ({ slice: parts });

const OPERATORS: Record<string, number> = {
  '<': BINARY_OP.LESS,
  '>': BINARY_OP.MORE,
  '==': BINARY_OP.EQUAL,
  '<=': BINARY_OP.LESS_EQUAL,
  '>=': BINARY_OP.MORE_EQUAL,
  '!=': BINARY_OP.NOT_EQUAL,
  in: BINARY_OP.IN,
  '|=': BINARY_OP.INPLACE_OR,
  '^=': BINARY_OP.INPLACE_OR + 1,
  '&=': BINARY_OP.INPLACE_OR + 2,
  '+=': BINARY_OP.INPLACE_ADD,
  '-=': BINARY_OP.INPLACE_SUBTRACT,
  '*=': BINARY_OP.INPLACE_OR + 7,
  '|': BINARY_OP.OR,
  '^': BINARY_OP.XOR,
  '&': BINARY_OP.AND,
  '+': BINARY_OP.ADD,
  '-': BINARY_OP.SUBTRACT,
  '*': BINARY_OP.MULTIPLY,
};

export class Values {
  readonly rt: Runtime;
  constructor(rt: Runtime) {
    this.rt = rt;
  }

  of(value: Value): Word {
    const { rt } = this;
    if (value === null) return NONE;
    if (typeof value === 'boolean') return boolWord(value);
    if (typeof value === 'string') return rt.heap.root(newStr(rt, bstr(value)));
    if (typeof value === 'number' || typeof value === 'bigint') return rt.heap.root(newIntAny(rt, value));
    if (Array.isArray(value)) return this.many(value, newList);
    if (value instanceof Set) return this.many([...value], newSet);
    if (value instanceof Map) {
      const dict = newDict(rt, value.size);
      for (const [k, v] of value) dictStore(rt, dict, this.of(k), this.of(v));
      return dict;
    }
    const special = value as Partial<Record<'word' | 'float', number>> & { tuple?: Value[]; slice?: Value[] };
    if (special.word !== undefined) return special.word;
    if (special.float !== undefined) return rt.heap.root(newFloat(rt, special.float));
    if (special.tuple) return this.many(special.tuple, newTuple);
    const [a, b, c] = (special.slice as Value[]).map((v) => this.of(v));
    return newSlice(rt, a ?? NONE, b ?? NONE, c ?? NONE);
  }
  private many(values: readonly Value[], make: (rt: Runtime, at: number, n: number) => Word): Word {
    return this.onStack(values, (at, n) => make(this.rt, at, n));
  }
  /** Runs `fn` with the values on the operand stack. */
  private onStack(values: readonly Value[], fn: (at: number, n: number) => Word): Word {
    const { rt } = this;
    const at = rt.sp;
    try {
      for (const v of values) rt.push(this.of(v));
      return rt.heap.root(fn(at, values.length));
    } finally {
      rt.sp = at;
    }
  }

  /** `type(args..., **keywords)`. */
  make(type: TypeDef, args: readonly Value[] = [], keywords: Record<string, Value> = {}): Word {
    return this.call(this.rt.type(type), args, keywords);
  }
  call(fun: Word, args: readonly Value[] = [], keywords: Record<string, Value> = {}): Word {
    const pairs = this.pairs(keywords);
    return this.onStack([...args, ...pairs], (at) => callFunction(this.rt, fun, args.length, pairs.length / 2, at));
  }
  private pairs(keywords: Record<string, Value>): Value[] {
    return Object.entries(keywords).flatMap(([k, v]) => [word(qstrWord(this.rt.qstrs.intern(k))), v]);
  }
  /** `o.name(args..., **keywords)`. */
  method(o: Word, name: string, args: readonly Value[] = [], keywords: Record<string, Value> = {}): Word {
    const { rt } = this;
    const pairs = this.pairs(keywords);
    return this.onStack([word(o), null, ...args, ...pairs], (at) => {
      rt.stack[at] = NULL;
      rt.stack[at + 1] = NULL;
      loadMethod(rt, o, rt.qstrs.intern(name), at);
      return callMethod(rt, args.length, pairs.length / 2, at);
    });
  }
  op(a: Value, symbol: string, b: Value): Word {
    return this.rt.heap.root(binaryOp(this.rt, OPERATORS[symbol]!, this.of(a), this.of(b)));
  }
  unary(op: number, a: Value): Word {
    return this.rt.heap.root(unaryOp(this.rt, op, this.of(a)));
  }
  get(o: Value, index: Value): Word {
    return this.rt.heap.root(subscr(this.rt, this.of(o), this.of(index), SENTINEL));
  }
  set(o: Word, index: Value, value: Value): void {
    subscr(this.rt, o, this.of(index), this.of(value));
  }
  del(o: Word, index: Value): void {
    subscr(this.rt, o, this.of(index), NULL);
  }
  /** A native function object of one argument. */
  fun1(fn: (w: Word) => Word): Word {
    const { rt } = this;
    const fun = rt.newObject(funBuiltin1Type, 2 * rt.W);
    rt.setField(
      fun,
      1,
      rt.gate('fun1', (_rt, w) => fn(w)),
    );
    return fun;
  }
  /** Items of an iterable as repr texts. */
  items(o: Word): string[] {
    const it = this.rt.heap.root(getiter(this.rt, o, 0));
    const texts: string[] = [];
    for (let w = iternext(this.rt, it); w !== STOP_ITERATION; w = iternext(this.rt, it)) texts.push(this.show(w));
    return texts;
  }
  show(w: Word): string {
    return textOfBstr(repr(this.rt, this.rt.heap.root(w)));
  }
  /** repr of the exception that `fn` raises, or of its result. */
  outcome(fn: () => unknown): string {
    const { rt } = this;
    const { sp } = rt;
    const stack = rt.cpu.regsLo[2]!;
    try {
      const w = fn();
      return typeof w === 'number' ? this.show(w) : 'None';
    } catch (e) {
      if (!(e instanceof PyException)) throw e;
      rt.sp = sp;
      rt.leave(stack);
      return this.show(e.value);
    }
  }
}
