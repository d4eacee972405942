// Handles of Python objects, with what JavaScript does to them.

import { runtime as py, type Runtime, type Word } from '../runtime/index.js';
import type { Board } from './board.js';
import { type PyArgument, toGuest } from './values.js';

/** How Node shows an object; without it, printing an error would print the whole board. */
export const INSPECT = Symbol.for('nodejs.util.inspect.custom');

/** An object on a board, kept alive as long as the handle is not released. */
export class PyObject {
  readonly board: Board;
  readonly word: Word;
  readonly runtime: Runtime;
  constructor(board: Board, word: Word) {
    this.board = board;
    this.word = word;
    this.runtime = board.runtime;
  }
  [INSPECT](): string {
    return `PyObject <0x${(this.word >>> 0).toString(16)} on ${this.board.name}>`;
  }
  /** `repr()` of the object. */
  repr(): string {
    return this.board.run((rt) => py.textOfBstr(py.repr(rt, this.word)));
  }
  /** `str()` of the object. */
  str(): string {
    return this.board.run((rt) => py.textOfBstr(py.str(rt, this.word)));
  }
  /** Name of the object's type. */
  get typeName(): string {
    return this.board.run((rt) => py.textOfBstr(rt.typeNameOf(this.word)));
  }
  /** An attribute. */
  get(name: string): PyObject {
    return this.board.object((rt) => py.loadAttr(rt, this.word, py.qstr(rt, name)));
  }
  /** Sets an attribute. */
  set(name: string, value: PyArgument): void {
    this.board.run((rt) => py.storeAttr(rt, this.word, py.qstr(rt, name), toGuest(rt, value)));
  }
  /** Calls the object with positional arguments. */
  call(...args: PyArgument[]): PyObject {
    return this.callWith(args);
  }
  /** Calls the object with positional and keyword arguments. */
  callWith(args: readonly PyArgument[], keywords: Readonly<Record<string, PyArgument>> = {}): PyObject {
    return this.board.object((rt) => {
      const at = rt.sp;
      for (const arg of args) rt.push(toGuest(rt, arg));
      const pairs = Object.entries(keywords);
      for (const [name, value] of pairs) {
        rt.push(py.qstrWord(py.qstr(rt, name)));
        rt.push(toGuest(rt, value));
      }
      const result = py.callFunction(rt, this.word, args.length, pairs.length, at);
      rt.sp = at;
      return result;
    });
  }
  /** Calls a method. */
  method(name: string, ...args: PyArgument[]): PyObject {
    return this.board.object((rt) => {
      const at = rt.sp;
      rt.push(0);
      rt.push(0);
      py.loadMethod(rt, this.word, py.qstr(rt, name), at);
      for (const arg of args) rt.push(toGuest(rt, arg));
      const result = py.callMethod(rt, args.length, 0, at);
      rt.sp = at;
      return result;
    });
  }
  /** `self[index]` */
  item(index: PyArgument): PyObject {
    return this.board.object((rt) => py.subscr(rt, this.word, toGuest(rt, index), py.SENTINEL));
  }
  /** `self[index] = value` */
  setItem(index: PyArgument, value: PyArgument): void {
    this.board.run((rt) => {
      const i = rt.heap.root(toGuest(rt, index));
      py.subscr(rt, this.word, i, toGuest(rt, value));
    });
  }
  /** The items that iteration gives. */
  items(): PyObject[] {
    return this.board.run((rt) => {
      const out: PyObject[] = [];
      py.forEach(rt, this.word, (item) => out.push(this.board.handle(item)));
      return out;
    });
  }
  /** `left op right` by operator number (native-abi.md 4.3). */
  binary(op: number, right: PyArgument): PyObject {
    return this.board.object((rt) => py.binaryOp(rt, op, this.word, toGuest(rt, right)));
  }
  /** A unary operator by number (native-abi.md 4.2). */
  unary(op: number): PyObject {
    return this.board.object((rt) => py.unaryOp(rt, op, this.word));
  }
  /** Lets the board collect the object when nothing else holds it. */
  release(): void {
    this.board.forget(this.word);
  }
}
