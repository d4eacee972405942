// Statements of the parser (bytecode.md section 11), and what constants make of them: const() definitions and statements
// without effect (12.3, 12.4).

import type {
  Argument,
  Block,
  ClassDef,
  Decorator,
  ExceptClause,
  Expr,
  For,
  FunctionDef,
  ImportItem,
  Module,
  Stmt,
  With,
} from './ast.js';
import { syntaxError } from './errors.js';
import { constantOf } from './fold.js';
import { ExpressionParser } from './parser-expressions.js';
import { T } from './tokens.js';

const AUGMENTED: ReadonlySet<string> = new Set('+= -= *= @= /= %= &= |= ^= <<= >>= **= //='.split(' '));

export class Parser extends ExpressionParser {
  file(): Module {
    const { line } = this.token;
    const body: Stmt[] = [];
    while (!this.at(T.END)) if (!this.accept(T.NEWLINE)) body.push(this.statement());
    return { line, body, value: undefined };
  }
  evalInput(): Module {
    const { line } = this.token;
    const value = this.testlist();
    while (this.accept(T.NEWLINE));
    this.expect(T.END);
    return { line, body: [], value };
  }
  singleInput(): Module {
    const { line } = this.token;
    const body = this.accept(T.NEWLINE) ? [] : [this.statement()];
    if (!this.at(T.END)) this.fail();
    return { line, body, value: undefined };
  }

  // --- blocks --------------------------------------------------------------------------------------------------------

  private statement(): Stmt {
    const { kind, line } = this.token;
    switch (kind) {
      case 'if':
        return this.ifStatement();
      case 'while': {
        this.take();
        const test = this.named();
        const body = this.block();
        return { kind, test, body, orelse: this.elseBlock(), line };
      }
      case 'for':
        return this.forStatement(line);
      case 'try':
        return this.tryStatement();
      case 'with':
        return this.withStatement(line);
      case 'def':
        return this.functionDef(false);
      case 'class':
        return this.classDef();
      case '@':
        return this.decorated();
      case 'async':
        this.take();
        if (this.at('def')) return { kind, target: this.functionDef(true), line };
        if (this.at('with')) return { kind, target: this.withStatement(line), line };
        if (this.at('for')) return { kind, target: this.forStatement(line), line };
        return this.fail();
      default:
        return this.simple();
    }
  }
  private block(): Block {
    this.expect(':');
    this.enter();
    const body: Stmt[] = [];
    if (this.accept(T.NEWLINE)) {
      this.expect(T.INDENT);
      do body.push(this.statement());
      while (!this.accept(T.DEDENT));
    } else body.push(this.simple());
    this.leave();
    return body;
  }
  private elseBlock(): Block | undefined {
    return this.accept('else') ? this.block() : undefined;
  }

  /** The statements of one line. */
  private simple(): Stmt {
    const { line } = this.token;
    const parts = [this.small()];
    let isLine = false;
    while (this.accept(';')) {
      isLine = true;
      if (this.at(T.NEWLINE)) break;
      parts.push(this.small());
    }
    this.expect(T.NEWLINE);
    return isLine ? { kind: 'line', parts, line } : parts[0]!;
  }

  // --- compound statements -------------------------------------------------------------------------------------------

  private ifStatement(): Stmt {
    const { line } = this.token;
    const arms: { test: Expr; body: Block }[] = [];
    do {
      this.take();
      const test = this.named();
      arms.push({ test, body: this.block() });
    } while (this.at('elif'));
    return { kind: 'if', arms, orelse: this.elseBlock(), line };
  }
  private forStatement(line: number): For {
    this.expect('for');
    const target = this.exprlist();
    this.expect('in');
    const iterable = this.testlist();
    const body = this.block();
    return { kind: 'for', target, iterable, body, orelse: this.elseBlock(), line };
  }
  private withStatement(line: number): With {
    this.expect('with');
    const items: { value: Expr; target: Expr | undefined }[] = [];
    do {
      const value = this.test();
      items.push({ value, target: this.accept('as') ? this.expr() : undefined });
    } while (this.accept(','));
    return { kind: 'with', items, body: this.block(), line };
  }
  private tryStatement(): Stmt {
    const { line } = this.expect('try');
    const body = this.block();
    const clauses: ExceptClause[] = [];
    while (this.at('except')) clauses.push(this.exceptClause());
    if (clauses.length === 0 && !this.at('finally')) this.fail();
    const orelse = clauses.length > 0 ? this.elseBlock() : undefined;
    const final = this.accept('finally') ? this.block() : undefined;
    return { kind: 'try', body, clauses, orelse, final, line };
  }
  private exceptClause(): ExceptClause {
    const { line } = this.expect('except');
    const type = this.at(':') ? undefined : this.test();
    const name = type && this.accept('as') ? this.name() : undefined;
    return { line, type, name, body: this.block() };
  }
  private functionDef(isAsync: boolean): FunctionDef {
    const { line } = this.expect('def');
    const name = this.name();
    this.expect('(');
    const params = this.at(')') ? [] : this.params(')', true);
    this.expect(')');
    if (this.accept('->')) this.test();
    return { kind: 'def', name, params, body: this.block(), isAsync, line };
  }
  private classDef(): ClassDef {
    const { line } = this.expect('class');
    const name = this.name();
    const args: readonly Argument[] = this.at('(') ? this.call().args : [];
    return { kind: 'class', name, args, body: this.block(), line };
  }
  private decorated(): Stmt {
    const { line } = this.token;
    const decorators: Decorator[] = [];
    while (this.at('@')) {
      const at = this.take().line;
      const names = this.dotted();
      const call = this.at('(') ? this.call() : undefined;
      this.expect(T.NEWLINE);
      decorators.push({ line: at, names, call });
    }
    if (this.at('class')) return { kind: 'decorated', decorators, target: this.classDef(), line };
    const isAsync = this.accept('async');
    if (!this.at('def')) this.fail();
    return { kind: 'decorated', decorators, target: this.functionDef(isAsync), line };
  }

  // --- simple statements ---------------------------------------------------------------------------------------------

  private small(): Stmt {
    const { kind, line } = this.token;
    switch (kind) {
      case 'pass':
      case 'break':
      case 'continue':
        this.take();
        return { kind, line };
      case 'del': {
        this.take();
        const targets = this.exprlist();
        const isList = targets.kind === 'tuple' && !targets.parenthesised;
        return { kind, targets: isList ? targets.items : [targets], line };
      }
      case 'return':
        this.take();
        return { kind, value: this.startsExpression() ? this.testlist() : undefined, line };
      case 'raise': {
        this.take();
        const value = this.startsExpression() ? this.test() : undefined;
        const cause = value && this.accept('from') ? this.test() : undefined;
        return { kind, value, cause, line };
      }
      case 'yield':
        return { kind: 'expr', value: this.yieldExpr(), line };
      case 'import':
        return this.importStatement();
      case 'from':
        return this.fromStatement();
      case 'global':
      case 'nonlocal': {
        this.take();
        const names = [this.name()];
        while (this.accept(',')) names.push(this.name());
        return { kind, names, line };
      }
      case 'assert': {
        this.take();
        const test = this.test();
        return { kind, test, message: this.accept(',') ? this.test() : undefined, line };
      }
      default:
        return this.expressionStatement();
    }
  }

  private dotted(): string[] {
    const names = [this.name()];
    while (this.accept('.')) names.push(this.name());
    return names;
  }
  private importStatement(): Stmt {
    const { line } = this.expect('import');
    const items: ImportItem[] = [];
    do {
      const name = this.dotted().join('.');
      items.push({ name, as: this.accept('as') ? this.name() : undefined });
    } while (this.accept(','));
    return { kind: 'import', items, line };
  }
  private fromStatement(): Stmt {
    const { line } = this.expect('from');
    let level = 0;
    while (this.at('.') || this.at('...')) level += this.take().kind.length;
    const module = level > 0 && this.at('import') ? '' : this.dotted().join('.');
    this.expect('import');
    if (this.accept('*')) return { kind: 'from', level, module, items: undefined, line };
    const parenthesised = this.accept('(');
    const items = this.importNames();
    if (parenthesised) this.expect(')');
    return { kind: 'from', level, module, items, line };
  }
  private importNames(): ImportItem[] {
    const items: ImportItem[] = [];
    do {
      if (items.length > 0 && !this.at(T.NAME)) break;
      const name = this.name();
      items.push({ name, as: this.accept('as') ? this.name() : undefined });
    } while (this.accept(','));
    return items;
  }

  private rightSide(): Expr {
    return this.at('yield') ? this.yieldExpr() : this.starredTestlist();
  }
  private expressionStatement(): Stmt {
    const { line } = this.token;
    const first = this.starredTestlist();
    const { kind: op } = this.token;
    if (AUGMENTED.has(op)) {
      this.take();
      return { kind: 'augmented', op: op.slice(0, -1), target: first, value: this.rightSide(), line };
    }
    if (this.accept(':')) {
      this.test();
      if (!this.accept('=')) return { kind: 'annotation', target: first, value: undefined, line };
      const value = this.rightSide();
      const constant = this.constDefinition(first, value);
      if (constant === 'private') return { kind: 'removed', line };
      return { kind: 'annotation', target: first, value: constant ?? value, line };
    }
    if (op !== '=') {
      const isPass = !this.options.keepConstantStatements && first.kind !== 'tuple' && constantOf(first) !== undefined;
      return isPass ? { kind: 'pass', line } : { kind: 'expr', value: first, line };
    }
    const chain = [first];
    while (this.accept('=')) chain.push(this.rightSide());
    const value = chain.pop()!;
    const constant = chain.length === 1 ? this.constDefinition(first, value) : undefined;
    if (constant === 'private') return { kind: 'removed', line };
    return { kind: 'assign', targets: chain, value: constant ?? value, line };
  }

  /** `ID = const(C)`: records the constant and returns C, or tells that nothing is left of the statement. */
  private constDefinition(target: Expr, value: Expr): Expr | 'private' | undefined {
    if (target.kind !== 'name' || value.kind !== 'primary' || value.trailers.length !== 1) return undefined;
    const [call] = value.trailers;
    if (value.atom.kind !== 'name' || value.atom.name !== 'const' || call!.kind !== 'call') return undefined;
    const [argument] = call!.args;
    const constant =
      call!.args.length === 1 && !call!.trailingComma && argument!.kind === 'positional'
        ? constantOf(argument!.value)
        : undefined;
    if (!constant || argument!.kind !== 'positional') return syntaxError('not a constant', { line: value.line });
    this.constants.set(target.name, constant);
    return target.name.startsWith('_') ? 'private' : argument!.value;
  }
}
