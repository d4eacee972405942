// Functions, classes, comprehensions: making them in their scope, and the code of their own (bytecode.md 14.9).

import { OP, SCOPE_FLAG } from '../../abi/index.js';
import type { ClassDef, CompClause, Comprehension, Decorator, Expr, FunctionDef, Lambda, Param } from './ast.js';
import type { Emit } from './emit.js';
import { emitCall, emitCond, emitExpr } from './emit-expressions.js';
import { emitBlock, emitStatements } from './emit-statements.js';
import { emitStore } from './emit-targets.js';
import { Scope } from './scope.js';

/** Emitters of the reference that make machine code. */
const NATIVE_EMITTERS: ReadonlySet<string> = new Set(['native', 'viper', 'asm_thumb', 'asm_xtensa', 'asm_rv32']);

/** The scope of a node: made in the scan, found in the second walk. */
function scopeFor(e: Emit, node: object, make: () => Scope): Scope {
  return e.isScan ? e.unit.addScope(make(), node) : e.unit.scopeOf(node)!;
}

/** Makes the function object of a scope. */
function emitMake(e: Emit, scope: Scope, hasDefaults: boolean): void {
  const free = scope.freeVariables();
  for (const { name } of free) e.loadFast(e.scope.find(name)!.local);
  const cells = free.length;
  const index = e.children.push(scope) - 1;
  const effect = 1 - cells - (hasDefaults ? 2 : 0);
  if (cells === 0) e.asm.uint(hasDefaults ? OP.MAKE_FUNCTION_DEFARGS : OP.MAKE_FUNCTION, index, effect);
  else e.asm.uint(hasDefaults ? OP.MAKE_CLOSURE_DEFARGS : OP.MAKE_CLOSURE, index, effect, cells);
}

/** Default values; true if there are any. */
function emitDefaults(e: Emit, scope: Scope, params: readonly Param[]): boolean {
  let positional = 0;
  let hasDict = false;
  let afterStar = false;
  for (const { kind, name, initial, isCompound, line } of params) {
    if (kind === 'star') afterStar = true;
    if (kind !== 'plain') continue;
    if (!initial) {
      if (!afterStar && positional > 0) e.fail('non-default argument follows default argument', isCompound ? line : 0);
      continue;
    }
    if (!afterStar) {
      positional++;
      emitExpr(e, initial);
      continue;
    }
    if (!hasDict) {
      hasDict = true;
      emitDefaultTuple(e, positional);
      e.asm.uint(OP.BUILD_MAP, 0, 1);
    }
    emitExpr(e, initial);
    e.string(name!);
    e.asm.op(OP.STORE_MAP, -2);
  }
  scope.nDefPosArgs = positional;
  if (hasDict) scope.flags |= SCOPE_FLAG.DEFKWARGS;
  else if (positional > 0) {
    emitDefaultTuple(e, positional);
    e.asm.op(OP.LOAD_NULL, 1);
  }
  return hasDict || positional > 0;
}

function emitDefaultTuple(e: Emit, count: number): void {
  if (count > 0) e.build(OP.BUILD_TUPLE, count);
  else e.asm.op(OP.LOAD_NULL, 1);
}

function makeFunction(e: Emit, node: FunctionDef): void {
  const { name, params, body, line } = node;
  const scope = scopeFor(e, node, () => new Scope('function', name, e.scope, { kind: 'block', body, params }, line));
  emitMake(e, scope, emitDefaults(e, scope, params));
  if (node.isAsync) scope.flags |= SCOPE_FLAG.GENERATOR;
}

function makeClass(e: Emit, node: ClassDef): void {
  const { name, body, args, line } = node;
  const scope = scopeFor(e, node, () => new Scope('class', name, e.scope, { kind: 'block', body, params: [] }, line));
  e.asm.op(OP.LOAD_BUILD_CLASS, 1);
  emitMake(e, scope, false);
  e.string(name);
  emitCall(e, args, 2, false);
}

/** A `def` or `class` statement, with its decorators. */
export function emitDefinition(e: Emit, node: FunctionDef | ClassDef, decorators: readonly Decorator[]): void {
  let calls = 0;
  for (const decorator of decorators) if (emitDecorator(e, decorator)) calls++;
  if (node.kind === 'def') makeFunction(e, node);
  else makeClass(e, node);
  for (; calls > 0; calls--) e.asm.uint(OP.CALL_FUNCTION, 1, -1);
  e.store(node.name);
}

/** False for the decorators that choose an emitter. */
function emitDecorator(e: Emit, { names, call }: Decorator): boolean {
  if (names[0] === 'micropython') {
    const isNative = names.length === 2 && NATIVE_EMITTERS.has(names[1]!);
    if (isNative && !e.unit.options.isFirmware) e.fail('invalid arch', 0);
    if (names.length !== 2 || names[1] !== 'bytecode') e.fail('invalid micropython decorator', 0);
    return false;
  }
  e.load(names[0]!);
  for (const name of names.slice(1)) e.qstr(OP.LOAD_ATTR, name, 0);
  if (call) {
    e.mark(call.line);
    emitCall(e, call.args, 0, false);
  }
  return true;
}

export function emitLambda(e: Emit, node: Lambda): void {
  const scope = scopeFor(e, node, () => new Scope('lambda', '<lambda>', e.scope, { kind: 'lambda', node }, node.line));
  emitMake(e, scope, emitDefaults(e, scope, node.params));
}

const COMPREHENSIONS = {
  list: { kind: 'listcomp', build: OP.BUILD_LIST, code: 0 },
  dict: { kind: 'dictcomp', build: OP.BUILD_MAP, code: 1 },
  set: { kind: 'setcomp', build: OP.BUILD_SET, code: 2 },
  gen: { kind: 'genexpr', build: 0, code: 0 },
} as const;

export function emitComprehension(e: Emit, node: Comprehension): void {
  const { kind } = COMPREHENSIONS[node.type];
  const scope = scopeFor(
    e,
    node,
    () => new Scope(kind, `<${kind}>`, e.scope, { kind: 'comp', node }, node.elementLine),
  );
  emitMake(e, scope, false);
  const [first] = node.clauses;
  if (first!.kind === 'for') emitExpr(e, first!.iterable);
  if (node.type === 'gen') e.asm.op(OP.GET_ITER, 0);
  e.asm.uint(OP.CALL_FUNCTION, 1, -1);
}

// --- the code of a scope ---------------------------------------------------------------------------------------------

/** Everything that a scope runs. */
export function emitScope(e: Emit): void {
  const { scope } = e;
  const { body } = scope;
  switch (body.kind) {
    case 'eval':
      emitExpr(e, body.value);
      break;
    case 'lambda':
      if (e.isScan) scanParams(e, body.node.params);
      e.mark(body.node.line);
      emitExpr(e, body.node.body);
      if (e.isGenerator) {
        e.popTop();
        e.loadNone();
      }
      break;
    case 'comp':
      emitComprehensionBody(e, body.node);
      break;
    case 'block':
      if (scope.kind === 'class') emitClassStart(e);
      else if (e.isScan) scanParams(e, body.params);
      if (scope.kind === 'module') emitStatements(e, body.body);
      else emitBlock(e, body.body);
      emitResult(e);
      break;
  }
  e.returnValue();
}

function emitClassStart(e: Emit): void {
  if (e.isScan) e.scope.enter('__class__', 'local');
  e.load('__name__');
  e.store('__module__');
  e.string(e.scope.simpleName);
  e.store('__qualname__');
}

/** What a body returns: None, or the cell of `__class__` if an inner scope uses it. */
function emitResult(e: Emit): void {
  const id = e.scope.kind === 'class' ? e.scope.find('__class__') : undefined;
  if (!e.isScan && id?.kind === 'cell') e.loadFast(id.local);
  else e.loadNone();
}

function scanParams(e: Emit, params: readonly Param[]): void {
  const { scope } = e;
  let afterStar = false;
  let afterDoubleStar = false;
  scope.nPosArgs = 0;
  scope.nKwonlyArgs = 0;
  for (const { kind, name, isCompound, line } of params) {
    const at = isCompound ? line : 0;
    if (afterDoubleStar || (kind === 'star' && afterStar)) e.fail('invalid syntax', at);
    if (kind === 'star') afterStar = true;
    if (kind === 'double-star') afterDoubleStar = true;
    if (name === undefined) continue;
    if (scope.find(name)) e.fail('argument name reused', at);
    const id = scope.enter(name, 'local');
    id.param = kind;
    if (kind === 'star') scope.flags |= SCOPE_FLAG.VARARGS;
    else if (kind === 'double-star') scope.flags |= SCOPE_FLAG.VARKEYWORDS;
    else if (afterStar) scope.nKwonlyArgs++;
    else scope.nPosArgs++;
  }
}

/** Name of the parameter that a comprehension gets its first iterable in. */
const ITERATOR = '';

function emitComprehensionBody(e: Emit, node: Comprehension): void {
  const isGenerator = node.type === 'gen';
  if (e.isScan) {
    e.scope.enter(ITERATOR, 'local');
    e.scope.nPosArgs = 1;
    if (isGenerator) e.scope.flags |= SCOPE_FLAG.GENERATOR;
  }
  e.mark(node.elementLine);
  if (isGenerator) {
    // An iterator on the stack has four slots; this one exists already.
    e.asm.op(OP.LOAD_NULL, 1);
    e.load(ITERATOR);
    e.asm.op(OP.LOAD_NULL, 1);
    e.asm.op(OP.LOAD_NULL, 1);
  } else {
    e.asm.uint(COMPREHENSIONS[node.type].build, 0, 1);
    e.load(ITERATOR);
    e.asm.op(OP.GET_ITER_STACK, 3);
  }
  emitComprehensionLoop(e, node, 0, 0);
  if (isGenerator) e.loadNone();
}

function emitComprehensionLoop(e: Emit, node: Comprehension, at: number, depth: number): void {
  const { clauses } = node;
  const top = e.asm.newLabel();
  const end = e.asm.newLabel();
  e.asm.place(top);
  e.asm.jump(OP.FOR_ITER, end, 1);
  emitStore(e, (clauses[at] as Extract<CompClause, { kind: 'for' }>).target);
  let next = at + 1;
  for (let clause = clauses[next]; clause?.kind === 'if'; clause = clauses[++next]) {
    emitCond(e, clause.test, false, top);
  }
  const inner = clauses[next];
  if (inner?.kind === 'for') {
    emitExpr(e, inner.iterable);
    e.asm.op(OP.GET_ITER_STACK, 3);
    emitComprehensionLoop(e, node, next, depth + 1);
  } else emitElement(e, node, depth);
  e.jump(top);
  e.asm.place(end);
  e.asm.adjust(-4);
}

function emitElement(e: Emit, { type, element }: Comprehension, depth: number): void {
  if (element.kind === 'pair') {
    emitExpr(e, element.value);
    emitExpr(e, element.key);
  } else emitExpr(e, element as Expr);
  if (type === 'gen') {
    e.asm.op(OP.YIELD_VALUE, 0);
    e.popTop();
    return;
  }
  const index = 4 * depth + 5 + (type === 'dict' ? 1 : 0);
  e.asm.uint(OP.STORE_COMP, (index << 2) | COMPREHENSIONS[type].code, type === 'dict' ? -2 : -1);
}
