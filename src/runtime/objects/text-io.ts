// sys.stdin, sys.stdout, sys.stderr and their `buffer` (python-dialect.md section 18): streams over the console.

import { ERRNO, STREAM_POLL, STREAM_REQUEST } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { bstrFromBytes } from '../core/bstr.js';
import type { StreamResult } from '../core/host-function.js';
import { writeParts } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, funVar, type StreamProtocolDef, type TypeDef, value } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import { streamMethods } from './stream-methods.js';

const LF = 10;
const CR = 13;

/** Number of a console stream: 0 stdin, 1 stdout, 2 stderr. There is one raw stream, 0, for both directions. */
const fileNumber = (rt: Runtime, o: Word): number => rt.field(o, 1);

const isRaw = (rt: Runtime, o: Word): boolean => rt.isType(o, fileIOType);

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  if (fileNumber(rt, o) !== 0) return { ok: false, errno: ERRNO.EPERM };
  rt.mem.index(buf, size, 'store');
  const bytes = rt.input(size);
  const n = Math.min(bytes.length, size);
  const at = buf - RAM_BASE;
  rt.mem.u8.set(bytes.subarray(0, n), at);
  // Terminals send CR where text wants a newline.
  if (rt.serial && !isRaw(rt, o)) for (let i = at; i < at + n; i++) if (rt.mem.u8[i] === CR) rt.mem.u8[i] = LF;
  return { ok: true, value: n };
}

function write(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  if (fileNumber(rt, o) === 0 && !isRaw(rt, o)) return { ok: false, errno: ERRNO.EPERM };
  const bytes = bstrFromBytes(rt.mem.bytes(buf, size));
  // What is no text goes through a serial line as it is.
  if (rt.serial && isRaw(rt, o)) rt.serial.write(bytes);
  else rt.console.write(bytes);
  return { ok: true, value: size };
}

function ioctl(rt: Runtime, o: Word, request: number, mask: number): StreamResult {
  // Without a line, whether input waits cannot be known without taking it. Output is never reported, as on the boards.
  if (request === STREAM_REQUEST.POLL) {
    const asked = fileNumber(rt, o) === 0 && (mask & STREAM_POLL.RD) !== 0;
    return { ok: true, value: asked && rt.serial?.ready() ? STREAM_POLL.RD : 0 };
  }
  if (request === STREAM_REQUEST.FLUSH || request === STREAM_REQUEST.CLOSE) return { ok: true, value: 0 };
  return { ok: false, errno: ERRNO.EINVAL };
}

const self = fun1((_rt, o) => o);
const exit = funVar(4, 4, () => NONE);

function consoleType(name: string, isText: boolean): TypeDef {
  const protocol: StreamProtocolDef = { read, write, ioctl, isText };
  const { read: readMethod, readinto, readline, readlines, write: writeMethod } = streamMethods;
  return defineType({
    name,
    streamIter: true,
    protocol,
    print: (rt, printer, o) => writeParts(printer, '<io.', name, ' ', `${fileNumber(rt, o)}`, '>'),
    locals: {
      buffer: value((rt) => consoleStream(rt, 0, false)),
      read: readMethod,
      readinto,
      readline,
      readlines,
      write: writeMethod,
      // Closing does nothing, and gives the stream.
      close: self,
      __enter__: self,
      __exit__: exit,
    },
  });
}

export const textIOType: TypeDef = consoleType('TextIOWrapper', true);
export const fileIOType: TypeDef = consoleType('FileIO', false);

/** The stream object of a console file number. Each exists once. */
export function consoleStream(rt: Runtime, file: number, isText: boolean): Word {
  const key = `stream${file}${isText ? 't' : 'b'}`;
  const known = rt.rootWords[key];
  if (known !== undefined) return known;
  const o = rt.newObject(isText ? textIOType : fileIOType, 2 * rt.W);
  rt.setField(o, 1, file);
  rt.rootWords[key] = o;
  return o;
}
