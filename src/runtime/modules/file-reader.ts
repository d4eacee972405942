// Reading whole files of mounted file systems, as the loader of modules does it (python-dialect.md section 16, "What the
// loader asks of a file system object"). Every request is visible to file systems written in Python.
//
// What is odd: the stream is asked for a buffer size; a read shorter than the buffer ends the file, and what counts is
// the number the read returns; closing may fail.

import { STREAM_REQUEST } from '../../abi/index.js';
import { osError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { raiseStreamError, STREAM_OP_IOCTL, STREAM_OP_READ, streamProtocolRaise } from '../core/stream.js';
import { slotStreamIoctl, slotStreamRead } from '../native/calls.js';
import { newStr } from '../objects/str-data.js';
import { callPlace, lookupPath } from './mounts.js';

/** What the reader keeps besides its buffer in one allocation decides these sizes on the boards. */
const BUFFER_SIZES = { 8: { least: 21, usual: 53 }, 4: { least: 9, usual: 25 } } as const;
const BUFFER_MAX = 255;

function bufferSize(rt: Runtime, wanted: number): number {
  const { least, usual } = BUFFER_SIZES[rt.W];
  return wanted <= 0 ? usual : Math.min(BUFFER_MAX, Math.max(least, wanted));
}

/** The content of a file. Raises what the file system raises. */
export function readFile(rt: Runtime, path: string): Uint8Array {
  const mark = rt.heap.mark();
  const { place, rest } = lookupPath(rt, path);
  const file = callPlace(rt, place, 'open', newStr(rt, rest), newStr(rt, 'rb'));
  const protocol = streamProtocolRaise(rt, file, STREAM_OP_READ | STREAM_OP_IOCTL);
  const wanted = slotStreamIoctl(rt, rt.field(protocol, 2), file, STREAM_REQUEST.GET_BUFFER_SIZE, 0);
  const size = bufferSize(rt, wanted.ok ? wanted.value : 0);
  const buf = rt.alloc(size);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (;;) {
    if (--rt.pollBudget < 0) rt.poll();
    const inner = rt.heap.mark();
    const result = slotStreamRead(rt, rt.field(protocol, 0), file, buf, size);
    rt.heap.release(inner);
    if (!result.ok) return osError(rt, result.errno);
    const n = Math.min(result.value, size);
    parts.push(rt.mem.bytes(buf, n).slice());
    total += n;
    // A file without end would fill the heap of a board.
    if (total > rt.config.heapBytes) rt.memoryError(total);
    if (n < size) break;
  }
  const closed = slotStreamIoctl(rt, rt.field(protocol, 2), file, STREAM_REQUEST.CLOSE, 0);
  if (!closed.ok) raiseStreamError(rt, file, protocol, closed.errno);
  rt.heap.release(mark);
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
