// What the checker finds, and what it needs to know of a board.

import type { AbiType } from '../abi/index.js';
import type { CodeImage, CrashTarget } from '../debug/index.js';
import type { Cpu } from '../machine/index.js';

/** Kinds of finding; each is made by one file of this folder. */
export type FindingKind =
  /** access.ts: outside of any live block, or of the block that the pointer was made from. */
  | 'out-of-bounds-read'
  | 'out-of-bounds-write'
  | 'use-after-free'
  /** access.ts: below the stack pointer, where the frames of functions that have returned were. */
  | 'use-after-return'
  /** read-only.ts */
  | 'write-to-rodata'
  | 'write-to-code'
  /** undefined-values.ts */
  | 'undefined-value'
  /** access.ts */
  | 'misaligned-access'
  /** handlers.ts */
  | 'unbalanced-nlr-push'
  /** arguments.ts */
  | 'wrong-type'
  | 'null-argument'
  /** stack-use.ts */
  | 'stack-limit'
  /** unrooted.ts */
  | 'unrooted-pointer'
  /** frees.ts */
  | 'double-free'
  | 'bad-free';

/** Addresses of a call stack, innermost first: code, return addresses, gates of the runtime's functions. 0 stands for
 * whoever called machine code: Python, or the runtime itself. */
export type Stack = readonly number[];

/** Something that happened earlier and explains a finding. */
export interface FindingNote {
  readonly text: string;
  /** Innermost first, as text; empty where it was not machine code. */
  readonly stack: readonly string[];
}

/** Something that machine code did wrong, at one place. */
export interface Finding {
  readonly kind: FindingKind;
  /** One sentence without the place. */
  readonly text: string;
  /** Innermost first, as text. */
  readonly stack: readonly string[];
  readonly notes: readonly FindingNote[];
  /** How often it happened there. */
  times: number;
}

/** A host function as far as its arguments matter. */
export interface EntryInfo {
  readonly name: string;
  readonly shape: string;
  readonly params: readonly AbiType[];
}

/** What a word is to Python; 'invalid' for one that is no object. */
export type WordKind = 'null' | 'sentinel' | 'int' | 'str' | 'none' | 'bool' | 'object' | 'invalid';

export interface CheckTarget {
  readonly cpu: Cpu;
  readonly wordBytes: 4 | 8;
  /** For crash reports: names of addresses. */
  readonly crashTarget: () => CrashTarget;
  /** Native code that was loaded; grows. */
  readonly images: readonly CodeImage[];
  /** Highest address of the guest stack, exclusive. */
  readonly stackTop: number;
  /** Bytes of stack at which recursion ends here, and on the real board. */
  readonly stackLimit: number;
  readonly boardStack: number;
  readonly heap: {
    readonly base: number;
    readonly blockBytes: number;
    readonly blockCount: number;
    /** State of each block: 0 free, 1 the first of an allocation, 2 a further one. */
    blocks(): Uint8Array;
  };
  /** Of the call of machine code that begins: registers with arguments, and whether a result is expected. */
  newCall(): { readonly count: number; readonly hasResult: boolean };
  entry(gateIndex: number): EntryInfo | undefined;
  /** Newest linked nlr_buf_t, and what it was when the running machine code was called. */
  nlrTop(): number;
  nlrBase(): number;
  /** The kind of an object word and, for objects, the name of its type and the built-in types that it is. */
  wordKind(lo: number, hi: number): WordKind;
  typeName(word: number): string;
  isContainer(word: number, container: 'list' | 'dict' | 'set'): boolean;
  isExceptionType(address: number): boolean;
}

export interface CheckOptions {
  /** Heap memory that machine code allocates counts as never written, too. */
  readonly uninitHeap: boolean;
  /** What was found before the board was reset. */
  readonly findings?: readonly Finding[] | undefined;
}
