export { expandDebug } from './expand-debug.js';
export { type LineRange, type LineTable, readLineRanges, readLineTable, type SourceLine } from './line-table.js';
export { type Archive, type ArchiveMember, isArchive, readArchive } from './read-archive.js';
export { isElf, readLinked, readObject } from './read-object.js';
export {
  ELF,
  type ElfGroup,
  type ElfMachine,
  type ElfObject,
  type ElfRelocation,
  type ElfSection,
  type ElfSymbol,
  EM,
  type SymbolPlace,
} from './types.js';
export { type OutputSection, type OutputSymbol, writeElf } from './write-elf.js';
