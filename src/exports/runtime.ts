// `natmod/runtime`: MicroPython without machine code: the compiler, the facts about the boards, and what a file system
// for `board.mountFolder` has to be.
export {
  type Addr,
  BOARDS,
  type BoardConfig,
  type BoardName,
  type CompiledModule,
  CompileError,
  type CompileOptions,
  compile,
  HostFileError,
  type HostFileSystem,
  type HostStat,
  type Runtime,
  type Word,
} from '../runtime/index.js';
