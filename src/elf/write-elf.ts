// Writes linked images as ELF files, for debuggers and the binutils. Whoever calls it lays out the addresses.
import { alignUp } from '../base/index.js';
import { ELF } from './types.js';

export interface OutputSection {
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly align: number;
  /** Empty for SHT_NOBITS. */
  readonly bytes: Uint8Array;
  readonly size: number;
}

export interface OutputSymbol {
  readonly name: string;
  readonly value: number;
  readonly size: number;
  readonly binding: number;
  readonly type: number;
  /** Index into the sections. */
  readonly section: number;
}

export interface OutputFile {
  readonly class: 32 | 64;
  readonly machine: number;
  readonly flags: number;
  readonly entry: number;
  readonly sections: readonly OutputSection[];
  readonly symbols: readonly OutputSymbol[];
}

class Strings {
  private readonly parts: Uint8Array[] = [new Uint8Array(1)];
  private readonly known = new Map<string, number>([['', 0]]);
  size = 1;
  add(text: string): number {
    const at = this.known.get(text);
    if (at !== undefined) return at;
    const bytes = new TextEncoder().encode(`${text}\0`);
    this.parts.push(bytes);
    this.known.set(text, this.size);
    this.size += bytes.length;
    return this.size - bytes.length;
  }
  toBytes(): Uint8Array {
    const out = new Uint8Array(this.size);
    let at = 0;
    for (const part of this.parts) {
      out.set(part, at);
      at += part.length;
    }
    return out;
  }
}

/** Stores machine words of one width, little-endian. */
type PutWord = (view: DataView, at: number, value: number) => void;
const putWord32: PutWord = (view, at, value) => view.setUint32(at, value >>> 0, true);
const putWord64: PutWord = (view, at, value) => view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);

/** What depends on the class: sizes of the headers and entries, and of a word. */
const CLASSES = {
  32: { word: 4, header: 52, program: 32, section: 40, symbol: 16, putWord: putWord32 },
  64: { word: 8, header: 64, program: 56, section: 64, symbol: 24, putWord: putWord64 },
} as const;
type Sizes = (typeof CLASSES)[32 | 64];

const isLocal = (symbol: OutputSymbol): boolean => symbol.binding === ELF.STB_LOCAL;

/** The content of .symtab: an empty entry, then those given. */
function symbolTable(symbols: readonly OutputSymbol[], strings: Strings, sizes: Sizes): Uint8Array {
  const table = new DataView(new ArrayBuffer((symbols.length + 1) * sizes.symbol));
  const isWide = sizes.word === 8;
  symbols.forEach((s, i) => {
    const at = (i + 1) * sizes.symbol;
    table.setUint32(at, strings.add(s.name), true);
    table.setUint8(at + (isWide ? 4 : 12), (s.binding << 4) | s.type);
    table.setUint16(at + (isWide ? 6 : 14), s.section + 1, true);
    sizes.putWord(table, at + (isWide ? 8 : 4), s.value);
    sizes.putWord(table, at + (isWide ? 16 : 8), s.size);
  });
  return new Uint8Array(table.buffer);
}

/** A section that is not loaded. */
const extra = (name: string, type: number, bytes: Uint8Array, align = 1): OutputSection => ({
  ...{ name, type, flags: 0, address: 0, align, bytes, size: bytes.length },
});

function putProgramHeader(view: DataView, at: number, s: OutputSection, offset: number, sizes: Sizes): void {
  const { word, putWord } = sizes;
  const isWide = word === 8;
  const flags = ELF.PF_R | (s.flags & ELF.SHF_WRITE ? ELF.PF_W : 0) | (s.flags & ELF.SHF_EXECINSTR ? ELF.PF_X : 0);
  view.setUint32(at, ELF.PT_LOAD, true);
  view.setUint32(at + (isWide ? 4 : 24), flags, true);
  [offset, s.address, s.address, s.bytes.length, s.size].forEach((v, k) => {
    putWord(view, at + (isWide ? 8 : 4) + k * word, v);
  });
  // Alignment: none.
  putWord(view, at + (isWide ? 48 : 28), 1);
}

/** A little-endian file. Symbols may come in any order. */
export function writeElf(file: OutputFile): Uint8Array {
  const sizes = CLASSES[file.class];
  const { word: w, putWord } = sizes;
  const strings = new Strings();
  const names = new Strings();
  // Those that are local come first; `sh_info` of the table tells how many.
  const symbols = [...file.symbols].sort((a, b) => Number(!isLocal(a)) - Number(!isLocal(b)));
  const table = symbolTable(symbols, strings, sizes);
  const symtab = file.sections.length;
  const sections = [
    ...file.sections,
    extra('.symtab', ELF.SHT_SYMTAB, table, w),
    extra('.strtab', ELF.SHT_STRTAB, strings.toBytes()),
  ];
  const nameOffsets = [...sections.map((s) => names.add(s.name)), names.add('.shstrtab')];
  sections.push(extra('.shstrtab', ELF.SHT_STRTAB, names.toBytes()));

  // Header, program headers, contents, section headers.
  const loaded = sections.filter((s) => s.flags & ELF.SHF_ALLOC && s.size > 0);
  let end = sizes.header + loaded.length * sizes.program;
  const offsets = new Map<OutputSection, number>();
  for (const s of sections) {
    end = alignUp(end, Math.max(s.align, 1));
    offsets.set(s, end);
    if (s.type !== ELF.SHT_NOBITS) end += s.bytes.length;
  }
  const tableAt = alignUp(end, 8);
  const out = new Uint8Array(tableAt + (sections.length + 1) * sizes.section);
  const view = new DataView(out.buffer);
  out.set([0x7f, 0x45, 0x4c, 0x46, file.class / 32, 1, 1]);
  view.setUint16(16, ELF.ET_EXEC, true);
  view.setUint16(18, file.machine, true);
  view.setUint32(20, 1, true);
  putWord(view, 24, file.entry);
  putWord(view, 24 + w, sizes.header);
  putWord(view, 24 + 2 * w, tableAt);
  const rest = 24 + 3 * w;
  view.setUint32(rest, file.flags >>> 0, true);
  const counts = [sizes.header, sizes.program, loaded.length, sizes.section, sections.length + 1, sections.length];
  counts.forEach((v, i) => {
    view.setUint16(rest + 4 + 2 * i, v, true);
  });
  loaded.forEach((s, i) => {
    putProgramHeader(view, sizes.header + i * sizes.program, s, offsets.get(s)!, sizes);
  });
  sections.forEach((s, i) => {
    const offset = offsets.get(s)!;
    out.set(s.bytes, offset);
    const p = tableAt + (i + 1) * sizes.section;
    view.setUint32(p, nameOffsets[i]!, true);
    view.setUint32(p + 4, s.type, true);
    [s.flags, s.address, offset, s.size].forEach((v, k) => {
      putWord(view, p + 8 + k * w, v);
    });
    const isSymtab = i === symtab;
    view.setUint32(p + 8 + 4 * w, isSymtab ? symtab + 2 : 0, true);
    view.setUint32(p + 12 + 4 * w, isSymtab ? 1 + symbols.filter(isLocal).length : 0, true);
    putWord(view, p + 16 + 4 * w, s.align);
    putWord(view, p + 16 + 5 * w, isSymtab ? sizes.symbol : 0);
  });
  return out;
}
