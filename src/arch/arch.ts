// What the linker needs to know about a CPU: facts as fields, behaviour as functions. An architecture is one file that
// makes an Arch and one line in index.ts; nothing outside this folder asks for the name of a CPU.
//
// Relocating happens in two steps, because some references need things that have to be placed before addresses exist:
// `scan` sees all sections before layout and asks the link for GOT slots, stubs and code; `apply` patches one section
// after layout. A relocator keeps what it decided in `scan` to itself.
import type { Where } from '../base/index.js';

/** The three things that a loader places independently (linker.md section 20). */
export type Image = 'text' | 'rodata' | 'bss';

/** What a section is for; decides its image and the order of GOT slots. `data` is initialised and writable. */
export type SectionClass = 'text' | 'rodata' | 'bss' | 'data' | 'internal';

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
  /** The code that jumps to a target which no call can reach directly, made when there is none yet. */
  callStub(target: Target): CodeBlock;
  /** The stub that stands for the target wherever its address is taken directly, if it has one (memset and friends). */
  stubOf(target: Target): CodeBlock | undefined;
  addCode(name: string, size: number, align: number, emit: (place: Place, context: ApplyContext) => void): CodeBlock;
  /** Reports something that the reference linker gets wrong: an error in compatible mode, nothing otherwise. */
  beyondReference(what: string, where: Where): void;
  error(code: string, message: string, where: Where, notes?: readonly string[]): void;
}

/** Bytes of the text image that may be patched: `view` at `offset`, which is address `address`. */
export interface Place {
  readonly view: DataView;
  readonly offset: number;
  readonly address: number;
}

export interface ApplyContext {
  readonly wordSize: 4 | 8;
  /** The address of a section target in its own image. */
  addressOf(target: Target): number;
  /** The data-word rule (linker.md section 11.1): a word that the loader relocates. */
  dataWord(section: PlacedSection, relocation: Relocation, place: Place): void;
  /** Reports level 3 of -v. */
  trace(section: PlacedSection, relocation: Relocation, target: number, isValue: boolean): void;
  error(code: string, message: string, where: Where, notes?: readonly string[]): void;
}

export interface Relocator {
  scan(sections: readonly PlacedSection[], context: ScanContext): void;
  /** Patches a section whose first byte lies at `base` of `view`. */
  apply(section: PlacedSection, view: DataView, base: number, context: ApplyContext): void;
}

/** Code that jumps to the address in its pointer field, a word that the loader fills in. */
export interface JumpStub {
  readonly bytes: readonly number[];
  readonly pointerOffset: number;
}

/** Padding that the assembler left for the linker to cut. */
export interface Padding {
  /** The alignment that a relocation of this type and addend (bytes of padding) asks for, undefined for other types. */
  alignment(type: number, addend: number): number | undefined;
  /** Instructions without effect. */
  fill(size: number): Uint8Array;
}

/** The stub of linker.md section 21.1. */
export interface DataEntry {
  /** For so many words. */
  size(words: number): number;
  /** Writes the stub at the start of `view`: image, GOT slot of the data's address, words, where to go on. */
  emit(view: DataView, image: number, slot: number, words: number, entry: number): void;
}

export interface Arch {
  /** As given to --arch. */
  readonly name: string;
  /** Architecture code of the .mpy header. */
  readonly code: number;
  readonly wordSize: 4 | 8;
  readonly elfMachine: number;
  readonly elfMachineName: string;
  readonly elfClass: 32 | 64;
  /** RELA: addends stand in the relocation; REL: in the relocated field. */
  readonly explicitAddends: boolean;
  /** Is rodata an image of its own, or part of text. */
  readonly separateRodata: boolean;
  /** Alignments of mpy_init's section that have been tested on hardware. */
  readonly testedEntryAlignments: readonly number[];
  /** --arch-flags: name -> bit value. */
  readonly flags: Readonly<Record<string, number>>;
  /** Relocation types that make a GOT slot for a global symbol, whether or not they read it. */
  readonly gotTypes: ReadonlySet<number>;
  /** Undefined where no code is needed to reach the firmware's functions. */
  readonly stub: JumpStub | undefined;
  /** R_..., `type N` for numbers that the table lacks. */
  relocationName(type: number): string;
  /** Why an object with these e_flags cannot be used, undefined when it can. */
  refuseFlags(flags: number): string | undefined;
  /** The shortest jump from address 0 to `target`, undefined when it is out of reach. */
  entryJump(target: number): Uint8Array | undefined;
  createRelocator(): Relocator;
  /** Entry code that copies initialised data to bss and goes on to mpy_init; undefined: not made for this CPU. */
  readonly dataEntry: DataEntry | undefined;
  /** Undefined where assemblers align by themselves. */
  readonly padding: Padding | undefined;
}
