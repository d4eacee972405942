// Makes an Inspection of a .mpy file (mpy-format.md section 12). The disassembler comes in as a parameter, because this
// folder knows no instruction set; without it everything but machine code is shown.
import {
  archByCode,
  archFlagNames,
  BINARY_OPS,
  composeMpyAttribute,
  HOSTS,
  hostAccepts,
  NATIVE_TYPE,
  SCOPE_FLAG,
  UNARY_OPS,
} from '../abi/index.js';
import { alignUp, type Diagnostic, DiagnosticError } from '../base/index.js';
import { type Instruction, iterateBytecode } from './bytecode.js';
import { decodeEntryJump } from './entry.js';
import { identifyMpy } from './identify.js';
import type {
  CodeInspection,
  Inspection,
  InstructionInspection,
  MachineInstruction,
  MemoryInspection,
  PartInspection,
  RelocationInspection,
  SignatureInspection,
} from './inspection.js';
import { type Disassembler, listMachineCode } from './listing.js';
import { decodeLineTable, type LineStep } from './prelude.js';
import { reprObject, reprStr } from './python-repr.js';
import { readMpy, readWord } from './read.js';
import { relocKindName, resolveRelocations } from './relocations.js';
import type { MpyFile, MpyRawCode, Prelude, ViperRawCode } from './types.js';
import { varuintSize } from './varuint.js';

/** A symbol of the native part. */
export interface InspectSymbol {
  readonly name: string;
  readonly section: 'text' | 'rodata' | 'bss';
  readonly offset: number;
}

/** Symbols for a native raw code; undefined when they were made for other code (a stale map). */
export type SymbolSource = (code: ViperRawCode) => readonly InspectSymbol[] | undefined;

/** How `inspect` reads a file. */
export interface InspectOptions {
  /** For messages. */
  readonly fileName?: string | undefined;
  /** Names of what is in machine code, as maps have them. */
  readonly symbols?: SymbolSource | undefined;
  /** Lists machine code; without it there is no listing. */
  readonly disassemble?: Disassembler | undefined;
  /** Any finding is an error. */
  readonly strict?: boolean | undefined;
}

/** Addends listed over all relocation records of a file. */
const ADDEND_LIMIT = 100_000;

const TEXT_LIMIT = 256;
const shorten = (text: string): string => (text.length <= TEXT_LIMIT ? text : `${text.slice(0, TEXT_LIMIT)}...`);

export const hex = (bytes: Uint8Array): string => {
  let out = '';
  for (const b of bytes) out += b.toString(16).padStart(2, '0');
  return out;
};

/** Everything that is in a file, as data; offsets and sizes in bytes. Throws DiagnosticError for what is no valid file. */
export function inspect(bytes: Uint8Array, options: InspectOptions = {}): Inspection {
  const file = readMpy(bytes, { fileName: options.fileName });
  return new Inspector(bytes, file, options).run();
}

class Inspector {
  private readonly bytes: Uint8Array;
  private readonly file: MpyFile;
  private readonly options: InspectOptions;
  private readonly findings: Diagnostic[];
  private readonly wordSize: 4 | 8;
  private readonly objectTexts: readonly string[];
  private mapUsed = false;
  private addendBudget = ADDEND_LIMIT;

  constructor(bytes: Uint8Array, file: MpyFile, options: InspectOptions) {
    this.bytes = bytes;
    this.file = file;
    this.options = options;
    this.findings = [...file.findings];
    this.objectTexts = file.objects.map(reprObject);
    this.wordSize = archByCode(file.header.arch)?.wordSize ?? 4;
  }

  run(): Inspection {
    const { file, options } = this;
    const { header } = file;
    const code = this.code(file.code, '0');
    if (options.symbols && !this.mapUsed) {
      this.findings.push({
        code: 'mpy/stale-map',
        severity: 'warning',
        message: 'the map was made for other code; it is ignored',
        where: { file: options.fileName },
        notes: ['link the module again to get a map that fits'],
      });
    }
    if (options.strict && this.findings.length > 0) {
      throw new DiagnosticError(this.findings.map((d) => ({ ...d, severity: 'error' })));
    }
    const identity = identifyMpy(this.bytes);
    const flags = header.archFlags;
    return {
      file: options.fileName,
      size: this.bytes.length,
      summary: identity.text,
      header: {
        bytes: hex(this.bytes.subarray(0, 4)),
        version: header.version,
        subVersion: header.subVersion,
        arch: header.arch,
        archName: header.archName,
        smallIntBits: header.smallIntBits,
        archFlags: flags === undefined ? undefined : { value: flags, names: archFlagNames(header.arch || 11, flags) },
      },
      releases: identity.releases,
      acceptedBy: acceptedBy(file),
      sourceName: file.qstrs[0]!.text,
      qstrs: file.qstrs.map((q, index) => ({
        index,
        offset: q.offset,
        text: q.text,
        static: q.staticNumber === 0 ? undefined : q.staticNumber,
      })),
      objects: file.objects.map((o, index) => ({
        index,
        offset: o.offset,
        kind: o.kind,
        value: this.objectTexts[index]!,
      })),
      code,
      merged: mergedParts(file.code, code),
      memory: memory(file),
      trailing: file.trailing.length,
      mapUsed: this.mapUsed,
      findings: this.findings,
    };
  }

  /** Legal names have at most 255 bytes; a crafted one must not be multiplied by its uses. */
  private qstr(index: number): string {
    return shorten(this.file.qstrs[index]?.text ?? `?${index}`);
  }

  private nameOf(code: MpyRawCode): string {
    return this.qstr(code.kind === 'bytecode' || code.kind === 'native-py' ? code.prelude.names[0]! : 0);
  }

  private code(code: MpyRawCode, path: string): CodeInspection {
    const name = this.nameOf(code);
    const common = {
      path,
      kind: code.kind,
      name,
      offset: code.offset,
      dataOffset: code.dataOffset,
      size: code.data.length,
      endOffset: code.endOffset,
      bytes: hex(code.data),
      parts: parts(code),
    };
    const children = code.children.map((child, i) => this.code(child, `${path}.${i}`));
    switch (code.kind) {
      case 'bytecode': {
        const steps = decodeLineTable(code.prelude.lineTable);
        return {
          ...common,
          signature: this.signature(code.prelude, steps),
          instructions: this.instructions(code.data, code.prelude.endOffset - code.dataOffset, code, steps, path),
          children,
        };
      }
      case 'native-py':
        return {
          ...common,
          signature: this.signature(code.prelude, []),
          preludeOffset: code.preludeOffset,
          disassembly: this.disassemble(code.data.subarray(this.wordSize, code.preludeOffset), this.wordSize, []),
          children,
        };
      case 'asm':
        return {
          ...common,
          asm: { nPosArgs: code.nPosArgs, typeSig: code.typeSig, resultType: nativeTypeName(code.typeSig) },
          disassembly: this.disassemble(code.data, 0, []),
          children,
        };
      case 'viper': {
        const symbols = this.options.symbols?.(code);
        if (symbols) this.mapUsed = true;
        const relocations = this.relocations(code, symbols ?? []);
        const jump =
          path === '0' || code.relocations ? decodeEntryJump(code.data, this.file.header.archName) : undefined;
        const rodataSize = code.rodata?.length ?? 0;
        return {
          ...common,
          scopeFlags: { value: code.scopeFlags, names: scopeFlagNames(code.scopeFlags) },
          rodata: code.rodata && { offset: code.rodataOffset, size: rodataSize, bytes: hex(code.rodata) },
          bssSize: code.bssSize,
          dataBlockSize: alignUp(code.bssSize ?? 0, this.wordSize) + rodataSize,
          relocations,
          entry: jump && {
            target: jump.target,
            symbol: symbols?.find((s) => s.section === 'text' && s.offset === jump.target)?.name,
          },
          disassembly: this.disassemble(code.data, 0, symbols ?? [], relocations),
          children,
        };
      }
    }
  }

  private signature(p: Prelude, steps: readonly LineStep[]): SignatureInspection {
    return {
      nState: p.nState,
      nExcStack: p.nExcStack,
      scopeFlags: scopeFlagNames(p.scopeFlags),
      nPosArgs: p.nPosArgs,
      nKwonlyArgs: p.nKwonlyArgs,
      nDefPosArgs: p.nDefPosArgs,
      argNames: p.names.slice(1).map((index) => this.qstr(index)),
      cells: [...p.cells],
      lineTable: steps,
      lineTableBytes: hex(p.lineTable),
    };
  }

  private instructions(
    data: Uint8Array,
    start: number,
    code: MpyRawCode,
    steps: readonly LineStep[],
    path: string,
  ): InstructionInspection[] {
    const opcodes = data.subarray(start);
    const list = [...iterateBytecode(opcodes)];
    const from = new Map<number, number[]>();
    for (const i of list) {
      if (i.target === undefined) continue;
      const sources = from.get(i.target);
      if (sources) sources.push(i.offset);
      else from.set(i.target, [i.offset]);
    }
    // Lines are found while walking: asking the table for each instruction would be quadratic.
    let step = 0;
    let boundary = steps[0]?.bytes ?? Number.POSITIVE_INFINITY;
    let line = 1;
    return list.map((i) => {
      while (i.offset >= boundary) {
        line += steps[step]!.lines;
        step++;
        boundary += steps[step]?.bytes ?? Number.POSITIVE_INFINITY;
      }
      const child = i.info.operand === 'child' ? Number(i.operand) : undefined;
      return {
        offset: code.dataOffset + start + i.offset,
        pc: i.offset,
        bytes: hex(opcodes.subarray(i.offset, i.offset + i.size)),
        name: i.info.name,
        operand: typeof i.operand === 'bigint' ? i.operand.toString() : i.operand,
        extra: i.extra,
        text: this.operandText(i, code),
        line,
        target: i.target,
        jumpsFrom: from.get(i.offset),
        child: child === undefined ? undefined : `${path}.${child}`,
      };
    });
  }

  private operandText(i: Instruction, code: MpyRawCode): string {
    const value = Number(i.operand ?? 0);
    switch (i.info.operand) {
      case 'qstr': {
        const text = this.qstr(value);
        return i.info.name === 'LOAD_CONST_STRING' ? reprStr(text) : nameText(text);
      }
      case 'obj':
        return shorten(this.objectTexts[value]!);
      case 'child': {
        const name = nameText(this.nameOf(code.children[value]!));
        return i.extra === undefined ? name : `${name}, ${i.extra} cell${i.extra === 1 ? '' : 's'}`;
      }
      case 'args': {
        const positional = value & 0xff;
        const keywords = value >> 8;
        return keywords === 0 ? `${positional}` : `${positional} positional, ${keywords} keyword`;
      }
      case 'unpack':
        return `${value & 0xff} before, ${value >> 8} after`;
      case 'comp':
        return `${['list', 'dict', 'set'][value & 3]} ${value >> 2} below`;
      case 'slab':
      case 'ulab':
        return `-> ${i.target}${i.extra === undefined ? '' : `, out of ${i.extra} block${i.extra === 1 ? '' : 's'}`}`;
      case 'local':
        return this.localText(value, code);
      case 'none':
        if (i.info.implied === undefined) return '';
        switch (i.info.name) {
          case 'UNARY_OP':
            return UNARY_OPS[value]!.symbol;
          case 'BINARY_OP': {
            const op = BINARY_OPS[value]!;
            return op.symbol || op.name.toLowerCase().replaceAll('_', ' ');
          }
          case 'LOAD_FAST':
          case 'STORE_FAST':
            return this.localText(value, code);
          default:
            return `${value}`;
        }
      default:
        return String(i.operand);
    }
  }

  /** `2 (name)` for an argument. */
  private localText(local: number, code: MpyRawCode): string {
    if (code.kind !== 'bytecode') return `${local}`;
    const index = code.prelude.names[local + 1];
    // `*` stands for a value that has no name, such as a closed-over variable.
    const name = index === undefined ? '*' : this.qstr(index);
    return name === '*' ? `${local}` : `${local} (${nameText(name)})`;
  }

  private relocations(code: ViperRawCode, symbols: readonly InspectSymbol[]): CodeInspection['relocations'] {
    const stream = code.relocations;
    if (!stream) return undefined;
    const known = new Map<string, string>(symbols.map((s) => [`${s.section}+${s.offset}`, s.name]));
    const totals: Record<string, number> = {};
    const records: RelocationInspection[] = [];
    let truncated = false;
    for (const { record, section, index, words, kind } of resolveRelocations(stream)) {
      const destination = relocKindName(kind);
      totals[destination] = (totals[destination] ?? 0) + words;
      const content = section === 'text' ? code.data : (code.rodata ?? code.data);
      const listed = Math.min(words, this.addendBudget);
      if (listed < words) truncated = true;
      this.addendBudget -= listed;
      const addends: (number | string)[] = [];
      const names: string[] = [];
      for (let i = 0; i < listed; i++) {
        const word = BigInt.asIntN(this.wordSize * 8, readWord(content, (index + i) * this.wordSize, this.wordSize));
        const small = word >= BigInt(Number.MIN_SAFE_INTEGER) && word <= BigInt(Number.MAX_SAFE_INTEGER);
        addends.push(small ? Number(word) : word.toString());
        names.push(known.get(`${destination}+${word}`) ?? '');
      }
      records.push({
        offset: record.offset,
        op: record.op,
        section,
        byteOffset: index * this.wordSize,
        words,
        continues: record.address === undefined,
        destination,
        addends,
        symbols: names.some((name) => name !== '') ? names : undefined,
      });
    }
    return { offset: stream.offset, sentinel: stream.sentinel, records, totals, truncated };
  }

  private disassemble(
    code: Uint8Array,
    base: number,
    symbols: readonly InspectSymbol[],
    relocations?: CodeInspection['relocations'],
  ): MachineInstruction[] | undefined {
    const { disassemble } = this.options;
    if (!disassemble) return undefined;
    const labels = new Map(symbols.filter((s) => s.section === 'text').map((s) => [s.offset, s.name] as const));
    const words = new Map<number, string>();
    for (const r of relocations?.records ?? []) {
      if (r.section !== 'text') continue;
      for (const [i, addend] of r.addends.entries()) {
        words.set(r.byteOffset + i * this.wordSize, r.symbols?.[i] || r.destination + addendText(addend));
      }
    }
    const arch = this.file.header.archName;
    const list = listMachineCode({ code, base, arch, wordSize: this.wordSize, labels, words }, disassemble);
    // A disassembler that does not know the architecture gives nothing.
    return list.length === 0 ? undefined : list;
  }
}

/** A name as it is when it looks like one, quoted otherwise: nothing from a file may drive a terminal. */
const nameText = (text: string): string => (/^[\w<>.*]+$/.test(text) ? text : reprStr(text));

/** ` + 0x10`, ` - 0x8`, nothing for 0. */
export function addendText(addend: number | string): string {
  if (typeof addend === 'string') return ` + ${addend}`;
  if (addend === 0) return '';
  return addend < 0 ? ` - 0x${(-addend).toString(16)}` : ` + 0x${addend.toString(16)}`;
}

function scopeFlagNames(flags: number): string[] {
  const names: (keyof typeof SCOPE_FLAG)[] = [
    'GENERATOR',
    'VARKEYWORDS',
    'VARARGS',
    'DEFKWARGS',
    'VIPERRELOC',
    'VIPERRODATA',
    'VIPERBSS',
  ];
  return names.filter((name) => flags & SCOPE_FLAG[name]);
}

function nativeTypeName(code: number): string {
  return (
    Object.entries(NATIVE_TYPE)
      .find(([, value]) => value === code)?.[0]
      .toLowerCase() ?? `type ${code}`
  );
}

function parts(code: MpyRawCode): PartInspection[] {
  const list: PartInspection[] = [];
  const add = (name: string, offset: number, end: number) => {
    if (end > offset) list.push({ name, offset, size: end - offset });
  };
  const dataEnd = code.dataOffset + code.data.length;
  add('kind and length', code.offset, code.dataOffset);
  switch (code.kind) {
    case 'bytecode':
      preludeParts(add, code.prelude);
      add('opcodes', code.prelude.endOffset, dataEnd);
      break;
    case 'native-py':
      add('machine code', code.dataOffset, code.dataOffset + code.preludeOffset);
      preludeParts(add, code.prelude);
      add('prelude offset', dataEnd, dataEnd + varuintSize(code.preludeOffset));
      break;
    case 'viper':
      add('text', code.dataOffset, dataEnd);
      add('scope flags', code.scopeFlagsOffset, code.scopeFlagsOffset + varuintSize(code.scopeFlags));
      add('data sizes', code.scopeFlagsOffset + varuintSize(code.scopeFlags), code.rodataOffset);
      add('rodata', code.rodataOffset, code.rodataOffset + (code.rodata?.length ?? 0));
      if (code.relocations) add('relocations', code.relocations.offset, code.endOffset);
      break;
    case 'asm':
      add('machine code', code.dataOffset, dataEnd);
      add('scope flags and signature', code.scopeFlagsOffset, code.childrenOffset);
      break;
  }
  if (code.hasChildren) {
    const last = code.children[code.children.length - 1];
    add('children', code.childrenOffset, last ? last.endOffset : code.childrenOffset + 1);
  }
  return list.sort((a, b) => a.offset - b.offset);
}

function preludeParts(add: (name: string, offset: number, end: number) => void, p: Prelude): void {
  add('signature', p.offset, p.sizeOffset);
  add('sizes', p.sizeOffset, p.namesOffset);
  add('names', p.namesOffset, p.lineTableOffset);
  add('line table', p.lineTableOffset, p.cellsOffset);
  add('cells', p.cellsOffset, p.endOffset);
}

function acceptedBy(file: MpyFile): Inspection['acceptedBy'] {
  const { arch, archFlags } = file.header;
  // The flags are looked at by RV32 targets only; all others refuse a file that has the field.
  const hosts = HOSTS.filter((h) => hostAccepts(h.code, arch) && (archFlags === undefined || h.code === 11));
  return hosts.map((h) => ({
    hostCode: h.code,
    description: h.description,
    mpy: composeMpyAttribute(h.code, archFlags ?? 0),
  }));
}

function memory(file: MpyFile): MemoryInspection[] {
  const own = archByCode(file.header.arch)?.wordSize;
  return (own ? [own] : ([4, 8] as const)).map((wordSize) => {
    const block = (size: number) => (size === 0 ? 0 : alignUp(size, 4 * wordSize));
    const total = { code: 0, dataBlocks: 0, childTables: 0, heap: 0 };
    const tables = alignUp(file.qstrs.length * 2, wordSize) + file.objects.length * wordSize;
    const visit = (code: MpyRawCode) => {
      const data = code.kind === 'viper' ? alignUp(code.bssSize ?? 0, wordSize) + (code.rodata?.length ?? 0) : 0;
      const entries = code.children.length + (code.kind === 'native-py' && code.children.length > 0 ? 1 : 0);
      total.code += code.data.length;
      total.dataBlocks += data;
      total.childTables += entries * wordSize;
      total.heap += block(code.data.length) + block(data) + block(entries * wordSize);
      code.children.forEach(visit);
    };
    visit(file.code);
    return { wordSize, ...total, tables, heap: total.heap + block(tables) };
  });
}

/** The outer code that a merge makes (section 11): one MAKE_FUNCTION, CALL_FUNCTION, POP_TOP per part, nothing else. */
function mergedParts(code: MpyRawCode, inspected: CodeInspection): Inspection['merged'] {
  if (code.kind !== 'bytecode' || code.children.length < 2) return undefined;
  const { nState, nExcStack, nPosArgs, nKwonlyArgs, scopeFlags, names, cells } = code.prelude;
  if (nState !== 1 || nExcStack + nPosArgs + nKwonlyArgs + scopeFlags + cells.length !== 0 || names[0] !== 0)
    return undefined;
  const list = inspected.instructions ?? [];
  const expected = code.children.flatMap((_, i) => [`MAKE_FUNCTION ${i}`, 'CALL_FUNCTION 0', 'POP_TOP']);
  expected.push('LOAD_CONST_NONE', 'RETURN_VALUE');
  if (list.length !== expected.length) return undefined;
  const found = (i: InstructionInspection) => (i.operand === undefined ? i.name : `${i.name} ${i.operand}`);
  if (!list.every((i, at) => found(i) === expected[at])) return undefined;
  return inspected.children.map(({ path, kind, name }) => ({ path, kind, name }));
}
