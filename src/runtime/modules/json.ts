// The module `json` (python-dialect.md section 21). Writing is one of the print kinds; reading is json-read.ts.

import { bufferIndex, getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import { namedArgs } from '../core/keyword-args.js';
import { printObject } from '../core/print.js';
import { PRINT_JSON, type Printer, StringPrinter } from '../core/printer.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { type JsonPrinter, sequenceItemsRaise } from '../core/sequence.js';
import {
  raiseStreamError,
  STREAM_OP_READ,
  STREAM_OP_WRITE,
  streamProtocolRaise,
  streamTransfer,
} from '../core/stream.js';
import { fun1, funKw, type ModuleDef } from '../core/typedef.js';
import { NONE, NULL, type Word } from '../core/word.js';
import { newStr, strDataRaise } from '../objects/str-data.js';
import { StreamPrinter } from './builtin-print.js';
import { readJson } from './json-read.js';

/** `target`, which also knows the separators. */
function withSeparators(rt: Runtime, target: Printer, separators: Word): JsonPrinter {
  const { piecewise = false } = target;
  const writer = { addr: 0, piecewise, write: (text: string) => target.write(text) };
  if (separators === NULL || separators === NONE) return writer;
  const { len, items } = sequenceItemsRaise(rt, separators);
  if (len !== 2) valueError(rt, `requested length 2 but object has length ${len}`);
  const item = strDataRaise(rt, rt.ldObj(items));
  const key = strDataRaise(rt, rt.ldObj(items + rt.W));
  return { ...writer, itemSeparator: item, keySeparator: key };
}

const dumps = funKw(1, (rt, nArgs, nKw, at) => {
  const [obj, separators] = namedArgs(rt, nArgs, nKw, at, ['obj', 'separators'], 1, 1) as [Word, Word];
  const printer = new StringPrinter();
  printObject(rt, withSeparators(rt, printer, separators), obj, PRINT_JSON);
  return newStr(rt, printer.text);
});

const dump = funKw(2, (rt, nArgs, nKw, at) => {
  const names = ['obj', 'stream', 'separators'];
  const [obj, stream, separators] = namedArgs(rt, nArgs, nKw, at, names, 2, 2) as [Word, Word, Word];
  streamProtocolRaise(rt, stream, STREAM_OP_WRITE);
  printObject(rt, withSeparators(rt, new StreamPrinter(rt, stream), separators), obj, PRINT_JSON);
  return NONE;
});

const loads = fun1((rt, source) => {
  const info = getBufferRaise(rt, source, MP_BUFFER_READ);
  const { u8 } = rt.mem;
  let at = bufferIndex(rt, info);
  const end = at + info.len;
  return readJson(rt, () => (at < end ? u8[at++]! : -1));
});

const load = fun1((rt, stream) => {
  const protocol = streamProtocolRaise(rt, stream, STREAM_OP_READ);
  const buf = rt.alloc(1);
  return readJson(rt, () => {
    const { done, errno } = streamTransfer(rt, stream, protocol, buf, 1, 'read', true);
    if (errno !== 0) raiseStreamError(rt, stream, protocol, errno);
    return done === 0 ? -1 : rt.mem.ld8(buf);
  });
});

export const jsonModule: ModuleDef = {
  name: 'json',
  extensible: true,
  members: { dump, dumps, load, loads },
};
