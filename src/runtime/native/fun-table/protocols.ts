// Entries 65-71: buffers, streams, argument parsing, binary data (native-abi.md 2.14-2.17).

import { binaryGetSize, binaryGetVal, binarySetVal } from '../../core/binary.js';
import { getBuffer, getBufferRaise } from '../../core/buffer.js';
import type { Runtime } from '../../core/runtime.js';
import { streamProtocolRaise } from '../../core/stream.js';
import type { Word } from '../../core/word.js';
import { parseGuestArgs } from '../arg-parse.js';
import type { AbiFunctions } from './types.js';

type Raw = number | bigint;

const RAISE_IF_UNSUPPORTED = 4;

function getBufferEntry(rt: Runtime, o: Word, bufinfo: number, flags: Raw): boolean {
  const f = Number(flags) & 7;
  const info = (f & RAISE_IF_UNSUPPORTED) !== 0 ? getBufferRaise(rt, o, f & 3) : getBuffer(rt, o, f & 3);
  if (!info) return false;
  rt.setField(bufinfo, 0, info.buf);
  rt.setField(bufinfo, 1, info.len);
  rt.mem.st32(bufinfo + 2 * rt.W, info.typecode);
  return true;
}

export const protocols: AbiFunctions = {
  get_buffer: getBufferEntry,
  get_stream_raise: (rt, o: Word, flags: number) => streamProtocolRaise(rt, o, flags),
  arg_parse_all: (rt, nPos: Raw, pos: number, kws: number, nAllowed: Raw, allowed: number, out: number) =>
    parseGuestArgs(rt, Number(nPos), pos, { map: kws }, Number(nAllowed), allowed, out),
  arg_parse_all_kw_array: (rt, nPos: Raw, nKw: Raw, args: number, nAllowed: Raw, allowed: number, out: number) =>
    parseGuestArgs(
      rt,
      Number(nPos),
      args,
      { pairs: args + Number(nPos) * rt.W, count: Number(nKw) },
      Number(nAllowed),
      allowed,
      out,
    ),
  binary_get_size: (rt, structType: number, code: number, palign: number) => {
    const { size, align } = binaryGetSize(rt, structType, code);
    if (palign !== 0) rt.stWord(palign, align);
    return size;
  },
  binary_get_val_array: (rt, code: number, p: number, index: Raw) => binaryGetVal(rt, code, p, Number(index)),
  binary_set_val_array: (rt, code: number, p: number, index: Raw, value: Word) =>
    binarySetVal(rt, code, p, Number(index), value),
};
