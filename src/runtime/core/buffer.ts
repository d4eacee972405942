// The buffer protocol between host functions: mp_buffer_info_t (native-abi.md 3.17) as a record, and asking an object
// for it (2.14).

import { BUFFER, BYTES_TYPECODE } from '../../abi/index.js';
import { slotBuffer } from '../native/calls.js';
import { bstrFromBytes } from './bstr.js';
import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';
import { SLOT } from './typedef.js';
import { type Addr, isQstr, isSmallInt, qstrNumber, type Word } from './word.js';

export const { READ: MP_BUFFER_READ, WRITE: MP_BUFFER_WRITE, RW: MP_BUFFER_RW } = BUFFER;

/** A range of guest memory that an object gives access to. `len` is in bytes. */
export interface BufferInfo {
  buf: Addr;
  len: number;
  typecode: number;
}

/** The buffer of an object, null if it has none (or none that may be written, if `flags` ask for that). The range comes
 * from guest data: it is checked where it is used (`bufferBytes`). */
export function getBuffer(rt: Runtime, w: Word, flags: number): BufferInfo | null {
  if (isSmallInt(w)) return null;
  if (isQstr(w)) {
    if (flags !== MP_BUFFER_READ) return null;
    const q = qstrNumber(w);
    return { buf: rt.qstrs.addr(q), len: rt.qstrs.text(q).length, typecode: BYTES_TYPECODE };
  }
  const slot = rt.slotAt(rt.typeOf(w), SLOT.buffer);
  if (slot === 0) return null;
  const info: BufferInfo = { buf: 0, len: 0, typecode: 0 };
  return slotBuffer(rt, slot, w, info, flags & MP_BUFFER_RW) ? info : null;
}

export function getBufferRaise(rt: Runtime, w: Word, flags: number): BufferInfo {
  return getBuffer(rt, w, flags) ?? typeError(rt, 'object with buffer protocol required');
}

/** The bytes of a buffer, sharing guest memory; faults if they are not all in RAM. */
export function bufferBytes(rt: Runtime, info: BufferInfo, access: 'load' | 'store' = 'load'): Uint8Array {
  return info.len === 0 ? new Uint8Array(0) : rt.mem.bytes(info.buf, info.len, access);
}

/** Index of the bytes of a buffer in guest memory; faults if they are not all in RAM. */
export const bufferIndex = (rt: Runtime, info: BufferInfo): number =>
  info.len === 0 ? 0 : rt.mem.index(info.buf, info.len);

/** The bytes of a buffer as a byte string. */
export function bufferText(rt: Runtime, info: BufferInfo): string {
  return bstrFromBytes(bufferBytes(rt, info));
}
