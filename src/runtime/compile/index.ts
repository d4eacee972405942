// The door of runtime/compile/.

export { type CompiledCode, type CompiledModule, type CompileOptions, compile, hopeless } from './compile.js';
export type { Constant } from './constants.js';
export { CompileError, type CompileErrorType } from './errors.js';
