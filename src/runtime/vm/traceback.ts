// Traceback entries of exception objects (bytecode.md 6.8, native-abi.md 3.21): triples of words, innermost first, in a
// heap block of their own.

import { GuestStop, type PythonFrame } from '../../machine/index.js';
import { textOfBstr } from '../core/bstr.js';
import { emergencyTraceback } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import type { Addr, Qstr } from '../core/word.js';
import { exceptionObject, isExceptionInstance } from '../objects/exceptions.js';
import { lineAt, qstrAt } from './code.js';
import type { Frame } from './loop.js';

const ENTRY_WORDS = 3;

/** Counts of an exception's traceback: words in use and allocated, packed in one word of the object. */
function counts(rt: Runtime, e: Addr): { used: number; allocated: number } {
  if (rt.is64) return { allocated: rt.mem.ld32(e + 8) >>> 0, used: rt.mem.ld32(e + 12) >>> 0 };
  return { allocated: rt.mem.ld16(e + 4), used: rt.mem.ld16(e + 6) };
}

function setCounts(rt: Runtime, e: Addr, allocated: number, used: number): void {
  if (rt.is64) {
    rt.mem.st32(e + 8, allocated);
    rt.mem.st32(e + 12, used);
  } else {
    rt.mem.st16(e + 4, allocated);
    rt.mem.st16(e + 6, used);
  }
}

/** Appends (file, line, block). Without memory for it the exception goes on without the entry. */
export function pushTraceback(rt: Runtime, value: Addr, file: Qstr, line: number, block: Qstr): void {
  const e = exceptionObject(rt, value);
  if (e === 0) return;
  const { used, allocated } = counts(rt, e);
  let data = rt.field(e, 2);
  if (used + ENTRY_WORDS > allocated) {
    const size = allocated === 0 ? ENTRY_WORDS : allocated + ENTRY_WORDS;
    const bytes = size * rt.W;
    let words = size;
    if (allocated === 0) {
      data = rt.heap.allocMaybe(bytes);
      const room = data === 0 ? emergencyTraceback(rt) : undefined;
      if (room) ({ data, words } = room);
    } else {
      // An exception that is raised for ever fills the heap: not each further entry is worth a collection.
      if (data === rt.emergency.buffer || rt.heap.isHopeless(bytes)) return;
      data = rt.heap.realloc(data, bytes, true, allocated * rt.W);
    }
    if (data === 0) return;
    rt.setField(e, 2, data);
    setCounts(rt, e, words, used);
  }
  rt.setField(data, used, file);
  rt.setField(data, used + 1, line);
  rt.setField(data, used + 2, block);
  setCounts(rt, e, counts(rt, e).allocated, used + ENTRY_WORDS);
}

/** Records that an exception passed the instruction at `position` of a frame. */
export function addTraceback(rt: Runtime, value: Addr, f: Frame, position: number): void {
  if (!isExceptionInstance(rt, value)) return;
  const { qstrTable, origins } = f.decoded;
  const file = qstrAt(rt, qstrTable, 0);
  const line = lineAt(rt, f.info, origins[position >> 1]!);
  pushTraceback(rt, value, file, line, qstrAt(rt, qstrTable, f.info.names[0]!));
}

/** Adds a frame to who was running when guest code was stopped. */
export function noteFrame(rt: Runtime, thrown: unknown, f: Frame, position: number): void {
  if (thrown instanceof GuestStop) thrown.frames.push({ kind: 'python', ...placeInSource(rt, f, position) });
}

/** What the instruction at `position` belongs to. */
export function placeInSource(rt: Runtime, f: Frame, position: number): Omit<PythonFrame, 'kind'> {
  try {
    const { qstrTable, origins } = f.decoded;
    const file = rt.qstrs.text(qstrAt(rt, qstrTable, 0));
    const block = rt.qstrs.text(qstrAt(rt, qstrTable, f.info.names[0]!));
    return { file: textOfBstr(file), line: lineAt(rt, f.info, origins[position >> 1] ?? 0), block: textOfBstr(block) };
  } catch (error) {
    // What ran before the stop may have overwritten any of this.
    if (!(error instanceof GuestStop)) throw error;
    return { file: '?', line: 0, block: '?' };
  }
}

/** One line of a traceback; `block` is '' where there is none. */
export interface TracebackEntry {
  readonly file: string;
  readonly line: number;
  readonly block: string;
}

/** The entries of an exception, outermost call first, as they are printed. */
export function traceback(rt: Runtime, value: Addr): TracebackEntry[] {
  const e = exceptionObject(rt, value);
  if (e === 0) return [];
  const data = rt.field(e, 2);
  const { used } = counts(rt, e);
  const out: TracebackEntry[] = [];
  if (data === 0 || !rt.mem.has(data, used * rt.W)) return out;
  for (let i = used - ENTRY_WORDS; i >= 0; i -= ENTRY_WORDS) {
    out.push({
      file: rt.qstrs.text(rt.field(data, i)),
      line: rt.field(data, i + 1),
      block: rt.qstrs.text(rt.field(data, i + 2)),
    });
  }
  return out;
}
