// Statements (bytecode.md 14.7): blocks, simple statements, conditions and loops. emit-blocks.ts has what opens exception
// blocks.

import { BINARY_OP, OP } from '../../abi/index.js';
import type { Block, Expr, For, ImportItem, Stmt } from './ast.js';
import type { Emit, Loop } from './emit.js';
import { emitAsyncFor, emitAsyncWith, emitTry, emitWith } from './emit-blocks.js';
import { declareNonlocal, emitCond, emitExpr, OPERATOR_CODES } from './emit-expressions.js';
import { emitDefinition } from './emit-functions.js';
import { emitAugmented, emitDelete, emitStore } from './emit-targets.js';
import { truthOf } from './fold.js';

/** An indented block, or the statement after a colon. One with several statements makes a mark of its own, which shows
 * when the first of them was removed. */
export function emitBlock(e: Emit, block: Block): void {
  if (block.length > 1) e.mark(block[0]!.line);
  emitStatements(e, block);
}

export function emitStatements(e: Emit, block: Block): void {
  const isList = block.length > 1;
  for (const stmt of block) e.item(isList ? stmt.line : 0, () => emitStatement(e, stmt));
}

function emitStatement(e: Emit, stmt: Stmt): void {
  if (stmt.kind === 'removed') return;
  e.mark(stmt.line);
  e.enter(stmt.line);
  emitKind(e, stmt);
  e.leave();
}

function emitKind(e: Emit, stmt: Stmt): void {
  switch (stmt.kind) {
    case 'pass':
    case 'removed':
      return;
    case 'expr':
      emitExpressionStatement(e, stmt.value);
      return;
    case 'assign':
      emitAssign(e, stmt.targets, stmt.value);
      return;
    case 'annotation':
      emitAnnotation(e, stmt.target, stmt.value);
      return;
    case 'augmented':
      emitAugmented(e, stmt.target, OPERATOR_CODES.get(stmt.op)!, () => emitExpr(e, stmt.value));
      return;
    case 'break':
    case 'continue':
      emitLeaveLoop(e, stmt.kind, stmt.line);
      return;
    case 'del':
      for (const target of stmt.targets) emitDelete(e, target);
      return;
    case 'return':
      emitReturn(e, stmt.value, stmt.line);
      return;
    case 'raise':
      if (!stmt.value) {
        e.asm.end(OP.RAISE_LAST, 0);
        return;
      }
      emitExpr(e, stmt.value);
      if (!stmt.cause) {
        e.asm.end(OP.RAISE_OBJ, -1);
        return;
      }
      emitExpr(e, stmt.cause);
      e.asm.end(OP.RAISE_FROM, -2);
      return;
    case 'import':
      for (const item of stmt.items) emitImport(e, item);
      return;
    case 'from':
      emitFrom(e, stmt);
      return;
    case 'global':
    case 'nonlocal':
      if (e.isScan) for (const name of stmt.names) declare(e, stmt.kind, name, stmt.line);
      return;
    case 'assert':
      emitAssert(e, stmt.test, stmt.message);
      return;
    case 'line':
      emitStatements(e, stmt.parts);
      return;
    case 'if':
      emitIf(e, stmt);
      return;
    case 'while':
      emitWhile(e, stmt);
      return;
    case 'for':
      emitFor(e, stmt);
      return;
    case 'try':
      emitTry(e, stmt);
      return;
    case 'with':
      emitWith(e, stmt);
      return;
    case 'def':
    case 'class':
      emitDefinition(e, stmt, []);
      return;
    case 'decorated':
      emitDefinition(e, stmt.target, stmt.decorators);
      return;
    case 'async':
      if (stmt.target.kind === 'def') {
        emitDefinition(e, stmt.target, []);
        return;
      }
      if (!e.isGenerator) e.fail('async for/with outside async function', stmt.line);
      stmt.target.kind === 'for' ? emitAsyncFor(e, stmt.target) : emitAsyncWith(e, stmt.target);
      return;
  }
}

// --- simple statements -----------------------------------------------------------------------------------------------

function emitExpressionStatement(e: Emit, value: Expr): void {
  const prints = e.unit.options.printsValues && e.scope.kind === 'module';
  if (prints) e.load('__repl_print__');
  emitExpr(e, value);
  if (prints) e.asm.uint(OP.CALL_FUNCTION, 1, -1);
  e.popTop();
}

function emitAssign(e: Emit, targets: readonly Expr[], value: Expr): void {
  if (targets.length === 1 && emitSwap(e, targets[0]!, value)) return;
  emitExpr(e, value);
  for (const [i, target] of targets.entries()) {
    if (i < targets.length - 1) e.dupTop();
    emitStore(e, target);
  }
}

/** `a, b = x, y` and the like without a tuple; false if it is none. */
function emitSwap(e: Emit, target: Expr, value: Expr): boolean {
  if (target.kind !== 'tuple' || target.parenthesised || value.kind !== 'tuple' || value.parenthesised) return false;
  const count = target.items.length;
  if ((count !== 2 && count !== 3) || value.items.length !== count) return false;
  if (target.items.some((item) => item.kind === 'star')) return false;
  for (const item of value.items) emitExpr(e, item);
  if (count === 3) e.rotThree();
  e.rotTwo();
  for (const item of target.items) emitStore(e, item);
  return true;
}

function emitAnnotation(e: Emit, target: Expr, value: Expr | undefined): void {
  if (value) {
    emitExpr(e, value);
    emitStore(e, target);
  } else if (e.isScan && target.kind === 'name' && e.scope.kind === 'function') e.scope.enter(target.name, 'local');
}

function emitReturn(e: Emit, value: Expr | undefined, line: number): void {
  if (e.scope.kind !== 'function') e.fail("'return' outside function", line);
  if (value?.kind === 'ternary') {
    const fail = e.asm.newLabel();
    emitCond(e, value.test, false, fail);
    emitExpr(e, value.body);
    e.returnValue();
    e.asm.place(fail);
    emitExpr(e, value.orelse);
  } else if (value) emitExpr(e, value);
  else e.loadNone();
  e.returnValue();
}

function emitAssert(e: Emit, test: Expr, message: Expr | undefined): void {
  if (!e.unit.options.asserts) return;
  const end = e.asm.newLabel();
  emitCond(e, test, true, end);
  e.qstr(OP.LOAD_GLOBAL, 'AssertionError', 1);
  if (message) {
    emitExpr(e, message);
    e.asm.uint(OP.CALL_FUNCTION, 1, -1);
  }
  e.asm.end(OP.RAISE_OBJ, -1);
  e.asm.place(end);
}

function declare(e: Emit, kind: 'global' | 'nonlocal', name: string, line: number): void {
  if (kind === 'nonlocal') {
    if (e.scope.kind === 'module') e.fail("can't declare nonlocal in outer code", line);
    declareNonlocal(e, name, line);
  } else if (!e.scope.declareGlobal(name)) e.fail('identifier redefined as global', line);
}

function emitImport(e: Emit, { name, as }: ImportItem): void {
  e.smallInt(0);
  e.loadNone();
  e.qstr(OP.IMPORT_NAME, name, -1);
  const parts = name.split('.');
  if (as !== undefined) for (const part of parts.slice(1)) e.qstr(OP.LOAD_ATTR, part, 0);
  e.store(as ?? parts[0]!);
}

function emitFrom(e: Emit, stmt: Extract<Stmt, { kind: 'from' }>): void {
  const { level, module, items, line } = stmt;
  if (!items && e.scope.kind !== 'module') e.fail('import * not at module level', line);
  e.smallInt(level);
  for (const { name } of items ?? [{ name: '*' }]) e.string(name);
  e.build(OP.BUILD_TUPLE, items?.length ?? 1);
  e.qstr(OP.IMPORT_NAME, module, -1);
  if (!items) {
    e.asm.op(OP.IMPORT_STAR, -1);
    return;
  }
  for (const { name, as } of items) {
    e.qstr(OP.IMPORT_FROM, name, 1);
    e.store(as ?? name);
  }
  e.popTop();
}

// --- conditions and loops --------------------------------------------------------------------------------------------

function emitIf(e: Emit, { arms, orelse }: Extract<Stmt, { kind: 'if' }>): void {
  const end = e.asm.newLabel();
  let isDecided = false;
  for (const [i, { test, body }] of arms.entries()) {
    const truth = truthOf(test);
    if (truth === false) continue;
    const fail = e.asm.newLabel();
    emitCond(e, test, false, fail);
    emitBlock(e, body);
    if (truth === true) {
      isDecided = true;
      break;
    }
    if (i > 0 || arms.length > 1 || orelse) e.jump(end);
    e.asm.place(fail);
  }
  if (orelse && !isDecided) emitBlock(e, orelse);
  e.asm.place(end);
}

/** Compiles a loop's body: `break` and `continue` in it mean this loop. */
export function emitLoopBody(e: Emit, loop: Omit<Loop, 'blockDepth'>, body: () => void): void {
  const outer = e.loop;
  e.loop = { ...loop, blockDepth: e.asm.blockDepth };
  body();
  e.loop = outer;
}

function emitLeaveLoop(e: Emit, kind: 'break' | 'continue', line: number): void {
  const { loop } = e;
  if (!loop) {
    e.fail("'break'/'continue' outside loop", line);
    return;
  }
  const label = kind === 'break' ? loop.breakLabel : loop.continueLabel;
  const dropsIterator = kind === 'break' && loop.hasIterator;
  const blocks = e.asm.blockDepth - loop.blockDepth;
  if (blocks > 0) {
    e.asm.jump(OP.UNWIND_JUMP, label, 0, blocks | (dropsIterator ? 0x80 : 0));
    return;
  }
  // The code after the jump still has the iterator, so the depth stays.
  if (dropsIterator) for (let i = 0; i < 4; i++) e.asm.op(OP.POP_TOP, 0);
  e.jump(label);
}

function emitWhile(e: Emit, { test, body, orelse }: Extract<Stmt, { kind: 'while' }>): void {
  const breakLabel = e.asm.newLabel();
  const continueLabel = e.asm.newLabel();
  const truth = truthOf(test);
  if (truth !== false) {
    emitLoopBody(e, { breakLabel, continueLabel, hasIterator: false }, () => {
      const top = e.asm.newLabel();
      if (truth === undefined) e.jump(continueLabel);
      e.asm.place(top);
      emitBlock(e, body);
      e.asm.place(continueLabel);
      emitCond(e, test, true, top);
    });
  }
  if (orelse) emitBlock(e, orelse);
  e.asm.place(breakLabel);
}

function emitFor(e: Emit, stmt: For): void {
  const range = rangeOf(stmt);
  if (range) {
    emitForRange(e, stmt, range);
    return;
  }
  const breakLabel = e.asm.newLabel();
  const continueLabel = e.asm.newLabel();
  const pop = e.asm.newLabel();
  emitLoopBody(e, { breakLabel, continueLabel, hasIterator: true }, () => {
    emitExpr(e, stmt.iterable);
    e.asm.op(OP.GET_ITER_STACK, 3);
    e.asm.place(continueLabel);
    e.asm.jump(OP.FOR_ITER, pop, 1);
    emitStore(e, stmt.target);
    emitBlock(e, stmt.body);
    e.jump(continueLabel);
    e.asm.place(pop);
    e.asm.adjust(-4);
  });
  if (stmt.orelse) emitBlock(e, stmt.orelse);
  e.asm.place(breakLabel);
}

interface Range {
  readonly name: string;
  readonly start: Expr | undefined;
  readonly end: Expr;
  readonly step: bigint;
}

/** A loop over a literal call of the name `range`, which needs no iterator. */
function rangeOf({ target, iterable }: For): Range | undefined {
  if (target.kind !== 'name' || iterable.kind !== 'primary' || iterable.trailers.length !== 1) return undefined;
  const [call] = iterable.trailers;
  if (iterable.atom.kind !== 'name' || iterable.atom.name !== 'range' || call!.kind !== 'call') return undefined;
  const values = call!.args.map((arg) => (arg.kind === 'positional' ? arg.value : undefined));
  const [first, second, third] = values;
  if (values.length < 1 || values.length > 3 || !first || (values.length > 1 && !second)) return undefined;
  let step = 1n;
  if (values.length === 3) {
    if (third?.kind !== 'small-int' || third.value === 0n) return undefined;
    step = third.value;
  }
  if (!second) return { name: target.name, start: undefined, end: first, step };
  return { name: target.name, start: first, end: second, step };
}

function emitForRange(e: Emit, { body, orelse }: For, { name, start, end, step }: Range): void {
  const isFixed = end.kind === 'small-int';
  const breakLabel = e.asm.newLabel();
  const continueLabel = e.asm.newLabel();
  const popRange = (): void => {
    e.popTop();
    if (!isFixed) e.popTop();
  };
  emitLoopBody(e, { breakLabel, continueLabel, hasIterator: false }, () => {
    const top = e.asm.newLabel();
    const entry = e.asm.newLabel();
    if (!isFixed) emitExpr(e, end);
    if (start) emitExpr(e, start);
    else e.smallInt(0);
    e.jump(entry);
    e.asm.place(top);
    e.dupTop();
    e.store(name);
    emitBlock(e, body);
    e.asm.place(continueLabel);
    e.asm.smallInt(step);
    e.binary(BINARY_OP.INPLACE_ADD);
    e.asm.place(entry);
    if (isFixed) {
      e.dupTop();
      emitExpr(e, end);
    } else {
      e.asm.op(OP.DUP_TOP_TWO, 2);
      e.rotTwo();
    }
    e.binary(step > 0n ? BINARY_OP.LESS : BINARY_OP.MORE);
    e.asm.jump(OP.POP_JUMP_IF_TRUE, top, -1);
  });
  if (!orelse) {
    e.asm.place(breakLabel);
    popRange();
    return;
  }
  const done = e.asm.newLabel();
  popRange();
  emitBlock(e, orelse);
  e.jump(done);
  e.asm.adjust(isFixed ? 1 : 2);
  e.asm.place(breakLabel);
  popRange();
  e.asm.place(done);
}
