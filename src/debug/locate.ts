// What a guest address is: module, image, symbol and source line by the maps that the linker wrote and the objects they
// name; a gate's name; the parts of memory.

import { DiagnosticError } from '../base/index.js';
import { isElf, type LineTable, readLineTable, readObject } from '../elf/index.js';
import { type CpuFeatures, GATE_BASE, GATE_SIZE, type GuestMemory, RAM_BASE } from '../machine/index.js';
import { hashImages, type MapFile, symbolAt } from '../mpy/index.js';

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

/** A call between host and machine code, with its arguments as text. */
export interface BoundaryCall {
  /** The host function that machine code called; undefined if machine code was called. */
  readonly host?: string | undefined;
  /** Where the host function returns to, or the machine code. */
  readonly address: number;
  readonly args: readonly string[];
  readonly result?: string | undefined;
  /** It had not returned. */
  readonly isRunning: boolean;
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
  /** What a word is to Python: an object, heap memory; undefined if it is just a number. */
  describe(lo: number, hi: number): string | undefined;
  /** Of an address in a freed block: who freed it, where that is known. */
  readonly freedBy?: ((address: number) => string | undefined) | undefined;
  /** The last calls between host and machine code, oldest first. */
  readonly calls: readonly BoundaryCall[];
  /** The object file that a map names, for source lines. */
  readonly readObject?: ((file: string) => Uint8Array | undefined) | undefined;
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
  /** `file.c:12`, where the object that a map names has debug information. */
  readonly source?: string | undefined;
}

/** What an address is. `hex` is its exact text where a number cannot hold it. */
export function locate(target: CrashTarget, address: number, hex = address.toString(16)): Location {
  return locateBefore(target, address, hex, 0);
}

/** What a return address is: it belongs to the call before it, which may be the last of its function. */
export const locateReturn = (target: CrashTarget, address: number): Location =>
  locateBefore(target, address, address.toString(16), 2);

function locateBefore(target: CrashTarget, address: number, hex: string, back: number): Location {
  if (address >= GATE_BASE && address < GATE_BASE + GATE_SIZE) {
    return { address, hex, file: 'host', symbol: target.hostFunctionName((address - GATE_BASE) >> 2) };
  }
  for (let i = target.images.length - 1; i >= 0; i--) {
    const image = target.images[i]!;
    for (const part of ['text', 'rodata', 'bss'] as const) {
      const offset = address - image[part];
      const at = offset - back;
      if (image[part] === 0 || at < 0 || at >= image[`${part}Size`]) continue;
      const map = mapOf(target, image);
      const found = map && symbolAt(map, part, at);
      return {
        address,
        hex,
        file: image.fileName,
        image: part,
        offset,
        symbol: found?.symbol.name,
        symbolOffset: found && found.delta + back,
        source: map && part === 'text' ? sourceOf(target, map, at, found?.delta ?? 0) : undefined,
      };
    }
  }
  return { address, hex };
}

/** Name of the section that an address of a module comes from, where a map knows. */
export function sectionAt(target: CrashTarget, address: number): string | undefined {
  for (const image of target.images) {
    for (const part of ['text', 'rodata', 'bss'] as const) {
      const offset = address - image[part];
      if (image[part] === 0 || offset < 0 || offset >= image[`${part}Size`]) continue;
      return mapOf(target, image)?.sections.find(
        (s) => s.image === part && offset >= s.offset && offset < s.offset + s.size,
      )?.name;
    }
  }
  return undefined;
}

/** The function that an address of machine code is in, for a profile. */
export interface CodeFunction {
  readonly name: string;
  readonly file: string;
  readonly line?: number | undefined;
  /** Addresses that belong to it; none where no map knows. */
  readonly from: number;
  readonly to: number;
}

export function functionAt(target: CrashTarget, address: number): CodeFunction {
  const image = target.images.findLast(({ text, textSize }) => address >= text && address < text + textSize);
  if (!image) return { name: `0x${address.toString(16)}`, file: '', from: address, to: address };
  const offset = address - image.text;
  const map = mapOf(target, image);
  const symbol = map && symbolAt(map, 'text', offset)?.symbol;
  if (!map || !symbol) {
    return { name: `${image.fileName} text+${hexOf(offset)}`, file: image.fileName, from: address, to: address };
  }
  const source = /^(.*):(\d+)$/.exec(sourceOf(target, map, symbol.offset, 0) ?? '');
  const from = image.text + symbol.offset;
  return {
    name: symbol.name,
    file: source?.[1] ?? image.fileName,
    ...(source ? { line: Number(source[2]) } : {}),
    from,
    to: from + symbol.size,
  };
}

const hashes = new WeakMap<CodeImage, string>();

function mapOf(target: CrashTarget, image: CodeImage): MapFile | undefined {
  if (target.maps.length === 0) return undefined;
  let hash = hashes.get(image);
  if (hash === undefined) {
    hash = hashImages(image.textBytes, image.rodataBytes);
    hashes.set(image, hash);
  }
  return target.maps.find((map) => map.hash === hash);
}

// ---- Source lines ----

interface Lines {
  readonly table: LineTable | undefined;
  readonly sections: readonly { readonly name: string; readonly index: number; readonly size: number }[];
}
const NO_LINES: Lines = { table: undefined, sections: [] };
const known = new WeakMap<MapFile, Map<string, Lines>>();

function linesOf(target: CrashTarget, map: MapFile, file: string): Lines {
  let files = known.get(map);
  if (!files) known.set(map, (files = new Map()));
  let lines = files.get(file);
  if (!lines) files.set(file, (lines = readLines(target, file)));
  return lines;
}

function readLines(target: CrashTarget, file: string): Lines {
  const bytes = target.readObject?.(file);
  if (!bytes || !isElf(bytes)) return NO_LINES;
  try {
    const object = readObject(bytes, file);
    return { table: readLineTable(object), sections: object.sections };
  } catch (error) {
    // A file that is there now need not be the one that was linked; a report is no place to complain.
    if (error instanceof DiagnosticError) return NO_LINES;
    throw error;
  }
}

/** `back`: bytes from the start of the function. Code of a header is inlined: the line before it tells by whom. */
function sourceOf(target: CrashTarget, map: MapFile, offset: number, back: number): string | undefined {
  const section = map.sections.find((s) => s.image === 'text' && offset >= s.offset && offset < s.offset + s.size);
  if (!section) return undefined;
  const { table, sections } = linesOf(target, map, section.file);
  // Of another size: made anew since, or shortened by the linker, so that offsets are others.
  const same = sections.find((s) => s.name === section.name && s.size === section.size);
  const source = same && table?.lookup(same.index, offset - section.offset);
  if (!source || source.file === '') return undefined;
  const text = `${source.file}:${source.line}`;
  if (!source.file.endsWith('.h')) return text;
  for (let by = 2; by <= back; by += 2) {
    const before = table!.lookup(same!.index, offset - section.offset - by);
    if (!before || before.file === source.file) continue;
    return before.file.endsWith('.h') ? text : `${text}, inlined near ${before.file}:${before.line}`;
  }
  return text;
}

// ---- Text ----

const hexOf = (n: number): string => `0x${n.toString(16)}`;

/** `name+0x10 (file.mpy text+0x52) at file.c:12`, or the bare address. */
export function formatLocation(at: Location): string {
  const address = `0x${at.hex}`;
  if (at.file === 'host')
    return at.address === 0 ? (at.symbol ?? address) : `${address} host function ${at.symbol ?? '?'}`;
  return at.file === undefined ? address : `${address} ${placeText(at)}`;
}

/** The same without the address. */
export function placeText(at: Location): string {
  const place = `${at.file} ${at.image}+${hexOf(at.offset!)}`;
  if (at.symbol === undefined) return place;
  const source = at.source === undefined ? '' : `, ${at.source}`;
  return `${at.symbol}${at.symbolOffset ? `+${hexOf(at.symbolOffset)}` : ''} (${place}${source})`;
}

const GUARD_BYTES = 0x10_0000;
const NULL_BYTES = 0x1_0000;

/** What a value of a register is: where it points, or the Python object that it is; undefined if it is just a number. */
export function whatIs(target: CrashTarget, lo: number, hi: number, sp: number, isReturn = false): string | undefined {
  const address = lo >>> 0;
  if (hi !== (target.xlen === 64 ? 0 : lo >> 31)) {
    const value = target.describe(lo, hi);
    return value !== undefined && (lo & 1) !== 0 ? `int ${value} as an object` : value;
  }
  if (address >= RAM_BASE && address < target.stackTop) {
    const distance = address - sp;
    return distance >= 0 ? `stack, sp+${hexOf(distance)}` : `stack below sp, sp-${hexOf(-distance)}`;
  }
  const at = isReturn ? locateReturn(target, address) : locate(target, address);
  if (at.file === 'host') return at.symbol === undefined ? 'return to Python' : `function ${at.symbol} of the runtime`;
  if (at.file !== undefined) return placeText(at);
  const what = target.describe(lo, hi);
  // Any odd number would be one.
  return what !== undefined && (lo & 1) !== 0 ? `int ${what} as an object` : what;
}

/** What an address that could not be used is near to. */
export function nearTo(target: CrashTarget, { address, hex }: Location): string | undefined {
  if (address < NULL_BYTES) return address === 0 ? 'a null pointer' : `a null pointer plus ${hexOf(address)}`;
  // Exact also where a number is not.
  const negative = (1n << BigInt(target.xlen)) - BigInt(`0x${hex}`);
  if (negative > 0n && negative < BigInt(NULL_BYTES)) return `a null pointer minus 0x${negative.toString(16)}`;
  const below = RAM_BASE - address;
  if (below > 0 && below <= GUARD_BYTES) return `${hexOf(below)} below the end of the stack: the guard under it`;
  const end = RAM_BASE + target.memory.size;
  if (address >= end && address - end < GUARD_BYTES) return `${hexOf(address - end)} behind the end of memory`;
  return undefined;
}
