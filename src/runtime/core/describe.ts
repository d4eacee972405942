// What a word is, for crash reports: the object it points at, the kind of memory. Nothing here runs guest code, allocates
// or believes what it reads: memory may be in any state.

import { FUN_TABLE } from '../../abi/index.js';
import { GuestStop } from '../../machine/index.js';
import { intValue } from '../objects/int.js';
import { bstrFromBytes, textOfBstr } from './bstr.js';
import { PyException } from './exception.js';
import type { Runtime } from './runtime.js';
import { FALSE, isPointer, isQstr, isSmallInt, NONE, NULL, qstrNumber, SENTINEL, smallIntValue, TRUE } from './word.js';

/** Bytes of a text, items of a container, digits of an int that are shown. */
const SHOWN_BYTES = 40;
const SHOWN_ITEMS = 4;
const SHOWN_DIGITS = 40;

/** A name by its number; undefined for a number of none. */
export function describeQstr(rt: Runtime, q: number): string | undefined {
  return q > 0 && q < rt.qstrs.count ? quote(textOfBstr(rt.qstrs.text(q)), "'") : undefined;
}

/** What a machine word is as an object word or pointer; undefined if it is just a number. `hi`: its upper half, on a 32-bit
 * board the sign of the lower. */
export function describeWord(rt: Runtime, lo: number, hi: number, depth = 1): string | undefined {
  if (hi !== lo >> 31) {
    return isSmallInt(lo) ? `${BigInt.asIntN(64, (BigInt(hi) << 32n) | BigInt(lo >>> 0)) >> 1n}` : undefined;
  }
  if (isSmallInt(lo)) return `${smallIntValue(lo)}`;
  if (isQstr(lo)) return describeQstr(rt, qstrNumber(lo));
  if (isPointer(lo)) return describeAddress(rt, lo >>> 0, depth);
  return SPECIAL.get(lo);
}

const SPECIAL = new Map([
  [NULL, 'NULL'],
  [SENTINEL, 'MP_OBJ_SENTINEL'],
  [NONE, 'None'],
  [FALSE, 'False'],
  [TRUE, 'True'],
]);

/** What lies at an address of the heap or of static memory. */
function describeAddress(rt: Runtime, addr: number, depth: number): string | undefined {
  const entry = (addr - rt.funTable) / rt.W;
  if (Number.isInteger(entry) && entry >= 0 && entry < FUN_TABLE.length) {
    return entry === 0 ? 'mp_fun_table' : `mp_fun_table, entry ${FUN_TABLE[entry]!.name}`;
  }
  const block = rt.heap.blockAt(addr);
  if (block?.isFree) return 'free heap memory';
  const object = objectText(rt, addr, depth);
  if (object !== undefined) return object;
  if (!block) return undefined;
  const offset = addr - block.start;
  const inside = offset === 0 ? undefined : objectText(rt, block.start, 0);
  const what = inside ?? `heap block of ${block.bytes} bytes`;
  return offset === 0 ? what : `0x${offset.toString(16)} into ${what} at 0x${block.start.toString(16)}`;
}

/** The object at an address, or undefined if there is none. */
function objectText(rt: Runtime, addr: number, depth: number): string | undefined {
  if ((addr & (rt.W - 1)) !== 0 || !rt.mem.has(addr, 4 * rt.W)) return undefined;
  try {
    const type = rt.ldWord(addr);
    if (!rt.mem.has(type, 6 * rt.W) || (type & 3) !== 0 || rt.ldWord(type) !== rt.typeTypeAddr) return undefined;
    const name = textOfBstr(rt.qstrs.text(rt.typeName(type)));
    return valueText(rt, rt.typeDefs.get(type)?.name ?? '', addr, depth) ?? `<${name} object>`;
  } catch (error) {
    if (error instanceof GuestStop || error instanceof PyException) return undefined;
    throw error;
  }
}

/** By the name of a built-in type; undefined for all others. */
function valueText(rt: Runtime, type: string, o: number, depth: number): string | undefined {
  switch (type) {
    case 'int': {
      const text = `${intValue(rt, o)}`;
      return text.length > SHOWN_DIGITS ? `int of ${text.length} digits` : text;
    }
    case 'float':
      return `${Number(rt.mem.ldF32(o + rt.W).toPrecision(7))}`;
    case 'str':
      return text(rt, rt.field(o, 3), rt.field(o, 2), "'");
    case 'bytes':
      return text(rt, rt.field(o, 3), rt.field(o, 2), "b'");
    case 'bytearray': {
      const bytes = text(rt, rt.field(o, 3), rt.field(o, 2), "b'");
      return bytes && `bytearray(${bytes})`;
    }
    case 'tuple':
      return items(rt, o + 2 * rt.W, rt.field(o, 1), '()', depth);
    case 'list':
      return items(rt, rt.field(o, 3), rt.field(o, 2), '[]', depth);
    case 'dict':
      return `<dict of ${Math.floor(rt.field(o, 1) / 8)}>`;
    case 'type':
      return `<class '${textOfBstr(rt.qstrs.text(rt.typeName(o)))}'>`;
    default:
      return undefined;
  }
}

function text(rt: Runtime, data: number, length: number, open: string): string | undefined {
  if (length > 0 && !rt.mem.has(data, length)) return undefined;
  const shown = Math.min(length, SHOWN_BYTES);
  const bytes = bstrFromBytes(shown === 0 ? new Uint8Array(0) : rt.mem.bytes(data, shown));
  const quoted = quote(open === "'" ? textOfBstr(bytes) : bytes, open);
  return length > shown ? `${quoted}... (${length} bytes)` : quoted;
}

function quote(value: string, open: string): string {
  const escaped = value.replace(/[\\']|[^\P{Cc}]|[\x80-\xff]/gu, (c) => {
    if (c === '\\' || c === "'") return `\\${c}`;
    if (c === '\n') return '\\n';
    return open === "'" && c >= '\xa0' ? c : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`;
  });
  return `${open}${escaped}'`;
}

function items(rt: Runtime, data: number, count: number, brackets: string, depth: number): string | undefined {
  if (count > 0 && !rt.mem.has(data, count * rt.W)) return undefined;
  if (depth <= 0 && count > 0) return `${brackets[0]}...${brackets[1]} of ${count}`;
  const texts = Array.from({ length: Math.min(count, SHOWN_ITEMS) }, (_, i) => {
    const at = data + i * rt.W;
    const lo = rt.mem.ld32(at);
    return describeWord(rt, lo, rt.is64 ? rt.mem.ld32(at + 4) : lo >> 31, depth - 1) ?? `0x${(lo >>> 0).toString(16)}`;
  });
  if (count > SHOWN_ITEMS) texts.push(`... ${count} items`);
  const comma = brackets === '()' && count === 1 ? ',' : '';
  return `${brackets[0]}${texts.join(', ')}${comma}${brackets[1]}`;
}
