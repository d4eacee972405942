// The map of a linked module: which section, symbol, GOT slot and relocation lies where in its text, rodata and bss.
// Crash reports, debuggers and size reports read it to give names to addresses. It is JSON, written beside the .mpy.
//
// A map belongs to a module by a hash of the native text and rodata as they stand in the .mpy file, so it stays valid
// when files are merged and never matches code that was linked anew. The hash is FNV-1a, 64 bits, over the length of
// text (four bytes, little-endian), text, and rodata; it finds the right file, it proves nothing against forgery.
import { type Diagnostic, DiagnosticError, fail } from '../base/index.js';

export const MAP_VERSION = 1;

const MAP_IMAGES = ['text', 'rodata', 'bss'] as const;
export type MapImage = (typeof MAP_IMAGES)[number];

const MAP_SYMBOL_KINDS = ['function', 'object'] as const;
const MAP_BINDINGS = ['local', 'global', 'weak'] as const;

/** A section of an object where it was placed. Offsets are in the image. */
export interface MapSection {
  readonly name: string;
  /** The object it came from; `<internal>` for what the linker made. */
  readonly file: string;
  readonly image: MapImage;
  readonly offset: number;
  readonly size: number;
}

/** A symbol where it lies. Offsets are in the image. */
export interface MapSymbol {
  readonly name: string;
  readonly image: MapImage;
  readonly offset: number;
  /** 0 when the object does not say. */
  readonly size: number;
  readonly kind: (typeof MAP_SYMBOL_KINDS)[number];
  readonly binding: (typeof MAP_BINDINGS)[number];
  readonly file: string;
}

export interface MapSlot {
  /** In text. */
  readonly offset: number;
  /** Symbol, or `section+offset`. */
  readonly target: string;
}

/** A word that the loader fills in. */
export interface MapRelocation {
  readonly image: 'text' | 'rodata';
  readonly offset: number;
  /** RELOC_KIND: what is added. */
  readonly kind: number;
}

/** What `link` knows of a module that its .mpy does not say. Sizes and offsets in bytes. */
export interface MapFile {
  /** MAP_VERSION. */
  readonly version: number;
  readonly arch: string;
  /** qstr 0 of the module. */
  readonly source: string;
  /** hashImages of the module's text and rodata. */
  readonly hash: string;
  readonly textSize: number;
  readonly rodataSize: number;
  readonly bssSize: number;
  /** By image and offset. */
  readonly sections: readonly MapSection[];
  /** By image and offset. */
  readonly symbols: readonly MapSymbol[];
  /** Words of the GOT, by offset. */
  readonly got: readonly MapSlot[];
  /** In the order of the file. */
  readonly relocations: readonly MapRelocation[];
}

/** 16 hexadecimal digits; see the head of the file. */
export function hashImages(text: Uint8Array, rodata: Uint8Array = new Uint8Array(0)): string {
  // The prime is 2^40 + 0x1b3, so the product of the halves (hi, lo) is lo * 0x1b3 and hi * 0x1b3 + lo * 2^8.
  let hi = 0xcbf29ce4;
  let lo = 0x84222325;
  const feed = (byte: number) => {
    lo = (lo ^ byte) >>> 0;
    const low = lo * 0x1b3;
    hi = (Math.imul(hi, 0x1b3) + (lo << 8) + Math.floor(low / 0x100000000)) >>> 0;
    lo = low >>> 0;
  };
  for (let i = 0; i < 4; i++) feed((text.length >>> (8 * i)) & 0xff);
  for (const byte of text) feed(byte);
  for (const byte of rodata) feed(byte);
  return hi.toString(16).padStart(8, '0') + lo.toString(16).padStart(8, '0');
}

/** One line per section, symbol, slot and relocation, so that maps can be compared as text. */
export function writeMap(map: MapFile): string {
  const { sections, symbols, got, relocations, ...head } = map;
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  for (const [key, list] of Object.entries({ sections, symbols, got, relocations })) {
    const items = list.map((item) => `    ${JSON.stringify(item)}`).join(',\n');
    lines.push(`  "${key}": [${items === '' ? '' : `\n${items}\n  `}]`);
  }
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** Reads and checks a map; `file` is the name used in diagnostics. */
export function readMap(text: string, file = 'map'): MapFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    fail('map-format', 'this is not a map: it is not JSON', { file });
  }
  const check = new MapChecker(file);
  const root = check.object(json, 'map');
  check.finish();
  if (root.version !== MAP_VERSION) {
    fail('map-version', `map version ${String(root.version)} is not supported (${MAP_VERSION} is)`, { file }, [
      'make it again with the installed version of natmod',
    ]);
  }
  const map: MapFile = {
    version: MAP_VERSION,
    arch: check.string(root.arch, 'arch'),
    source: check.string(root.source, 'source'),
    hash: check.string(root.hash, 'hash'),
    textSize: check.count(root.textSize, 'textSize'),
    rodataSize: check.count(root.rodataSize, 'rodataSize'),
    bssSize: check.count(root.bssSize, 'bssSize'),
    sections: check.list(root.sections, 'sections', (s, at) => ({
      name: check.string(s.name, `${at}.name`),
      file: check.string(s.file, `${at}.file`),
      image: check.oneOf(s.image, MAP_IMAGES, `${at}.image`),
      offset: check.count(s.offset, `${at}.offset`),
      size: check.count(s.size, `${at}.size`),
    })),
    symbols: check.list(root.symbols, 'symbols', (s, at) => ({
      name: check.string(s.name, `${at}.name`),
      image: check.oneOf(s.image, MAP_IMAGES, `${at}.image`),
      offset: check.count(s.offset, `${at}.offset`),
      size: check.count(s.size, `${at}.size`),
      kind: check.oneOf(s.kind, MAP_SYMBOL_KINDS, `${at}.kind`),
      binding: check.oneOf(s.binding, MAP_BINDINGS, `${at}.binding`),
      file: check.string(s.file, `${at}.file`),
    })),
    got: check.list(root.got, 'got', (s, at) => ({
      offset: check.count(s.offset, `${at}.offset`),
      target: check.string(s.target, `${at}.target`),
    })),
    relocations: check.list(root.relocations, 'relocations', (r, at) => ({
      image: check.oneOf(r.image, ['text', 'rodata'] as const, `${at}.image`),
      offset: check.count(r.offset, `${at}.offset`),
      kind: check.count(r.kind, `${at}.kind`),
    })),
  };
  check.finish();
  return map;
}

/** Collects what is wrong and goes on with a harmless value. */
class MapChecker {
  private readonly file: string;
  private readonly problems: Diagnostic[] = [];

  constructor(file: string) {
    this.file = file;
  }
  private wrong(what: string, wanted: string): void {
    if (this.problems.length >= 20) return;
    this.problems.push({
      code: 'map-format',
      severity: 'error',
      message: `${what} is not ${wanted}`,
      where: { file: this.file },
    });
  }
  finish(): void {
    if (this.problems.length > 0) throw new DiagnosticError(this.problems);
  }
  object(value: unknown, what: string): Readonly<Record<string, unknown>> {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    this.wrong(what, 'an object');
    return {};
  }
  string(value: unknown, what: string): string {
    if (typeof value === 'string') return value;
    this.wrong(what, 'a string');
    return '';
  }
  count(value: unknown, what: string): number {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.wrong(what, 'a whole number from 0 on');
    return 0;
  }
  oneOf<T extends string>(value: unknown, choices: readonly T[], what: string): T {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.wrong(what, `one of ${choices.join(', ')}`);
    return found ?? choices[0]!;
  }
  list<T>(value: unknown, what: string, item: (fields: Readonly<Record<string, unknown>>, at: string) => T): T[] {
    if (!Array.isArray(value)) {
      this.wrong(what, 'a list');
      return [];
    }
    return value.map((entry, i) => item(this.object(entry, `${what}[${i}]`), `${what}[${i}]`));
  }
}

export interface FoundSymbol {
  readonly symbol: MapSymbol;
  /** Distance from the symbol's start. */
  readonly delta: number;
}

/**
 * The symbol that an offset of an image belongs to: the innermost one that contains it, else the last one without a
 * size that starts before it in the same section. Undefined when there is none.
 */
export function symbolAt(map: MapFile, image: MapImage, offset: number): FoundSymbol | undefined {
  let best: MapSymbol | undefined;
  for (const symbol of map.symbols) {
    if (symbol.image !== image || symbol.offset > offset) continue;
    if (symbol.size > 0 && offset >= symbol.offset + symbol.size) continue;
    if (!best || symbol.offset > best.offset || (symbol.offset === best.offset && preferred(symbol, best)))
      best = symbol;
  }
  if (!best) return undefined;
  if (best.size === 0) {
    const section = map.sections.find(
      (s) => s.image === image && s.offset <= offset && (offset < s.offset + s.size || s.offset === offset),
    );
    if (!section || best.offset < section.offset) return undefined;
  }
  return { symbol: best, delta: offset - best.offset };
}

/** Of two symbols at one place: the one with a size, then the global one. */
function preferred(a: MapSymbol, b: MapSymbol): boolean {
  if (a.size > 0 !== b.size > 0) return a.size > 0;
  return a.binding !== 'local' && b.binding === 'local';
}
