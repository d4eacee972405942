export {
  type CodeImage,
  type CrashReport,
  type CrashTarget,
  crashReport,
  formatCrashReport,
  formatLocation,
  type Location,
  locate,
  type TracebackLine,
} from './crash.js';
export { disassembler } from './disassembler.js';
