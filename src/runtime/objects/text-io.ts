// sys.stdin, sys.stdout, sys.stderr and their `buffer` (python-dialect.md section 18): streams over the console.

import { ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { bstrFromBytes } from '../core/bstr.js';
import type { StreamResult } from '../core/host-function.js';
import { writeParts } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, funVar, type StreamProtocolDef, type TypeDef, value } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import { streamMethods } from './stream-methods.js';

/** Number of a console stream: 0 stdin, 1 stdout, 2 stderr. There is one raw stream, 0, for both directions. */
const fileNumber = (rt: Runtime, o: Word): number => rt.field(o, 1);

const isRaw = (rt: Runtime, o: Word): boolean => rt.isType(o, fileIOType);

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  if (fileNumber(rt, o) !== 0) return { ok: false, errno: ERRNO.EPERM };
  rt.mem.index(buf, size, 'store');
  const bytes = rt.input(size);
  const n = Math.min(bytes.length, size);
  rt.mem.u8.set(bytes.subarray(0, n), buf - RAM_BASE);
  return { ok: true, value: n };
}

function write(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  if (fileNumber(rt, o) === 0 && !isRaw(rt, o)) return { ok: false, errno: ERRNO.EPERM };
  rt.console.write(bstrFromBytes(rt.mem.bytes(buf, size)));
  return { ok: true, value: size };
}

function ioctl(_rt: Runtime, _o: Word, request: number): StreamResult {
  // Whether input waits cannot be known without taking it; output is never reported, as on the boards.
  if (request === STREAM_REQUEST.POLL) return { ok: true, value: 0 };
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
