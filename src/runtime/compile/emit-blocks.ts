// Statements that open exception blocks: try, with, async with, async for (bytecode.md 14.7). Numbers given to `adjust` are
// the bracketed ones of the specification: what the VM has pushed or popped on the way to a label.

import { BINARY_OP, OP } from '../../abi/index.js';
import type { Block, ExceptClause, For, Try, With } from './ast.js';
import type { Emit } from './emit.js';
import { emitExpr } from './emit-expressions.js';
import { emitBlock, emitLoopBody } from './emit-statements.js';
import { emitStore } from './emit-targets.js';

export function emitTry(e: Emit, { body, clauses, orelse, final }: Try): void {
  if (!final) {
    emitTryExcept(e, body, clauses, orelse);
    return;
  }
  const handler = e.asm.newLabel();
  e.asm.jump(OP.SETUP_FINALLY, handler, 0);
  e.asm.enterBlock();
  if (clauses.length > 0) emitTryExcept(e, body, clauses, orelse);
  else {
    e.asm.adjust(3);
    emitBlock(e, body);
    e.asm.adjust(-3);
  }
  e.loadNone();
  e.asm.place(handler);
  e.asm.adjust(1);
  emitBlock(e, final);
  e.asm.adjust(-1);
  endFinally(e);
}

/** The end of a handler, which closes its block. */
function endFinally(e: Emit): void {
  e.asm.op(OP.END_FINALLY, -1);
  e.asm.leaveBlock();
}

function emitTryExcept(e: Emit, body: Block, clauses: readonly ExceptClause[], orelse: Block | undefined): void {
  const handler = e.asm.newLabel();
  const ok = e.asm.newLabel();
  const done = e.asm.newLabel();
  e.asm.jump(OP.SETUP_EXCEPT, handler, 0);
  e.asm.enterBlock();
  emitBlock(e, body);
  e.asm.jump(OP.POP_EXCEPT_JUMP, ok, 0);
  e.asm.place(handler);
  e.asm.adjust(4);
  for (const [i, clause] of clauses.entries()) {
    const next = e.asm.newLabel();
    if (clause.type) {
      e.dupTop();
      emitExpr(e, clause.type);
      e.binary(BINARY_OP.EXCEPTION_MATCH);
      e.asm.jump(OP.POP_JUMP_IF_FALSE, next, -1);
    } else if (i < clauses.length - 1) e.fail("default 'except' must be last", clause.line);
    if (clause.name === undefined) {
      e.popTop();
      emitBlock(e, clause.body);
    } else emitNamedClause(e, clause.name, clause.body);
    e.asm.jump(OP.POP_EXCEPT_JUMP, done, 0);
    e.asm.place(next);
    e.asm.adjust(1);
  }
  endFinally(e);
  e.asm.adjust(-3);
  e.asm.place(ok);
  if (orelse) emitBlock(e, orelse);
  e.asm.place(done);
}

/** `except ... as name`: the name is deleted at the end. */
function emitNamedClause(e: Emit, name: string, body: Block): void {
  const final = e.asm.newLabel();
  e.store(name);
  e.asm.jump(OP.SETUP_FINALLY, final, 0);
  e.asm.enterBlock();
  emitBlock(e, body);
  e.loadNone();
  e.asm.place(final);
  e.asm.adjust(1);
  e.loadNone();
  e.store(name);
  e.delete(name);
  e.asm.adjust(-1);
  endFinally(e);
}

export function emitWith(e: Emit, node: With, at = 0): void {
  const item = node.items[at];
  if (!item) {
    emitBlock(e, node.body);
    return;
  }
  const end = e.asm.newLabel();
  emitExpr(e, item.value);
  e.asm.jump(OP.SETUP_WITH, end, 2);
  e.asm.enterBlock();
  if (item.target) emitStore(e, item.target);
  else e.popTop();
  emitWith(e, node, at + 1);
  e.loadNone();
  e.asm.place(end);
  e.asm.op(OP.WITH_CLEANUP, 2);
  e.asm.adjust(-4);
  endFinally(e);
}

function callMethod(e: Emit, name: string): void {
  e.qstr(OP.LOAD_METHOD, name, 1);
  e.asm.uint(OP.CALL_METHOD, 0, -1);
}

/** DUP_TOP, then compare with a built-in exception class. */
function matchException(e: Emit, name: string): void {
  e.dupTop();
  e.qstr(OP.LOAD_GLOBAL, name, 1);
  e.binary(BINARY_OP.EXCEPTION_MATCH);
}

export function emitAsyncWith(e: Emit, node: With, at = 0): void {
  const item = node.items[at];
  if (!item) {
    emitBlock(e, node.body);
    return;
  }
  const final = e.asm.newLabel();
  const unwinding = e.asm.newLabel();
  const noException = e.asm.newLabel();
  const end = e.asm.newLabel();
  emitExpr(e, item.value);
  e.dupTop();
  callMethod(e, '__aenter__');
  e.awaitTop();
  if (item.target) emitStore(e, item.target);
  else e.popTop();
  e.asm.jump(OP.SETUP_FINALLY, final, 0);
  e.asm.enterBlock();
  e.asm.adjust(3);
  emitAsyncWith(e, node, at + 1);
  e.asm.adjust(-3);
  e.loadNone();
  e.rotTwo();
  e.jump(noException);

  e.asm.place(final);
  matchException(e, 'BaseException');
  e.asm.jump(OP.POP_JUMP_IF_FALSE, unwinding, -1);
  e.dupTop();
  e.rotThree();
  e.rotTwo();
  e.qstr(OP.LOAD_METHOD, '__aexit__', 1);
  e.rotThree();
  e.rotThree();
  e.dupTop();
  e.qstr(OP.LOAD_ATTR, '__class__', 0);
  e.rotTwo();
  e.loadNone();
  e.asm.uint(OP.CALL_METHOD, 3, -4);
  e.awaitTop();
  e.asm.jump(OP.POP_JUMP_IF_FALSE, end, -1);
  e.popTop();
  e.loadNone();
  e.jump(end);
  e.asm.adjust(2);

  e.asm.place(unwinding);
  e.rotThree();
  e.rotThree();
  e.asm.place(noException);
  e.qstr(OP.LOAD_METHOD, '__aexit__', 1);
  e.loadNone();
  e.dupTop();
  e.dupTop();
  e.asm.uint(OP.CALL_METHOD, 3, -4);
  e.awaitTop();
  e.popTop();
  e.asm.adjust(-1);
  e.asm.place(end);
  endFinally(e);
}

export function emitAsyncFor(e: Emit, { target, iterable, body, orelse }: For): void {
  const breakLabel = e.asm.newLabel();
  const continueLabel = e.asm.newLabel();
  const handler = e.asm.newLabel();
  const reraise = e.asm.newLabel();
  const start = e.asm.newLabel();
  const exhausted = e.asm.newLabel();
  emitLoopBody(e, { breakLabel, continueLabel, hasIterator: false }, () => {
    emitExpr(e, iterable);
    callMethod(e, '__aiter__');
    e.asm.place(continueLabel);
    e.asm.jump(OP.SETUP_EXCEPT, handler, 0);
    e.asm.enterBlock();
    e.dupTop();
    callMethod(e, '__anext__');
    e.awaitTop();
    emitStore(e, target);
    e.asm.jump(OP.POP_EXCEPT_JUMP, start, 0);

    e.asm.place(handler);
    e.asm.adjust(4);
    matchException(e, 'StopAsyncIteration');
    e.asm.jump(OP.POP_JUMP_IF_FALSE, reraise, -1);
    e.popTop();
    e.asm.jump(OP.POP_EXCEPT_JUMP, exhausted, 0);
    e.asm.place(reraise);
    e.asm.adjust(1);
    endFinally(e);
    e.asm.adjust(-3);

    e.asm.place(start);
    emitBlock(e, body);
    e.jump(continueLabel);
  });
  e.asm.place(exhausted);
  if (orelse) emitBlock(e, orelse);
  e.asm.place(breakLabel);
  e.popTop();
}
