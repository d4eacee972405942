// io.StringIO and io.BytesIO: streams over a buffer in guest memory (python-dialect.md section 18).
//
// What is odd: StringIO counts characters only in read(); positions and writes are bytes. A str or bytes given to
// the constructor is borrowed and copied at the first write; any other buffer is copied at once. A closed stream still tells, seeks, flushes and closes.
//
// Layout: base, buffer, capacity (0 = borrowed), length, position, closed flag, object that owns a borrowed buffer.

import { ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { getBufferRaise, MP_BUFFER_READ } from '../core/buffer.js';
import type { StreamResult } from '../core/host-function.js';
import { writeParts } from '../core/printer.js';
import { raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, funVar, type TypeDef } from '../core/typedef.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import { bytesType } from '../objects/bytes.js';
import { UnicodeErrorType } from '../objects/exceptions.js';
import { streamSelf } from '../objects/instance.js';
import { isInt, toIndex } from '../objects/int.js';
import { strType } from '../objects/str.js';
import { isStrOrBytes, newTextOf } from '../objects/str-data.js';
import { streamMethods } from '../objects/stream-methods.js';
import { isUtf8Range } from '../objects/text-bytes.js';

const FIELD = { BUFFER: 1, CAPACITY: 2, LENGTH: 3, POSITION: 4, CLOSED: 5, OWNER: 6 } as const;
const FIELDS = 7;
/** Room beyond what a write needs: a share of the whole, so that many small writes do not copy each time. */
const GROWTH_SHARE = 4;
const GROWTH_MIN = 16;
const DEFAULT_CAPACITY = 16;

type Self = (rt: Runtime, o: Word) => Word;

function checkOpen(rt: Runtime, stream: Word): Word {
  if (rt.objField(stream, FIELD.CLOSED) !== 0) valueError(rt, 'I/O operation on closed file');
  return stream;
}

function read(rt: Runtime, stream: Word, buf: Addr, size: number): StreamResult {
  checkOpen(rt, stream);
  const position = rt.objField(stream, FIELD.POSITION);
  const n = Math.max(0, Math.min(size, rt.objField(stream, FIELD.LENGTH) - position));
  if (n > 0) {
    rt.mem.move(buf, rt.objField(stream, FIELD.BUFFER) + position, n);
    rt.setField(stream, FIELD.POSITION, position + n);
  }
  return { ok: true, value: n };
}

function allocate(rt: Runtime, stream: Word, size: number): void {
  rt.setField(stream, FIELD.BUFFER, rt.alloc(Math.max(1, size)));
  rt.setField(stream, FIELD.CAPACITY, Math.max(1, size));
}

/** Makes room for `size` bytes in a buffer of the stream's own. */
function reserve(rt: Runtime, stream: Word, size: number): void {
  const capacity = rt.objField(stream, FIELD.CAPACITY);
  if (size <= capacity) return;
  const room = size + Math.floor(size / GROWTH_SHARE) + GROWTH_MIN;
  const old = rt.field(stream, FIELD.BUFFER);
  const used = rt.field(stream, FIELD.LENGTH);
  const mark = rt.heap.mark();
  let buffer: Addr;
  if (capacity > 0) {
    buffer = rt.heap.realloc(old, room, true);
    if (buffer === 0) rt.memoryError(room);
  } else {
    buffer = rt.alloc(room);
    if (used > 0) rt.mem.move(buffer, old, used);
  }
  rt.setField(stream, FIELD.BUFFER, buffer);
  rt.setField(stream, FIELD.CAPACITY, room);
  rt.stPtr(stream + FIELD.OWNER * rt.W, NULL);
  rt.heap.release(mark);
}

function write(rt: Runtime, stream: Word, buf: Addr, size: number): StreamResult {
  checkOpen(rt, stream);
  const position = rt.objField(stream, FIELD.POSITION);
  const length = rt.objField(stream, FIELD.LENGTH);
  const end = position + size;
  if (size === 0) return { ok: true, value: 0 };
  reserve(rt, stream, Math.max(end, length));
  const buffer = rt.field(stream, FIELD.BUFFER);
  // A gap that a seek left reads as zeros.
  if (position > length) rt.mem.bytes(buffer + length, position - length, 'store').fill(0);
  rt.mem.move(buffer + position, buf, size);
  rt.setField(stream, FIELD.POSITION, end);
  if (end > length) rt.setField(stream, FIELD.LENGTH, end);
  return { ok: true, value: size };
}

function ioctl(rt: Runtime, stream: Word, request: number, arg: number): StreamResult {
  if (request === STREAM_REQUEST.FLUSH) return { ok: true, value: 0 };
  if (request === STREAM_REQUEST.CLOSE) {
    rt.setField(stream, FIELD.CLOSED, 1);
    return { ok: true, value: 0 };
  }
  if (request !== STREAM_REQUEST.SEEK) return { ok: false, errno: ERRNO.EINVAL };
  const offset = rt.mem.ld32(arg);
  const whence = rt.mem.ld32(arg + rt.W);
  const base = whence === 1 ? rt.field(stream, FIELD.POSITION) : whence === 2 ? rt.field(stream, FIELD.LENGTH) : 0;
  if (whence === 0 && offset < 0) return { ok: false, errno: ERRNO.EINVAL };
  const position = Math.max(0, base + offset);
  rt.setField(stream, FIELD.POSITION, position);
  rt.setField(arg, 0, position);
  return { ok: true, value: 0 };
}

function getvalue(rt: Runtime, stream: Word, isText: boolean): Word {
  checkOpen(rt, stream);
  const length = rt.field(stream, FIELD.LENGTH);
  const at = length === 0 ? 0 : rt.mem.index(rt.field(stream, FIELD.BUFFER), length);
  const { u8 } = rt.mem;
  if (isText && !isUtf8Range(u8, at, at + length)) raise(rt, UnicodeErrorType);
  return newTextOf(rt, isText ? strType : bytesType, u8, at, length);
}

function memoryStream(name: string, isText: boolean): TypeDef {
  const { read: readMethod, readinto, readline, write: writeMethod, seek, tell, flush, close } = streamMethods;
  const self: Self = (rt, o) => streamSelf(rt, o, type);
  const type: TypeDef = defineType({
    name,
    // Arguments after the first are ignored.
    make_new: (rt, cls, nArgs, _nKw, at) => {
      const stream = rt.newObject(type, FIELDS * rt.W);
      rt.stPtr(stream, cls);
      if (nArgs === 0) {
        allocate(rt, stream, DEFAULT_CAPACITY);
        return stream;
      }
      const initial = rt.stack[at]!;
      if (isInt(rt, initial)) {
        const size = toIndex(rt, initial);
        if (size < 0) rt.memoryError(size);
        allocate(rt, stream, size);
        return stream;
      }
      const { buf, len } = getBufferRaise(rt, initial, MP_BUFFER_READ);
      if (isStrOrBytes(rt, initial)) {
        rt.setField(stream, FIELD.BUFFER, buf);
        rt.stObj(stream + FIELD.OWNER * rt.W, initial);
      } else {
        allocate(rt, stream, len);
        if (len > 0) rt.mem.move(rt.field(stream, FIELD.BUFFER), buf, len);
      }
      rt.setField(stream, FIELD.LENGTH, len);
      return stream;
    },
    print: (_rt, printer, o) => writeParts(printer, `<io.${name} 0x`, (o >>> 0).toString(16), '>'),
    streamIter: true,
    protocol: {
      read: (rt, o, buf, size) => read(rt, self(rt, o), buf, size),
      write: (rt, o, buf, size) => write(rt, self(rt, o), buf, size),
      ioctl: (rt, o, request, arg) => ioctl(rt, self(rt, o), request, arg),
      isText,
    },
    locals: {
      read: readMethod,
      readinto,
      readline,
      write: writeMethod,
      seek,
      tell,
      flush,
      close,
      getvalue: fun1((rt, o) => getvalue(rt, self(rt, o), isText)),
      __enter__: fun1((_rt, o) => o),
      __exit__: funVar(4, 4, (rt, _nArgs, at) => {
        rt.setField(self(rt, rt.stack[at]!), FIELD.CLOSED, 1);
        return NONE;
      }),
    },
  });
  return type;
}

export const stringIOType: TypeDef = memoryStream('StringIO', true);
export const bytesIOType: TypeDef = memoryStream('BytesIO', false);
