// Which source line an offset of an object's section comes from: the line program of DWARF 2 to 5 (.debug_line), for
// diagnostics. In an object that is not linked yet its addresses are relocations against the sections that they are in,
// and so are the places of names; on RISC-V, where the linker may move code, distances are pairs of relocations too.
//
// What cannot be read is as if it were not there: a missing line must never hide the diagnostic that it is for.
import { ByteView } from '../base/index.js';
import { expandDebug } from './expand-debug.js';
import { ELF, type ElfObject, type ElfRelocation, type ElfSection } from './types.js';

export interface SourceLine {
  readonly file: string;
  readonly line: number;
}

interface Row {
  readonly section: number;
  readonly offset: number;
  /** Undefined where a sequence ends. */
  readonly source: SourceLine | undefined;
  /** Of the source, with its folder. */
  readonly path: string;
  /** A good place for a breakpoint, as the compiler sees it. */
  readonly isStatement: boolean;
}

export interface LineTable {
  lookup(section: number, offset: number): SourceLine | undefined;
}

/** Code of one line. It may be empty: of several lines that begin at one address all but the last are. */
export interface LineRange {
  readonly section: number;
  /** Offsets in the section. */
  readonly from: number;
  readonly to: number;
  /** With the folder, as the compiler was started in it; relative where the file does not tell that folder. */
  readonly path: string;
  readonly line: number;
  readonly isStatement: boolean;
}

class Unreadable extends Error {}
const { SHF_COMPRESSED } = ELF;

/** All rows by section and offset, those at one place in the order of the program. */
function readRows(compressed: ElfObject): Row[] | undefined {
  const object = expandDebug(compressed);
  const section = object.sections.find((s) => s.name === '.debug_line');
  if (!section || section.flags & SHF_COMPRESSED) return undefined;
  const rows: Row[] = [];
  try {
    const reader = new LineReader(object, section, rows);
    while (!reader.isAtEnd) reader.readProgram();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
  }
  return rows.sort((a, b) => a.section - b.section || a.offset - b.offset);
}

/** The code of every line, by section and offset; undefined if the file has no line numbers. */
export function readLineRanges(object: ElfObject): LineRange[] | undefined {
  const rows = readRows(object);
  return rows?.flatMap(({ section, offset, source, path, isStatement }, i) => {
    const next = rows[i + 1];
    if (!source || next?.section !== section) return [];
    return [{ section, from: offset, to: next.offset, path, line: source.line, isStatement }];
  });
}

export function readLineTable(object: ElfObject): LineTable | undefined {
  const rows = readRows(object);
  if (!rows) return undefined;
  return {
    lookup(index, offset) {
      let low = 0;
      let high = rows.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        const row = rows[middle]!;
        if (row.section < index || (row.section === index && row.offset <= offset)) low = middle + 1;
        else high = middle;
      }
      const row = rows[low - 1];
      return row?.section === index ? row.source : undefined;
    },
  };
}

// Standard and extended opcodes, content types and forms, by the names of the DWARF specification.
const DW_LNS = {
  copy: 1,
  advance_pc: 2,
  advance_line: 3,
  set_file: 4,
  set_column: 5,
  negate_stmt: 6,
  const_add_pc: 8,
  fixed_advance_pc: 9,
  set_isa: 12,
} as const;
const DW_LNE = { end_sequence: 1, set_address: 2 } as const;
const DW_LNCT_PATH = 1;
const DW_LNCT_DIRECTORY = 2;
const DW_FORM = {
  block: 9,
  data1: 0x0b,
  data2: 5,
  data4: 6,
  data8: 7,
  data16: 0x1e,
  string: 8,
  strp: 0x0e,
  line_strp: 0x1f,
  udata: 0x0f,
} as const;
const DWARF64 = 0xffffffff;
const LAST_VERSION = 5;
/** More rows or names than this are not made by compilers. */
const MAX_ROWS = 1_000_000;
const MAX_NAME = 4096;

interface Header {
  readonly version: number;
  readonly minInstruction: number;
  readonly lineBase: number;
  readonly lineRange: number;
  readonly opcodeBase: number;
  readonly operandCounts: readonly number[];
  readonly isStatement: boolean;
  readonly files: readonly string[];
  /** The same with their folders. */
  readonly paths: readonly string[];
}

interface FileNames {
  readonly files: string[];
  readonly paths: string[];
}

const isAbsolute = (path: string): boolean => /^(?:[\\/]|[A-Za-z]:)/.test(path);

const joined = (folder: string, name: string): string =>
  folder === '' || isAbsolute(name) ? name : `${folder.replace(/[\\/]$/, '')}/${name}`;

class LineReader {
  private readonly object: ElfObject;
  private readonly view: ByteView;
  private readonly rows: Row[];
  private readonly relocations = new Map<number, ElfRelocation[]>();
  private at = 0;

  constructor(object: ElfObject, section: ElfSection, rows: Row[]) {
    this.object = object;
    this.rows = rows;
    this.view = new ByteView(section.bytes, () => {
      throw new Unreadable();
    });
    for (const relocation of section.relocations) {
      const known = this.relocations.get(relocation.offset);
      if (known) known.push(relocation);
      else this.relocations.set(relocation.offset, [relocation]);
    }
  }

  get isAtEnd(): boolean {
    return this.at >= this.view.length;
  }
  private u8(): number {
    return this.view.u8(this.at++);
  }
  private uint(size: number): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + this.view.u8(this.at + i);
    this.at += size;
    return value;
  }
  private uleb(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }
  private sleb(): number {
    let value = 0;
    for (let scale = 1; ; ) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      scale *= 128;
      if (byte < 0x80) return byte & 0x40 ? value - scale : value;
    }
  }
  private string(view = this.view, from?: number): string {
    let at = from ?? this.at;
    const start = at;
    while (view.u8(at) !== 0) if (++at - start > MAX_NAME) throw new Unreadable();
    if (from === undefined) this.at = at + 1;
    return utf8.decode(view.bytes.subarray(start, at));
  }

  /** A number of the program that relocations may add to: the first adds its symbol, a second one subtracts. */
  private relocated(size: number): { section: number | undefined; value: number } {
    const list = this.relocations.get(this.at) ?? [];
    const first = list[0];
    const inField = this.uint(size);
    if (!first) return { section: undefined, value: inField };
    const addressOf = ({ symbol, addend }: ElfRelocation) => (this.object.symbols[symbol]?.value ?? 0) + addend;
    const second = list[1];
    const place = this.object.symbols[first.symbol]?.place;
    return {
      section: typeof place === 'number' ? place : undefined,
      value: (first.explicitAddend ? 0 : inField) + addressOf(first) - (second ? addressOf(second) : 0),
    };
  }

  readProgram(): void {
    let size = this.uint(4);
    const wide = size === DWARF64;
    if (wide) size = this.uint(8);
    const end = this.at + size;
    if (end > this.view.length) throw new Unreadable();
    const version = this.uint(2);
    if (version >= 2 && version <= LAST_VERSION) this.run(this.readHeader(version, wide ? 8 : 4), end);
    this.at = end;
  }

  private readHeader(version: number, offsetSize: number): Header {
    if (version >= 5) this.at += 2; // sizes of addresses and segment selectors
    const length = this.uint(offsetSize);
    const code = this.at + length;
    const minInstruction = this.u8();
    if (version >= 4) this.at++; // operations per instruction: 1 but for VLIW machines
    const isStatement = this.u8() !== 0;
    const lineBase = (this.u8() << 24) >> 24;
    const lineRange = this.u8();
    const opcodeBase = this.u8();
    if (lineRange === 0) throw new Unreadable();
    const operandCounts = [0];
    for (let i = 1; i < opcodeBase; i++) operandCounts.push(this.u8());
    const { files, paths } = version >= 5 ? this.readEntries(offsetSize) : this.readOldFiles();
    this.at = code;
    return { version, minInstruction, lineBase, lineRange, opcodeBase, operandCounts, isStatement, files, paths };
  }

  private readOldFiles(): FileNames {
    // Directory 0 is the one of the compilation, which stands elsewhere.
    const folders = [''];
    for (let name = this.string(); name !== ''; name = this.string()) folders.push(name);
    const files = [''];
    const paths = [''];
    for (let name = this.string(); name !== ''; name = this.string()) {
      files.push(name);
      paths.push(joined(folders[this.uleb()] ?? '', name));
      for (let i = 0; i < 2; i++) this.uleb();
    }
    return { files, paths };
  }

  /** The directories, then the files. */
  private readEntries(offsetSize: number): FileNames {
    let names: string[] = [];
    let paths: string[] = [];
    let folders: readonly string[] = [];
    for (let table = 0; table < 2; table++) {
      const formats: [number, number][] = [];
      for (let i = this.u8(); i > 0; i--) formats.push([this.uleb(), this.uleb()]);
      folders = paths;
      names = [];
      paths = [];
      const count = this.uleb();
      if (count > this.view.length || (formats.length === 0 && count > 0)) throw new Unreadable();
      for (let i = 0; i < count; i++) {
        let path = '';
        let folder = 0;
        for (const [content, form] of formats) {
          const value = this.readForm(form, offsetSize);
          if (content === DW_LNCT_PATH && typeof value === 'string') path = value;
          if (content === DW_LNCT_DIRECTORY && typeof value === 'number') folder = value;
        }
        names.push(path);
        // Directories are relative to the first, the one of the compilation.
        paths.push(joined((table === 0 ? paths[0] : folders[folder]) ?? '', path));
      }
    }
    return { files: names, paths };
  }

  private readForm(form: number, offsetSize: number): string | number {
    switch (form) {
      case DW_FORM.string:
        return this.string();
      case DW_FORM.line_strp:
      case DW_FORM.strp: {
        const name = form === DW_FORM.strp ? '.debug_str' : '.debug_line_str';
        const { value } = this.relocated(offsetSize);
        const strings = this.object.sections.find((s) => s.name === name);
        if (!strings || strings.flags & SHF_COMPRESSED || value < 0) return '';
        const view = new ByteView(strings.bytes, () => {
          throw new Unreadable();
        });
        return this.string(view, value);
      }
      case DW_FORM.udata:
        return this.uleb();
      case DW_FORM.data1:
        return this.u8();
      case DW_FORM.data2:
        return this.uint(2);
      case DW_FORM.data4:
        return this.uint(4);
      case DW_FORM.data8:
        return this.uint(8);
      case DW_FORM.data16:
        return this.uint(16);
      case DW_FORM.block:
        this.at += this.uleb();
        return 0;
      default:
        throw new Unreadable();
    }
  }

  /** An address is an offset of a section by its relocation, or in a linked file by what is there. */
  private place(state: { section: number; offset: number }, section: number | undefined, value: number): void {
    const found =
      section === undefined
        ? this.object.sections.find(
            (s) => s.flags & ELF.SHF_EXECINSTR && s.address <= value && value < s.address + s.size,
          )
        : undefined;
    state.section = section ?? found?.index ?? -1;
    state.offset = value - (found?.address ?? 0);
  }

  private run(header: Header, end: number): void {
    const { opcodeBase, lineBase, lineRange, minInstruction } = header;
    const start = { section: -1, offset: 0, file: 1, line: 1, isStatement: header.isStatement };
    let state = { ...start };
    const emit = (isEnd: boolean) => {
      if (state.section < 0) return;
      if (this.rows.length >= MAX_ROWS) throw new Unreadable();
      // Line 0 stands for code that no line of the source made.
      const source = isEnd || state.line === 0 ? undefined : { file: header.files[state.file] ?? '', line: state.line };
      const path = source ? (header.paths[state.file] ?? source.file) : '';
      this.rows.push({ section: state.section, offset: state.offset, source, path, isStatement: state.isStatement });
    };
    while (this.at < end) {
      const opcode = this.u8();
      if (opcode >= opcodeBase) {
        const adjusted = opcode - opcodeBase;
        state.offset += Math.floor(adjusted / lineRange) * minInstruction;
        state.line += lineBase + (adjusted % lineRange);
        emit(false);
        continue;
      }
      switch (opcode) {
        case 0: {
          const next = this.uleb() + this.at;
          const extended = this.u8();
          if (extended === DW_LNE.end_sequence) {
            emit(true);
            state = { ...start };
          } else if (extended === DW_LNE.set_address) {
            const { section, value } = this.relocated(Math.min(8, Math.max(0, next - this.at)));
            this.place(state, section, value);
          }
          this.at = next;
          break;
        }
        case DW_LNS.copy:
          emit(false);
          break;
        case DW_LNS.advance_pc:
          state.offset += this.uleb() * minInstruction;
          break;
        case DW_LNS.advance_line:
          state.line += this.sleb();
          break;
        case DW_LNS.set_file:
          state.file = this.uleb();
          break;
        case DW_LNS.negate_stmt:
          state.isStatement = !state.isStatement;
          break;
        case DW_LNS.const_add_pc:
          state.offset += Math.floor((255 - opcodeBase) / lineRange) * minInstruction;
          break;
        case DW_LNS.fixed_advance_pc:
          state.offset += this.relocated(2).value;
          break;
        default:
          for (let i = header.operandCounts[opcode] ?? 0; i > 0; i--) this.uleb();
      }
    }
  }
}

const utf8 = new TextDecoder();
