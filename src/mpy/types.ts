// A parsed .mpy file (mpy-format.md sections 1, 4, 5, 6): everything as it is written, with the file offset of every
// part. Nothing is normalised, so writing what was read gives the same bytes; the decoded views (prelude, flat
// relocations, instructions) are made from the raw parts.
import type { Diagnostic } from '../base/index.js';
import type { MpyText } from './text.js';

/** The first bytes of a file, decoded. */
export interface MpyHeader {
  readonly version: number;
  /** The feature byte as written. */
  readonly feature: number;
  readonly subVersion: number;
  /** Architecture code, 0 for a bytecode file. */
  readonly arch: number;
  readonly archName: string;
  readonly smallIntBits: number;
  /** The arch-flags varuint; undefined when the feature byte does not announce one. */
  readonly archFlags: number | undefined;
}

export interface MpyQstr extends MpyText {
  readonly offset: number;
  /** Static number when written as one, 0 for literal text. */
  readonly staticNumber: number;
}

/** Object kinds, index = kind byte. */
export const MPY_OBJECT_KINDS = [
  'fun-table',
  'none',
  'false',
  'true',
  'ellipsis',
  'str',
  'bytes',
  'int',
  'float',
  'complex',
  'tuple',
] as const;

export type MpyObjectKind = (typeof MPY_OBJECT_KINDS)[number];

/** A constant of the file's object table. */
export type MpyObject =
  | { readonly offset: number; readonly kind: 'fun-table' | 'none' | 'false' | 'true' | 'ellipsis' }
  /** str: the text; numbers: their text as written. */
  | ({ readonly offset: number; readonly kind: 'str' | 'int' | 'float' | 'complex' } & MpyText)
  | { readonly offset: number; readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly offset: number; readonly kind: 'tuple'; readonly items: readonly MpyObject[] };

export interface Signature {
  readonly nState: number;
  readonly nExcStack: number;
  /** SCOPE_FLAG bits GENERATOR, VARKEYWORDS, VARARGS, DEFKWARGS. */
  readonly scopeFlags: number;
  readonly nPosArgs: number;
  readonly nKwonlyArgs: number;
  readonly nDefPosArgs: number;
}

/** The decoded start of a bytecode function, or of a native-py function's description. Offsets are in the file. */
export interface Prelude extends Signature {
  readonly offset: number;
  readonly sizeOffset: number;
  readonly nInfo: number;
  readonly nCell: number;
  readonly namesOffset: number;
  /** Indexes into the file's qstr table: simple name, positional arguments, keyword-only arguments. */
  readonly names: readonly number[];
  readonly lineTableOffset: number;
  readonly lineTable: Uint8Array;
  readonly cellsOffset: number;
  readonly cells: Uint8Array;
  /** First byte after the cells: the opcodes. */
  readonly endOffset: number;
}

/** One record of a relocation stream as written. */
export interface RelocationRecord {
  readonly offset: number;
  readonly op: number;
  /** The address varuint (word index << 1 | section); undefined for "right after the last word written". */
  readonly address: number | undefined;
  /** The count varuint of the run forms. */
  readonly count: number | undefined;
}

export interface RelocationStream {
  readonly offset: number;
  readonly records: readonly RelocationRecord[];
  /** False when the file ends where the closing 0xff should be. */
  readonly sentinel: boolean;
}

interface RawCodeBase {
  /** Of kind_len. */
  readonly offset: number;
  readonly dataOffset: number;
  readonly data: Uint8Array;
  /** The has_children bit; a file may set it and then have none. */
  readonly hasChildren: boolean;
  /** Of n_children; equals the end of what precedes it when there is none. */
  readonly childrenOffset: number;
  readonly children: readonly MpyRawCode[];
  readonly endOffset: number;
}

/** Bytecode of a function, or of a module's body. */
export interface BytecodeRawCode extends RawCodeBase {
  readonly kind: 'bytecode';
  readonly prelude: Prelude;
}

/** `@micropython.native`. */
export interface NativePyRawCode extends RawCodeBase {
  readonly kind: 'native-py';
  readonly preludeOffset: number;
  readonly prelude: Prelude;
}

/** `@micropython.viper` and every native module. */
export interface ViperRawCode extends RawCodeBase {
  readonly kind: 'viper';
  readonly scopeFlagsOffset: number;
  readonly scopeFlags: number;
  /** Present iff scopeFlags has VIPERRODATA. */
  readonly rodata: Uint8Array | undefined;
  readonly rodataOffset: number;
  /** Present iff scopeFlags has VIPERBSS. */
  readonly bssSize: number | undefined;
  /** Present iff scopeFlags has VIPERRELOC. */
  readonly relocations: RelocationStream | undefined;
}

/** `@micropython.asm_*`. */
export interface AsmRawCode extends RawCodeBase {
  readonly kind: 'asm';
  readonly scopeFlagsOffset: number;
  readonly nPosArgs: number;
  /** Native type code of the result. */
  readonly typeSig: number;
}

/** One function of a file, with those inside of it as `children`. */
export type MpyRawCode = BytecodeRawCode | NativePyRawCode | ViperRawCode | AsmRawCode;

/** Kind names, index = the two kind bits of kind_len. */
export const RAW_CODE_KINDS = ['bytecode', 'native-py', 'viper', 'asm'] as const;

/** A .mpy file as `readMpy` gives it and `writeMpy` takes it. */
export interface MpyFile {
  readonly header: MpyHeader;
  /** Of n_qstr and n_obj. */
  readonly nQstrOffset: number;
  readonly nObjOffset: number;
  /** Entry 0 is the source file name. */
  readonly qstrs: readonly MpyQstr[];
  readonly objects: readonly MpyObject[];
  /** The module body. */
  readonly code: MpyRawCode;
  /** Bytes after the module body; loaders ignore them. */
  readonly trailing: Uint8Array;
  /** What is odd about the file but does not stop a loader. */
  readonly findings: readonly Diagnostic[];
}
