// What the linker needs to know about a CPU: facts as fields, behaviour as functions. An architecture is one file that
// makes an Arch and one line in index.ts; nothing outside this folder asks for the name of a CPU.
//
// Relocating happens in two steps, because some references need things that have to be placed before addresses exist:
// `scan` sees all sections before layout and asks the link for GOT slots, stubs and code; `apply` patches one section
// after layout. A relocator keeps what it decided in `scan` to itself.
import type { Where } from '../base/index.js';
import type { ElfMachine, ElfObject, ElfSection } from '../elf/index.js';

/** The three things that a loader places independently (linker.md section 20). */
export type Image = 'text' | 'rodata' | 'bss';

/**
 * What a section is for; decides its image and the order of GOT slots. `data` is initialised and writable; the words of
 * a `literal` section are not placed but become slots and constants, those of an `array` constructors to call.
 */
export type SectionClass = 'text' | 'rodata' | 'bss' | 'data' | 'literal' | 'array' | 'internal';

export interface PlacedSection {
  readonly name: string;
  /** The object it came from, `<internal>` for what the linker makes. */
  readonly file: string;
  readonly class: SectionClass;
  readonly image: Image;
  readonly size: number;
  readonly align: number;
  /** As in the object; empty for bss. */
  readonly bytes: Uint8Array;
  readonly relocations: readonly Relocation[];
  /** Offset in its image; final once layout is done, 0 before. */
  readonly address: number;
}

export interface Relocation {
  readonly type: number;
  readonly offset: number;
  readonly addend: number;
  readonly symbol: SymbolRef;
}

/** A symbol as one object sees it. */
export interface SymbolRef {
  readonly name: string;
  readonly isLocal: boolean;
  readonly type: number;
  /** Where its own object defines it, undefined when it does not. Labels that pair relocations are found through this. */
  readonly own: { readonly section: PlacedSection; readonly value: number } | undefined;
  /** What it turned out to be. */
  readonly target: Target;
}

export type Target =
  | { readonly kind: 'section'; readonly section: PlacedSection; readonly value: number }
  /** An address that only the loader knows: relocation kinds 6 and up. `callable`: its contents are a code address. */
  | { readonly kind: 'loader'; readonly loaderKind: number; readonly callable: boolean; readonly name: string }
  /** SHN_ABS, a fixed address of the externs file, an undefined weak symbol (0). */
  | { readonly kind: 'absolute'; readonly value: number; readonly why: 'absolute' | 'extern' | 'weak' };

/** A GOT word. */
export interface GotSlot {
  /** Offset in the text image; final once layout is done. */
  readonly address: number;
}

/** Code that the linker adds to the text image. */
export interface CodeBlock {
  readonly address: number;
}

/** What a relocator may ask of the link before layout. */
export interface ScanContext {
  readonly wordSize: 4 | 8;
  /** The slot that the reference's rules made for this symbol, or one for its address. */
  symbolSlot(symbol: SymbolRef): GotSlot;
  /** A slot that holds `target + addend`, passed through `adjust` when given (`tag` tells adjusters apart). */
  addressSlot(target: Target, addend: number, tag?: string, adjust?: (value: number) => number): GotSlot;
  /** A slot for a word of a literal section, which tells symbols apart that are called differently. */
  literalSlot(name: string, symbol: SymbolRef, addend: number): GotSlot;
  /** A word of the pool of constants, shared by all that have this value. */
  constant(value: number): GotSlot;
  /** The code that jumps to a target which no call can reach directly, made when there is none yet. */
  callStub(target: Target): CodeBlock;
  /** The stub that stands for the target wherever its address is taken directly, if it has one (memset and friends). */
  stubOf(target: Target): CodeBlock | undefined;
  addCode(name: string, size: number, align: number, emit: (place: Place, context: ApplyContext) => void): CodeBlock;
  /**
   * Asks the entry code to add `bss - text` to the 32-bit word that the relocation patches, since only then the distance
   * between the two is known (linker.md section 22.4). Only where the architecture's entry code can do that.
   */
  fixUp(section: PlacedSection, relocation: Relocation): void;
  /** May code take the address of the symbol itself where it asks for a GOT slot: it is at a known distance in text. */
  skipsSlot(symbol: SymbolRef): boolean;
  /** Reports something that the reference linker gets wrong: an error in compatible mode, nothing otherwise. */
  beyondReference(what: string, where: Where): void;
  error(code: string, message: string, where: Where, notes?: readonly string[]): void;
  warn(code: string, message: string, where: Where, notes?: readonly string[]): void;
}

/** What a relocator may ask of the link between two layouts. */
export interface BridgeContext {
  readonly textSize: number;
  /** The address of a section target in its own image, by the last layout. */
  addressOf(target: Target): number;
  /** Adds code behind a section; it has an address after the next layout. */
  insertCode(
    behind: PlacedSection,
    name: string,
    size: number,
    align: number,
    emit: (place: Place, context: ApplyContext) => void,
  ): CodeBlock;
}

/** Bytes of the text image that may be patched: `view` at `offset`, which is address `address`. */
export interface Place {
  readonly view: DataView;
  readonly offset: number;
  readonly address: number;
}

export interface ApplyContext {
  readonly wordSize: 4 | 8;
  /** Where the GOT starts in text. */
  readonly gotAddress: number;
  /** The address of a section target in its own image. */
  addressOf(target: Target): number;
  /**
   * The data-word rule (linker.md section 11.1): a word that the loader relocates. `inField`: what the field itself adds
   * to the addend of the relocation, 0 by default.
   */
  dataWord(section: PlacedSection, relocation: Relocation, place: Place, inField?: number): void;
  /** Has the loader relocate the word at an address of text. */
  loaderWord(address: number, kind: number): void;
  /** As in ScanContext. */
  beyondReference(what: string, where: Where): void;
  /** Reports level 3 of -v. */
  trace(section: PlacedSection, relocation: Relocation, target: number, isValue: boolean): void;
  error(code: string, message: string, where: Where, notes?: readonly string[]): void;
}

export interface Relocator {
  scan(sections: readonly PlacedSection[], context: ScanContext): void;
  /** Adds code for jumps that do not reach; called after each layout, until it returns that it added nothing. */
  bridge?(sections: readonly PlacedSection[], context: BridgeContext): boolean;
  /** Patches a section whose first byte lies at `base` of `view`. */
  apply(section: PlacedSection, view: DataView, base: number, context: ApplyContext): void;
}

/** Code that jumps to the address in its pointer field, a word that the loader fills in. */
export interface JumpStub {
  readonly bytes: readonly number[];
  readonly pointerOffset: number;
}

/** A function, or data, that compilers refer to without being asked to. */
export interface Builtin {
  readonly bytes: readonly number[];
  /** Where it starts; 0 by default. */
  readonly start?: number;
  readonly isData?: boolean;
  /** Words with addresses of the firmware's functions, by their names in mp_fun_table. */
  readonly pointers?: readonly { readonly entry: string; readonly offset: number }[];
  /** A variable of its own, aligned to its size, zero at first: the word at `offset` has its address. */
  readonly variable?: { readonly size: number; readonly offset: number } | undefined;
}

/** Padding that the assembler left for the linker to cut. */
export interface Padding {
  /** The alignment that a relocation of this type and addend (bytes of padding) asks for, undefined for other types. */
  alignment(type: number, addend: number): number | undefined;
  /** Instructions without effect. */
  fill(size: number): Uint8Array;
}

/** A shorter instruction for one that a relocation patches. */
export interface Shorter {
  readonly bytes: readonly number[];
  /** Of the instruction that it replaces. */
  readonly size: number;
  /** Of the relocation that patches it. */
  readonly type: number;
}

/** What has to be done before mpy_init runs. */
export interface EntryWork {
  /** Words of initialised data to copy to the start of bss. */
  readonly words: number;
  /** Words of text to which `bss - text` has to be added. */
  readonly fixUps: number;
}

/** Addresses in text. */
export interface EntryPlan extends EntryWork {
  /** Of the data to copy. */
  readonly image: number;
  /** Of a table with the text offset of each word to fix up. */
  readonly table: number;
  /** Of the GOT slot that holds the start of bss. */
  readonly slot: number;
  /** Of mpy_init, with the Thumb bit where there is one. */
  readonly entry: number;
}

/** Code at the start of text (linker.md sections 21.1 and 22.4). It keeps the arguments and goes on to mpy_init. */
export interface EntryCode {
  /** Does it read the start of bss from a GOT slot, or from a word of its own. */
  readonly readsSlot: boolean;
  readonly canFixUp: boolean;
  size(work: EntryWork): number;
  /** Writes the code at the start of `view`. `loaderWord` has the loader relocate a word that was written. */
  emit(view: DataView, plan: EntryPlan, loaderWord: (offset: number, kind: number) => void): void;
}

/** Addresses in text: of a table of functions, and of mpy_init, with the Thumb bit where there is one. */
export interface ConstructorPlan {
  readonly table: number;
  readonly count: number;
  readonly entry: number;
}

/** Code that stands in for mpy_init: it calls each function of a table, then goes on to mpy_init with its arguments. */
export interface ConstructorCode {
  readonly size: number;
  readonly align: number;
  /** Where in it execution starts. */
  readonly start: number;
  /** `loaderWord` has the loader relocate a word that was written, by its address. */
  emit(place: Place, plan: ConstructorPlan, loaderWord: (address: number, kind: number) => void): void;
}

/** A number in debug information that a relocation sets or changes. */
export interface DebugField {
  readonly size: number;
  /** How many of its low bits. */
  readonly bits: number;
  readonly op: 'set' | 'add' | 'sub';
}

/** What an object says about itself beyond machine and class. */
export interface Judgement {
  /** Why it cannot be used, and what to do. */
  readonly refuse?: string;
  /** Why it may not work. */
  readonly warn?: string;
  /** How it passes floating-point arguments, if it does: objects that differ in this cannot be linked together. */
  readonly floatAbi?: string;
}

export interface Arch {
  /** As given to --arch. */
  readonly name: string;
  /** Does no firmware load such modules yet; what that means for a user. */
  readonly experimental?: string;
  /** Architecture code of the .mpy header. */
  readonly code: number;
  readonly wordSize: 4 | 8;
  readonly elfMachine: ElfMachine;
  readonly elfClass: 32 | 64;
  /** RELA: addends stand in the relocation; REL: in the relocated field. */
  readonly explicitAddends: boolean;
  /** Is rodata an image of its own, or part of text. */
  readonly separateRodata: boolean;
  /** Are sections .literal* pools of words, which are replaced by a GOT and constants at the start of text. */
  readonly literalSections: boolean;
  /** What every instruction is aligned to, though a section of code may say less. */
  readonly codeAlignment: number;
  /** What loaders align text to, where that is more than the garbage collector's blocks. */
  readonly textAlignment?: number;
  /** What makes a compiler ask for less alignment, where one asks for more than loaders promise. */
  readonly alignmentHint?: string;
  /** Alignments of mpy_init's section that have been tested on hardware. */
  readonly testedEntryAlignments: readonly number[];
  /** --arch-flags: name -> bit value. */
  readonly flags: Readonly<Record<string, number>>;
  /** Relocation types that make a GOT slot for a global symbol, whether or not they read it. */
  readonly gotTypes: ReadonlySet<number>;
  /** Undefined where no code is needed to reach the firmware's functions. */
  readonly stub: JumpStub | undefined;
  /** What there is for a name that nobody else defines. */
  builtin(name: string): Builtin | undefined;
  /** Set in the address of code. */
  readonly codeBit: 0 | 1;
  /** R_..., `type N` for numbers that the table lacks. */
  relocationName(type: number): string;
  /** Called for objects of the right machine and class. */
  judge(object: ElfObject): Judgement;
  /** Among the architectures of one machine and class: is this the one that the object was compiled for. */
  fits(object: ElfObject): boolean;
  /** Globals that every object may define for itself; undefined where there are none. */
  readonly isPrivate: ((name: string) => boolean) | undefined;
  /** The shortest jump from address 0 to `target`, undefined when it is out of reach. */
  entryJump(target: number): Uint8Array | undefined;
  /**
   * Why the reference linker makes no right jump: is the section the first one of text, the symbol's offset in it, and
   * the section's alignment.
   */
  referenceEntry(isFirst: boolean, value: number, align: number): string | undefined;
  createRelocator(): Relocator;
  /** Entry code that makes data and bss usable and goes on to mpy_init; undefined: not needed or not made for this CPU. */
  readonly entryCode: EntryCode | undefined;
  /**
   * Linker relaxation: a shorter form of what a relocation patches, for objects that were assembled for it. `reach` says
   * whether the target is certainly no further than so many bytes.
   */
  shorten(section: ElfSection, index: number, flags: number, reach: (limit: number) => boolean): Shorter | undefined;
  /** Does the relocation only call or jump to its symbol, so that the symbol's address does not matter. */
  isCall(section: PlacedSection, relocation: Relocation): boolean;
  readonly constructors: ConstructorCode;
  /** What a relocation does to debug information; undefined: nothing. */
  debugField(type: number): DebugField | undefined;
  /** Relocations of words with addresses. */
  readonly addressTypes: ReadonlySet<number>;
  /** Undefined where assemblers align by themselves. */
  readonly padding: Padding | undefined;
}
