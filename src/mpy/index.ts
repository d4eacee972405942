export { type BytecodeRules, type Instruction, isTerminal, iterateBytecode, validateBytecode } from './bytecode.js';
export { decodeEntryJump, type EntryJump } from './entry.js';
export { MpyFormatError, type MpyRefusal, REFUSAL_TEXT } from './errors.js';
export { featureArch, featureSubVersion, identifyMpy, type MpyFormat, type MpyIdentity } from './identify.js';
export { type InspectOptions, type InspectSymbol, inspect, type SymbolSource } from './inspect.js';
export { type FormatOptions, formatInspection } from './inspect-text.js';
export type {
  CodeInspection,
  Inspection,
  InstructionInspection,
  MachineInstruction,
  MemoryInspection,
  PartInspection,
  RelocationInspection,
  SignatureInspection,
} from './inspection.js';
export type { Disassembler } from './listing.js';
export {
  type FoundSymbol,
  hashImages,
  MAP_BINDINGS,
  MAP_IMAGES,
  MAP_SYMBOL_KINDS,
  MAP_VERSION,
  type MapFile,
  type MapImage,
  type MapRelocation,
  type MapSection,
  type MapSlot,
  type MapSymbol,
  readMap,
  symbolAt,
  writeMap,
} from './map.js';
export { type MergeInput, type MergeOptions, mergeMpy } from './merge.js';
export {
  decodeLineTable,
  encodePrelude,
  type LineStep,
  lineOf,
  type PreludeParts,
  putLineStep,
  putSignature,
  putSizes,
  readPrelude,
} from './prelude.js';
export { reprBytes, reprObject, reprStr } from './python-repr.js';
export { type ReadOptions, readMpy, readWord } from './read.js';
export {
  decodeRelocations,
  encodeRelocations,
  encodeShortest,
  forEachRelocation,
  RELOC_KIND,
  type Relocation,
  type RelocSection,
  type ResolvedRecord,
  relocKindName,
  resolveRelocations,
} from './relocations.js';
export {
  growth,
  loadedSize,
  type ModuleSize,
  measureMpy,
  SIZE_BREAKDOWNS,
  SIZE_COLUMNS,
  type SizeBreakdown,
  type SizeChange,
  type SizeColumn,
  type SizePart,
  type Sizes,
} from './size.js';
export { formatSizes, SIZE_FORMATS, type SizeFormat, type SizeTextOptions } from './size-text.js';
export { checkTarget, type MpyTarget } from './target.js';
export { decodeText, type MpyText } from './text.js';
export {
  type AsmRawCode,
  type BytecodeRawCode,
  MPY_OBJECT_KINDS,
  type MpyFile,
  type MpyHeader,
  type MpyObject,
  type MpyObjectKind,
  type MpyQstr,
  type MpyRawCode,
  type NativePyRawCode,
  type Prelude,
  RAW_CODE_KINDS,
  type RelocationRecord,
  type RelocationStream,
  type Signature,
  type ViperRawCode,
} from './types.js';
export { Cursor, putVaruint, varuintSize } from './varuint.js';
export {
  type MpySource,
  type NativeModuleParts,
  type ObjectSource,
  type QstrSource,
  qstrSource,
  type RawCodeSource,
  writeMpy,
  writeNativeModule,
} from './write.js';
