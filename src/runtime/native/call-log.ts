// The last calls between host and machine code, for crash reports: a ring of words that each crossing writes, so cheaply
// that it is always on. Arguments are kept as they were in registers; what they mean is found out when somebody asks,
// from memory as it is then.

import { FUN_TABLE } from '../../abi/index.js';
import { A0, GATE_BASE } from '../../machine/index.js';
import { describeQstr, describeWord } from '../core/describe.js';
import type { Runtime } from '../core/runtime.js';
import { doubleOfBits, floatOfBits } from './marshal.js';

const ENTRIES = 16;
const MASK = ENTRIES - 1;
const SHIFT = 4;
const STRIDE = 1 << SHIFT;
/** Words of an entry: what was called, an address, number of arguments, one more than the number of the call if it has
 * returned, then pairs. Each store costs something: what can be found out otherwise is not kept. */
const WHAT = 0;
const ADDRESS = 1;
const COUNT = 2;
const RETURNED = 3;
const RESULT = 4;
const ARGS = 6;
const MAX_ARGS = 4;
/** Of calls from machine code, where few have more. */
const HOST_ARGS = 3;
const WRAP = 0x3fff_ffff;

/** How machine code gets its arguments: each in a register, or (n, args), (n, args, map), (first, n, n_kw, args). */
export const PLAIN = -1;
export const VAR = -2;
export const KW = -3;
export const CALL = -4;
/** As PLAIN, of a function without a result. */
export const VOID = -5;

/** One call, decoded. */
export interface LoggedCall {
  /** The host function, if machine code called it; else machine code was called. */
  readonly host?: string | undefined;
  /** Where the host function returns to, or the code that was called. */
  readonly address: number;
  readonly args: readonly string[];
  /** Undefined where it had not returned. */
  readonly result?: string | undefined;
  readonly isRunning: boolean;
}

export class CallLog {
  private readonly words = new Int32Array(ENTRIES * STRIDE);
  private next = 0;

  /** Machine code has called gate `index`; returns what `end` wants. */
  toHost(index: number, lo: Int32Array, hi: Int32Array): number {
    const { words } = this;
    const call = this.next;
    const at = (call & MASK) << SHIFT;
    words[at] = index;
    words[at + ADDRESS] = lo[1]!;
    words[at + ARGS] = lo[A0]!;
    words[at + ARGS + 1] = hi[A0]!;
    words[at + ARGS + 2] = lo[A0 + 1]!;
    words[at + ARGS + 3] = hi[A0 + 1]!;
    words[at + ARGS + 4] = lo[A0 + 2]!;
    words[at + ARGS + 5] = hi[A0 + 2]!;
    this.next = (call + 1) & WRAP;
    return call;
  }

  /** The host calls machine code at `addr`; `shape` is one of the constants above. */
  toGuest(shape: number, addr: number, count: number, lo: Int32Array, hi: Int32Array): number {
    const { words } = this;
    const call = this.next;
    const at = (call & MASK) << SHIFT;
    words[at] = shape;
    words[at + ADDRESS] = addr;
    words[at + COUNT] = count;
    for (let i = 0; i < count && i < MAX_ARGS; i++) {
      words[at + ARGS + 2 * i] = lo[i]!;
      words[at + ARGS + 2 * i + 1] = hi[i]!;
    }
    this.next = (call + 1) & WRAP;
    return call;
  }

  /** The call has returned; its result is in a0. */
  end(call: number, lo: Int32Array, hi: Int32Array): void {
    if (((this.next - call) & WRAP) > ENTRIES) return;
    const { words } = this;
    const at = (call & MASK) << SHIFT;
    words[at + RETURNED] = call + 1;
    words[at + RESULT] = lo[A0]!;
    words[at + RESULT + 1] = hi[A0]!;
  }

  /** The newest call: how many registers have arguments, and whether there will be a result. */
  newest(): { readonly count: number; readonly hasResult: boolean } {
    const at = ((this.next - 1) & MASK) << SHIFT;
    return { count: this.words[at + COUNT]!, hasResult: this.words[at] !== VOID };
  }

  /** Oldest first. */
  entries(): Int32Array[] {
    const count = Math.min(this.next, ENTRIES);
    return Array.from({ length: count }, (_, i) => {
      const call = (this.next - count + i) & WRAP;
      const at = (call & (ENTRIES - 1)) * STRIDE;
      const entry = this.words.slice(at, at + STRIDE);
      entry[RETURNED] = entry[RETURNED] === call + 1 ? 1 : 0;
      return entry;
    });
  }
}

/** The last calls, oldest first, with their arguments as text. */
export function loggedCalls(rt: Runtime): LoggedCall[] {
  return rt.callLog.entries().map((entry) => {
    const isRunning = entry[RETURNED] === 0;
    const address = entry[ADDRESS]! >>> 0;
    if (entry[WHAT]! < 0) {
      const result = isRunning ? undefined : wordText(rt, entry, RESULT);
      return { address, args: guestArgs(rt, entry, isRunning), result, isRunning };
    }
    const f = rt.hostFunctions[entry[WHAT]!];
    const name = f?.name ?? `0x${(GATE_BASE + 4 * entry[WHAT]!).toString(16)}`;
    const host = f?.shape === 'abi' && FUN_NAMES.has(name) ? `mp_fun_table.${name}` : name;
    const result = isRunning || f?.ret === 'void' ? undefined : typedText(rt, entry, f?.ret ?? 'obj', RESULT);
    return { host, address, args: hostArgs(rt, entry, isRunning), result, isRunning };
  });
}

const FUN_NAMES = new Set(FUN_TABLE.map(({ name }) => name));

const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

function wordText(rt: Runtime, entry: Int32Array, at: number): string {
  const lo = entry[at]!;
  const high = rt.is64 ? entry[at + 1]! : lo >> 31;
  return (
    describeWord(rt, lo, high) ?? (high === lo >> 31 ? hex(lo) : `${hex(high)}${hex(lo).slice(2).padStart(8, '0')}`)
  );
}

function typedText(rt: Runtime, entry: Int32Array, type: string, at: number): string {
  const lo = entry[at]!;
  switch (type) {
    case 'obj':
    case 'ptr':
      return wordText(rt, entry, at);
    case 'qstr':
      return describeQstr(rt, lo >>> 0) ?? hex(lo);
    case 'bool':
      return (lo & 0xff) !== 0 ? 'true' : 'false';
    case 'float':
      return `${floatOfBits(lo)}`;
    case 'double':
      return rt.is64 ? `${doubleOfBits(lo, entry[at + 1]!)}` : '?';
    case 'va':
    case 'va_list':
      return '...';
    default:
      return `${lo}`;
  }
}

function hostArgs(rt: Runtime, entry: Int32Array, isRunning: boolean): string[] {
  const f = rt.hostFunctions[entry[WHAT]!];
  if (!f) return [];
  if (f.shape === 'abi') {
    const texts = f.params.slice(0, HOST_ARGS).map((type, i) => typedText(rt, entry, type, ARGS + 2 * i));
    return f.params.length > HOST_ARGS ? [...texts, '...'] : texts;
  }
  if (f.shape === 'var') return arrayArgs(rt, entry, 0, 1, isRunning);
  if (f.shape === 'call' || f.shape === 'make_new') return [wordText(rt, entry, ARGS), `${entry[ARGS + 2]} arguments`];
  const count = /^fun[0-3]$/.test(f.shape) ? Number(f.shape[3]) : Math.min(HOST_ARGS, f.fn.length - 1);
  return Array.from({ length: Math.max(0, count) }, (_, i) => wordText(rt, entry, ARGS + 2 * i));
}

function guestArgs(rt: Runtime, entry: Int32Array, isRunning: boolean): string[] {
  switch (entry[WHAT]) {
    case VAR:
    case KW:
      return arrayArgs(rt, entry, 0, 1, isRunning);
    case CALL:
      return [wordText(rt, entry, ARGS), ...arrayArgs(rt, entry, 1, 3, isRunning)];
    default:
      return Array.from({ length: Math.min(MAX_ARGS, entry[COUNT]!) }, (_, i) => wordText(rt, entry, ARGS + 2 * i));
  }
}

const SHOWN_ARGS = 8;

/** Arguments in an array, which is there as long as the call runs. */
function arrayArgs(rt: Runtime, entry: Int32Array, count: number, array: number, isRunning: boolean): string[] {
  const n = entry[ARGS + 2 * count]!;
  const at = entry[ARGS + 2 * array]! >>> 0;
  if (!isRunning || n < 0 || !rt.mem.has(at, Math.min(n, SHOWN_ARGS) * rt.W)) return n > 0 ? [`${n} arguments`] : [];
  const texts = Array.from({ length: Math.min(n, SHOWN_ARGS) }, (_, i) => {
    const lo = rt.mem.ld32(at + i * rt.W);
    return describeWord(rt, lo, rt.is64 ? rt.mem.ld32(at + i * rt.W + 4) : lo >> 31) ?? hex(lo);
  });
  return n > SHOWN_ARGS ? [...texts, '...'] : texts;
}
