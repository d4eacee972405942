export { type BytecodeRules, type Instruction, iterateBytecode } from './bytecode.js';
export type { EntryJump } from './entry.js';
export { MpyFormatError, type MpyRefusal, REFUSAL_TEXT } from './errors.js';
export { identifyMpy, type MpyFormat, type MpyIdentity } from './identify.js';
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
export { encodePrelude, type LineStep, type PreludeParts, putLineStep } from './prelude.js';
export { type ReadOptions, readMpy } from './read.js';
export {
  decodeRelocations,
  forEachRelocation,
  RELOC_KIND,
  type Relocation,
  type RelocSection,
  type ResolvedRecord,
} from './relocations.js';
export {
  growth,
  loadedSize,
  type ModuleSize,
  measureMpy,
  SIZE_BREAKDOWNS,
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
export { putVaruint } from './varuint.js';
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
