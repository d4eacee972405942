// micropython.RingIO: a queue of bytes (python-dialect.md section 18). Given a size it has one byte more than it holds.
//
// Layout: base, buffer, size of the buffer, read position, write position, object that owns the buffer.

import { ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { argCheckNum } from '../core/args.js';
import { getBuffer, MP_BUFFER_WRITE } from '../core/buffer.js';
import type { StreamResult } from '../core/host-function.js';
import { valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun1, type TypeDef } from '../core/typedef.js';
import { type Addr, smallInt, type Word } from '../core/word.js';
import { streamSelf } from '../objects/instance.js';
import { toIndex } from '../objects/int.js';
import { streamMethods } from '../objects/stream-methods.js';

const FIELD = { BUFFER: 1, SIZE: 2, READ: 3, WRITE: 4, OWNER: 5 } as const;
const FIELDS = 6;
const CAPACITY_MAX = 65534;

/** Bytes that wait to be read. */
function waiting(rt: Runtime, o: Word): number {
  const n = rt.field(o, FIELD.WRITE) - rt.field(o, FIELD.READ);
  return n < 0 ? n + rt.field(o, FIELD.SIZE) : n;
}

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const n = Math.min(size, waiting(rt, o));
  const ring = rt.field(o, FIELD.SIZE);
  const from = rt.field(o, FIELD.READ);
  const buffer = rt.field(o, FIELD.BUFFER);
  for (let i = 0; i < n; i++) rt.mem.st8(buf + i, rt.mem.ld8(buffer + ((from + i) % ring)));
  if (n > 0) rt.setField(o, FIELD.READ, (from + n) % ring);
  return { ok: true, value: n };
}

function write(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const ring = rt.field(o, FIELD.SIZE);
  const n = Math.min(size, ring - 1 - waiting(rt, o));
  const to = rt.field(o, FIELD.WRITE);
  const buffer = rt.field(o, FIELD.BUFFER);
  for (let i = 0; i < n; i++) rt.mem.st8(buffer + ((to + i) % ring), rt.mem.ld8(buf + i));
  if (n > 0) rt.setField(o, FIELD.WRITE, (to + n) % ring);
  return { ok: true, value: n };
}

function ioctl(rt: Runtime, o: Word, request: number, arg: number): StreamResult {
  if (request === STREAM_REQUEST.CLOSE) return { ok: true, value: 0 };
  if (request !== STREAM_REQUEST.POLL) return { ok: false, errno: ERRNO.EINVAL };
  const n = waiting(rt, o);
  const ready = (n > 0 ? 1 : 0) | (n < rt.field(o, FIELD.SIZE) - 1 ? 4 : 0);
  return { ok: true, value: ready & arg };
}

const { read: readMethod, readline, readinto, write: writeMethod, close } = streamMethods;

const self = (rt: Runtime, o: Word): Word => streamSelf(rt, o, ringIOType);

export const ringIOType: TypeDef = defineType({
  name: 'RingIO',
  make_new: (rt, cls, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 1, 1, false);
    const source = rt.stack[at]!;
    const o = rt.newObject(ringIOType, FIELDS * rt.W);
    rt.stPtr(o, cls);
    const given = getBuffer(rt, source, MP_BUFFER_WRITE);
    const capacity = given ? given.len - 1 : toIndex(rt, source);
    if (capacity <= 0 || capacity > CAPACITY_MAX) return valueError(rt);
    rt.setField(o, FIELD.BUFFER, given ? given.buf : rt.alloc(capacity + 1));
    rt.setField(o, FIELD.SIZE, capacity + 1);
    if (given) rt.stObj(o + FIELD.OWNER * rt.W, source);
    return o;
  },
  protocol: {
    read: (rt, o, buf, size) => read(rt, self(rt, o), buf, size),
    write: (rt, o, buf, size) => write(rt, self(rt, o), buf, size),
    ioctl: (rt, o, request, arg) => ioctl(rt, self(rt, o), request, arg),
    isText: false,
  },
  locals: {
    any: fun1((rt, o) => smallInt(waiting(rt, self(rt, o)))),
    read: readMethod,
    readline,
    readinto,
    write: writeMethod,
    close,
  },
});
