// Assignment and deletion targets (bytecode.md 14.7). Targets make no line marks of their own, their sub-expressions do.

import { BINARY_OP, OP } from '../../abi/index.js';
import type { Expr, Primary, Trailer } from './ast.js';
import type { Emit } from './emit.js';
import { emitExpr, emitTrailer } from './emit-expressions.js';

const CANNOT_ASSIGN = "can't assign to expression";
const CANNOT_DELETE = "can't delete expression";

/** The object that the last trailer of a target applies to; each trailer before it is an instruction of its own. */
function emitOwner(e: Emit, { atom, trailers }: Primary): Trailer {
  emitExpr(e, atom);
  for (const trailer of trailers.slice(0, -1)) emitTrailer(e, trailer);
  return trailers[trailers.length - 1]!;
}

/** Stores the top of the stack. */
export function emitStore(e: Emit, target: Expr): void {
  switch (target.kind) {
    case 'name':
      e.store(target.name);
      return;
    case 'primary': {
      const last = emitOwner(e, target);
      if (last.kind === 'call') {
        e.fail(CANNOT_ASSIGN, target);
        return;
      }
      if (last.kind === 'attribute') {
        e.qstr(OP.STORE_ATTR, last.name, -2);
        return;
      }
      emitExpr(e, last.index);
      e.asm.op(OP.STORE_SUBSCR, -3);
      return;
    }
    case 'tuple':
      if (target.items.length === 0) {
        e.fail(CANNOT_ASSIGN, target);
        return;
      }
      emitUnpack(e, target.items);
      return;
    case 'list':
      emitUnpack(e, target.items);
      return;
    default:
      e.failLater(CANNOT_ASSIGN, target);
      return;
  }
}

function emitUnpack(e: Emit, items: readonly Expr[]): void {
  const star = items.findIndex((item) => item.kind === 'star');
  if (star < 0) e.asm.uint(OP.UNPACK_SEQUENCE, items.length, items.length - 1);
  else {
    const second = items.find((item, i) => i > star && item.kind === 'star');
    if (second) e.fail('multiple *x in assignment', second);
    e.asm.uint(OP.UNPACK_EX, star | ((items.length - 1 - star) << 8), items.length - 1);
  }
  for (const item of items) emitStore(e, item.kind === 'star' ? item.value : item);
}

export function emitDelete(e: Emit, target: Expr): void {
  switch (target.kind) {
    case 'name':
      e.delete(target.name);
      return;
    case 'primary': {
      const last = emitOwner(e, target);
      if (last.kind === 'call') {
        e.fail(CANNOT_DELETE, target);
        return;
      }
      if (last.kind === 'attribute') {
        e.asm.op(OP.LOAD_NULL, 1);
        e.rotTwo();
        e.qstr(OP.STORE_ATTR, last.name, -2);
        return;
      }
      emitExpr(e, last.index);
      e.asm.op(OP.LOAD_NULL, 1);
      e.rotThree();
      e.asm.op(OP.STORE_SUBSCR, -3);
      return;
    }
    case 'tuple':
      if (target.items.length === 0) {
        e.fail(CANNOT_DELETE, target);
        return;
      }
      for (const item of target.items) emitDelete(e, item);
      return;
    default:
      e.failLater(CANNOT_DELETE, target);
      return;
  }
}

/** `target op= value`. */
export function emitAugmented(e: Emit, target: Expr, code: number, value: () => void): void {
  const inPlace = (): void => {
    value();
    e.binary(code - BINARY_OP.OR + BINARY_OP.INPLACE_OR);
  };
  if (target.kind === 'name') {
    e.load(target.name);
    inPlace();
    e.store(target.name);
    return;
  }
  if (target.kind !== 'primary') {
    e.fail(CANNOT_ASSIGN, target);
    return;
  }
  const last = emitOwner(e, target);
  if (last.kind === 'call') {
    e.fail(CANNOT_ASSIGN, target);
    return;
  }
  if (last.kind === 'attribute') {
    e.dupTop();
    e.qstr(OP.LOAD_ATTR, last.name, 0);
    inPlace();
    e.rotTwo();
    e.qstr(OP.STORE_ATTR, last.name, -2);
    return;
  }
  emitExpr(e, last.index);
  e.asm.op(OP.DUP_TOP_TWO, 2);
  e.asm.op(OP.LOAD_SUBSCR, -1);
  inPlace();
  e.rotThree();
  e.asm.op(OP.STORE_SUBSCR, -3);
}
