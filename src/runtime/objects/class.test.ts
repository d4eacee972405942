// Python classes and their instances (native-abi.md 3.2, 3.13, 7.5; python-dialect.md section 13), with methods that are
// host functions in viper function objects, which bind self as Python functions do. Classes compiled from Python source
// are tested with the programs of the kit.

import { describe, expect, it } from 'vitest';
import { BINARY_OP, TYPE_SLOTS } from '../../abi/index.js';
import { GuestFault } from '../../machine/index.js';
import { loadAttr, storeAttr } from '../core/attr.js';
import { getBuffer, MP_BUFFER_READ } from '../core/buffer.js';
import { callFunction } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { loadGlobal } from '../core/names.js';
import { binaryOp, hashOf, isTrue, lenOf } from '../core/ops.js';
import { repr, str } from '../core/print.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import { NONE, NULL, qstrWord, SENTINEL, smallInt, smallIntValue, TRUE, type Word } from '../core/word.js';
import { testRuntime } from '../test-runtime.fixture.js';
import { dictStore, newDict } from './dict.js';
import { exceptionArgs, exceptionMatches, ValueErrorType } from './exceptions.js';
import { funViperType } from './function.js';
import { instanceSubobject } from './instance.js';
import { newInt } from './int.js';
import { newList } from './list.js';
import { newStr } from './str.js';
import { newTuple } from './tuple.js';
import { isSubclass } from './type.js';

const MODES = (['VIRT_RV64', 'VIRT_RV32'] as const).flatMap((board) =>
  [false, true].map((gcStress) => ({ board, gcStress })),
);

type Method = (args: readonly Word[]) => Word;
type Member = Method | Word;

/** A board with the verbs that the tests need. All that is made stays rooted until the test ends. */
class Python {
  readonly rt: Runtime;
  constructor(mode: (typeof MODES)[number]) {
    this.rt = testRuntime(mode.board, { gcStress: mode.gcStress, heapBytes: 1 << 16 });
  }
  q = (name: string): number => this.rt.qstrs.intern(name);
  global = (name: string): Word => loadGlobal(this.rt, this.q(name));
  str = (text: string): Word => this.rt.heap.root(newStr(this.rt, text));

  /** A function that binds self. */
  method(fn: Method): Word {
    const { rt } = this;
    const fun = rt.newObject(funViperType, 4 * rt.W);
    const gate = rt.gate('call', (r, _f, nArgs, _nKw, at) => fn(Array.from(r.stack.subarray(at, at + nArgs))), 'm');
    rt.setField(fun, 3, gate);
    return fun;
  }
  /** `class name(*bases)` with these members. */
  class(name: string, bases: readonly Word[], members: Readonly<Record<string, Member>> = {}): Word {
    const { rt } = this;
    const dict = newDict(rt, 0);
    for (const [key, member] of Object.entries(members)) {
      dictStore(rt, dict, qstrWord(this.q(key)), typeof member === 'function' ? this.method(member) : member);
    }
    return this.call(this.global('type'), this.str(name), this.tuple(...bases), dict);
  }
  tuple(...items: readonly Word[]): Word {
    const at = this.rt.sp;
    for (const w of items) this.rt.push(w);
    const tuple = newTuple(this.rt, at, items.length);
    this.rt.sp = at;
    return this.rt.heap.root(tuple);
  }
  list(...items: readonly Word[]): Word {
    const at = this.rt.sp;
    for (const w of items) this.rt.push(w);
    const list = newList(this.rt, at, items.length);
    this.rt.sp = at;
    return list;
  }
  call(fun: Word, ...args: readonly Word[]): Word {
    const { rt } = this;
    const at = rt.sp;
    rt.push(fun);
    for (const w of args) rt.push(w);
    const result = callFunction(rt, fun, args.length, 0, at + 1);
    rt.sp = at;
    return rt.heap.root(result);
  }
  attr = (o: Word, name: string): Word => this.rt.heap.root(loadAttr(this.rt, o, this.q(name)));
  /** `value` NULL deletes. */
  set = (o: Word, name: string, value: Word): Word => {
    storeAttr(this.rt, o, this.q(name), value);
    return NONE;
  };
  send = (o: Word, name: string, ...args: readonly Word[]): Word => this.call(this.attr(o, name), ...args);
  super = (type: Word, self: Word): Word => this.call(this.global('super'), type, self);
  op = (op: number, a: Word, b: Word): Word => this.rt.heap.root(binaryOp(this.rt, op, a, b));

  /** repr of a result, or the exception's type and text. */
  show(fn: () => Word | undefined): string {
    const { rt } = this;
    const { sp } = rt;
    const guestSp = rt.cpu.regsLo[2]!;
    try {
      return repr(rt, rt.heap.root(fn() ?? NONE));
    } catch (e) {
      if (!(e instanceof PyException)) throw e;
      rt.sp = sp;
      rt.leave(guestSp);
      return `${rt.typeNameOf(e.value)}: ${str(rt, e.value)}`;
    }
  }
}

const { ADD, INPLACE_ADD, EQUAL, NOT_EQUAL, MULTIPLY, IN } = BINARY_OP;
const two = smallInt(2);
const none: Method = () => NONE;

describe.each(MODES)('$board, collecting before every allocation: $gcStress', (mode) => {
  const fresh = (): Python => new Python(mode);

  it('lays classes out as machine code expects them', () => {
    const p = fresh();
    const { rt } = p;
    const A = p.class('A', []);
    const B = p.class('B', [A, p.global('list')]);
    const numbers = (type: Word): number[] => TYPE_SLOTS.map((_, i) => rt.mem.ld8(type + rt.W + 4 + i));
    expect(numbers(A)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 10]);
    expect(numbers(B)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 11, 10]);
    expect(rt.typeFlags(A)).toBe(0x21d);
    expect(rt.typeFlags(B)).toBe(0x21c);
    expect(repr(rt, rt.slot(B, 'parent'))).toBe("(<class 'A'>, <class 'list'>)");
    expect(rt.slot(p.class('C', [A]), 'parent')).toBe(A);
    const o = p.call(B, p.list(two));
    p.set(o, 'x', two);
    expect(rt.field(o, 0)).toBe(B);
    // The members map: one used entry, all keys interned.
    expect(rt.field(o, 1)).toBe(1 | (1 << 3));
    expect(repr(rt, rt.ldObj(o + 4 * rt.W))).toBe('[2]');
  });

  it('binds what it finds by its kind', () => {
    const p = fresh();
    const { rt } = p;
    const wrap = (name: string, fun: Word): Word => p.call(p.global(name), fun);
    const count: Method = (args) => newInt(rt, args.length);
    const A = p.class('A', [], {
      plain: two,
      method: count,
      native: p.global('len'),
      static: wrap('staticmethod', p.method(count)),
      cls: wrap(
        'classmethod',
        p.method((args) => args[0]!),
      ),
    });
    const B = p.class('B', [A]);
    const b = p.call(B);
    expect(p.show(() => p.attr(b, 'plain'))).toBe('2');
    expect(p.show(() => p.send(b, 'method', two))).toBe('2');
    expect(p.show(() => p.send(B, 'method', two))).toBe('1');
    expect(p.show(() => p.send(b, 'static', two))).toBe('1');
    expect(p.show(() => p.send(b, 'cls'))).toBe("<class 'B'>");
    expect(p.show(() => p.send(B, 'cls'))).toBe("<class 'B'>");
    // A built-in function in a Python class does not get self.
    expect(p.show(() => p.send(b, 'native', p.list(two, two)))).toBe('2');
    expect(p.show(() => p.attr(b, 'nope'))).toBe("AttributeError: 'B' object has no attribute 'nope'");
    expect(p.show(() => p.attr(B, 'nope'))).toBe("AttributeError: type object 'B' has no attribute 'nope'");
    expect(p.show(() => p.attr(b, 'method'))).toBe('<bound_method>');
    expect(p.show(() => p.op(EQUAL, p.attr(b, 'method'), p.attr(b, 'method')))).toBe('True');
  });

  it('checks self of native methods that are read from their class', () => {
    const p = fresh();
    const append = p.attr(p.global('list'), 'append');
    expect(p.show(() => p.call(append, p.list(), two))).toBe('None');
    expect(p.show(() => p.call(append, two, two))).toBe('TypeError: argument has wrong type');
    const L = p.class('L', [p.global('list')]);
    expect(p.show(() => p.call(append, p.call(L), two))).toBe('TypeError: argument has wrong type');
  });

  it('searches depth first, native bases in their place', () => {
    const p = fresh();
    const A = p.class('A', [], { who: p.str('A') });
    const B = p.class('B', [A]);
    const C = p.class('C', [A], { who: p.str('C') });
    expect(p.show(() => p.attr(p.call(p.class('D', [B, C])), 'who'))).toBe("'A'");
    const M = p.class('M', [], { __len__: () => smallInt(99), append: () => p.str('mine') });
    const list = p.global('list');
    const front = p.call(p.class('F', [M, list]));
    const back = p.call(p.class('K', [list, M]));
    expect(p.show(() => lenOf(p.rt, front))).toBe('99');
    expect(p.show(() => lenOf(p.rt, back))).toBe('0');
    expect(p.show(() => p.send(front, 'append', two))).toBe("'mine'");
    expect(p.show(() => p.send(back, 'append', two))).toBe('None');
    expect(p.show(() => p.class('X', [list, p.global('dict')]))).toBe(
      'TypeError: multiple bases have instance lay-out conflict',
    );
    expect(p.show(() => p.class('X', [p.global('slice')]))).toBe(
      "TypeError: type 'slice' isn't an acceptable base type",
    );
  });

  it('creates instances with __new__, __init__ and the native constructor', () => {
    const p = fresh();
    const list = p.global('list');
    const log: string[] = [];
    const A = p.class('A', [], {
      __init__: (args) => {
        log.push(`init ${args.length}`);
        return NONE;
      },
    });
    expect(p.show(() => p.attr(p.call(A, two), '__class__'))).toBe("<class 'A'>");
    expect(log).toEqual(['init 2']);
    expect(p.show(() => p.call(p.class('B', [], { __init__: () => two })))).toBe(
      "TypeError: __init__() should return None, not 'int'",
    );
    // Something else from __new__ is passed on without __init__.
    const Five = p.class('Five', [A], { __new__: () => smallInt(5) });
    expect(p.show(() => p.call(Five))).toBe('5');
    expect(log).toEqual(['init 2']);
    const Made = p.class('Made', [A], { __new__: ([cls]) => p.send(p.global('object'), '__new__', cls!) });
    expect(p.show(() => p.attr(p.call(Made), '__class__'))).toBe("<class 'Made'>");
    expect(log).toEqual(['init 2', 'init 1']);
    expect(p.show(() => p.send(p.global('object'), '__new__', list))).toBe('TypeError: arg must be user-type');
    expect(p.show(() => p.attr(A, '__new__'))).toBe("AttributeError: type object 'A' has no attribute '__new__'");
    // The native part is made from the arguments of the call if __init__ did not make it.
    const L = p.class('L', [list], { __init__: none });
    expect(p.show(() => p.call(L, p.list(two)))).toBe('[2]');
    const S: Word = p.class('S', [list], {
      __init__: ([self]) => p.send(p.super(S, self!), '__init__', p.list(two, two)),
    });
    expect(p.show(() => p.call(S, two))).toBe('[2, 2]');
  });

  it('refuses the native part before it exists', () => {
    const p = fresh();
    const early = (act: (self: Word) => Word): string => {
      const L = p.class('L', [p.global('list')], {
        __init__: ([self]) => {
          act(self!);
          return NONE;
        },
      });
      return p.show(() => p.call(L));
    };
    expect(early((self) => p.send(self, 'append', two))).toBe('AttributeError: call super().__init__() first');
    expect(early((self) => lenOf(p.rt, self))).toBe("TypeError: unsupported type for __len__: 'function'");
    expect(early((self) => p.set(self, 'x', two))).toBe('[]');
  });

  it('lets the native part do what the class does not', () => {
    const p = fresh();
    const { rt } = p;
    const L = p.class('L', [p.global('list')]);
    const l = p.call(L, p.list(two));
    expect(p.show(() => p.op(ADD, l, p.list(two)))).toBe('[2, 2]');
    expect(p.show(() => p.op(EQUAL, l, p.list(two)))).toBe('True');
    expect(p.show(() => p.op(EQUAL, p.list(two), l))).toBe('True');
    expect(p.show(() => p.op(NOT_EQUAL, l, l))).toBe('False');
    expect(p.show(() => p.op(IN, two, l))).toBe('True');
    expect(p.show(() => subscr(rt, l, smallInt(0), SENTINEL))).toBe('2');
    expect(p.show(() => p.call(p.global('list'), l))).toBe('[2]');
    expect(isTrue(rt, l)).toBe(true);
    expect(p.show(() => hashOf(rt, l))).toBe("TypeError: unsupported type for __hash__: 'list'");
    // Native operators insist on the exact type; the text names the inner one.
    expect(p.show(() => p.op(ADD, p.list(), l))).toBe("TypeError: unsupported types for __add__: 'list', 'list'");
    const I = p.class('I', [p.global('int')]);
    expect(p.show(() => p.op(MULTIPLY, two, p.call(I, two)))).toBe(
      "TypeError: unsupported types for __rmul__: 'int', 'int'",
    );
    expect(p.show(() => p.op(INPLACE_ADD, p.call(I, two), two))).toBe('4');
    const T = p.class('T', [p.global('tuple')]);
    expect(p.show(() => p.op(ADD, p.tuple(two), p.call(T, p.list(two))))).toBe('(2, 2)');
    const B = p.class('B', [p.global('bytearray')]);
    expect(getBuffer(rt, p.call(B, smallInt(3)), MP_BUFFER_READ)?.len).toBe(3);
    expect(getBuffer(rt, l, MP_BUFFER_READ)).toBe(null);
    expect(rt.isType(instanceSubobject(rt, l), funViperType)).toBe(false);
    expect(repr(rt, instanceSubobject(rt, l))).toBe('[2]');
  });

  it('asks special methods of the class, not of the instance', () => {
    const p = fresh();
    const { rt } = p;
    const log: string[] = [];
    const NotImplemented = p.global('NotImplemented');
    const A = p.class('A', [], {
      __add__: () => NotImplemented,
      __len__: () => smallInt(0),
      __hash__: () => newInt(rt, 5),
      __contains__: () => two,
      __call__: (args) => newInt(rt, args.length),
      __getitem__: ([, i]) => i!,
      __setitem__: ([, i, v]) => {
        log.push(`${smallIntValue(i!)}=${smallIntValue(v!)}`);
        return two;
      },
      __iter__: () => p.list(two),
      __eq__: ([, o]) => (o === two ? TRUE : NotImplemented),
      __str__: () => p.str('as text'),
      __repr__: () => p.str('as repr'),
    });
    const B = p.class('B', [], { __radd__: () => p.str('reversed') });
    const a = p.call(A);
    p.set(a, '__len__', p.global('len'));
    expect(p.show(() => p.op(ADD, a, p.call(B)))).toBe("'reversed'");
    expect(p.show(() => p.op(ADD, a, two))).toBe("TypeError: unsupported types for __add__: 'A', 'int'");
    expect(p.show(() => lenOf(rt, a))).toBe('0');
    expect(isTrue(rt, a)).toBe(false);
    expect(p.show(() => hashOf(rt, a))).toBe('5');
    expect(p.show(() => p.op(IN, NONE, a))).toBe('True');
    expect(p.show(() => p.call(a, two))).toBe('2');
    expect(p.show(() => subscr(rt, a, smallInt(7), SENTINEL))).toBe('7');
    expect(p.show(() => subscr(rt, a, smallInt(7), two))).toBe('None');
    expect(p.show(() => subscr(rt, a, smallInt(7), NULL))).toBe("TypeError: 'A' object doesn't support item deletion");
    expect(log).toEqual(['7=2']);
    expect(p.show(() => p.op(EQUAL, a, two))).toBe('True');
    expect(p.show(() => p.op(EQUAL, two, a))).toBe('True');
    expect(p.show(() => p.op(EQUAL, a, a))).toBe('True');
    expect(p.show(() => p.op(NOT_EQUAL, a, NONE))).toBe('True');
    expect(str(rt, a)).toBe('as text');
    expect(repr(rt, p.tuple(a))).toBe('(as repr,)');
    const plain = p.call(p.class('P', []));
    expect(repr(rt, plain)).toBe(`<P object at ${plain.toString(16)}>`);
    expect(p.show(() => hashOf(rt, p.call(p.class('E', [], { __eq__: () => TRUE }))))).toBe(
      "TypeError: unsupported type for __hash__: 'E'",
    );
    expect(p.show(() => p.call(plain))).toBe("TypeError: 'P' object isn't callable");
    expect(p.show(() => p.call(p.global('callable'), plain))).toBe('False');
    expect(p.show(() => p.call(p.global('callable'), a))).toBe('True');
  });

  it('runs properties, descriptors and hooks', () => {
    const p = fresh();
    const { rt } = p;
    const log: string[] = [];
    const record =
      (text: string): Method =>
      () => {
        log.push(text);
        return NONE;
      };
    const D = p.class('D', [], {
      __get__: (args) => newInt(rt, args.length),
      __set__: record('set'),
      __delete__: record('delete'),
      __set_name__: (args) => {
        log.push(`name ${str(rt, args[2]!)}`);
        return NONE;
      },
    });
    const A = p.class('A', [], {
      d: p.call(D),
      p: p.call(
        p.global('property'),
        p.method(() => smallInt(42)),
      ),
      none: p.call(p.global('property')),
    });
    expect(log.splice(0)).toEqual(['name d']);
    const a = p.call(A);
    expect(p.show(() => p.attr(a, 'd'))).toBe('3');
    expect(p.show(() => p.attr(A, 'd'))).toContain('<D object at ');
    expect(p.show(() => p.attr(a, 'p'))).toBe('42');
    expect(p.show(() => p.attr(A, 'p'))).toBe('<property>');
    expect(p.show(() => p.attr(a, 'none'))).toBe('AttributeError: unreadable attribute');
    expect(p.show(() => p.set(a, 'p', two))).toBe("AttributeError: 'A' object has no attribute 'p'");
    p.set(a, 'd', two);
    p.set(a, 'd', NULL);
    expect(log.splice(0)).toEqual(['set', 'delete']);
    p.set(a, 'other', two);
    expect(p.show(() => p.attr(a, '__dict__'))).toBe("{'other': 2}");
    const H = p.class('H', [], {
      __setattr__: record('setattr'),
      __delattr__: record('delattr'),
      __getattr__: ([, name]) => name!,
    });
    const h = p.call(H);
    p.set(h, 'x', two);
    p.set(h, 'x', NULL);
    expect(log).toEqual(['setattr', 'delattr']);
    expect(p.show(() => p.attr(h, 'x'))).toBe("'x'");
    expect(p.show(() => p.send(p.global('object'), '__setattr__', h, p.str('x'), two))).toBe('None');
    expect(p.show(() => p.attr(h, 'x'))).toBe('2');
    expect(p.show(() => p.send(p.global('object'), '__delattr__', h, p.str('y')))).toBe(
      'AttributeError: no such attribute',
    );
    // Too late: a derived class exists that does not know of special accessors.
    const Base = p.class('Base', []);
    p.class('Derived', [Base]);
    expect(p.show(() => p.set(Base, 'p', p.attr(A, 'p')))).toBe(
      "AttributeError: can't add special method to already-subclassed class",
    );
    expect(p.show(() => p.set(Base, '__len__', two))).toBe('None');
  });

  it('wraps exceptions', () => {
    const p = fresh();
    const { rt } = p;
    const ValueError = p.global('ValueError');
    const E = p.class('E', [ValueError]);
    const e = p.call(E, p.str('text'));
    expect(repr(rt, e)).toBe("E('text',)");
    expect(str(rt, e)).toBe('text');
    expect(repr(rt, p.attr(e, 'args'))).toBe("('text',)");
    expect(repr(rt, exceptionArgs(rt, e))).toBe("('text',)");
    expect(exceptionMatches(rt, e, rt.type(ValueErrorType))).toBe(true);
    expect(exceptionMatches(rt, e, p.global('KeyError'))).toBe(false);
    expect(p.show(() => hashOf(rt, e))).toMatch(/^-?\d+$/);
    const F: Word = p.class('F', [E], {
      __init__: ([self]) => p.send(p.super(F, self!), '__init__', p.str('other')),
    });
    expect(repr(rt, p.call(F, two, two))).toBe("F('other',)");
  });

  it('finds methods of a class derived from type', () => {
    const p = fresh();
    const { rt } = p;
    const M = p.class('M', [p.global('type')], { hello: ([cls]) => cls! });
    const X = p.call(M, p.str('X'), p.tuple(), newDict(rt, 0));
    expect(repr(rt, X)).toBe("<class 'X'>");
    expect(rt.typeOf(X)).toBe(M);
    expect(isSubclass(rt, rt.typeOf(X), p.global('type'))).toBe(true);
    expect(p.show(() => p.send(X, 'hello'))).toBe("<class 'X'>");
    expect(p.show(() => p.attr(p.call(X), '__class__'))).toBe("<class 'X'>");
    expect(p.show(() => p.attr(p.call(X), 'hello'))).toBe("AttributeError: 'X' object has no attribute 'hello'");
    p.set(X, 'x', two);
    expect(p.show(() => p.attr(X, 'x'))).toBe('2');
  });

  it('follows super to object', () => {
    const p = fresh();
    const A: Word = p.class('A', []);
    const a = p.call(A);
    expect(p.show(() => p.send(p.super(A, a), '__init__'))).toBe('None');
    expect(p.show(() => p.send(p.super(A, a), '__init__', two))).toBe(
      'TypeError: function takes 1 positional arguments but 2 were given',
    );
    expect(p.show(() => p.attr(p.super(A, a), 'nope'))).toBe("AttributeError: 'super' object has no attribute 'nope'");
    expect(p.show(() => p.super(p.class('B', []), a))).toBe('TypeError: ');
    expect(p.show(() => p.super(two, a))).toBe('TypeError: issubclass() arg 2 must be a class or a tuple of classes');
    expect(p.show(() => p.super(A, a))).toBe(`<super: <class 'A'>, <A object at ${a.toString(16)}>>`);
  });

  it('faults on hierarchies that machine code made into loops or garbage', () => {
    const p = fresh();
    const { rt } = p;
    const A = p.class('A', []);
    const B = p.class('B', [A]);
    const a = p.call(B);
    const parent = (w: number): void => rt.stPtr(B + rt.W + 16 + 10 * rt.W, w);
    for (const w of [B, 12, 0x7fff_fff0, B + 4, a]) {
      parent(w);
      let fault: unknown;
      try {
        fault = p.show(() => p.attr(a, 'nope'));
      } catch (e) {
        fault = e;
      }
      const isClean = fault instanceof GuestFault || typeof fault === 'string';
      expect(isClean, `parent 0x${w.toString(16)}: ${String(fault)}`).toBe(true);
    }
  });
});
