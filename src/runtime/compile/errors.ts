// What the compiler throws. The texts are those of bytecode.md section 15; `line` and `block` are what the traceback entry
// shows: errors of lexer and parser have no block, and two lexer errors have no entry at all (section 9).

export type CompileErrorType =
  | 'SyntaxError'
  | 'IndentationError'
  | 'NotImplementedError'
  | 'RuntimeError'
  | 'MemoryError';

export interface CompileErrorPlace {
  /** Undefined: no traceback entry. */
  readonly line?: number | undefined;
  /** Simple name of the scope, undefined for errors of lexer and parser. */
  readonly block?: string | undefined;
}

/** The source is not valid; `type` is the Python exception, `line` counts from 1. */
export class CompileError extends Error {
  readonly type: CompileErrorType;
  readonly line: number | undefined;
  readonly block: string | undefined;
  constructor(type: CompileErrorType, message: string, place: CompileErrorPlace = {}) {
    super(message);
    this.name = 'CompileError';
    this.type = type;
    this.line = place.line;
    this.block = place.block;
  }
}

export function syntaxError(message: string, place: CompileErrorPlace): never {
  throw new CompileError('SyntaxError', message, place);
}

/** A function that no board has the memory for: `words` is what one of its frames takes. */
export function tooLarge(words: number, bytesPerWord: number): never {
  throw new CompileError('MemoryError', `memory allocation failed, allocating ${words * bytesPerWord} bytes`);
}

/** What stack exhaustion of the reference compiler looks like from outside. */
export function tooDeep(line: number | undefined): never {
  throw new CompileError('RuntimeError', 'maximum recursion depth exceeded', { line });
}
