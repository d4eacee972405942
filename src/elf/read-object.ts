// Reads relocatable ELF objects, 32 and 64 bits, little-endian, into plain records. Every offset, count and index of the
// file is checked before use; what is wrong becomes a diagnostic that names the file and the place. What the object may
// contain (machine, flags, section names) is the linker's business, not this reader's.
//
// Odd about the format: relocations stand in sections of their own that may come before or after the one they patch;
// section indexes from 0xff00 on need a side table; a file with that many sections keeps their number in section 0.
import { ByteView, fail } from '../base/index.js';
import {
  ELF,
  type ElfGroup,
  type ElfObject,
  type ElfRelocation,
  type ElfSection,
  type ElfSymbol,
  type SymbolPlace,
} from './types.js';

const MACHINE_OFFSET = 18;

/** Is this the start of an ELF file at all. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** Where the fields of the two classes lie; `word` reads an address-sized field. */
interface Layout {
  readonly class: 32 | 64;
  readonly word: 4 | 8;
  readonly shoff: number;
  readonly flags: number;
  readonly shentsize: number;
  readonly headerSize: number;
  readonly sectionHeaderSize: number;
  readonly symbolSize: number;
}
const LAYOUT32: Layout = {
  class: 32,
  word: 4,
  shoff: 32,
  flags: 36,
  shentsize: 46,
  headerSize: 52,
  sectionHeaderSize: 40,
  symbolSize: 16,
};
const LAYOUT64: Layout = {
  class: 64,
  word: 8,
  shoff: 40,
  flags: 48,
  shentsize: 58,
  headerSize: 64,
  sectionHeaderSize: 64,
  symbolSize: 24,
};

interface RawSection {
  readonly nameOffset: number;
  readonly type: number;
  readonly flags: number;
  readonly address: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
  readonly info: number;
  readonly align: number;
  readonly entrySize: number;
}

const hex = (value: number) => `0x${value.toString(16)}`;

/** `file` is the name used in diagnostics. */
export function readObject(bytes: Uint8Array, file: string): ElfObject {
  return new ObjectReader(bytes, file).read();
}

/** The same for a linked file that still has its sections and symbols. Values of symbols are addresses there. */
export function readLinked(bytes: Uint8Array, file: string): ElfObject {
  return new ObjectReader(bytes, file).read(true);
}

/** What clang and rustc write instead of objects, bare or behind a header. */
const isBitcode = ([a, b, c, d]: Uint8Array): boolean =>
  (a === 0x42 && b === 0x43 && c === 0xc0 && d === 0xde) || (a === 0xde && b === 0xc0 && c === 0x17 && d === 0x0b);

class ObjectReader {
  private readonly bytes: Uint8Array;
  private readonly file: string;
  private readonly view: ByteView;
  private layout: Layout = LAYOUT32;
  // Names and relocation tables may overlap in a hostile file, so that a small file would cost much memory.
  private nameBudget: number;
  private relocationBudget: number;

  constructor(bytes: Uint8Array, file: string) {
    this.bytes = bytes;
    this.file = file;
    this.nameBudget = 64 * bytes.length + 0x10000;
    this.relocationBudget = bytes.length;
    this.view = new ByteView(bytes, (offset, size) =>
      this.fail(`the file ends at ${hex(bytes.length)}, but ${size} bytes at ${hex(offset)} are needed`, offset),
    );
  }

  private fail(message: string, offset?: number, notes?: string[]): never {
    fail('elf-format', message, { file: this.file, offset }, notes);
  }

  read(linked = false): ElfObject {
    const { bytes, view } = this;
    if (isBitcode(bytes)) {
      const message = 'the object holds LLVM bitcode for link-time optimization, no machine code';
      fail('input-lto', message, { file: this.file }, ['compile it without -flto']);
    }
    if (!isElf(bytes)) this.fail('this is not an ELF file (it does not start with 7f 45 4c 46)', 0);
    const elfClass = view.u8(4);
    if (elfClass !== 1 && elfClass !== 2) this.fail(`ELF class ${elfClass} is neither 32-bit (1) nor 64-bit (2)`, 4);
    if (view.u8(5) !== 1) this.fail('the object is not little-endian', 5, ['compile it for a little-endian target']);
    this.layout = elfClass === 1 ? LAYOUT32 : LAYOUT64;
    const type = view.u16(16);
    if (linked ? type !== ELF.ET_EXEC && type !== ELF.ET_DYN : type !== ELF.ET_REL) {
      if (linked) this.fail(`ELF type ${type} is no linked file (2 or 3)`, 16);
      this.fail(`ELF type ${type} is no relocatable object (1)`, 16, [
        'pass the .o files that the compiler makes with -c, not a linked program or shared library',
      ]);
    }
    view.check(0, this.layout.headerSize);
    const raw = this.readSectionHeaders();
    const names = this.sectionNames(raw);
    const symtabIndex = raw.findIndex((s) => s.type === ELF.SHT_SYMTAB);
    // An assembler source whose lines are all left out gives an object that has none, and needs none.
    const isEmpty = raw.every((s) => (s.flags & ELF.SHF_ALLOC) === 0 || s.size === 0);
    if (symtabIndex < 0 && !isEmpty) {
      this.fail('the object has no symbol table', undefined, ['do not strip objects before linking them']);
    }
    const symbols = symtabIndex < 0 ? [] : this.readSymbols(raw, names, symtabIndex);
    const relocations = this.readRelocations(raw, names, symbols.length, symtabIndex);
    const sections = raw.map(
      (s, index): ElfSection => ({
        index,
        name: names[index]!,
        type: s.type,
        flags: s.flags,
        address: s.address,
        size: s.size,
        align: s.align,
        entrySize: s.entrySize,
        link: s.link,
        info: s.info,
        bytes: s.type === ELF.SHT_NOBITS || index === 0 ? new Uint8Array(0) : this.contents(s, names[index]!),
        relocations: relocations[index]?.list ?? [],
        relocationSection: relocations[index]?.from,
        relocationsComeFirst: (relocations[index]?.first ?? index) < index,
      }),
    );
    return {
      file: this.file,
      class: this.layout.class,
      machine: view.u16(MACHINE_OFFSET),
      flags: view.u32(this.layout.flags),
      sections,
      symbols,
      groups: this.readGroups(sections, symbols),
    };
  }

  /** An unsigned address-sized field; values above 2^53 are nonsense in every field that is read this way. */
  private word(offset: number): number {
    return this.layout.word === 4 ? this.view.u32(offset) : Number(this.view.u64(offset));
  }

  private signedWord(offset: number, what: string): number {
    if (this.layout.word === 4) return this.view.i32(offset);
    const value = Number(this.view.i64(offset));
    if (!Number.isSafeInteger(value)) this.fail(`${what} is beyond 2^53`, offset);
    return value;
  }

  private readSectionHeaders(): RawSection[] {
    const { view, layout } = this;
    const start = this.word(layout.shoff);
    const entrySize = view.u16(layout.shentsize);
    let count = view.u16(layout.shentsize + 2);
    if (start === 0) this.fail('the object has no section headers', layout.shoff);
    if (entrySize !== layout.sectionHeaderSize) {
      this.fail(`a section header has ${layout.sectionHeaderSize} bytes, not ${entrySize}`, layout.shentsize);
    }
    view.check(start, entrySize);
    if (count === 0) count = this.sectionHeader(start).size;
    view.check(start, count * entrySize);
    const out: RawSection[] = [];
    for (let i = 0; i < count; i++) out.push(this.sectionHeader(start + i * entrySize));
    return out;
  }

  private sectionHeader(at: number): RawSection {
    const { view } = this;
    const w = this.layout.word;
    // name, type, then flags, addr, offset, size as words, link, info, then addralign and entsize as words.
    const align = this.word(at + 16 + 4 * w);
    if (align > 1 && !(Number.isInteger(Math.log2(align)) && align <= 0x80000000)) {
      this.fail(`section alignment ${hex(align)} is not a power of two`, at + 16 + 4 * w);
    }
    return {
      nameOffset: view.u32(at),
      type: view.u32(at + 4),
      flags: view.u32(at + 8),
      address: this.word(at + 8 + w),
      offset: this.word(at + 8 + 2 * w),
      size: this.word(at + 8 + 3 * w),
      link: view.u32(at + 8 + 4 * w),
      info: view.u32(at + 12 + 4 * w),
      align: align || 1,
      entrySize: this.word(at + 16 + 5 * w),
    };
  }

  private contents(s: RawSection, name: string): Uint8Array {
    if (!(s.offset + s.size <= this.bytes.length)) {
      fail(
        'elf-format',
        `the section's contents (${s.size} bytes at ${hex(s.offset)}) lie outside the file of ${this.bytes.length} bytes`,
        { file: this.file, section: name },
      );
    }
    return this.bytes.subarray(s.offset, s.offset + s.size);
  }

  private sectionNames(raw: readonly RawSection[]): string[] {
    const { view, layout } = this;
    let index = view.u16(layout.shentsize + 4);
    if (index === ELF.SHN_XINDEX) index = raw[0]?.link ?? 0;
    const table = raw[index];
    if (!table || table.type !== ELF.SHT_STRTAB) {
      this.fail(`section ${index}, named as the table of section names, is no string table`, layout.shentsize + 4);
    }
    const strings = this.contents(table, 'section names');
    return raw.map((s) => this.string(strings, s.nameOffset, 'section name'));
  }

  private string(strings: Uint8Array, offset: number, what: string): string {
    if (offset === 0 && strings.length === 0) return '';
    const end = offset < strings.length ? strings.indexOf(0, offset) : -1;
    if (end < 0) this.fail(`a ${what} (string ${hex(offset)}) lies outside its string table`);
    this.nameBudget -= end - offset;
    if (this.nameBudget < 0) this.fail('the names in the object overlap so much that together they exceed its size');
    return utf8.decode(strings.subarray(offset, end));
  }

  private readSymbols(raw: readonly RawSection[], names: readonly string[], tableIndex: number): ElfSymbol[] {
    const { layout } = this;
    const table = raw[tableIndex]!;
    const bytes = this.contents(table, names[tableIndex]!);
    if (bytes.length % layout.symbolSize !== 0) {
      this.fail(`the symbol table's size ${bytes.length} is no multiple of ${layout.symbolSize}`, table.offset);
    }
    const stringTable = raw[table.link];
    if (!stringTable || stringTable.type !== ELF.SHT_STRTAB) {
      this.fail(`section ${table.link}, named as the table of symbol names, is no string table`);
    }
    const strings = this.contents(stringTable, names[table.link]!);
    const extended = raw.find((s) => s.type === ELF.SHT_SYMTAB_SHNDX && s.link === tableIndex);
    const out: ElfSymbol[] = [];
    for (let i = 0; i * layout.symbolSize < bytes.length; i++) {
      out.push(this.symbol(table.offset + i * layout.symbolSize, i, strings, raw, names, extended));
    }
    return out;
  }

  private symbol(
    at: number,
    index: number,
    strings: Uint8Array,
    raw: readonly RawSection[],
    names: readonly string[],
    extended: RawSection | undefined,
  ): ElfSymbol {
    const { view, layout } = this;
    const is32 = layout.class === 32;
    const info = view.u8(at + (is32 ? 12 : 4));
    const shndx = view.u16(at + (is32 ? 14 : 6));
    const type = info & 15;
    const text = this.string(strings, view.u32(at), 'symbol name');
    const place = this.place(shndx, index, raw.length, extended, text);
    return {
      index,
      // A section symbol has no name of its own; the section's is what people expect to read.
      name: text === '' && type === ELF.STT_SECTION && typeof place === 'number' ? names[place]! : text,
      value: this.signedWord(at + (is32 ? 4 : 8), `the value of symbol '${text}'`),
      size: this.word(at + (is32 ? 8 : 16)),
      binding: info >> 4,
      type,
      visibility: view.u8(at + (is32 ? 13 : 5)) & 3,
      place,
    };
  }

  private place(
    shndx: number,
    index: number,
    sections: number,
    extended: RawSection | undefined,
    name: string,
  ): SymbolPlace {
    if (shndx === 0) return 'undefined';
    if (shndx === ELF.SHN_ABS) return 'absolute';
    if (shndx === ELF.SHN_COMMON) return 'common';
    let section = shndx;
    if (shndx === ELF.SHN_XINDEX) {
      if (!extended || index * 4 + 4 > extended.size) this.fail(`symbol '${name}' has no extended section index`);
      section = this.view.u32(extended.offset + index * 4);
    } else if (shndx >= ELF.SHN_LORESERVE) {
      this.fail(`symbol '${name}' has the reserved section index ${hex(shndx)}, which is not supported`);
    }
    if (section >= sections) this.fail(`symbol '${name}' is in section ${section}, but there are only ${sections}`);
    return section;
  }

  private readRelocations(
    raw: readonly RawSection[],
    names: readonly string[],
    symbols: number,
    symtab: number,
  ): { list: ElfRelocation[]; from: string; first: number }[] {
    const out: { list: ElfRelocation[]; from: string; first: number }[] = [];
    raw.forEach((s, index) => {
      if (s.type !== ELF.SHT_RELA && s.type !== ELF.SHT_REL) return;
      const name = names[index]!;
      if (s.info === 0 || s.info >= raw.length) {
        fail('elf-format', `the relocations are for section ${s.info}, which does not exist`, {
          file: this.file,
          section: name,
        });
      }
      if (s.size > 0 && s.link !== symtab) {
        fail('elf-format', `the relocations use the symbol table ${s.link}; the object's is ${symtab}`, {
          file: this.file,
          section: name,
        });
      }
      const list = this.relocationTable(s, name, symbols);
      const known = out[s.info];
      out[s.info] = { list: known ? known.list.concat(list) : list, from: name, first: known?.first ?? index };
    });
    return out;
  }

  private relocationTable(s: RawSection, name: string, symbols: number): ElfRelocation[] {
    const { view, layout } = this;
    const explicitAddend = s.type === ELF.SHT_RELA;
    const size = layout.word * (explicitAddend ? 3 : 2);
    this.contents(s, name);
    this.relocationBudget -= s.size;
    if (this.relocationBudget < 0) this.fail('the relocation tables overlap: together they are larger than the file');
    if (s.size % size !== 0) {
      fail('elf-format', `the size ${s.size} is no multiple of the ${size} bytes of a relocation`, {
        file: this.file,
        section: name,
      });
    }
    const out: ElfRelocation[] = [];
    for (let at = s.offset; at < s.offset + s.size; at += size) {
      const is32 = layout.class === 32;
      const symbol = is32 ? view.u32(at + 4) >>> 8 : view.u32(at + 12);
      if (symbol >= symbols) {
        fail('elf-format', `relocation ${(at - s.offset) / size} uses symbol ${symbol}; there are only ${symbols}`, {
          file: this.file,
          section: name,
          offset: at - s.offset,
        });
      }
      out.push({
        type: is32 ? view.u8(at + 4) : view.u32(at + 8),
        offset: this.word(at),
        symbol,
        addend: explicitAddend ? this.signedWord(at + 2 * layout.word, `an addend in ${name}`) : 0,
        explicitAddend,
      });
    }
    return out;
  }

  private readGroups(sections: readonly ElfSection[], symbols: readonly ElfSymbol[]): ElfGroup[] {
    const out: ElfGroup[] = [];
    for (const s of sections) {
      if (s.type !== ELF.SHT_GROUP) continue;
      const where = { file: this.file, section: s.name };
      const signature = symbols[s.info];
      if (!signature) fail('elf-format', `the group's signature is symbol ${s.info}, which does not exist`, where);
      if (s.bytes.length < 4 || s.bytes.length % 4 !== 0) {
        fail('elf-format', `a section group of ${s.bytes.length} bytes is malformed`, where);
      }
      const view = new ByteView(s.bytes, () => fail('elf-format', 'the section group is malformed', where));
      const members: number[] = [];
      for (let at = 4; at < s.bytes.length; at += 4) {
        const member = view.u32(at);
        if (member >= sections.length)
          fail('elf-format', `the group names section ${member}, which does not exist`, where);
        members.push(member);
      }
      out.push({ section: s.index, signature: signature.name, comdat: (view.u32(0) & ELF.GRP_COMDAT) !== 0, members });
    }
    return out;
  }
}

const utf8 = new TextDecoder();
