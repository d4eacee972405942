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
import { bytesType, newBytes } from './bytes.js';
import { UnicodeErrorType } from './exceptions.js';
import { newInt, toIndex } from './int.js';
import { newList } from './list.js';
import { newStr, strType } from './str.js';
import { moveBytes, newTextOf } from './str-data.js';
import { isUtf8Range } from './text-bytes.js';

/** How much an unbounded read asks for at a time. */
const READ_CHUNK = 256;

function result(rt: Runtime, protocol: Addr, text: string): Word {
  if (!streamIsText(rt, protocol)) return newBytes(rt, text);
  if (!isUtf8(text)) raise(rt, UnicodeErrorType);
  return newStr(rt, text);
}

/** The object of the first `n` bytes of a heap block. On the boards the block becomes the object's data: there need not be
 * room for both. */
function resultFrom(rt: Runtime, protocol: Addr, buf: Addr, n: number): Word {
  const bytes = n <= kept.length ? kept : new Uint8Array(n);
  moveBytes(bytes, 0, rt.mem.u8, buf - RAM_BASE, n);
  rt.heap.free(buf);
  const isText = streamIsText(rt, protocol);
  if (isText && !isUtf8Range(bytes, 0, n)) raise(rt, UnicodeErrorType);
  return newTextOf(rt, isText ? strType : bytesType, bytes, 0, n);
}
/** Bytes on their way from a block to an object. */
const kept = new Uint8Array(READ_CHUNK);

/** Bytes that complete the UTF-8 sequences begun in a range; characters in it. */
function utf8Progress(bytes: Uint8Array, from: number, end: number): { chars: number; missing: number } {
  let chars = 0;
  let missing = 0;
  for (let i = from; i < end; i++) {
    const c = bytes[i]!;
    if (missing > 0) missing--;
    else {
      chars++;
      missing = c >= 0xf0 ? 3 : c >= 0xe0 ? 2 : c >= 0xc0 ? 1 : 0;
    }
  }
  return { chars, missing };
}

/** Reads `size` bytes to `buf`: how many there were, and the errno where a non-blocking stream had no more. */
function readBlock(rt: Runtime, o: Word, protocol: Addr, buf: Addr, size: number): { done: number; errno: number } {
  const transfer = streamTransfer(rt, o, protocol, buf, size, 'read');
  if (transfer.errno !== 0 && !isNonblockingError(transfer.errno)) raiseStreamError(rt, o, protocol, transfer.errno);
  return transfer;
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
  return resultFrom(rt, protocol, buf, used);
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
  if (first.done === 0 && first.errno !== 0) return NONE;
  if (!streamIsText(rt, protocol) || first.done === 0) return resultFrom(rt, protocol, buf, first.done);
  // The number counts characters: read on until that many are complete.
  const start = buf - RAM_BASE;
  let { chars, missing } = utf8Progress(rt.mem.u8, start, start + first.done);
  if (missing === 0 && chars >= wanted) return resultFrom(rt, protocol, buf, first.done);
  let bytes = rt.mem.u8.slice(start, start + first.done);
  while (missing > 0 || chars < wanted) {
    const { done } = readBlock(rt, o, protocol, buf, Math.min(missing + wanted - chars, Math.max(1, wanted)));
    if (done === 0) break;
    const longer = new Uint8Array(bytes.length + done);
    longer.set(bytes);
    longer.set(rt.mem.u8.subarray(start, start + done), bytes.length);
    bytes = longer;
    ({ chars, missing } = utf8Progress(bytes, 0, bytes.length));
  }
  rt.heap.free(buf);
  return result(rt, protocol, bstrFromBytes(bytes));
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
