// What `inspect` tells about a .mpy file, as plain JSON-able data (mpy-format.md section 12). Offsets named `offset` are
// file offsets; others say what they count from.
import type { Diagnostic } from '../base/index.js';

export interface PartInspection {
  readonly name: string;
  readonly offset: number;
  readonly size: number;
}

export interface InstructionInspection {
  readonly offset: number;
  /** From the first opcode of the function. */
  readonly pc: number;
  readonly bytes: string;
  readonly name: string;
  /** A big constant is a string. */
  readonly operand?: number | string | undefined;
  readonly extra?: number | undefined;
  /** The operand in words: a name, a constant, a child, an operator. */
  readonly text: string;
  readonly line: number;
  /** pc of the jump target. */
  readonly target?: number | undefined;
  /** pcs of the instructions that jump here. */
  readonly jumpsFrom?: readonly number[] | undefined;
  /** Path of the child that is made into a function. */
  readonly child?: string | undefined;
}

export interface MachineInstruction {
  /** From the start of text. */
  readonly offset: number;
  readonly size: number;
  readonly bytes: string;
  /** Mnemonic, a tab, operands; for a relocated word `.word`, a tab, what it will hold. */
  readonly text: string;
  /** Symbol at this place. */
  readonly label?: string | undefined;
  /** What the instruction refers to: a symbol, or the content of a relocated word. */
  readonly note?: string | undefined;
}

export interface RelocationInspection {
  readonly offset: number;
  readonly op: number;
  readonly section: 'text' | 'rodata';
  /** In the section. */
  readonly byteOffset: number;
  readonly words: number;
  /** The record has no address of its own. */
  readonly continues: boolean;
  readonly destination: string;
  /** The words found in the file: added to the destination by the loader. Signed; a string when beyond 2^53. */
  readonly addends: readonly (number | string)[];
  /** Symbols that destination + addend is, where a map knows them. */
  readonly symbols?: readonly string[] | undefined;
}

export interface SignatureInspection {
  readonly nState: number;
  readonly nExcStack: number;
  readonly scopeFlags: readonly string[];
  readonly nPosArgs: number;
  readonly nKwonlyArgs: number;
  readonly nDefPosArgs: number;
  readonly argNames: readonly string[];
  readonly cells: readonly number[];
  readonly lineTable: readonly { readonly bytes: number; readonly lines: number }[];
  readonly lineTableBytes: string;
}

/** One raw code and what is in it. Offsets are in the file, sizes in bytes, texts of bytes hexadecimal. */
export interface CodeInspection {
  /** '0' is the module body, '0.2' its third child. */
  readonly path: string;
  readonly kind: 'bytecode' | 'native-py' | 'viper' | 'asm';
  readonly name: string;
  readonly offset: number;
  readonly dataOffset: number;
  readonly size: number;
  readonly endOffset: number;
  readonly bytes: string;
  readonly parts: readonly PartInspection[];
  readonly signature?: SignatureInspection | undefined;
  readonly instructions?: readonly InstructionInspection[] | undefined;
  readonly preludeOffset?: number | undefined;
  readonly scopeFlags?: { readonly value: number; readonly names: readonly string[] } | undefined;
  readonly asm?: { readonly nPosArgs: number; readonly typeSig: number; readonly resultType: string } | undefined;
  readonly rodata?: { readonly offset: number; readonly size: number; readonly bytes: string } | undefined;
  readonly bssSize?: number | undefined;
  /** bss rounded up to a word, plus rodata. */
  readonly dataBlockSize?: number | undefined;
  readonly relocations?:
    | {
        readonly offset: number;
        readonly sentinel: boolean;
        readonly records: readonly RelocationInspection[];
        /** Words by destination. */
        readonly totals: Readonly<Record<string, number>>;
        /** Addends are listed up to a limit; true when some are left out. */
        readonly truncated: boolean;
      }
    | undefined;
  /** The jump at text+0; undefined when the code starts there. */
  readonly entry?: { readonly target: number; readonly symbol?: string | undefined } | undefined;
  readonly disassembly?: readonly MachineInstruction[] | undefined;
  readonly children: readonly CodeInspection[];
}

export interface MemoryInspection {
  readonly wordSize: 4 | 8;
  /** Sum of the code blocks. */
  readonly code: number;
  readonly dataBlocks: number;
  readonly tables: number;
  readonly childTables: number;
  /** All of them as heap blocks of 4 words. */
  readonly heap: number;
}

/** What is in a .mpy file, as data that survives JSON. Offsets are in the file, sizes in bytes. */
export interface Inspection {
  /** Its name, if one was given. */
  readonly file: string | undefined;
  readonly size: number;
  /** One sentence. */
  readonly summary: string;
  readonly header: {
    readonly bytes: string;
    readonly version: number;
    readonly subVersion: number;
    readonly arch: number;
    readonly archName: string;
    readonly smallIntBits: number;
    /** undefined when the file has no such field. */
    readonly archFlags?: { readonly value: number; readonly names: readonly string[] } | undefined;
  };
  /** Of MicroPython, that read it; '' for none. */
  readonly releases: string;
  /** Targets that accept the architecture (and flags). */
  readonly acceptedBy: readonly { readonly hostCode: number; readonly description: string; readonly mpy: number }[];
  /** The first qstr. */
  readonly sourceName: string;
  readonly qstrs: readonly {
    readonly index: number;
    readonly offset: number;
    readonly text: string;
    /** Number in the static list, undefined for literal text. */
    readonly static?: number | undefined;
  }[];
  readonly objects: readonly {
    readonly index: number;
    readonly offset: number;
    readonly kind: string;
    readonly value: string;
  }[];
  readonly code: CodeInspection;
  /** Parts of a merged file, in the order in which they run. */
  readonly merged?: readonly { readonly path: string; readonly kind: string; readonly name: string }[] | undefined;
  /** What it takes on boards, by word size; in bytes. */
  readonly memory: readonly MemoryInspection[];
  /** Bytes behind the end of the module. */
  readonly trailing: number;
  /** The map's symbols were used. */
  readonly mapUsed: boolean;
  /** What is odd about the file. */
  readonly findings: readonly Diagnostic[];
}
