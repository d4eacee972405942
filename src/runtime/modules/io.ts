// The module `io`, and IOBase: streams written in Python (python-dialect.md section 18).

import { ERRNO } from '../../abi/index.js';
import { callNamed } from '../core/call-named.js';
import type { StreamResult } from '../core/host-function.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, type ModuleDef, type TypeDef, typeMember } from '../core/typedef.js';
import { type Addr, NONE, smallInt, type Word } from '../core/word.js';
import { newBytearrayByRef } from '../objects/bytearray.js';
import { newInt, toIndex } from '../objects/int.js';
import { openFunction } from './builtin-files.js';
import { bytesIOType, stringIOType } from './io-memory.js';

/** Calls write or readinto with a bytearray over the buffer. */
function transfer(rt: Runtime, o: Word, name: 'write' | 'readinto', buf: Addr, size: number): Word {
  const mark = rt.heap.mark();
  const view = rt.heap.root(newBytearrayByRef(rt, size, buf));
  const result = callNamed(rt, o, name, view);
  rt.heap.releaseKeeping(mark, result);
  return result;
}

function write(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const result = transfer(rt, o, 'write', buf, size);
  if (result === NONE) return { ok: false, errno: ERRNO.EAGAIN };
  const n = toIndex(rt, result);
  if (n < 0) return { ok: false, errno: -n };
  return n > size ? { ok: false, errno: ERRNO.EIO } : { ok: true, value: n };
}

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const result = transfer(rt, o, 'readinto', buf, size);
  if (result === NONE) return osError(rt, ERRNO.EAGAIN);
  const n = toIndex(rt, result);
  // No request tells the stream about these.
  if (n < 0) return osError(rt, -n);
  return n > size ? osError(rt, ERRNO.EIO) : { ok: true, value: n };
}

function ioctl(rt: Runtime, o: Word, request: number, arg: number): StreamResult {
  const n = toIndex(rt, callNamed(rt, o, 'ioctl', smallInt(request), newInt(rt, arg)));
  return n < 0 ? { ok: false, errno: -n } : { ok: true, value: n };
}

export const ioBaseType: TypeDef = defineType({
  name: 'IOBase',
  make_new: (rt, cls) => {
    const o = rt.newObject(ioBaseType, rt.W);
    rt.stPtr(o, cls);
    return o;
  },
  protocol: { read, write, ioctl, isText: false },
});

export const ioModule: ModuleDef = {
  name: 'io',
  extensible: true,
  members: {
    open: openFunction,
    IOBase: typeMember(ioBaseType),
    StringIO: typeMember(stringIOType),
    BytesIO: typeMember(bytesIOType),
  },
};
