export {
  type CodeImage,
  type CrashReport,
  type CrashTarget,
  crashReport,
  formatCrashReport,
  formatLocation,
  type Location,
  locate,
} from './crash.js';
export { disassembler } from './disassembler.js';
