export {
  type Caller,
  type CrashRegister,
  type CrashReport,
  crashReport,
  formatCrashReport,
  type TracebackLine,
} from './crash.js';
export { type CrashData, type CrashPlace, crashData } from './crash-data.js';
export { disassembler } from './disassembler.js';
export {
  type BoundaryCall,
  type CodeFunction,
  type CodeImage,
  type CrashTarget,
  formatLocation,
  functionAt,
  type Location,
  locate,
  locateReturn,
  placeText,
  sectionAt,
} from './locate.js';
