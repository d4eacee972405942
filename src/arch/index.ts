import type { Arch } from './arch.js';
import { rv32imc } from './rv32imc.js';
import { rv64imc } from './rv64imc.js';

export type {
  ApplyContext,
  Arch,
  CodeBlock,
  EntryCode,
  EntryPlan,
  EntryWork,
  GotSlot,
  Image,
  Judgement,
  JumpStub,
  Padding,
  Place,
  PlacedSection,
  Relocation,
  Relocator,
  ScanContext,
  SectionClass,
  SymbolRef,
  Target,
} from './arch.js';

/** Every architecture that can be linked for, by the name given to --arch. Lists of names are made from its keys. */
export const arches: Readonly<Record<string, Arch>> = { rv32imc, rv64imc };
