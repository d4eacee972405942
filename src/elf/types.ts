// Plain records for what is in a relocatable ELF object. Names of constants are those of the ELF specification.

/** The constants of ELF that readers of these records need. */
export const ELF = {
  ET_REL: 1,
  ET_EXEC: 2,
  ET_DYN: 3,
  SHT_PROGBITS: 1,
  SHT_SYMTAB: 2,
  SHT_STRTAB: 3,
  SHT_RELA: 4,
  SHT_NOBITS: 8,
  SHT_REL: 9,
  SHT_INIT_ARRAY: 14,
  SHT_FINI_ARRAY: 15,
  SHT_PREINIT_ARRAY: 16,
  SHT_GROUP: 17,
  SHT_SYMTAB_SHNDX: 18,
  SHF_WRITE: 0x1,
  SHF_MERGE: 0x10,
  SHF_STRINGS: 0x20,
  SHF_ALLOC: 0x2,
  SHF_EXECINSTR: 0x4,
  SHF_TLS: 0x400,
  SHF_GNU_RETAIN: 0x200000,
  SHF_COMPRESSED: 0x800,
  SHN_LORESERVE: 0xff00,
  SHN_ABS: 0xfff1,
  SHN_COMMON: 0xfff2,
  SHN_XINDEX: 0xffff,
  STB_LOCAL: 0,
  STB_GLOBAL: 1,
  STB_WEAK: 2,
  STT_NOTYPE: 0,
  STT_OBJECT: 1,
  STT_FUNC: 2,
  STT_SECTION: 3,
  STT_FILE: 4,
  STT_COMMON: 5,
  STT_TLS: 6,
  STT_GNU_IFUNC: 10,
  GRP_COMDAT: 1,
  PT_LOAD: 1,
  PF_X: 1,
  PF_W: 2,
  PF_R: 4,
} as const;

/** The machines that .mpy files are made for. */
export const EM = {
  EM_386: 3,
  EM_ARM: 40,
  EM_X86_64: 62,
  EM_XTENSA: 94,
  EM_AARCH64: 183,
  EM_RISCV: 243,
} as const;
export type ElfMachine = keyof typeof EM;

export interface ElfSection {
  readonly index: number;
  readonly name: string;
  /** SHT_... */
  readonly type: number;
  /** SHF_... (the low 32 bits). */
  readonly flags: number;
  readonly address: number;
  readonly size: number;
  /** A power of two; 0 in the file reads as 1. */
  readonly align: number;
  readonly entrySize: number;
  readonly link: number;
  readonly info: number;
  /** The contents as they lie in the file; empty for SHT_NOBITS. */
  readonly bytes: Uint8Array;
  /** Of all SHT_REL and SHT_RELA sections that name this one, in file order, wherever their headers stand. */
  readonly relocations: readonly ElfRelocation[];
  /** Name of the (last) section that the relocations came from. */
  readonly relocationSection: string | undefined;
  /** Does the header of one of them stand before this one's. */
  readonly relocationsComeFirst: boolean;
}

export interface ElfRelocation {
  readonly type: number;
  readonly offset: number;
  /** Index into the symbol table. */
  readonly symbol: number;
  /** 0 for REL, whose addend is in the relocated field. */
  readonly addend: number;
  readonly explicitAddend: boolean;
}

/** Where a symbol is: a section's index, or one of the three special places. */
export type SymbolPlace = number | 'undefined' | 'absolute' | 'common';

export interface ElfSymbol {
  readonly index: number;
  readonly name: string;
  /** Offset in its section; alignment for common symbols; signed. */
  readonly value: number;
  readonly size: number;
  /** STB_... */
  readonly binding: number;
  /** STT_... */
  readonly type: number;
  /** 0 default, 1 internal, 2 hidden, 3 protected. */
  readonly visibility: number;
  readonly place: SymbolPlace;
}

export interface ElfGroup {
  readonly section: number;
  readonly signature: string;
  readonly comdat: boolean;
  readonly members: readonly number[];
}

export interface ElfObject {
  /** As in diagnostics: the path, or `archive:member`. */
  readonly file: string;
  readonly class: 32 | 64;
  readonly machine: number;
  readonly flags: number;
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
  readonly groups: readonly ElfGroup[];
}
