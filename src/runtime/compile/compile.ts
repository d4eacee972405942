// The compiler: source text to the code of a .mpy file, byte for byte what the reference's cross compiler writes
// (bytecode.md sections 9 to 16). Lexer and parser build a tree with folded constants; a scan finds out what every name
// is; then each scope becomes bytecode. Nothing here knows a running system: the firmware's own compiler is the same
// with other options.

import { featureByte } from '../../abi/index.js';
import { encodePrelude, type MpySource, qstrSource } from '../../mpy/index.js';
import { bstr, bstrFromBytes } from '../core/bstr.js';
import type { Module } from './ast.js';
import { type Constant, objectSource, textOf } from './constants.js';
import { Emit, Unit } from './emit.js';
import { emitScope } from './emit-functions.js';
import { CompileError, tooLarge } from './errors.js';
import { isBuiltInName } from './interned-names.js';
import { Lexer } from './lexer.js';
import { moduleConstant } from './modules.js';
import { parseDouble } from './numbers.js';
import { Parser } from './parser.js';
import { Scope, type ScopeBody } from './scope.js';

/** How `compile` compiles; only `fileName` is needed. */
export interface CompileOptions {
  /** Goes into tracebacks, as the first qstr. */
  readonly fileName: string;
  /** A module (the default), one statement of an interactive session, or an expression. */
  readonly mode?: 'file' | 'single' | 'eval' | undefined;
  /** 0 to 3: from 1 on no assert and `__debug__` is False, from 3 on no line numbers. */
  readonly optLevel?: number | undefined;
  /** Width of small ints with their sign: 31 by default, 63 on 64-bit boards. */
  readonly smallIntBits?: number | undefined;
  /** Compile as the firmware's own compiler does: single precision, shorter messages, more module constants (16.4). */
  readonly firmware?: boolean | undefined;
  /** Strings, as bytes with one char each, that are interned already: literals equal to one become qstrs. */
  readonly isInterned?: ((text: string) => boolean) | undefined;
  /** Told of each name and short string, as bytes with one char each, in the order of the source. */
  readonly onIntern?: ((text: string) => void) | undefined;
  /** Decimal text of a literal to a float. Default: the cross compiler's double. */
  readonly parseFloat?: ((text: string) => number) | undefined;
}

/** What writeMpy takes, and the same tables without loss: strings as bytes with one char each, floats as numbers. */
export interface CompiledModule extends MpySource {
  readonly qstrNames: readonly string[];
  readonly constants: readonly Constant[];
  readonly code: CompiledCode;
}

/** Bytecode of a function and those in it. */
export interface CompiledCode {
  readonly kind: 'bytecode';
  readonly scopeFlags: number;
  readonly data: Uint8Array;
  readonly children: readonly CompiledCode[];
}

const DEFAULT_SMALL_INT_BITS = 31;

/** Compiles a module to what `writeMpy` takes. Throws CompileError with type and line for source that is not valid. */
export function compile(source: string | Uint8Array, options: CompileOptions): CompiledModule {
  try {
    return compileModule(typeof source === 'string' ? bstr(source) : bstrFromBytes(source), options);
  } catch (error) {
    // The limits on nesting keep clear of the host's stack, unless the caller has used it up already.
    if (error instanceof RangeError) throw new CompileError('RuntimeError', 'maximum recursion depth exceeded');
    throw error;
  }
}

function compileModule(source: string, options: CompileOptions): CompiledModule {
  const optLevel = options.optLevel ?? 0;
  const smallIntBits = options.smallIntBits ?? DEFAULT_SMALL_INT_BITS;
  const mode = options.mode ?? 'file';
  const fileName = bstr(options.fileName);
  const module = parse(source, fileName, mode, optLevel, smallIntBits, options);
  const unit = new Unit(
    {
      asserts: optLevel < 1,
      withLines: optLevel < 3,
      smallIntBits,
      isFirmware: options.firmware ?? false,
      printsValues: mode === 'single',
    },
    fileName,
  );
  addModuleScope(unit, module);
  // Scanning a scope appends the scopes in it: breadth first.
  for (const scope of unit.scopes) {
    const scan = scanOf(unit, scope);
    emitScope(scan);
    scan.failPending();
    scope.closeOverReads();
  }
  for (const scope of unit.scopes) scope.assignNumbers();
  const codes = new Map<Scope, ScopeCode>();
  for (const scope of unit.scopes) codes.set(scope, generate(unit, scope));
  return {
    header: { feature: featureByte(0, 0), smallIntBits },
    qstrs: unit.qstrs.map((name) => {
      const { text, raw } = textOf(name);
      return qstrSource(text, raw);
    }),
    objects: unit.constants.map(objectSource),
    code: codeTree(codes, unit.scopes[0]!),
    qstrNames: unit.qstrs,
    constants: unit.constants,
  };
}

/** What is wrong with the beginning of a source, if nothing that follows can mend it: found before its end was seen. */
export function hopeless(source: string, options: CompileOptions): CompileError | undefined {
  const smallIntBits = options.smallIntBits ?? DEFAULT_SMALL_INT_BITS;
  const lexer = new Lexer(source, (options.optLevel ?? 0) < 1);
  try {
    parserOver(lexer, bstr(options.fileName), 'file', smallIntBits, options).file();
  } catch (error) {
    if (error instanceof CompileError && !lexer.sawEnd) return error;
    if (!(error instanceof CompileError || error instanceof RangeError)) throw error;
  }
  return undefined;
}

function parse(
  source: string,
  fileName: string,
  mode: 'file' | 'single' | 'eval',
  optLevel: number,
  smallIntBits: number,
  options: CompileOptions,
): Module {
  const parser = parserOver(new Lexer(source, optLevel < 1), fileName, mode, smallIntBits, options);
  return mode === 'eval' ? parser.evalInput() : mode === 'single' ? parser.singleInput() : parser.file();
}

function parserOver(
  lexer: Lexer,
  fileName: string,
  mode: 'file' | 'single' | 'eval',
  smallIntBits: number,
  options: CompileOptions,
): Parser {
  const isFirmware = options.firmware ?? false;
  const round = isFirmware ? Math.fround : (x: number): number => x;
  const known = options.isInterned ?? isBuiltInName;
  return new Parser(lexer, {
    smallIntBits,
    detailedErrors: !isFirmware,
    round,
    parseFloat: options.parseFloat ?? ((text): number => round(parseDouble(text))),
    onIntern: options.onIntern,
    isInterned: (text) => text === fileName || known(text),
    moduleConstant: (name, attribute) =>
      moduleConstant(name, attribute, { isFirmware, is64: smallIntBits > 32, round }),
    keepConstantStatements: mode === 'single',
  });
}

function addModuleScope(unit: Unit, module: Module): void {
  const body: ScopeBody = module.value
    ? { kind: 'eval', value: module.value }
    : { kind: 'block', body: module.body, params: [] };
  unit.addScope(new Scope('module', '<module>', undefined, body, module.line), module);
}

function scanOf(unit: Unit, scope: Scope): Emit {
  unit.qstr(scope.simpleName);
  return new Emit(unit, scope, true);
}

/** Flags that the bytecode keeps. */
const keptFlags = (scope: Scope): number => scope.flags & 0x0f;

interface ScopeCode {
  readonly data: Uint8Array;
  readonly children: readonly Scope[];
}

/** Slots of a frame that the format can name. */
const MAX_STATE = 0x1_0000;
/** Argument slots that are no named parameters. */
const UNNAMED = '*';

function generate(unit: Unit, scope: Scope): ScopeCode {
  const names = [unit.qstr(scope.simpleName)];
  for (const name of scope.argumentNames()) names.push(unit.qstr(name ?? UNNAMED));
  const emit = new Emit(unit, scope, false);
  emitScope(emit);
  const { opcodes, lineTable } = emit.asm.assemble(unit.options.withLines);
  const nState = Math.max(1, scope.nLocals + emit.asm.maxDepth);
  if (nState > MAX_STATE) tooLarge(nState, unit.options.smallIntBits > 32 ? 8 : 4);
  const prelude = encodePrelude({
    nState,
    nExcStack: emit.asm.maxExcDepth,
    scopeFlags: keptFlags(scope),
    nPosArgs: scope.nPosArgs,
    nKwonlyArgs: scope.nKwonlyArgs,
    nDefPosArgs: scope.nDefPosArgs,
    names,
    lineTable,
    cells: Uint8Array.from(scope.cells()),
  });
  const data = new Uint8Array(prelude.length + opcodes.length);
  data.set(prelude);
  data.set(opcodes, prelude.length);
  return { data, children: emit.children };
}

function codeTree(codes: ReadonlyMap<Scope, ScopeCode>, scope: Scope): CompiledCode {
  const { data, children } = codes.get(scope)!;
  const scopeFlags = keptFlags(scope);
  return { kind: 'bytecode', scopeFlags, data, children: children.map((child) => codeTree(codes, child)) };
}
