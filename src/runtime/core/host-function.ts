// Host functions that the guest can call, and how they look from both sides (ARCHITECTURE.md, Gates and exceptions).
//
// A host function has a *shape*: which parameters the TypeScript function takes. Its address in the gate region is
// stable for the life of a board. A caller in the host that finds a gate address where it wants to call a function of
// the same shape calls the TypeScript function directly; anything else goes through the CPU (native/calls.ts), which
// decodes registers into parameters (native/gates.ts).
//
// Arguments of variable functions lie on the runtime's operand stack: `rt.stack[at]` .. positionals first, then
// key/value pairs. They are roots as long as they lie there.

import type { AbiType } from '../../abi/index.js';
import type { BufferInfo } from './buffer.js';
import type { Printer } from './printer.js';
import type { Runtime } from './runtime.js';
import type { Addr, Qstr, Word } from './word.js';

/** Results of a stream function: bytes transferred, or an errno. Never negative. */
export type StreamResult = { ok: true; value: number } | { ok: false; errno: number };

/** The TypeScript side of each shape. The comment is the C signature on the guest side. */
export interface Shapes {
  fun0: (rt: Runtime) => Word; // obj()
  fun1: (rt: Runtime, a: Word) => Word;
  fun2: (rt: Runtime, a: Word, b: Word) => Word;
  fun3: (rt: Runtime, a: Word, b: Word, c: Word) => Word;
  /** obj(size_t n, const obj *args) */
  var: (rt: Runtime, nArgs: number, at: number) => Word;
  /** obj(size_t n, const obj *args, map *kw) */
  kw: (rt: Runtime, nArgs: number, nKw: number, at: number) => Word;
  /** obj(type, n_args, n_kw, args): the slot of a type */
  make_new: (rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number) => Word;
  /** obj(fun, n_args, n_kw, args): the slot of a type, and the form of viper functions */
  call: (rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number) => Word;
  /** void(print, o, kind) */
  print: (rt: Runtime, printer: Printer, o: Word, kind: number) => void;
  /** obj(op, o): NULL = unsupported */
  unary_op: (rt: Runtime, op: number, o: Word) => Word;
  /** obj(op, lhs, rhs): NULL = unsupported */
  binary_op: (rt: Runtime, op: number, lhs: Word, rhs: Word) => Word;
  /** void(self, attr, dest): `dest` is an index of `rt.stack`, two words; contract in native-abi.md 3.3 */
  attr: (rt: Runtime, self: Word, attr: Qstr, dest: number) => void;
  /** obj(self, index, value): value SENTINEL load, NULL delete, else store; NULL = unsupported */
  subscr: (rt: Runtime, self: Word, index: Word, value: Word) => Word;
  /** obj(self, iter_buf): `buf` is the guest address of four words, or 0 when a heap object is wanted */
  getiter: (rt: Runtime, self: Word, buf: Addr) => Word;
  /** obj(self): STOP_ITERATION at the end */
  iternext: (rt: Runtime, self: Word) => Word;
  /** int(o, bufinfo, flags): true = ok with `info` filled */
  buffer: (rt: Runtime, o: Word, info: BufferInfo, flags: number) => boolean;
  /** mp_uint_t(o, buf, size, errcode) */
  stream_read: (rt: Runtime, o: Word, buf: Addr, size: number) => StreamResult;
  stream_write: (rt: Runtime, o: Word, buf: Addr, size: number) => StreamResult;
  /** mp_uint_t(o, request, arg, errcode) */
  stream_ioctl: (rt: Runtime, o: Word, request: number, arg: number) => StreamResult;
  /** void(data, str, len) */
  print_strn: (rt: Runtime, data: number, str: Addr, len: number) => void;
  /** Decoded by an ABI signature: parameters as native/marshal.ts says per type. For mp_fun_table entries. */
  // biome-ignore lint/suspicious/noExplicitAny: the parameters follow from the signature in the table
  abi: (rt: Runtime, ...args: any[]) => any;
}
export type Shape = keyof Shapes;

/** One host function that has a guest address. */
export interface HostFunction {
  readonly name: string;
  readonly shape: Shape;
  // biome-ignore lint/suspicious/noExplicitAny: the type follows from `shape`; `asShape` checks it
  readonly fn: any;
  /** Only for shape 'abi'. */
  readonly ret: AbiType;
  readonly params: readonly AbiType[];
}
