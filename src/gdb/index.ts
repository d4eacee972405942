export {
  emptyProgram,
  type LoadedSection,
  loadedSections,
  type ModuleImage,
  moduleElf,
  NESTED_RETURN,
  runtimeElf,
} from './elf-files.js';
export type { PacketEvent } from './packets.js';
export { GdbSession, type GdbSessionOptions, signalOf } from './session.js';
export { type GdbLibrary, type GdbLine, type GdbTarget, GuestKilled, type SuspendedFrame } from './target.js';
