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

/** A little-endian file. Symbols may come in any order. */
export function writeElf(file: OutputFile): Uint8Array {
  const wide = file.class === 64;
  const w = wide ? 8 : 4;
  const [headerSize, programSize, sectionSize] = wide ? [64, 56, 64] : [52, 32, 40];
  const strings = new Strings();
  const symbols = [...file.symbols].sort(
    (a, b) => Number(a.binding !== ELF.STB_LOCAL) - Number(b.binding !== ELF.STB_LOCAL),
  );
  const symbolSize = wide ? 24 : 16;
  const table = new DataView(new ArrayBuffer((symbols.length + 1) * symbolSize));
  const putWord = (view: DataView, at: number, value: number) => {
    if (wide) view.setBigUint64(at, BigInt.asUintN(64, BigInt(value)), true);
    else view.setUint32(at, value >>> 0, true);
  };
  symbols.forEach((s, i) => {
    const at = (i + 1) * symbolSize;
    const info = (s.binding << 4) | s.type;
    table.setUint32(at, strings.add(s.name), true);
    table.setUint8(at + (wide ? 4 : 12), info);
    table.setUint16(at + (wide ? 6 : 14), s.section + 1, true);
    putWord(table, at + (wide ? 8 : 4), s.value);
    putWord(table, at + (wide ? 16 : 8), s.size);
  });
  const firstGlobal = 1 + symbols.filter((s) => s.binding === ELF.STB_LOCAL).length;
  const names = new Strings();
  const extra = (name: string, type: number, bytes: Uint8Array): OutputSection => ({
    name,
    type,
    flags: 0,
    address: 0,
    align: type === ELF.SHT_SYMTAB ? w : 1,
    bytes,
    size: bytes.length,
  });
  const sections = [...file.sections, extra('.symtab', ELF.SHT_SYMTAB, new Uint8Array(table.buffer))];
  const symtab = sections.length - 1;
  sections.push(extra('.strtab', ELF.SHT_STRTAB, strings.toBytes()));
  const nameOffsets = [...sections.map((s) => names.add(s.name)), names.add('.shstrtab')];
  sections.push(extra('.shstrtab', ELF.SHT_STRTAB, names.toBytes()));

  const loaded = sections.filter((s) => s.flags & ELF.SHF_ALLOC && s.size > 0);
  let at = headerSize + loaded.length * programSize;
  const offsets = sections.map((s) => {
    at = alignUp(at, Math.max(s.align, 1));
    const offset = at;
    if (s.type !== ELF.SHT_NOBITS) at += s.bytes.length;
    return offset;
  });
  const tableAt = alignUp(at, 8);
  const out = new Uint8Array(tableAt + (sections.length + 1) * sectionSize);
  const view = new DataView(out.buffer);
  out.set([0x7f, 0x45, 0x4c, 0x46, wide ? 2 : 1, 1, 1]);
  view.setUint16(16, ELF.ET_EXEC, true);
  view.setUint16(18, file.machine, true);
  view.setUint32(20, 1, true);
  putWord(view, 24, file.entry);
  putWord(view, 24 + w, headerSize);
  putWord(view, 24 + 2 * w, tableAt);
  const rest = 24 + 3 * w;
  view.setUint32(rest, file.flags >>> 0, true);
  [headerSize, programSize, loaded.length, sectionSize, sections.length + 1, sections.length].forEach((v, i) => {
    view.setUint16(rest + 4 + 2 * i, v, true);
  });
  loaded.forEach((s, i) => {
    const p = headerSize + i * programSize;
    const flags = 4 | (s.flags & ELF.SHF_WRITE ? 2 : 0) | (s.flags & ELF.SHF_EXECINSTR ? 1 : 0);
    view.setUint32(p, ELF.PT_LOAD, true);
    if (wide) view.setUint32(p + 4, flags, true);
    else view.setUint32(p + 24, flags, true);
    const words = [offsets[sections.indexOf(s)]!, s.address, s.address, s.bytes.length, s.size];
    words.forEach((v, k) => {
      putWord(view, p + (wide ? 8 : 4) + k * w, v);
    });
    putWord(view, p + (wide ? 48 : 28), 1);
  });
  sections.forEach((s, i) => {
    out.set(s.bytes, offsets[i]!);
    const p = tableAt + (i + 1) * sectionSize;
    view.setUint32(p, nameOffsets[i]!, true);
    view.setUint32(p + 4, s.type, true);
    [s.flags, s.address, offsets[i]!, s.size].forEach((v, k) => {
      putWord(view, p + 8 + k * w, v);
    });
    const isSymtab = i === symtab;
    view.setUint32(p + 8 + 4 * w, isSymtab ? symtab + 2 : 0, true);
    view.setUint32(p + 12 + 4 * w, isSymtab ? firstGlobal : 0, true);
    putWord(view, p + 16 + 4 * w, s.align);
    putWord(view, p + 16 + 5 * w, isSymtab ? symbolSize : 0);
  });
  return out;
}
