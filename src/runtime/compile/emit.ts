// What all code generation shares (bytecode.md section 14): the tables of the module, and for one scope and one pass the
// primitives that statements and expressions are made of. Every scope is walked twice by the same functions: the scan
// tells the scope which names it has and enters constants and operand names into the tables (their order in the file
// depends on it), the second walk makes code. `compile.ts` drives both.

import { OP, SCOPE_FLAG } from '../../abi/index.js';
import { Assembler, type Label } from './assembler.js';
import { type Expr, isCompound, type Pair } from './ast.js';
import { type Constant, constantKey } from './constants.js';
import { CompileError, syntaxError, tooDeep } from './errors.js';
import type { Scope } from './scope.js';

/** Depth of nested nodes in code generation, see the parser's limit. */
const MAX_DEPTH = 1500;
const MAX_QSTR = 255;

export interface UnitOptions {
  readonly asserts: boolean;
  readonly withLines: boolean;
  readonly smallIntBits: number;
  /** The firmware's own compiler: section 16.4. */
  readonly isFirmware: boolean;
  /** Single input: expression statements of the module print their value. */
  readonly printsValues: boolean;
}

/** The instructions that do one thing with names, by what a name is. */
interface NameOps {
  /** For the first 16 locals, which stand in the opcode. */
  readonly multi?: number;
  readonly fast: number;
  readonly deref: number;
  readonly global: number;
  readonly name: number;
  /** On the stack. */
  readonly effect: -1 | 0 | 1;
}
const LOAD: NameOps = {
  multi: OP.LOAD_FAST_MULTI,
  fast: OP.LOAD_FAST_N,
  deref: OP.LOAD_DEREF,
  global: OP.LOAD_GLOBAL,
  name: OP.LOAD_NAME,
  effect: 1,
};
const STORE: NameOps = {
  multi: OP.STORE_FAST_MULTI,
  fast: OP.STORE_FAST_N,
  deref: OP.STORE_DEREF,
  global: OP.STORE_GLOBAL,
  name: OP.STORE_NAME,
  effect: -1,
};
const DELETE: NameOps = {
  fast: OP.DELETE_FAST,
  deref: OP.DELETE_DEREF,
  global: OP.DELETE_GLOBAL,
  name: OP.DELETE_NAME,
  effect: 0,
};

/** The tables of one module, and its scopes in the order in which they are compiled. */
export class Unit {
  readonly options: UnitOptions;
  readonly qstrs: string[] = [];
  private readonly qstrIndex = new Map<string, number>();
  readonly constants: Constant[] = [];
  private readonly constantIndex = new Map<string, number>();
  /** The same by identity: uses of a const() definition share its value, whose key can be long. */
  private readonly knownConstants = new Map<Constant, number>();
  readonly scopes: Scope[] = [];
  /** Scopes by the node that they were made for. */
  private readonly scopeOfNode = new Map<object, Scope>();

  constructor(options: UnitOptions, fileName: string) {
    this.options = options;
    this.qstr(fileName);
  }
  qstr(text: string): number {
    let index = this.qstrIndex.get(text);
    if (index === undefined) {
      // Only dotted names and the file's name can be this long, the parser has seen all others.
      if (text.length > MAX_QSTR) throw new CompileError('RuntimeError', 'name too long');
      index = this.qstrs.push(text) - 1;
      this.qstrIndex.set(text, index);
    }
    return index;
  }
  constant(value: Constant): number {
    const known = this.knownConstants.get(value);
    if (known !== undefined) return known;
    const key = constantKey(value);
    let index = this.constantIndex.get(key);
    if (index === undefined) {
      index = this.constants.push(value) - 1;
      this.constantIndex.set(key, index);
    }
    this.knownConstants.set(value, index);
    return index;
  }
  addScope(scope: Scope, node: object): Scope {
    this.scopes.push(scope);
    this.scopeOfNode.set(node, scope);
    return scope;
  }
  scopeOf(node: object): Scope | undefined {
    return this.scopeOfNode.get(node);
  }
}

export interface Loop {
  readonly breakLabel: Label;
  readonly continueLabel: Label;
  /** Exception blocks open where the loop starts. */
  readonly blockDepth: number;
  /** Leaving it leaves an iterator of four slots on the stack. */
  readonly hasIterator: boolean;
}

export class Emit {
  readonly unit: Unit;
  readonly scope: Scope;
  readonly isScan: boolean;
  readonly asm = new Assembler();
  /** In the order of their MAKE instructions. */
  readonly children: Scope[] = [];
  loop: Loop | undefined = undefined;
  /** Line for errors at nodes that have none: section 15. */
  private itemLine = 0;
  private pending: string | undefined = undefined;
  private depth = 0;

  constructor(unit: Unit, scope: Scope, isScan: boolean) {
    this.unit = unit;
    this.scope = scope;
    this.isScan = isScan;
  }

  // --- errors and lines ----------------------------------------------------------------------------------------------

  /** `node`: what is wrong, or its line; leaves and 0 have no line of their own. */
  fail(message: string, node: Expr | Pair | number): never {
    // The first error counts.
    if (this.pending !== undefined) this.failPending();
    const line = typeof node === 'number' ? node : isCompound(node) ? node.line : 0;
    return syntaxError(message, { line: line || this.itemLine || this.scope.line, block: this.scope.simpleName });
  }
  /** An error at a target. A leaf has no line, and as in the reference compilation goes on until an item of a list ends
   * and gives it one: for `for 1 in x:` that can be the first statement of the body. */
  failLater(message: string, node: Expr): void {
    if (isCompound(node) && node.line > 0) this.fail(message, node);
    this.pending ??= message;
  }
  /** An error waits for its line: a list goes no further than the item where that happened. */
  get isFailing(): boolean {
    return this.pending !== undefined;
  }
  /** Runs `action` for one item of a list that gives errors their line; 0: for what is no such item. */
  item(line: number, action: () => void): void {
    const outer = this.itemLine;
    if (line > 0) this.itemLine = line;
    action();
    if (line > 0 && this.pending !== undefined) this.failPending();
    this.itemLine = outer;
  }
  /** Throws the error that waits for its line. */
  failPending(): void {
    const message = this.pending;
    this.pending = undefined;
    if (message !== undefined) this.fail(message, 0);
  }
  mark(line: number): void {
    this.asm.mark(line);
  }
  enter(line: number): void {
    if (++this.depth > MAX_DEPTH) tooDeep(line || undefined);
  }
  leave(): void {
    this.depth--;
  }

  // --- instructions --------------------------------------------------------------------------------------------------

  /** An instruction with a name of the qstr table. */
  qstr(op: number, name: string, effect: number): void {
    this.asm.uint(op, this.unit.qstr(name), effect);
  }
  constant(value: Constant): void {
    this.asm.uint(OP.LOAD_CONST_OBJ, this.unit.constant(value), 1);
  }
  loadNone(): void {
    this.asm.op(OP.LOAD_CONST_NONE, 1);
  }
  smallInt(value: number): void {
    this.asm.smallInt(BigInt(value));
  }
  string(text: string): void {
    this.qstr(OP.LOAD_CONST_STRING, text, 1);
  }
  build(op: number, count: number): void {
    this.asm.uint(op, count, 1 - count);
  }
  binary(code: number): void {
    this.asm.op(OP.BINARY_OP_MULTI + code, -1);
  }
  unary(code: number): void {
    this.asm.op(OP.UNARY_OP_MULTI + code, 0);
  }
  popTop(): void {
    this.asm.op(OP.POP_TOP, -1);
  }
  dupTop(): void {
    this.asm.op(OP.DUP_TOP, 1);
  }
  rotTwo(): void {
    this.asm.op(OP.ROT_TWO, 0);
  }
  rotThree(): void {
    this.asm.op(OP.ROT_THREE, 0);
  }
  returnValue(): void {
    this.asm.end(OP.RETURN_VALUE, -1);
  }
  jump(label: Label): void {
    this.asm.jump(OP.JUMP, label, 0);
  }
  /** `await`, `yield from`. */
  awaitTop(): void {
    this.asm.op(OP.GET_ITER, 0);
    this.loadNone();
    this.asm.op(OP.YIELD_FROM, -1);
  }

  // --- names (13.2, 13.4) --------------------------------------------------------------------------------------------

  load(name: string): void {
    if (this.isScan) this.scope.read(name);
    else this.access(LOAD, name);
  }
  loadFast(local: number): void {
    this.fast(LOAD, local);
  }
  store(name: string): void {
    if (this.isScan) this.scope.write(name);
    else this.access(STORE, name);
  }
  delete(name: string): void {
    if (this.isScan) this.scope.write(name);
    else this.access(DELETE, name);
  }
  /** The instruction that what the name is in this scope asks for. */
  private access(ops: NameOps, name: string): void {
    const id = this.scope.find(name)!;
    switch (id.kind) {
      case 'local':
        this.fast(ops, id.local);
        break;
      case 'cell':
      case 'free':
        this.asm.uint(ops.deref, id.local, ops.effect);
        break;
      case 'global-explicit':
        this.qstr(ops.global, name, ops.effect);
        break;
      default:
        this.qstr(ops.name, name, ops.effect);
    }
  }
  private fast(ops: NameOps, local: number): void {
    if (ops.multi !== undefined && local < 16) this.asm.op(ops.multi + local, ops.effect);
    else this.asm.uint(ops.fast, local, ops.effect);
  }

  // --- generators ----------------------------------------------------------------------------------------------------

  get isGenerator(): boolean {
    return (this.scope.flags & SCOPE_FLAG.GENERATOR) !== 0;
  }
  /** Makes the scope a generator; `what` names the construct for scopes that cannot be one. */
  makeGenerator(what: 'yield' | 'await', line: number): void {
    const { kind } = this.scope;
    if (kind !== 'function' && kind !== 'lambda') this.fail(`'${what}' outside function`, line);
    this.scope.flags |= SCOPE_FLAG.GENERATOR;
  }
}
