// natmod as a library. Bytes in, bytes or values out; works in Node and in browsers.
//
//   link(options)          ELF objects -> native .mpy            natmod/link
//   inspect(bytes)         .mpy -> what is in it                 natmod/mpy
//   createBoard(options)   a board that imports and runs it      natmod/machine, natmod/runtime for its parts
export { type Diagnostic, DiagnosticError, formatDiagnostic, InternalError, type Where } from './base/index.js';
export { type CrashReport, formatCrashReport, type Location } from './debug/index.js';
export {
  type LinkOptions,
  type LinkResult,
  type LinkSummary,
  link,
  type NamedBytes,
  preprocess,
} from './link/index.js';
export {
  type FormatOptions,
  formatInspection,
  type Inspection,
  type InspectOptions,
  identifyMpy,
  inspect,
  type MapFile,
  type MergeOptions,
  type MpyIdentity,
  mergeMpy,
  readMap,
  writeMap,
} from './mpy/index.js';
export {
  Board,
  type BoardOptions,
  createBoard,
  GuestCrash,
  GuestTimeoutError,
  type PyArgument,
  type PyLiteral,
  PyObject,
  PythonError,
} from './system/index.js';
