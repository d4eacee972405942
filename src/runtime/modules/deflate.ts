// The module `deflate`: reading compressed streams (python-dialect.md section 21). The boards are built without
// compression, so there is nothing to write with.
//
// What is odd: the source is read one byte at a time and only when something is read; its errors and its end pass
// through as exceptions; raw data is taken to need a window of 256 bytes unless told otherwise.
//
// Layout: base, source stream (NULL once closed), close flag.

import { ERRNO, STREAM_REQUEST } from '../../abi/index.js';
import { adler32, crc32, INFLATE_END, INFLATE_ERROR, Inflater } from '../../base/index.js';
import { argCheckNum } from '../core/args.js';
import type { StreamResult } from '../core/host-function.js';
import { isTrue } from '../core/ops.js';
import { payloadOf } from '../core/payload.js';
import { osError, raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { STREAM_OP_READ, streamProtocolRaise } from '../core/stream.js';
import { defineType, fun1, funVar, type ModuleDef, type TypeDef, typeMember, value } from '../core/typedef.js';
import { type Addr, NONE, NULL, smallInt, type Word } from '../core/word.js';
import type { Heap, Payload } from '../gc/heap.js';
import { slotStreamRead } from '../native/calls.js';
import { EOFErrorType } from '../objects/exceptions.js';
import { streamSelf } from '../objects/instance.js';
import { toIndex } from '../objects/int.js';
import { streamMethods, streamRequest } from '../objects/stream-methods.js';

const FORMAT = { AUTO: 0, RAW: 1, ZLIB: 2, GZIP: 3 } as const;
const WINDOW_MIN = 5;
const WINDOW_MAX = 15;
const WINDOW_OF_RAW = 8;
const GZIP_MAGIC = [0x1f, 0x8b];
const GZIP_FLAG = { HCRC: 2, EXTRA: 4, NAME: 8, COMMENT: 16 } as const;
const METHOD_DEFLATE = 8;
const ZLIB_PRESET_DICTIONARY = 0x20;

type Format = (typeof FORMAT)[keyof typeof FORMAT];

/** What a stream's header says. */
interface Header {
  readonly format: Format;
  readonly windowBits: number;
}

/** State of a stream that is being read. */
class Reading implements Payload {
  readonly format: number;
  readonly windowBits: number;
  /** What was read of the header decides these. */
  inflater: Inflater | undefined;
  header: Header | undefined;
  window: Addr = 0;
  sum = 0;
  done = false;
  broken = false;
  constructor(format: number, windowBits: number) {
    this.format = format;
    this.windowBits = windowBits;
  }
  trace(heap: Heap): void {
    heap.markWord(this.window);
  }
}

const readingOf = (rt: Runtime, o: Word): Reading => payloadOf(rt, o, Reading, 'a DeflateIO');

/** The next byte of the source. Its errors become exceptions without asking its ioctl; so does its end. */
function sourceByte(rt: Runtime, source: Word): number {
  if (--rt.pollBudget < 0) rt.poll();
  const protocol = streamProtocolRaise(rt, source, STREAM_OP_READ);
  const sp = rt.cpu.regsLo[2]!;
  const mark = rt.heap.mark();
  const buf = rt.alloca(16);
  const result = slotStreamRead(rt, rt.field(protocol, 0), source, buf, 1);
  const byte = rt.mem.ld8(buf);
  rt.leave(sp);
  rt.heap.release(mark);
  if (!result.ok) return osError(rt, result.errno);
  return result.value === 0 ? raise(rt, EOFErrorType) : byte;
}

/** Reads a zlib or gzip header; undefined if it is neither. */
function readHeader(next: () => number): Header | undefined {
  const first = next();
  const second = next();
  if (first === GZIP_MAGIC[0] && second === GZIP_MAGIC[1]) {
    if (next() !== METHOD_DEFLATE) return undefined;
    const flags = next();
    // Time of the file, flags of the compressor, operating system.
    for (let i = 0; i < 6; i++) next();
    if ((flags & GZIP_FLAG.EXTRA) !== 0) {
      for (let n = next() + 256 * next(); n > 0; n--) next();
    }
    for (const flag of [GZIP_FLAG.NAME, GZIP_FLAG.COMMENT]) {
      if ((flags & flag) !== 0) while (next() !== 0);
    }
    if ((flags & GZIP_FLAG.HCRC) !== 0) {
      next();
      next();
    }
    return { format: FORMAT.GZIP, windowBits: WINDOW_MAX };
  }
  const windowBits = (first >> 4) + 8;
  if ((first & 15) !== METHOD_DEFLATE || windowBits > WINDOW_MAX || (first * 256 + second) % 31 !== 0) return undefined;
  if ((second & ZLIB_PRESET_DICTIONARY) !== 0) return undefined;
  return { format: FORMAT.ZLIB, windowBits };
}

/** Reads the header if that has not happened; false if the data is of no known or of another format. */
function start(rt: Runtime, o: Word, reading: Reading, next: () => number): boolean {
  if (reading.inflater) return true;
  const header = reading.format === FORMAT.RAW ? { format: FORMAT.RAW, windowBits: WINDOW_OF_RAW } : readHeader(next);
  if (!header || (reading.format !== FORMAT.AUTO && reading.format !== header.format)) return false;
  const size = 1 << (reading.windowBits === 0 ? header.windowBits : reading.windowBits);
  const window = rt.alloc(size);
  reading.window = window;
  reading.header = header;
  reading.sum = header.format === FORMAT.ZLIB ? 1 : 0;
  reading.inflater = new Inflater(() => sourceByte(rt, rt.ldObj(o + rt.W)), rt.mem.bytes(window, size, 'store'));
  return true;
}

/** Compares the checksum behind the data; also takes the length behind that of gzip. */
function checksumMatches({ header, sum }: Reading, next: () => number): boolean {
  if (header?.format === FORMAT.ZLIB) {
    let stored = 0;
    for (let i = 0; i < 4; i++) stored = stored * 256 + next();
    return stored === sum;
  }
  if (header?.format !== FORMAT.GZIP) return true;
  let stored = 0;
  for (let i = 0; i < 4; i++) stored += next() * 2 ** (8 * i);
  for (let i = 0; i < 4; i++) next();
  return stored === sum;
}

function read(rt: Runtime, o: Word, buf: Addr, size: number): StreamResult {
  const source = rt.ldObj(o + rt.W);
  const reading = readingOf(rt, o);
  const invalid: StreamResult = { ok: false, errno: ERRNO.EINVAL };
  if (source === NULL || reading.broken) return invalid;
  const next = (): number => sourceByte(rt, source);
  if (!start(rt, o, reading, next)) {
    reading.broken = true;
    return invalid;
  }
  const { inflater, header } = reading;
  const step = header!.format === FORMAT.ZLIB ? adler32 : header!.format === FORMAT.GZIP ? crc32 : undefined;
  if (size > 0) rt.mem.index(buf, size, 'store');
  let n = 0;
  while (n < size && !reading.done) {
    if (--rt.pollBudget < 0) rt.poll();
    const byte = inflater!.next();
    if (byte === INFLATE_END) {
      reading.done = true;
      if (!checksumMatches(reading, next)) reading.broken = true;
    } else if (byte === INFLATE_ERROR) reading.broken = true;
    else {
      rt.mem.st8(buf + n++, byte);
      if (step) reading.sum = step(reading.sum, byte);
    }
    if (reading.broken) return invalid;
  }
  return { ok: true, value: n };
}

function ioctl(rt: Runtime, o: Word, request: number): StreamResult {
  if (request !== STREAM_REQUEST.CLOSE) return { ok: false, errno: ERRNO.EINVAL };
  const source = rt.ldObj(o + rt.W);
  if (source !== NULL) {
    rt.stObj(o + rt.W, NULL);
    rt.heap.root(source);
    if (rt.field(o, 2) !== 0) streamRequest(rt, source, STREAM_REQUEST.CLOSE, 0);
  }
  return { ok: true, value: 0 };
}

function makeNew(rt: Runtime, type: Addr, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 1, 4, false);
  const source = rt.stack[at]!;
  const format = nArgs > 1 ? toIndex(rt, rt.stack[at + 1]!) : FORMAT.AUTO;
  if (format < FORMAT.AUTO || format > FORMAT.GZIP) return valueError(rt, 'format');
  const windowBits = nArgs > 2 ? toIndex(rt, rt.stack[at + 2]!) : 0;
  if (windowBits !== 0 && (windowBits < WINDOW_MIN || windowBits > WINDOW_MAX)) return valueError(rt, 'wbits');
  const closes = nArgs > 3 && isTrue(rt, rt.stack[at + 3]!);
  const o = rt.newObject(deflateIOType, 4 * rt.W);
  rt.stPtr(o, type);
  rt.stObj(o + rt.W, source);
  rt.setField(o, 2, closes ? 1 : 0);
  rt.heap.setPayload(o, new Reading(format, windowBits));
  return o;
}

const { read: readMethod, readinto, readline, close } = streamMethods;

export const deflateIOType: TypeDef = defineType({
  name: 'DeflateIO',
  make_new: makeNew,
  protocol: {
    read: (rt, o, buf, size) => read(rt, streamSelf(rt, o, deflateIOType), buf, size),
    ioctl: (rt, o, request) => ioctl(rt, streamSelf(rt, o, deflateIOType), request),
    isText: false,
  },
  locals: {
    read: readMethod,
    readinto,
    readline,
    close,
    __enter__: fun1((_rt, o) => o),
    __exit__: funVar(4, 4, (rt, _nArgs, at) => {
      streamRequest(rt, rt.stack[at]!, STREAM_REQUEST.CLOSE, 0);
      return NONE;
    }),
  },
});

export const deflateModule: ModuleDef = {
  name: 'deflate',
  extensible: false,
  members: {
    DeflateIO: typeMember(deflateIOType),
    AUTO: value(() => smallInt(FORMAT.AUTO)),
    RAW: value(() => smallInt(FORMAT.RAW)),
    ZLIB: value(() => smallInt(FORMAT.ZLIB)),
    GZIP: value(() => smallInt(FORMAT.GZIP)),
  },
};
