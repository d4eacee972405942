// read, readinto, readline, write and their kin for every type with a stream protocol (native-abi.md 2.15). The four
// function objects of mp_fun_table entries 83-86 are made of the first four definitions.

import { STREAM_REQUEST } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { bstrFromBytes, isUtf8 } from '../core/bstr.js';
import { getBufferRaise, MP_BUFFER_READ, MP_BUFFER_WRITE } from '../core/buffer.js';
import { raise } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import {
  isNonblockingError,
  raiseStreamError,
  STREAM_OP_IOCTL,
  STREAM_OP_READ,
  STREAM_OP_WRITE,
  streamIsText,
  streamProtocolRaise,
  streamTransfer,
} from '../core/stream.js';
import { type FunctionDef, funVar } from '../core/typedef.js';
import { type Addr, NONE, type Word } from '../core/word.js';
import { slotStreamIoctl } from '../native/calls.js';
import { newBytes } from './bytes.js';
import { UnicodeErrorType } from './exceptions.js';
import { newInt, toIndex } from './int.js';
import { newList } from './list.js';
import { newStr } from './str.js';

/** How much an unbounded read asks for at a time. */
const READ_CHUNK = 256;

function result(rt: Runtime, protocol: Addr, text: string): Word {
  if (!streamIsText(rt, protocol)) return newBytes(rt, text);
  if (!isUtf8(text)) raise(rt, UnicodeErrorType);
  return newStr(rt, text);
}

/** On the boards the buffer becomes the object's data: there need not be room for both. */
function resultFrom(rt: Runtime, protocol: Addr, buf: Addr, text: string): Word {
  rt.heap.free(buf);
  return result(rt, protocol, text);
}

/** Bytes that complete the UTF-8 sequences begun in `text`; characters in it. */
function utf8Progress(text: string): { chars: number; missing: number } {
  let chars = 0;
  let missing = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (missing > 0) missing--;
    else {
      chars++;
      missing = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    }
  }
  return { chars, missing };
}

/** Reads into a heap block of `size` bytes; the text read, or undefined where a non-blocking stream had nothing. */
function readBlock(rt: Runtime, o: Word, protocol: Addr, buf: Addr, size: number): { text: string; errno: number } {
  const { done, errno } = streamTransfer(rt, o, protocol, buf, size, 'read');
  if (errno !== 0 && !isNonblockingError(errno)) raiseStreamError(rt, o, protocol, errno);
  return { text: bstrFromBytes(rt.mem.bytes(buf, done)), errno };
}

function readAll(rt: Runtime, o: Word, protocol: Addr): Word {
  const mark = rt.heap.mark();
  let capacity = READ_CHUNK;
  let buf = rt.alloc(capacity);
  let used = 0;
  for (;;) {
    const { done, errno } = streamTransfer(rt, o, protocol, buf + used, capacity - used, 'read', true);
    if (errno !== 0) {
      if (!isNonblockingError(errno)) raiseStreamError(rt, o, protocol, errno);
      if (used === 0) return NONE;
      break;
    }
    if (done === 0) break;
    used += done;
    if (used < capacity) continue;
    capacity += READ_CHUNK;
    const moved = rt.heap.realloc(buf, capacity, true);
    if (moved === 0) rt.memoryError(capacity);
    buf = moved;
    rt.heap.releaseKeeping(mark, buf);
  }
  return resultFrom(rt, protocol, buf, bstrFromBytes(rt.mem.u8.subarray(buf - RAM_BASE, buf - RAM_BASE + used)));
}

function read(rt: Runtime, nArgs: number, at: number): Word {
  const o = rt.stack[at]!;
  const protocol = streamProtocolRaise(rt, o, STREAM_OP_READ);
  const wanted = nArgs === 1 ? -1 : toIndex(rt, rt.stack[at + 1]!);
  if (wanted === -1) return readAll(rt, o, protocol);
  const room = streamIsText(rt, protocol) ? wanted : wanted + 1;
  if (room < 0) rt.memoryError(room);
  const buf = rt.alloc(Math.max(1, room));
  const first = readBlock(rt, o, protocol, buf, wanted);
  let { text } = first;
  if (text === '' && first.errno !== 0) return NONE;
  if (streamIsText(rt, protocol)) {
    // The number counts characters: read on until that many are complete.
    for (let { chars, missing } = utf8Progress(text); text !== '' && (missing > 0 || chars < wanted); ) {
      const more = readBlock(rt, o, protocol, buf, Math.min(missing + wanted - chars, Math.max(1, wanted))).text;
      if (more === '') break;
      text += more;
      ({ chars, missing } = utf8Progress(text));
    }
  }
  return resultFrom(rt, protocol, buf, text);
}

/** A number of bytes, at most `max`; a negative one is the machine word that it is. */
function byteCount(rt: Runtime, w: Word, max: number): number {
  const n = toIndex(rt, w);
  return n < 0 ? max : Math.min(n, max);
}

function readinto(rt: Runtime, nArgs: number, at: number, once = false): Word {
  const o = rt.stack[at]!;
  const protocol = streamProtocolRaise(rt, o, STREAM_OP_READ);
  const info = getBufferRaise(rt, rt.stack[at + 1]!, MP_BUFFER_WRITE);
  const size = nArgs > 2 ? byteCount(rt, rt.stack[at + 2]!, info.len) : info.len;
  const { done, errno } = streamTransfer(rt, o, protocol, info.buf, size, 'read', once);
  if (errno !== 0) {
    if (!isNonblockingError(errno)) raiseStreamError(rt, o, protocol, errno);
    if (done === 0) return NONE;
  }
  return newInt(rt, done);
}

/** One line including its newline, at most `max` bytes (-1 = no limit); also what iteration over a stream gives. There
 * must be room for all of these bytes. */
export function readLine(rt: Runtime, o: Word, max: number): Word {
  const protocol = streamProtocolRaise(rt, o, STREAM_OP_READ);
  if (max < -1) rt.memoryError(max);
  const buf = rt.alloc(Math.max(1, max));
  let text = '';
  while (max < 0 || text.length < max) {
    const { done, errno } = streamTransfer(rt, o, protocol, buf, 1, 'read', true);
    if (errno !== 0) {
      if (!isNonblockingError(errno)) raiseStreamError(rt, o, protocol, errno);
      if (text === '') return NONE;
      break;
    }
    if (done === 0) break;
    const c = rt.mem.ld8(buf);
    text += String.fromCharCode(c);
    if (c === 10) break;
  }
  return result(rt, protocol, text);
}

function readlines(rt: Runtime, nArgs: number, at: number): Word {
  void nArgs;
  const first = rt.sp;
  for (;;) {
    const line = readLine(rt, rt.stack[at]!, -1);
    if (line === NONE || getBufferRaise(rt, line, MP_BUFFER_READ).len === 0) break;
    rt.push(line);
  }
  const list = newList(rt, first, rt.sp - first);
  rt.sp = first;
  return list;
}

function write(rt: Runtime, nArgs: number, at: number, once = false): Word {
  const o = rt.stack[at]!;
  const protocol = streamProtocolRaise(rt, o, STREAM_OP_WRITE);
  const info = getBufferRaise(rt, rt.stack[at + 1]!, MP_BUFFER_READ);
  let from = 0;
  let size = info.len;
  if (nArgs === 3) size = byteCount(rt, rt.stack[at + 2]!, size);
  else if (nArgs > 3) {
    from = byteCount(rt, rt.stack[at + 2]!, size);
    size = byteCount(rt, rt.stack[at + 3]!, size - from);
  }
  const { done, errno } = streamTransfer(rt, o, protocol, info.buf + from, size, 'write', once);
  if (errno !== 0) {
    if (!isNonblockingError(errno)) raiseStreamError(rt, o, protocol, errno);
    if (done === 0) return NONE;
  }
  return newInt(rt, done);
}

/** One ioctl request; raises OSError for an error. */
export function streamRequest(rt: Runtime, o: Word, request: number, arg: number): number {
  const protocol = streamProtocolRaise(rt, o, STREAM_OP_IOCTL);
  const answer = slotStreamIoctl(rt, rt.field(protocol, 2), o, request, arg);
  if (!answer.ok) raiseStreamError(rt, o, protocol, answer.errno);
  return answer.value;
}

function seekTo(rt: Runtime, o: Word, offset: number, whence: number): Word {
  const sp = rt.cpu.regsLo[2]!;
  const record = rt.alloca(2 * rt.W);
  rt.setField(record, 0, offset);
  rt.mem.st32(record + rt.W, whence);
  streamRequest(rt, o, STREAM_REQUEST.SEEK, record);
  const position = rt.field(record, 0);
  rt.leave(sp);
  return newInt(rt, position);
}

function seek(rt: Runtime, nArgs: number, at: number): Word {
  const whence = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : 0;
  return seekTo(rt, rt.stack[at]!, toIndex(rt, rt.stack[at + 1]!), whence);
}

/** The methods by name, for the `locals` of stream types. */
export const streamMethods = {
  read: funVar(1, 2, read),
  readinto: funVar(2, 3, (rt, nArgs, at) => readinto(rt, nArgs, at)),
  readline: funVar(1, 2, (rt, nArgs, at) =>
    readLine(rt, rt.stack[at]!, nArgs > 1 && rt.stack[at + 1] !== NONE ? toIndex(rt, rt.stack[at + 1]!) : -1),
  ),
  readlines: funVar(1, 1, readlines),
  write: funVar(2, 4, (rt, nArgs, at) => write(rt, nArgs, at)),
  write1: funVar(2, 4, (rt, nArgs, at) => write(rt, nArgs, at, true)),
  readinto1: funVar(2, 3, (rt, nArgs, at) => readinto(rt, nArgs, at, true)),
  seek: funVar(2, 3, seek),
  tell: funVar(1, 1, (rt, _n, at) => seekTo(rt, rt.stack[at]!, 0, 1)),
  flush: funVar(1, 1, (rt, _n, at) => {
    streamRequest(rt, rt.stack[at]!, STREAM_REQUEST.FLUSH, 0);
    return NONE;
  }),
  close: funVar(1, 1, (rt, _n, at) => {
    streamRequest(rt, rt.stack[at]!, STREAM_REQUEST.CLOSE, 0);
    return NONE;
  }),
} satisfies Record<string, FunctionDef>;
