// Expressions (bytecode.md 14.6, 14.8).

import { BINARY_OP, BINARY_OPS, OP, UNARY_OP } from '../../abi/index.js';
import type { Label } from './assembler.js';
import { type Argument, type Expr, isCompound, type Pair, type Primary, type Ternary, type Trailer } from './ast.js';
import type { Emit } from './emit.js';
import { emitComprehension, emitLambda } from './emit-functions.js';
import { truthOf } from './fold.js';

/** Plain operators by their symbol. */
export const OPERATOR_CODES: ReadonlyMap<string, number> = new Map(
  BINARY_OPS.filter(
    ({ code, symbol }) => symbol !== '' && (code < BINARY_OP.EXCEPTION_MATCH || code >= BINARY_OP.OR),
  ).map(({ code, symbol }) => [symbol, code]),
);

const UNARY_CODES = { '+': UNARY_OP.POSITIVE, '-': UNARY_OP.NEGATIVE, '~': UNARY_OP.INVERT } as const;

export function emitExpr(e: Emit, node: Expr): void {
  if (isCompound(node)) e.mark(node.line);
  e.enter(node.line);
  emitNode(e, node);
  e.leave();
}

function emitNode(e: Emit, node: Expr): void {
  switch (node.kind) {
    case 'name':
      e.load(node.name);
      return;
    case 'small-int':
      e.asm.smallInt(node.value);
      return;
    case 'qstr':
      e.string(node.text);
      return;
    case 'singleton':
      emitSingleton(e, node.value);
      return;
    case 'const':
      e.constant(node.value);
      return;
    case 'tuple':
      for (const item of node.items) emitExpr(e, item);
      e.build(OP.BUILD_TUPLE, node.items.length);
      return;
    case 'list': {
      const isList = node.items.length > 1;
      for (const item of node.items) {
        e.item(isList && isCompound(item) ? item.line : 0, () => emitExpr(e, item));
        if (e.isFailing) break;
      }
      e.build(OP.BUILD_LIST, node.items.length);
      return;
    }
    case 'braces':
      emitBraces(e, node.items, node.itemsLine);
      return;
    case 'comp':
      emitComprehension(e, node);
      return;
    case 'chain':
      emitExpr(e, node.operands[0]!);
      for (const [i, op] of node.ops.entries()) {
        emitExpr(e, node.operands[i + 1]!);
        e.binary(OPERATOR_CODES.get(op)!);
      }
      return;
    case 'unary':
      emitExpr(e, node.operand);
      e.unary(UNARY_CODES[node.op]);
      return;
    case 'not':
      emitExpr(e, node.operand);
      e.unary(UNARY_OP.NOT);
      return;
    case 'and':
    case 'or': {
      const op = node.kind === 'or' ? OP.JUMP_IF_TRUE_OR_POP : OP.JUMP_IF_FALSE_OR_POP;
      const end = e.asm.newLabel();
      for (const [i, operand] of node.operands.entries()) {
        emitExpr(e, operand);
        if (i < node.operands.length - 1) e.asm.jump(op, end, -1);
      }
      e.asm.place(end);
      return;
    }
    case 'compare':
      emitCompare(e, node.ops, node.operands);
      return;
    case 'ternary':
      emitTernary(e, node);
      return;
    case 'lambda':
      emitLambda(e, node);
      return;
    case 'star':
      e.fail('*x must be assignment target', node);
      return;
    case 'primary':
      emitPrimary(e, node);
      return;
    case 'await':
      e.makeGenerator('await', node.line);
      emitPrimary(e, node.value);
      e.awaitTop();
      return;
    case 'yield':
      e.makeGenerator('yield', node.line);
      if (node.value) emitExpr(e, node.value);
      else e.loadNone();
      e.asm.op(OP.YIELD_VALUE, 0);
      return;
    case 'yield-from':
      e.makeGenerator('yield', node.line);
      emitExpr(e, node.value);
      e.awaitTop();
      return;
    case 'walrus':
      emitWalrus(e, node.target, node.value);
      return;
    case 'slice': {
      for (const part of [node.lower, node.upper]) {
        if (part) emitExpr(e, part);
        else e.loadNone();
      }
      if (node.step) emitExpr(e, node.step);
      e.build(OP.BUILD_SLICE, node.step ? 3 : 2);
      return;
    }
  }
}

function emitSingleton(e: Emit, value: 'None' | 'True' | 'False' | '...'): void {
  switch (value) {
    case 'None':
      e.loadNone();
      return;
    case 'True':
      e.asm.op(OP.LOAD_CONST_TRUE, 1);
      return;
    case 'False':
      e.asm.op(OP.LOAD_CONST_FALSE, 1);
      return;
    case '...':
      e.constant({ kind: 'ellipsis' });
      return;
  }
}

const isSetDisplay = (items: readonly (Expr | Pair)[]): boolean => items.length > 0 && items[0]!.kind !== 'pair';

function emitBraces(e: Emit, items: readonly (Expr | Pair)[], line: number): void {
  if (!isSetDisplay(items)) e.asm.uint(OP.BUILD_MAP, items.length, 1);
  emitBracesItems(e, items, line);
}

/** The items go into the dict on the stack, or become a set. */
function emitBracesItems(e: Emit, items: readonly (Expr | Pair)[], line: number): void {
  const isSet = isSetDisplay(items);
  for (const item of items) {
    if (isSet) {
      if (item.kind === 'pair') e.fail('expecting just a value for set', line);
      else emitExpr(e, item);
    } else if (item.kind === 'pair') emitPair(e, item);
    else e.fail('expecting key:value for dict', line);
  }
  if (isSet) e.build(OP.BUILD_SET, items.length);
}

function emitPair(e: Emit, { key, value, line }: Pair): void {
  e.mark(line);
  emitExpr(e, value);
  emitExpr(e, key);
  e.asm.op(OP.STORE_MAP, -2);
}

function emitCompare(e: Emit, ops: readonly string[], operands: readonly Expr[]): void {
  const fail = e.asm.newLabel();
  const last = ops.length - 1;
  emitExpr(e, operands[0]!);
  for (const [i, op] of ops.entries()) {
    emitExpr(e, operands[i + 1]!);
    if (i < last) {
      e.dupTop();
      e.rotThree();
    }
    if (op === 'not in' || op === 'is not') {
      e.binary(op === 'not in' ? BINARY_OP.IN : BINARY_OP.IS);
      e.unary(UNARY_OP.NOT);
    } else e.binary(OPERATOR_CODES.get(op)!);
    if (i < last) e.asm.jump(OP.JUMP_IF_FALSE_OR_POP, fail, -1);
  }
  if (last === 0) return;
  const end = e.asm.newLabel();
  e.jump(end);
  e.asm.place(fail);
  e.asm.adjust(1);
  e.rotTwo();
  e.popTop();
  e.asm.place(end);
}

function emitTernary(e: Emit, { test, body, orelse }: Ternary): void {
  const fail = e.asm.newLabel();
  const end = e.asm.newLabel();
  emitCond(e, test, false, fail);
  emitExpr(e, body);
  e.jump(end);
  e.asm.place(fail);
  e.asm.adjust(-1);
  emitExpr(e, orelse);
  e.asm.place(end);
}

/** Evaluates `node` and jumps to `label` if its truth is `sense`. */
export function emitCond(e: Emit, node: Expr, sense: boolean, label: Label): void {
  const truth = truthOf(node);
  if (truth !== undefined) {
    if (truth === sense) e.jump(label);
    return;
  }
  e.enter(node.line);
  if (node.kind === 'not') emitCond(e, node.operand, !sense, label);
  else if (node.kind === 'and' || node.kind === 'or') {
    const last = node.operands[node.operands.length - 1]!;
    const direct = (node.kind === 'or') === sense;
    const through = direct ? label : e.asm.newLabel();
    for (const operand of node.operands.slice(0, -1)) emitCond(e, operand, direct ? sense : !sense, through);
    emitCond(e, last, sense, label);
    if (!direct) e.asm.place(through);
  } else {
    emitExpr(e, node);
    e.asm.jump(sense ? OP.POP_JUMP_IF_TRUE : OP.POP_JUMP_IF_FALSE, label, -1);
  }
  e.leave();
}

/** `target := value`, leaving the value. */
function emitWalrus(e: Emit, target: Expr, value: Expr): void {
  emitExpr(e, value);
  e.dupTop();
  if (target.kind !== 'name') e.failLater("can't assign to expression", target);
  else if (e.isScan && e.scope.isComprehension) scanWalrus(e, target.name);
  else e.store(target.name);
}

/** In a comprehension the name belongs to the scope around it (13.2). */
function scanWalrus(e: Emit, name: string): void {
  const { scope } = e;
  const parent = scope.parent!;
  if (parent.write(name).kind === 'global-explicit') {
    scope.enter(name, 'global-explicit');
    return;
  }
  const id = scope.enter(name, 'undecided');
  if (parent.kind === 'module') {
    if (!scope.declareGlobal(name)) e.fail('identifier redefined as global', 0);
    return;
  }
  if (id.kind === 'global-implicit') id.kind = 'undecided';
  declareNonlocal(e, name, 0);
}

export function declareNonlocal(e: Emit, name: string, line: number): void {
  const result = e.scope.declareNonlocal(name);
  if (result === 'no-binding') e.fail('no binding for nonlocal found', line);
  if (result === 'redefined') e.fail('identifier redefined as nonlocal', line);
}

// --- primaries -------------------------------------------------------------------------------------------------------

function emitPrimary(e: Emit, { atom, trailers }: Primary): void {
  emitExpr(e, atom);
  let i = 0;
  if (atom.kind === 'name' && trailers[0]?.kind === 'call') {
    if (atom.name === 'super' && e.scope.kind === 'function' && trailers[0].args.length === 0) {
      i = emitSuper(e, trailers);
    } else if (e.unit.options.isFirmware && atom.name === 'OrderedDict') i = emitOrderedDict(e, trailers[0]);
  }
  while (i < trailers.length) {
    const trailer = trailers[i++]!;
    const next = trailers[i];
    if (trailer.kind === 'attribute' && next?.kind === 'call') {
      e.qstr(OP.LOAD_METHOD, trailer.name, 1);
      emitCall(e, next.args, 0, true);
      i++;
    } else emitTrailer(e, trailer);
  }
}

export function emitTrailer(e: Emit, trailer: Trailer): void {
  e.mark(trailer.line);
  switch (trailer.kind) {
    case 'attribute':
      e.qstr(OP.LOAD_ATTR, trailer.name, 0);
      return;
    case 'subscript':
      emitExpr(e, trailer.index);
      e.asm.op(OP.LOAD_SUBSCR, -1);
      return;
    case 'call':
      emitCall(e, trailer.args, 0, false);
      return;
  }
}

/** `super()`; returns how many trailers are done. */
function emitSuper(e: Emit, trailers: readonly Trailer[]): number {
  e.load('__class__');
  const self = e.scope.ids.find((id) => id.param !== 'none');
  if (!self) return e.fail("super() can't find self", trailers[0]!.line);
  e.load(self.name);
  const [, method, call] = trailers;
  if (method?.kind === 'attribute' && call?.kind === 'call') {
    e.qstr(OP.LOAD_SUPER_METHOD, method.name, -1);
    emitCall(e, call.args, 0, true);
    return 3;
  }
  e.asm.uint(OP.CALL_FUNCTION, 2, -2);
  return 1;
}

/** `OrderedDict({...})` keeps the order of the display; returns how many trailers are done. As in the reference, anything
 * else in braces is left on the stack beside the empty dict. */
function emitOrderedDict(e: Emit, { args, trailingComma }: Extract<Trailer, { kind: 'call' }>): number {
  const [argument] = args;
  if (args.length !== 1 || argument!.kind !== 'positional' || trailingComma) return 0;
  const { value } = argument!;
  if (value.kind === 'braces') {
    e.asm.uint(OP.CALL_FUNCTION, 0, 0);
    emitBracesItems(e, value.items, value.itemsLine);
    return 1;
  }
  if (value.kind !== 'comp' || value.type === 'list' || value.type === 'gen') return 0;
  e.asm.uint(OP.CALL_FUNCTION, 0, 0);
  emitComprehension(e, value);
  return 1;
}

/** Arguments and call; `implicit` positional arguments are on the stack already. */
export function emitCall(e: Emit, args: readonly Argument[], implicit: number, isMethod: boolean): void {
  let nPos = implicit;
  let nKw = 0;
  let stars = 0n;
  let hasStars = false;
  let hasDoubleStar = false;
  // Walrus and generator arguments are positional without being checked.
  const checkPositional = (node: Expr): void => {
    if (hasDoubleStar) e.fail('positional arg after **', node);
    if (nKw > 0) e.fail('positional arg after keyword arg', node);
  };
  for (const [i, arg] of args.entries()) {
    switch (arg.kind) {
      case 'positional':
        checkPositional(arg.value);
        emitExpr(e, arg.value);
        nPos++;
        break;
      case 'walrus':
        emitWalrus(e, arg.target, arg.value);
        nPos++;
        break;
      case 'comp':
        emitComprehension(e, arg.comp);
        nPos++;
        break;
      case 'star':
        if (hasDoubleStar) e.fail('* arg after **', arg.line);
        if (nKw > 0) e.fail('* arg after kwarg', arg.line);
        if (i >= e.unit.options.smallIntBits - 1) e.fail('too many args', arg.line);
        hasStars = true;
        stars |= 1n << BigInt(i);
        emitExpr(e, arg.value);
        nPos++;
        break;
      case 'double-star':
        hasStars = true;
        hasDoubleStar = true;
        e.asm.op(OP.LOAD_NULL, 1);
        emitExpr(e, arg.value);
        nKw++;
        break;
      case 'keyword':
        if (arg.name.kind !== 'name') e.fail('LHS of keyword arg must be an id', arg.line);
        else e.string(arg.name.name);
        emitExpr(e, arg.value);
        nKw++;
        break;
    }
  }
  if (hasStars) e.asm.smallInt(stars);
  const op = isMethod
    ? hasStars
      ? OP.CALL_METHOD_VAR_KW
      : OP.CALL_METHOD
    : hasStars
      ? OP.CALL_FUNCTION_VAR_KW
      : OP.CALL_FUNCTION;
  e.asm.uint(op, nPos | (nKw << 8), -(nPos + 2 * nKw + (isMethod ? 1 : 0) + (hasStars ? 1 : 0)));
}
