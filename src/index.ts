// natmod as a library. Bytes in, bytes or values out; works in Node and in browsers.
//
//   link(options)          ELF objects -> native .mpy            natmod/link
//   inspect(bytes)         .mpy -> what is in it                 natmod/mpy
//   createBoard(options)   a board that imports and runs it      natmod/machine, natmod/runtime for its parts
//
//   const { mpy } = link({ arch: 'rv64imc', objects: [{ name: 'a.o', bytes }], qstrs, sourceName: 'a.mpy' });
//   console.log(formatInspection(inspect(mpy)));
//   const board = createBoard({ board: 'VIRT_RV64', output: (text) => console.log(text) });
//   board.addModule('a', mpy);
//   console.log(board.importModule('a').method('add', 2, 3).repr());
//
// What the user's input has wrong is thrown as a DiagnosticError; a Python exception as a PythonError; machine code that
// would crash a real board as a GuestCrash, and code that takes too long as a GuestTimeoutError, both with a report. An
// InternalError is a bug of natmod.

// Errors about input, as data and as text.
export { type Diagnostic, DiagnosticError, formatDiagnostic, InternalError, type Where } from './base/index.js';
// What `check` has found, as data and as text.
export { type Finding, type FindingKind, type FindingNote, formatFinding } from './check/index.js';
// What a crash or a timeout looks like to a person, and the `disassemble` of `inspect`'s options.
export { type CrashReport, disassembler, formatCrashReport, type Location } from './debug/index.js';
// Linking: objects and libraries to a module, sources to the header of names that the compiler needs.
export {
  type LinkOptions,
  type LinkResult,
  type LinkSummary,
  link,
  type NamedBytes,
  preprocess,
} from './link/index.js';
// Files: what is in them, reading and writing them as data, merging, and the maps that name their symbols.
export {
  type Disassembler,
  type FormatOptions,
  formatInspection,
  hashImages,
  type Inspection,
  type InspectOptions,
  identifyMpy,
  inspect,
  type MapFile,
  type MergeInput,
  type MergeOptions,
  type MpyFile,
  MpyFormatError,
  type MpyIdentity,
  type MpySource,
  mergeMpy,
  type ReadOptions,
  readMap,
  readMpy,
  symbolAt,
  writeMap,
  writeMpy,
} from './mpy/index.js';
// Instructions one by one, for reports of one's own.
export { type DisassembledInstruction, type DisassembleOptions, disassemble } from './riscv/index.js';
export type { BoardName } from './runtime/index.js';
// Running: boards and the objects on them.
export {
  Board,
  type BoardOptions,
  type ByteSource,
  createBoard,
  GuestCrash,
  GuestTimeoutError,
  type PyArgument,
  type PyLiteral,
  PyObject,
  type PyObjectLike,
  PythonError,
  SerialBoard,
  type SerialBoardOptions,
} from './system/index.js';
