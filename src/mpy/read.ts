// Reads a .mpy file completely and checks it (mpy-format.md sections 1 to 6 and the table of section 9). Whatever a
// loader must not accept ends in an MpyFormatError with offset and reason; what loaders accept but no writer produces
// becomes a finding. Counts are checked against what is left of the file before anything is allocated for them.
import {
  archByCode,
  archFlagNames,
  archName,
  FEATURE_ARCH_FLAGS,
  FUN_TABLE_COUNT,
  MPY_MAGIC,
  MPY_SUB_VERSION,
  MPY_VERSION,
  SCOPE_FLAG,
  STATIC_QSTR_COUNT,
  staticQstrText,
} from '../abi/index.js';
import type { Diagnostic } from '../base/index.js';
import { isTerminal, validateBytecode } from './bytecode.js';
import { MpyFormatError } from './errors.js';
import { featureArch, featureSubVersion } from './identify.js';
import { readPrelude } from './prelude.js';
import { reprStr } from './python-repr.js';
import { opHasCount, opKind, RELOC_KIND, RELOC_SENTINEL, relocKindName } from './relocations.js';
import { headerError } from './target.js';
import { decodeText, type MpyText } from './text.js';
import {
  type AsmRawCode,
  type BytecodeRawCode,
  MPY_OBJECT_KINDS,
  type MpyFile,
  type MpyHeader,
  type MpyObject,
  type MpyQstr,
  type MpyRawCode,
  type NativePyRawCode,
  RAW_CODE_KINDS,
  type RelocationRecord,
  type RelocationStream,
  type ViperRawCode,
} from './types.js';
import { Cursor } from './varuint.js';

/** How `readMpy` reads a file. */
export interface ReadOptions {
  /** For messages. */
  readonly fileName?: string | undefined;
}

/** Nesting of tuples and of raw codes; deeper files would need unbounded host stack. */
const MAX_DEPTH = 200;
/** Longest text that a target can intern. */
const MAX_QSTR_LENGTH = 255;
/** Words patched by one stream, counting repetition: far above any real module, and it bounds the loader's work. */
const MAX_PATCHED_WORDS = 1 << 24;
/** A crafted file could have one in every record. */
const MAX_FINDINGS = 500;

const VIPER_FLAGS = SCOPE_FLAG.VIPERRELOC | SCOPE_FLAG.VIPERRODATA | SCOPE_FLAG.VIPERBSS;

/** Reads and checks a whole file. Throws MpyFormatError, which says what is wrong at which byte. */
export function readMpy(bytes: Uint8Array, options: ReadOptions = {}): MpyFile {
  return new Reader(bytes, options.fileName).file();
}

/** What all kinds of raw code begin with. */
type CodeStart = Pick<MpyRawCode, 'offset' | 'dataOffset' | 'data' | 'hasChildren'>;

class Reader {
  private readonly bytes: Uint8Array;
  private readonly fileName: string | undefined;
  private readonly c: Cursor;
  private readonly findings: Diagnostic[] = [];
  private arch = 0;
  private wordSize = 4;
  private nQstr = 0;
  private nObj = 0;

  constructor(bytes: Uint8Array, fileName: string | undefined) {
    this.bytes = bytes;
    this.fileName = fileName;
    this.c = new Cursor(bytes, 0, bytes.length, fileName);
  }

  file(): MpyFile {
    const header = this.header();
    const c: Cursor = this.c;
    const nQstrOffset = c.pos;
    this.nQstr = this.count('the number of qstrs');
    if (this.nQstr === 0)
      c.fail('qstr', 'the file has no qstrs, but entry 0 must be the source file name', nQstrOffset);
    const nObjOffset = c.pos;
    this.nObj = this.count('the number of objects');
    const qstrs: MpyQstr[] = [];
    for (let i = 0; i < this.nQstr; i++) qstrs.push(this.qstr(i));
    if (!/^[\x20-\x7e]*$/.test(qstrs[0]!.text)) {
      this.note('mpy/source-name', 'the source file name (qstr 0) is not printable ASCII', qstrs[0]!.offset);
    }
    const objects: MpyObject[] = [];
    for (let i = 0; i < this.nObj; i++) objects.push(this.object(0));
    const code = this.rawCode(0);
    const trailing = this.bytes.subarray(c.pos);
    if (trailing.length > 0) {
      const s = trailing.length === 1 ? '' : 's';
      this.note('mpy/trailing', `${trailing.length} byte${s} after the end of the module; loaders ignore them`, c.pos);
    }
    return { header, nQstrOffset, nObjOffset, qstrs, objects, code, trailing, findings: this.findings };
  }

  private note(code: string, message: string, offset: number): void {
    if (this.findings.length >= MAX_FINDINGS) return;
    this.findings.push({ code, severity: 'warning', message, where: { file: this.fileName, offset } });
  }

  /** A number of things that take at least one byte each. */
  private count(what: string): number {
    const at = this.c.pos;
    const n = this.c.varuint(what);
    if (n > this.c.rest) this.c.fail('truncated', `${what} is ${n}, but only ${this.c.rest} bytes are left`, at);
    return n;
  }

  private header(): MpyHeader {
    const bytes = this.bytes;
    const c: Cursor = this.c;
    const feature = bytes[2] ?? 0xff;
    const arch = featureArch(feature);
    const subVersion = featureSubVersion(feature);
    if (bytes.length < 4 || bytes[0] !== MPY_MAGIC || bytes[1] !== MPY_VERSION) throw headerError(bytes, c.file);
    if (arch !== 0 && subVersion !== MPY_SUB_VERSION) throw headerError(bytes, c.file);
    const info = archByCode(arch);
    if (arch !== 0 && !info) {
      throw new MpyFormatError(
        'incompatible-arch',
        'mpy/arch',
        `architecture ${archName(arch)} (code ${arch}) is not one that files are made for`,
        { file: c.file, offset: 2 },
      );
    }
    this.arch = arch;
    this.wordSize = info?.wordSize ?? 4;
    c.pos = 4;
    const smallIntBits = bytes[3]!;
    if (smallIntBits < 2 || smallIntBits > 64) {
      this.note('mpy/small-int-bits', `small ints of ${smallIntBits} bits are none that a target has`, 3);
    }
    const archFlags = feature & FEATURE_ARCH_FLAGS ? c.varuint('the architecture flags') : undefined;
    if (archFlags && archFlagNames(arch, archFlags).some((name) => name.startsWith('0x'))) {
      this.note(
        'mpy/arch-flags',
        `architecture flags 0x${archFlags.toString(16)} are not defined for ${archName(arch)}`,
        4,
      );
    }
    if (arch === 0 && subVersion !== 0) {
      this.note('mpy/sub-version', `sub-version ${subVersion} in a bytecode file; MicroPython v1.19 refuses it`, 2);
    }
    return { version: MPY_VERSION, feature, subVersion, arch, archName: archName(arch), smallIntBits, archFlags };
  }

  private text(bytes: Uint8Array, what: string, offset: number): MpyText {
    return decodeText(bytes) ?? this.c.fail('utf8', `${what} is not valid UTF-8`, offset);
  }

  private terminator(what: string): void {
    const at = this.c.pos;
    if (this.c.byte(`the zero byte after ${what}`) !== 0)
      this.c.fail('terminator', `${what} does not end with a zero byte`, at);
  }

  private qstr(index: number): MpyQstr {
    const c: Cursor = this.c;
    const offset = c.pos;
    const what = `qstr ${index}`;
    const x = c.varuint(what);
    const n = Math.floor(x / 2);
    if (x % 2 === 1) {
      const text = staticQstrText(n);
      if (text === undefined) c.fail('qstr', `${what} is static number ${n}, outside 1..${STATIC_QSTR_COUNT}`, offset);
      return { offset, text, staticNumber: n };
    }
    const text = this.text(c.take(n, what), what, offset);
    this.terminator(what);
    if (n > MAX_QSTR_LENGTH) {
      this.note(
        'mpy/long-qstr',
        `${what} has ${n} bytes; targets raise RuntimeError('name too long') above ${MAX_QSTR_LENGTH}`,
        offset,
      );
    }
    return { offset, ...text, staticNumber: 0 };
  }

  private object(depth: number): MpyObject {
    const c: Cursor = this.c;
    const offset = c.pos;
    const code = c.byte('an object kind');
    const kind = MPY_OBJECT_KINDS[code];
    if (kind === undefined) c.fail('object', `object kind ${code} is not defined`, offset);
    switch (kind) {
      case 'str': {
        const size = c.varuint('the length of a str');
        const text = this.text(c.take(size, 'a str'), 'a str', offset);
        this.terminator('a str');
        return { offset, kind, ...text };
      }
      case 'bytes': {
        const bytes = c.take(c.varuint('the length of a bytes object'), 'a bytes object');
        this.terminator('a bytes object');
        return { offset, kind, bytes };
      }
      case 'int':
      case 'float':
      case 'complex': {
        const size = c.varuint(`the length of ${kind === 'int' ? 'an int' : `a ${kind}`}`);
        const text = this.text(c.take(size, 'a number'), 'a number', offset);
        if (!NUMBER_TEXT[kind].test(text.text)) {
          this.note(
            'mpy/number',
            `${reprStr(text.text)} is not how writers write ${kind === 'int' ? 'an' : 'a'} ${kind}`,
            offset,
          );
        }
        return { offset, kind, ...text };
      }
      case 'tuple': {
        if (depth === MAX_DEPTH) c.fail('depth', `tuples are nested more than ${MAX_DEPTH} deep`, offset);
        const n = this.count('the number of elements of a tuple');
        const items: MpyObject[] = [];
        for (let i = 0; i < n; i++) items.push(this.object(depth + 1));
        return { offset, kind, items };
      }
      default:
        return { offset, kind };
    }
  }

  private rawCode(depth: number): MpyRawCode {
    const c: Cursor = this.c;
    const offset = c.pos;
    if (depth === MAX_DEPTH) c.fail('depth', `raw codes are nested more than ${MAX_DEPTH} deep`, offset);
    const kindLen = c.varuint('the kind and length of a raw code');
    const kind = RAW_CODE_KINDS[kindLen & 3]!;
    const hasChildren = (kindLen & 4) !== 0;
    const length = Math.floor(kindLen / 8);
    if (kind !== 'bytecode' && this.arch === 0) {
      c.fail('kind', `${kind} code in a file whose header says that it has no native code`, offset);
    }
    const least = kind === 'bytecode' ? 4 : kind === 'native-py' ? this.wordSize : 1;
    if (length < least) c.fail('length', `${kind} code of ${length} bytes; it needs at least ${least}`, offset);
    const dataOffset = c.pos;
    const data = c.take(length, `${kind} code`);
    const common = { offset, dataOffset, data, hasChildren };
    switch (kind) {
      case 'bytecode':
        return this.bytecode(common, depth);
      case 'native-py':
        return this.nativePy(common, depth);
      case 'viper':
        return this.viper(common, depth);
      case 'asm':
        return this.asm(common, depth);
    }
  }

  private bytecode(common: CodeStart, depth: number): BytecodeRawCode {
    const c: Cursor = this.c;
    const body = new Cursor(this.bytes, common.dataOffset, common.dataOffset + common.data.length, c.file);
    const prelude = readPrelude(body, { nQstr: this.nQstr, native: false });
    // The opcodes can be checked only when the number of children is known, which is read first.
    const rest = this.children(depth, common.hasChildren);
    const last = validateBytecode(body, {
      nState: prelude.nState,
      nQstr: this.nQstr,
      nObj: this.nObj,
      nChildren: rest.children.length,
    });
    if (!isTerminal(last)) {
      const at = prelude.endOffset + last.offset;
      this.note('mpy/falls-off', 'the last instruction neither returns, raises nor jumps', at);
    }
    return { ...common, ...rest, kind: 'bytecode', prelude, endOffset: c.pos };
  }

  private nativePy(common: CodeStart, depth: number): NativePyRawCode {
    const c: Cursor = this.c;
    const at = c.pos;
    const preludeOffset = c.varuint('the prelude offset');
    if (preludeOffset > common.data.length)
      c.fail('prelude', `prelude offset ${preludeOffset} is outside the ${common.data.length} bytes of code`, at);
    const start = common.dataOffset + preludeOffset;
    const body = new Cursor(this.bytes, start, common.dataOffset + common.data.length, c.file);
    const prelude = readPrelude(body, { nQstr: this.nQstr, native: true });
    if (body.rest > 0) this.note('mpy/prelude', `${body.rest} bytes after the prelude of a native function`, body.pos);
    const rest = this.children(depth, common.hasChildren);
    const word = readWord(common.data, 0, this.wordSize);
    if (word !== BigInt(rest.children.length)) {
      c.fail(
        'native',
        `the code says that its prelude follows ${word} children, but it has ${rest.children.length}`,
        common.dataOffset,
      );
    }
    return { ...common, ...rest, kind: 'native-py', preludeOffset, prelude, endOffset: c.pos };
  }

  private viper(common: CodeStart, depth: number): ViperRawCode {
    const c: Cursor = this.c;
    const scopeFlagsOffset = c.pos;
    const scopeFlags = c.varuint('the scope flags');
    if ((scopeFlags & ~VIPER_FLAGS) !== 0) {
      c.fail('scope-flags', `scope flags 0x${scopeFlags.toString(16)} have unknown bits`, scopeFlagsOffset);
    }
    const rodataSize = scopeFlags & SCOPE_FLAG.VIPERRODATA ? c.varuint('the size of rodata') : undefined;
    const bssSize = scopeFlags & SCOPE_FLAG.VIPERBSS ? c.varuint('the size of bss') : undefined;
    const rodataOffset = c.pos;
    const rodata = rodataSize === undefined ? undefined : c.take(rodataSize, 'rodata');
    const rest = this.children(depth, common.hasChildren);
    const relocations = scopeFlags & SCOPE_FLAG.VIPERRELOC ? this.relocations(common.data, rodata, bssSize) : undefined;
    return {
      ...common,
      ...rest,
      kind: 'viper',
      scopeFlagsOffset,
      scopeFlags,
      rodata,
      rodataOffset,
      bssSize,
      relocations,
      endOffset: c.pos,
    };
  }

  private asm(common: CodeStart, depth: number): AsmRawCode {
    const c: Cursor = this.c;
    const scopeFlagsOffset = c.pos;
    const scopeFlags = c.varuint('the scope flags');
    if (scopeFlags !== 0) {
      c.fail('scope-flags', `scope flags 0x${scopeFlags.toString(16)} of an asm function must be 0`, scopeFlagsOffset);
    }
    const nPosArgs = c.varuint('the number of arguments');
    const typeSig = c.varuint('the type of the result');
    if (nPosArgs > 4) this.note('mpy/asm', `an asm function of ${nPosArgs} arguments; it can have 4`, scopeFlagsOffset);
    const rest = this.children(depth, common.hasChildren);
    return { ...common, ...rest, kind: 'asm', scopeFlagsOffset, nPosArgs, typeSig, endOffset: c.pos };
  }

  private children(depth: number, hasChildren: boolean): { childrenOffset: number; children: readonly MpyRawCode[] } {
    const childrenOffset = this.c.pos;
    const children: MpyRawCode[] = [];
    if (hasChildren) {
      const n = this.count('the number of children');
      for (let i = 0; i < n; i++) children.push(this.rawCode(depth + 1));
    }
    return { childrenOffset, children };
  }

  private relocations(text: Uint8Array, rodata: Uint8Array | undefined, bssSize: number | undefined): RelocationStream {
    const c: Cursor = this.c;
    const offset = c.pos;
    const records: RelocationRecord[] = [];
    const seen = { text: words(text, this.wordSize), rodata: words(rodata, this.wordSize) };
    let section: 'text' | 'rodata' | undefined;
    let index = 0;
    let patched = 0;
    for (;;) {
      const at = c.pos;
      if (c.rest === 0) {
        this.note(
          'mpy/sentinel',
          'the relocations end without the byte 0xff; loaders take the end of the file for it',
          at,
        );
        return { offset, records, sentinel: false };
      }
      const op = c.byte('a relocation');
      if (op === RELOC_SENTINEL) return { offset, records, sentinel: true };
      const kind = opKind(op);
      if (kind === undefined) {
        c.fail(
          'relocation',
          `relocation 0x${op.toString(16)} is for function-table entry ${(op >> 1) - RELOC_KIND.FUN_TABLE_ENTRY}, the last is ${FUN_TABLE_COUNT - 1}`,
          at,
        );
      }
      const address = op & 1 ? c.varuint('the address of a relocation') : undefined;
      const count = opHasCount(op) ? c.varuint('the count of a relocation') : undefined;
      if (address !== undefined) {
        section = address % 2 === 1 ? 'rodata' : 'text';
        index = Math.floor(address / 2);
      }
      if (section === undefined) c.fail('relocation', 'the first relocation has no address', at);
      if ((kind === RELOC_KIND.RODATA && !rodata) || (kind === RELOC_KIND.BSS && bssSize === undefined)) {
        c.fail('relocation', `a relocation refers to ${relocKindName(kind)}, but the module has none`, at);
      }
      const n = count ?? 1;
      if (n > 0) {
        const marks = seen[section];
        if (index + n > marks.length) {
          const size = section === 'text' ? text.length : (rodata?.length ?? 0);
          const from = index * this.wordSize;
          const to = (index + n) * this.wordSize;
          c.fail(
            'relocation',
            `a relocation patches ${section}+0x${from.toString(16)}..0x${to.toString(16)}, but ${section} has ${size} bytes`,
            at,
          );
        }
        patched += n;
        if (patched > MAX_PATCHED_WORDS)
          c.fail('relocation', `the relocations patch more than ${MAX_PATCHED_WORDS} words`, at);
        let twice = -1;
        for (let i = index; i < index + n; i++) {
          if (marks[i] === 1 && twice < 0) twice = i;
          marks[i] = 1;
        }
        if (twice >= 0)
          this.note(
            'mpy/relocated-twice',
            `${section}+0x${(twice * this.wordSize).toString(16)} is relocated twice`,
            at,
          );
      } else this.note('mpy/empty-relocation', 'a relocation of 0 words', at);
      records.push({ offset: at, op, address, count });
      index += n;
    }
  }
}

const NUMBER_TEXT = {
  int: /^-?\d+$/,
  float: /^-?(\d+(\.\d*)?(e[+-]?\d+)?|inf|nan)$/,
  complex: /^-?(\d+(\.\d*)?(e[+-]?\d+)?|inf|nan)j$/,
} as const;

/** One mark per whole word of a section. */
function words(bytes: Uint8Array | undefined, wordSize: number): Uint8Array {
  return new Uint8Array(Math.floor((bytes?.length ?? 0) / wordSize));
}

/** The little-endian word at `offset`, which must lie inside. */
export function readWord(bytes: Uint8Array, offset: number, wordSize: number): bigint {
  let value = 0n;
  for (let i = wordSize - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[offset + i] ?? 0);
  return value;
}
