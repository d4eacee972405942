// print() and what the REPL does with a value (python-dialect.md section 4).

import { RAM_BASE } from '../../machine/index.js';
import { storeAttr } from '../core/attr.js';
import { namedArgs } from '../core/keyword-args.js';
import { printObject, repr } from '../core/print.js';
import { PRINT_REPR, PRINT_STR, type Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import {
  isNonblockingError,
  raiseStreamError,
  STREAM_OP_WRITE,
  streamProtocolRaise,
  streamTransfer,
} from '../core/stream.js';
import { fun1, funKw } from '../core/typedef.js';
import { type Addr, isSmallInt, NONE, NULL, smallIntValue, type Word } from '../core/word.js';
import { newStr } from '../objects/str.js';
import { strDataRaise } from '../objects/str-data.js';
import { newIntStr } from '../objects/text-builder.js';

/** Pieces of text up to this length lie on the guest stack while they are written. */
const ON_STACK = 64;

/** Prints to a stream object: each piece of text is one write. */
export class StreamPrinter implements Printer {
  readonly addr = 0;
  readonly piecewise = true;
  private readonly rt: Runtime;
  private readonly stream: Word;
  private readonly protocol: Addr;

  /** Raises OSError if the object cannot be written to; it must stay rooted while it is printed to. */
  constructor(rt: Runtime, stream: Word) {
    this.rt = rt;
    this.stream = stream;
    this.protocol = streamProtocolRaise(rt, stream, STREAM_OP_WRITE);
  }
  write(text: string): void {
    const { rt } = this;
    if (text === '') return;
    const mark = rt.heap.mark();
    const guestSp = rt.cpu.regsLo[2]!;
    // As the reference does, which allocates nothing on the heap for a piece of text.
    const buf = text.length <= ON_STACK ? rt.alloca(text.length) : rt.alloc(text.length);
    for (let i = 0; i < text.length; i++) rt.mem.u8[buf - RAM_BASE + i] = text.charCodeAt(i);
    const { errno } = streamTransfer(rt, this.stream, this.protocol, buf, text.length, 'write');
    if (errno !== 0 && !isNonblockingError(errno)) raiseStreamError(rt, this.stream, this.protocol, errno);
    rt.leave(guestSp);
    rt.heap.release(mark);
  }
}

/** Stack that the call of print takes in the reference; it shows in how deep nested objects can be printed. */
const PRINT_CALL_BYTES = { 8: 200, 4: 136 } as const;

export const print = funKw(0, (rt, nArgs, nKw, at) => {
  const [sepWord, endWord, file] = namedArgs(rt, 0, nKw, at + nArgs, ['sep', 'end', 'file'], 0, 0) as [
    Word,
    Word,
    Word,
  ];
  const sep = sepWord === NULL ? ' ' : strDataRaise(rt, sepWord);
  const end = endWord === NULL ? '\n' : strDataRaise(rt, endWord);
  const printer = file === NULL ? rt.console : new StreamPrinter(rt, file);
  const stack = rt.enter(PRINT_CALL_BYTES[rt.W]);
  for (let i = 0; i < nArgs; i++) {
    if (i > 0) printer.write(sep);
    printObject(rt, printer, rt.stack[at + i]!, PRINT_STR);
  }
  printer.write(end);
  rt.leave(stack);
  return NONE;
});

export const replPrint = fun1((rt, w) => {
  if (w !== NONE) {
    printObject(rt, rt.console, w, PRINT_REPR);
    rt.console.write('\n');
    // The last value, for the next statement.
    storeAttr(rt, rt.builtinModules.get('builtins')!, rt.qstrs.intern('_'), w);
  }
  return NONE;
});

export const reprFunction = fun1((rt, w) =>
  isSmallInt(w) ? newIntStr(rt, smallIntValue(w)) : newStr(rt, repr(rt, w)),
);
