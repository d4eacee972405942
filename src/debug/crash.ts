// What a guest fault or timeout looks like to a person: where it happened, in which module and function, the registers,
// who called. Made from the fault value and the guest's memory, never from a JavaScript stack.

import {
  GuestFault,
  type GuestMemory,
  type GuestStop,
  type NativeFrame,
  type PythonFrame,
  RAM_BASE,
} from '../machine/index.js';
import { disassemble, REGISTER_NAMES } from '../riscv/index.js';
import {
  type BoundaryCall,
  type CrashTarget,
  formatLocation,
  type Location,
  locate,
  locateReturn,
  nearTo,
  placeText,
  whatIs,
} from './locate.js';

/** A running Python function, or machine code that had called back into Python. */
export type TracebackLine =
  | { readonly kind: 'python'; readonly file: string; readonly line: number; readonly block: string }
  | { readonly kind: 'native'; readonly at: Location };

export interface Caller extends Location {
  /** How many times in a row, where a function calls itself. */
  readonly times: number;
}

export interface CrashRegister {
  readonly name: string;
  /** In hexadecimal, all digits. */
  readonly value: string;
  /** What it points at, or is to Python; undefined for a mere number. */
  readonly what?: string | undefined;
}

/** What is known of a crash or of a time limit that was reached, as data; `formatCrashReport` makes it text. */
export interface CrashReport {
  /** Name of the board. */
  readonly board: string;
  /** FaultKind, or 'timeout'. */
  readonly kind: string;
  /** One line: what, where. */
  readonly summary: string;
  /** More about the fault, '' if there is nothing to say. */
  readonly detail: string;
  /** Where machine code was; undefined if none was running: the fault or the end of the time came in Python. */
  readonly pc?: Location | undefined;
  /** The address that was accessed; undefined for a timeout. */
  readonly address?: Location | undefined;
  /** What the address is near to, if it is outside memory. */
  readonly near?: string | undefined;
  /** Without x0; none where no machine code was running. */
  readonly registers: readonly CrashRegister[];
  /** Callers, innermost first; found by looking for return addresses on the stack, so some may be stale. */
  readonly callers: readonly Caller[];
  /** What had called the machine code, or was running: as in a traceback, the innermost last. */
  readonly python: readonly TracebackLine[];
  /** The last calls between the runtime and machine code, oldest first; arguments as they are now. */
  readonly calls: readonly (BoundaryCall & { readonly at: Location })[];
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

/** Different callers that are looked for. */
const MAX_CALLERS = 40;

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

const isInText = ({ images }: CrashTarget, address: number): boolean =>
  images.some(({ text, textSize }) => address > text && address <= text + textSize);

/** The callers of machine code, by what looks like return addresses on its part of the stack. */
function findCallers(target: CrashTarget, { registers }: NativeFrame, limit: number): Caller[] {
  const callers: { at: Location; times: number }[] = [];
  const add = (address: number): void => {
    const last = callers.at(-1);
    if (last?.at.address === address) last.times++;
    else if (isInText(target, address) && followsCall(target.memory, address, target.xlen)) {
      callers.push({ at: locateReturn(target, address), times: 1 });
    }
  };
  add(registers.lo[1]! >>> 0);
  const word = target.xlen / 8;
  const sp = Math.max(RAM_BASE, (registers.lo[2]! >>> 0) & ~(word - 1));
  for (let at = sp; at < limit && callers.length < MAX_CALLERS; at += word) {
    if (target.memory.has(at, 4)) add(target.memory.ld32(at) >>> 0);
  }
  // The register and the stack may hold the same return.
  return callers.map(({ at, times }, i) => ({ ...at, times: i === 0 && times === 2 ? 1 : times }));
}

/** The same. A function that ends by calling the host leaves no trace: then what was called is what is known. */
function callersOf(target: CrashTarget, frame: NativeFrame, limit: number): Caller[] {
  const callers = findCallers(target, frame, limit);
  if (callers.length > 0 || isInText(target, frame.pc)) return callers;
  const entry = locate(target, frame.entry);
  return entry.image === 'text' ? [{ ...entry, times: 1 }] : [];
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
    return callersOf(target, frame, stackEnd(target, frames, i)).map((at) => ({ kind: 'native', at }));
  });
  return lines.reverse();
}

/** Bytes of code that are shown before and from the pc on. */
const CODE_BYTES = 12;
/** How far back the start of a function is looked at. */
const MAX_FUNCTION = 0x1_0000;

function codeAround(target: CrashTarget, { address: pc, symbolOffset }: Location): CrashReport['code'] {
  if (!target.memory.has(pc, 2)) return [];
  const image = target.images.find((i) => pc >= i.text && pc < i.text + i.textSize);
  const isKnown = symbolOffset !== undefined && symbolOffset < MAX_FUNCTION;
  const from = isKnown ? pc - symbolOffset : image ? Math.max(image.text, pc - CODE_BYTES) : pc;
  const to = Math.min(image ? image.text + image.textSize : pc + 8, pc + CODE_BYTES, RAM_BASE + target.memory.size);
  // Compressed code has no fixed grid: without a symbol, start where decoding arrives exactly at the pc.
  for (let start = from; start <= pc; start += 2) {
    const lines = [
      ...disassemble(target.memory.bytes(start, to - start), {
        xlen: target.xlen,
        pc: start,
        features: target.features,
      }),
    ];
    if (lines.some((line) => line.address === pc)) {
      return lines
        .filter((line) => line.address >= pc - CODE_BYTES)
        .map((line) => ({
          address: line.address,
          text: line.text.replaceAll('\t', ' '),
          current: line.address === pc,
        }));
    }
  }
  return [];
}

const SHOWN_CALLS = 8;

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
  const callers = native ? callersOf(target, native, stackEnd(target, frames, 0)) : [];
  const registers = native ? registersOf(target, native) : [];
  const code = pc ? codeAround(target, pc) : [];
  // Of a limit that was reached in Python the calls of before tell nothing.
  const calls = fault || frames.some((frame) => frame.kind === 'native') ? target.calls : [];
  return {
    board: target.board,
    kind,
    summary: `${what}${accessed}${detail ? ` (${detail})` : ''} ${placeOf(kind, pc, callers, frames)}`,
    detail,
    pc,
    address,
    near: address && nearOf(target, address, /access|misaligned-atomic/.test(kind), code, registers),
    registers,
    callers,
    python: tracebackOf(target, frames),
    calls: calls.slice(-SHOWN_CALLS).map((call) => ({
      ...call,
      at: call.host === undefined ? locate(target, call.address) : locateReturn(target, call.address),
    })),
    code,
  };
}

/** What the address is near to, and what the register is that it was made with. */
function nearOf(
  target: CrashTarget,
  address: Location,
  isAccess: boolean,
  code: CrashReport['code'],
  registers: readonly CrashRegister[],
): string | undefined {
  const base = isAccess && /\((\w+)\)$/.exec(code.find(({ current }) => current)?.text ?? '')?.[1];
  const register = base ? registers.find(({ name }) => name === base) : undefined;
  const through = register?.what === undefined ? undefined : `through ${register.name}, which is ${register.what}`;
  const parts = [nearTo(target, address) ?? partOf(target, address), through].filter((part) => part !== undefined);
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** What lies at an address that exists but could not be used so: freed memory, the data of an object. */
function partOf(target: CrashTarget, { address, image }: Location): string | undefined {
  if (image !== undefined || address < target.stackTop || !target.memory.has(address, 1)) return undefined;
  const word = address & -(target.xlen / 8);
  const what = target.describe(word, word >> 31);
  if (what === undefined) return undefined;
  return /^(?:0x|free|heap)/.test(what) ? what + (target.freedBy?.(address) ?? '') : `where ${what} is`;
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
  if (pc?.file === 'host' && callers[0])
    return `in ${pc.symbol ?? 'the runtime'}, called from ${formatLocation(callers[0])}`;
  if (pc) return `at ${formatLocation(pc)}`;
  const inner = frames.find((frame): frame is PythonFrame => frame.kind === 'python');
  return inner ? `in ${inner.block} (${inner.file}:${inner.line})` : 'in the runtime itself';
}

function registersOf(target: CrashTarget, { registers }: NativeFrame): CrashRegister[] {
  const sp = registers.lo[2]! >>> 0;
  return REGISTER_NAMES.slice(1).map((name, i) => {
    const lo = registers.lo[i + 1]!;
    const hi = target.xlen === 64 ? registers.hi[i + 1]! : lo >> 31;
    const value = target.xlen === 64 ? value64(lo, hi) : (lo >>> 0).toString(16).padStart(8, '0');
    return { name, value, what: lo === 0 && hi === 0 ? undefined : whatIs(target, lo, hi, sp, name === 'ra') };
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
  if (report.address) {
    const { address, near } = report;
    lines.push(`  addr  ${formatLocation(address)}${near === undefined ? '' : ` (${near})`}`);
  }
  if (report.callers.length > 0) {
    lines.push('', 'called from (return addresses found on the stack):');
    for (const caller of report.callers) {
      lines.push(`  ${formatLocation(caller)}${caller.times > 1 ? `, ${caller.times} times` : ''}`);
    }
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
  if (report.calls.length > 0) {
    lines.push('', 'last calls between Python and machine code:');
    for (const call of report.calls) lines.push(`  ${callText(call)}`);
  }
  if (report.registers.length > 0) lines.push('', 'registers:', ...registerLines(report.registers));
  return lines.join('\n');
}

function callText({ host, at, args, result, isRunning }: CrashReport['calls'][number]): string {
  const end = isRunning ? ', which has not returned' : result === undefined ? '' : ` = ${result}`;
  const list = `(${args.join(', ')})`;
  if (host === undefined) {
    const place = at.symbol === undefined || at.source === undefined ? '' : ` at ${at.source}`;
    return `Python calls ${at.symbol ?? formatLocation(at)}${list}${end}${place}`;
  }
  // Where a function ends by calling another one, that returns to who called the first.
  const from =
    at.file === 'host' ? 'as its last step' : `called by ${at.file === undefined ? `0x${at.hex}` : placeText(at)}`;
  return `${host}${list}${end}, ${from}`;
}

/** What points at something in lines of their own, numbers in rows, zeros by name. */
function registerLines(registers: readonly CrashRegister[]): string[] {
  const cell = ({ name, value }: CrashRegister) => `${name.padStart(4)} ${value}`;
  const told = registers.filter(({ what }) => what !== undefined);
  const zeros = registers.filter(({ value }) => /^0+$/.test(value));
  const numbers = registers.filter((register) => !told.includes(register) && !zeros.includes(register));
  const rows = Array.from({ length: Math.ceil(numbers.length / 4) }, (_, i) => numbers.slice(4 * i, 4 * i + 4));
  return [
    ...told.map((register) => `  ${cell(register)}  ${register.what}`),
    ...rows.map((row) => `  ${row.map(cell).join('  ')}`),
    ...(zeros.length > 0 ? [`  zero: ${zeros.map(({ name }) => name).join(' ')}`] : []),
  ];
}
