import { type ElfObject, EM } from '../elf/index.js';
import { aarch64 } from './aarch64.js';
import type { Arch } from './arch.js';
import { armv6m } from './armv6m.js';
import { armv7em } from './armv7em.js';
import { armv7emdp } from './armv7emdp.js';
import { armv7emsp } from './armv7emsp.js';
import { armv7m } from './armv7m.js';
import { rv32imc } from './rv32imc.js';
import { rv64imc } from './rv64imc.js';
import { x64 } from './x64.js';
import { x86 } from './x86.js';
import { xtensa } from './xtensa.js';
import { xtensawin } from './xtensawin.js';

export type {
  ApplyContext,
  Arch,
  BridgeContext,
  Builtin,
  CodeBlock,
  ConstructorCode,
  ConstructorPlan,
  DebugField,
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
  Shorter,
  SymbolRef,
  Target,
} from './arch.js';

export { REGISTERS_DESTRUCTOR } from './routines.js';

/** Every architecture that can be linked for, by the name given to --arch. Lists of names are made from its keys. */
export const arches: Readonly<Record<string, Arch>> = {
  x86,
  x64,
  armv6m,
  armv7m,
  armv7em,
  armv7emsp,
  armv7emdp,
  xtensa,
  xtensawin,
  rv32imc,
  rv64imc,
  aarch64,
};

export interface Identification {
  /** The architecture that the object was compiled for. */
  readonly fit: Arch | undefined;
  /** All that its machine stands for. */
  readonly candidates: readonly Arch[];
}

export function identify(object: ElfObject): Identification {
  const candidates = Object.values(arches).filter(
    (arch) => EM[arch.elfMachine] === object.machine && arch.elfClass === object.class,
  );
  return { fit: candidates.find((arch) => candidates.length === 1 || arch.fits(object)), candidates };
}
