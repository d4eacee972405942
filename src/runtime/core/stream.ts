// The stream protocol from the host's side (native-abi.md 2.15, 3.19): finding it, and the loops over it.

import { ERRNO, STREAM_OP, STREAM_REQUEST } from '../../abi/index.js';
import { slotStreamIoctl, slotStreamRead, slotStreamWrite } from '../native/calls.js';
import { osError, osErrorText } from './raise.js';
import type { Runtime } from './runtime.js';
import type { Addr, Word } from './word.js';

export const { READ: STREAM_OP_READ, WRITE: STREAM_OP_WRITE, IOCTL: STREAM_OP_IOCTL } = STREAM_OP;

/** The mp_stream_p_t of an object: raises OSError unless every operation in `ops` is there. */
export function streamProtocolRaise(rt: Runtime, o: Word, ops: number): Addr {
  const protocol = rt.slot(rt.typeOf(o), 'protocol');
  if (
    protocol !== 0 &&
    !((ops & STREAM_OP_READ) !== 0 && rt.field(protocol, 0) === 0) &&
    !((ops & STREAM_OP_WRITE) !== 0 && rt.field(protocol, 1) === 0) &&
    !((ops & STREAM_OP_IOCTL) !== 0 && rt.field(protocol, 2) === 0)
  ) {
    return protocol;
  }
  return osErrorText(rt, 'stream operation not supported');
}

export function streamIsText(rt: Runtime, protocol: Addr): boolean {
  return (rt.field(protocol, 3) & 1) !== 0;
}

/** Raises for a stream error, after telling the stream's ioctl about it (hazard 11.17). EAGAIN must be handled before. */
export function raiseStreamError(rt: Runtime, o: Word, protocol: Addr, errno: number): never {
  const ioctl = rt.field(protocol, 2);
  if (ioctl !== 0) slotStreamIoctl(rt, ioctl, o, STREAM_REQUEST.RAISE_ERROR, errno);
  return osError(rt, errno);
}

export const isNonblockingError = (errno: number): boolean => errno === ERRNO.EAGAIN;

/** Transfers up to `size` bytes, repeating until done, end of stream or error (`once`: a single request). Returns the
 * bytes transferred and the errno that ended it (0 = none). */
export function streamTransfer(
  rt: Runtime,
  o: Word,
  protocol: Addr,
  buf: Addr,
  size: number,
  op: 'read' | 'write',
  once = false,
): { done: number; errno: number } {
  const fn = rt.field(protocol, op === 'read' ? 0 : 1);
  let done = 0;
  while (done < size) {
    const result =
      op === 'read'
        ? slotStreamRead(rt, fn, o, buf + done, size - done)
        : slotStreamWrite(rt, fn, o, buf + done, size - done);
    if (!result.ok) return { done, errno: result.errno };
    if (result.value === 0) break;
    // A stream that claims more than it was asked for would make us read what it never wrote.
    done += Math.min(result.value, size - done);
    if (once) break;
  }
  return { done, errno: 0 };
}
