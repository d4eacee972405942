// What a guest fault or timeout looks like to a person: where it happened, in which module and function, the registers,
// who called. Made from the fault value and the guest's memory, never from a JavaScript stack.

import {
  type CpuFeatures,
  GATE_BASE,
  GATE_SIZE,
  GuestFault,
  type GuestMemory,
  type GuestStop,
  type NativeFrame,
  type PythonFrame,
  RAM_BASE,
} from '../machine/index.js';
import type { MapFile } from '../mpy/index.js';
import { hashImages, symbolAt } from '../mpy/index.js';
import { disassemble, REGISTER_NAMES } from '../riscv/index.js';

/** Native code in guest memory; the runtime's record of what it loaded. */
export interface CodeImage {
  readonly fileName: string;
  readonly text: number;
  readonly textSize: number;
  readonly bss: number;
  readonly bssSize: number;
  readonly rodata: number;
  readonly rodataSize: number;
  readonly textBytes: Uint8Array;
  readonly rodataBytes: Uint8Array;
}

/** What a report needs to know of a board. */
export interface CrashTarget {
  readonly board: string;
  readonly memory: GuestMemory;
  readonly xlen: 32 | 64;
  readonly features: CpuFeatures;
  readonly stackTop: number;
  readonly images: readonly CodeImage[];
  readonly maps: readonly MapFile[];
  hostFunctionName(gateIndex: number): string | undefined;
}

/** A guest address in terms of what is there. */
export interface Location {
  /** Unsigned; rounded above 2^53. */
  readonly address: number;
  /** The address in hexadecimal, without a prefix; exact. */
  readonly hex: string;
  /** Module file, 'host' for a gate, undefined for anything else. */
  readonly file?: string | undefined;
  /** Image of the module and byte offset in it. */
  readonly image?: 'text' | 'rodata' | 'bss' | undefined;
  readonly offset?: number | undefined;
  /** Symbol and distance from it, where a map knows. */
  readonly symbol?: string | undefined;
  readonly symbolOffset?: number | undefined;
}

/** A running Python function, or machine code that had called back into Python. */
export type TracebackLine =
  | { readonly kind: 'python'; readonly file: string; readonly line: number; readonly block: string }
  | { readonly kind: 'native'; readonly at: Location };

export interface CrashReport {
  readonly board: string;
  /** FaultKind, or 'timeout'. */
  readonly kind: string;
  /** One line: what, where. */
  readonly summary: string;
  readonly detail: string;
  /** Where machine code was; undefined if none was running: the fault or the end of the time came in Python. */
  readonly pc?: Location | undefined;
  /** The address that was accessed; undefined for a timeout. */
  readonly address?: Location | undefined;
  /** `[name, hexadecimal value]`, x0 left out; none where no machine code was running. */
  readonly registers: readonly (readonly [string, string])[];
  /** Callers, innermost first; found by looking for return addresses on the stack, so some may be stale. */
  readonly callers: readonly Location[];
  /** What had called the machine code, or was running: as in a traceback, the innermost last. */
  readonly python: readonly TracebackLine[];
  /** Instructions around the pc, the one at the pc marked. */
  readonly code: readonly { readonly address: number; readonly text: string; readonly current: boolean }[];
}

const KIND_TEXT: Record<string, string> = {
  'load-access': 'load from an address outside guest memory',
  'store-access': 'store to an address outside guest memory',
  'fetch-access': 'jump to an address without code',
  'misaligned-fetch': 'jump to an odd address',
  'misaligned-atomic': 'atomic access to a misaligned address',
  'illegal-instruction': 'illegal instruction',
  breakpoint: 'breakpoint instruction (ebreak)',
  'environment-call': 'environment call (ecall)',
  'stack-overflow': 'stack overflow: the native stack is used up, at address',
  'bad-object': 'a word that is no Python object was used as one',
  'bad-call': 'a runtime function was called with impossible arguments',
  'handler-left': 'a function returned without nlr_pop',
  timeout: 'time limit reached',
};

const MAX_CALLERS = 24;
const MAX_STACK_SCAN = 64 * 1024;

/** What an address is. `hex` is its exact text where a number cannot hold it. */
export function locate(target: CrashTarget, address: number, hex = address.toString(16)): Location {
  if (address >= GATE_BASE && address < GATE_BASE + GATE_SIZE) {
    return { address, hex, file: 'host', symbol: target.hostFunctionName((address - GATE_BASE) >> 2) };
  }
  for (let i = target.images.length - 1; i >= 0; i--) {
    const image = target.images[i]!;
    for (const part of ['text', 'rodata', 'bss'] as const) {
      const offset = address - image[part];
      const size = image[`${part}Size`];
      if (image[part] === 0 || offset < 0 || offset >= size) continue;
      const map = mapOf(target, image);
      const found = map && symbolAt(map, part, offset);
      return {
        address,
        hex,
        file: image.fileName,
        image: part,
        offset,
        symbol: found?.symbol.name,
        symbolOffset: found?.delta,
      };
    }
  }
  return { address, hex };
}

function mapOf(target: CrashTarget, image: CodeImage): MapFile | undefined {
  if (target.maps.length === 0) return undefined;
  const hash = hashImages(image.textBytes, image.rodataBytes);
  return target.maps.find((map) => map.hash === hash);
}

/** `name+0x10 (file.mpy text+0x52)`, or the bare address. */
export function formatLocation(at: Location): string {
  const address = `0x${at.hex}`;
  if (at.file === 'host')
    return at.address === 0 ? (at.symbol ?? address) : `${address} host function ${at.symbol ?? '?'}`;
  if (at.file === undefined) return address;
  const place = `${at.file} ${at.image}+0x${at.offset!.toString(16)}`;
  if (at.symbol === undefined) return `${address} ${place}`;
  return `${address} ${at.symbol}${at.symbolOffset ? `+0x${at.symbolOffset.toString(16)}` : ''} (${place})`;
}

const value64 = (lo: number, hi: number): string =>
  (hi >>> 0).toString(16).padStart(8, '0') + (lo >>> 0).toString(16).padStart(8, '0');

/** True if the bytes before `address` are a call instruction: jal ra, jalr ra, c.jalr or (RV32) c.jal. */
function followsCall(memory: GuestMemory, address: number, xlen: 32 | 64): boolean {
  if ((address & 1) !== 0 || !memory.has(address - 4, 4)) return false;
  const word = memory.ld32(address - 4);
  const rd = (word >>> 7) & 31;
  if (rd === 1 && ((word & 0x7f) === 0x6f || (word & 0x707f) === 0x67)) return true;
  const half = memory.ld16(address - 2);
  if ((half & 0xf07f) === 0x9002 && (half & 0xf80) !== 0) return true;
  return xlen === 32 && (half & 0xe003) === 0x2001;
}

/** The callers of machine code, by what looks like return addresses on its part of the stack. */
function findCallers(target: CrashTarget, { registers }: NativeFrame, limit: number): Location[] {
  const callers: Location[] = [];
  const add = (address: number): void => {
    const at = locate(target, address);
    if (at.image !== 'text' || !followsCall(target.memory, address, target.xlen)) return;
    if (callers.length > 0 && callers[callers.length - 1]!.address === address) return;
    callers.push(at);
  };
  add(registers.lo[1]! >>> 0);
  const word = target.xlen / 8;
  const sp = (registers.lo[2]! >>> 0) & ~(word - 1);
  const end = Math.min(limit, sp + MAX_STACK_SCAN);
  for (let at = Math.max(sp, RAM_BASE); at < end && callers.length < MAX_CALLERS; at += word) {
    if (target.memory.has(at, 4)) add(target.memory.ld32(at) >>> 0);
  }
  return callers;
}

/** Where the part of the stack ends that belongs to the machine code of frame `i`. */
function stackEnd(target: CrashTarget, frames: GuestStop['frames'], i: number): number {
  const outer = frames.slice(i + 1).find((frame): frame is NativeFrame => frame.kind === 'native');
  return outer ? Math.min(target.stackTop, outer.registers.lo[2]! >>> 0) : target.stackTop;
}

function tracebackOf(target: CrashTarget, frames: GuestStop['frames']): TracebackLine[] {
  const lines = frames.flatMap((frame, i): TracebackLine[] => {
    if (frame.kind === 'python') return [frame];
    if (i === 0) return [];
    const callers = findCallers(target, frame, stackEnd(target, frames, i));
    // A function that ends by calling the host leaves no trace: then what was called is what is known.
    return (callers.length > 0 ? callers : [locate(target, frame.entry)]).map((at) => ({ kind: 'native', at }));
  });
  return lines.reverse();
}

function codeAround(target: CrashTarget, pc: number): CrashReport['code'] {
  if (!target.memory.has(pc, 2)) return [];
  const image = target.images.find((i) => pc >= i.text && pc < i.text + i.textSize);
  const from = image ? Math.max(image.text, pc - 12) : pc;
  const to = Math.min(image ? image.text + image.textSize : pc + 8, pc + 12, RAM_BASE + target.memory.size);
  // Compressed code has no fixed grid: start where decoding arrives exactly at the pc.
  for (let start = from; start <= pc; start += 2) {
    const lines = [
      ...disassemble(target.memory.bytes(start, to - start), {
        xlen: target.xlen,
        pc: start,
        features: target.features,
      }),
    ];
    if (lines.some((line) => line.address === pc)) {
      return lines.map((line) => ({ address: line.address, text: line.text, current: line.address === pc }));
    }
  }
  return [];
}

/** Builds the report of a fault or timeout. */
export function crashReport(target: CrashTarget, stop: GuestStop): CrashReport {
  const fault = stop instanceof GuestFault ? stop : undefined;
  const kind = fault?.kind ?? 'timeout';
  const { frames } = stop;
  const native = frames[0]?.kind === 'native' ? frames[0] : undefined;
  const pc = native && locate(target, native.pc);
  const address = fault && locate(target, fault.address, fault.hex);
  const detail = fault?.detail ?? '';
  const what = KIND_TEXT[kind] ?? kind;
  const accessed = address && /access|misaligned|stack|bad-object/.test(kind) ? ` 0x${address.hex}` : '';
  const callers = native ? findCallers(target, native, stackEnd(target, frames, 0)) : [];
  return {
    board: target.board,
    kind,
    summary: `${what}${accessed}${detail ? ` (${detail})` : ''} ${placeOf(kind, pc, callers, frames)}`,
    detail,
    pc,
    address,
    registers: native ? registersOf(target, native) : [],
    callers,
    python: tracebackOf(target, frames),
    code: native ? codeAround(target, native.pc) : [],
  };
}

function placeOf(
  kind: string,
  pc: Location | undefined,
  callers: readonly Location[],
  frames: GuestStop['frames'],
): string {
  // Where a wild jump arrived tells nothing; where it came from does.
  if (pc && /fetch/.test(kind) && pc.file === undefined && callers[0]) {
    return `called from ${formatLocation(callers[0])}`;
  }
  if (pc) return `at ${formatLocation(pc)}`;
  const inner = frames.find((frame): frame is PythonFrame => frame.kind === 'python');
  return inner ? `in ${inner.block} (${inner.file}:${inner.line})` : 'in the runtime itself';
}

function registersOf({ xlen }: CrashTarget, { registers }: NativeFrame): CrashReport['registers'] {
  return REGISTER_NAMES.slice(1).map((name, i) => {
    const lo = registers.lo[i + 1]!;
    const text = xlen === 64 ? value64(lo, registers.hi[i + 1]!) : (lo >>> 0).toString(16).padStart(8, '0');
    return [name, text] as const;
  });
}

/** Frames of deep recursion that are shown at each end. */
const SHOWN_FRAMES = 20;

function formatTraceback(lines: readonly TracebackLine[]): string[] {
  const texts = lines.map((line) =>
    line.kind === 'python'
      ? `  File "${line.file}", line ${line.line}, in ${line.block}`
      : `  machine code: ${formatLocation(line.at)}`,
  );
  const left = texts.length - 2 * SHOWN_FRAMES;
  if (left <= 1) return texts;
  return [...texts.slice(0, SHOWN_FRAMES), `  ... ${left} more`, ...texts.slice(-SHOWN_FRAMES)];
}

/** The report as lines of text for a terminal or a log. */
export function formatCrashReport(report: CrashReport): string {
  const lines = [report.summary, '', `  board ${report.board}`];
  if (report.pc) lines.push(`  pc    ${formatLocation(report.pc)}`);
  if (report.address) lines.push(`  addr  ${formatLocation(report.address)}`);
  if (report.callers.length > 0) {
    lines.push('', 'called from (return addresses found on the stack):');
    for (const caller of report.callers) lines.push(`  ${formatLocation(caller)}`);
  }
  if (report.python.length > 0) {
    lines.push('', 'Traceback (most recent call last):', ...formatTraceback(report.python));
  }
  if (report.code.length > 0) {
    lines.push('', 'code:');
    for (const { address, text, current } of report.code) {
      lines.push(`  ${current ? '>' : ' '} ${address.toString(16)}: ${text}`);
    }
  }
  if (report.registers.length > 0) lines.push('', 'registers:');
  for (let i = 0; i < report.registers.length; i += 4) {
    const row = report.registers.slice(i, i + 4).map(([name, value]) => `${name.padStart(4)} ${value}`);
    lines.push(`  ${row.join('  ')}`);
  }
  return lines.join('\n');
}
