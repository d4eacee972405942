// Expressions of the parser (bytecode.md section 11), with the folding of 12.2. Predictive: every alternative is chosen by
// the current token, and once a rule has taken a token a mismatch is final.

import type { Argument, CompClause, Comprehension, Expr, Pair, Param, Primary, Trailer, Tuple } from './ast.js';
import type { Constant } from './constants.js';
import { constantOf, type Folding, foldBool, foldChain, foldUnary, truthOf } from './fold.js';
import { IntFolding } from './fold-int.js';
import { TokenParser } from './parser-tokens.js';
import { T } from './tokens.js';

const COMPARISONS: ReadonlySet<string> = new Set(['<', '>', '==', '<=', '>=', '!=', 'in', 'is', 'not']);

/** Left-associative operators: higher binds tighter. */
const LEVELS: Readonly<Record<string, number>> = {
  '|': 1,
  '^': 2,
  '&': 3,
  '<<': 4,
  '>>': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '@': 6,
  '/': 6,
  '%': 6,
  '//': 6,
};
const LOWEST_LEVEL = 1;

const EXPRESSION_STARTS: ReadonlySet<string> = new Set([
  T.NAME,
  T.INTEGER,
  T.FLOAT,
  T.STRING,
  T.BYTES,
  ...'( [ { + - ~ ... None True False not lambda await'.split(' '),
]);

export class ExpressionParser extends TokenParser {
  private readonly folding: Folding = { round: this.options.round, ints: new IntFolding() };

  // --- lists ---------------------------------------------------------------------------------------------------------

  protected startsExpression(): boolean {
    return EXPRESSION_STARTS.has(this.token.kind);
  }

  /** `item %? ','`: one item alone is itself, more are a tuple without parentheses. */
  private tupleOf(item: () => Expr, starts: () => boolean, fold: boolean): Expr {
    const { line } = this.token;
    const items = [item()];
    if (!this.at(',')) return items[0]!;
    while (this.accept(',')) {
      if (!starts()) break;
      items.push(item());
    }
    return (fold ? foldTuple(items, line) : undefined) ?? { kind: 'tuple', items, parenthesised: false, line };
  }

  protected testlist(): Expr {
    return this.tupleOf(
      () => this.test(),
      () => this.startsExpression(),
      true,
    );
  }
  /** With `*x`; expression statements and both sides of assignments. */
  protected starredTestlist(): Expr {
    return this.tupleOf(
      () => (this.at('*') ? this.star() : this.test()),
      () => this.at('*') || this.startsExpression(),
      true,
    );
  }
  /** Targets of `for` and `del`. */
  protected exprlist(): Expr {
    return this.tupleOf(
      () => (this.at('*') ? this.star() : this.expr()),
      () => this.at('*') || this.startsOperand(),
      false,
    );
  }
  private startsOperand(): boolean {
    return this.startsExpression() && !this.at('not') && !this.at('lambda');
  }
  protected star(): Expr {
    const { line } = this.expect('*');
    return { kind: 'star', value: this.expr(), line };
  }

  // --- operators -----------------------------------------------------------------------------------------------------

  protected named(): Expr {
    const { line } = this.token;
    const target = this.test();
    if (!this.accept(':=')) return target;
    return { kind: 'walrus', target, value: this.test(), line };
  }

  protected test(): Expr {
    this.enter();
    const { line } = this.token;
    const node = this.at('lambda') ? this.lambda(true) : this.ternary(line);
    this.leave();
    return node;
  }
  private ternary(line: number): Expr {
    const body = this.or();
    if (!this.accept('if')) return body;
    const test = this.or();
    this.expect('else');
    return { kind: 'ternary', test, body, orelse: this.test(), line };
  }
  /** Conditions of comprehensions: no ternary. */
  private testWithoutTernary(): Expr {
    this.enter();
    const node = this.at('lambda') ? this.lambda(false) : this.or();
    this.leave();
    return node;
  }

  private lambda(withTernary: boolean): Expr {
    const { line } = this.expect('lambda');
    const params = this.at(':') ? [] : this.params(':', false);
    this.expect(':');
    return { kind: 'lambda', params, body: withTernary ? this.test() : this.testWithoutTernary(), line };
  }
  /** `param %? ','` up to `end`, which is not taken. */
  protected params(end: string, annotated: boolean): Param[] {
    const params: Param[] = [];
    for (;;) {
      params.push(this.param(annotated));
      if (!this.accept(',') || this.at(end)) return params;
    }
  }
  private param(annotated: boolean): Param {
    const { line } = this.token;
    const kind = this.accept('*') ? 'star' : this.accept('**') ? 'double-star' : 'plain';
    if (kind === 'star' && !this.at(T.NAME)) {
      return { line, kind, name: undefined, initial: undefined, isCompound: true };
    }
    const name = this.name();
    let isCompound = kind !== 'plain';
    if (annotated && this.accept(':')) {
      this.test();
      isCompound = true;
    }
    let initial: Expr | undefined;
    if (kind === 'plain' && this.accept('=')) {
      initial = this.test();
      isCompound = true;
    }
    return { line, kind, name, initial, isCompound };
  }

  private or(): Expr {
    return this.bool('or', () => this.bool('and', () => this.not()));
  }
  private bool(kind: 'and' | 'or', operand: () => Expr): Expr {
    const { line } = this.token;
    const first = operand();
    if (!this.at(kind)) return first;
    const operands = [first];
    while (this.accept(kind)) operands.push(operand());
    const rest = foldBool(kind, operands);
    return rest.length === 1 ? rest[0]! : { kind, operands: rest, line };
  }
  private not(): Expr {
    if (!this.at('not')) return this.comparison();
    this.enter();
    const { line } = this.take();
    const operand = this.not();
    this.leave();
    const truth = truthOf(operand);
    if (truth !== undefined) return { kind: 'singleton', value: truth ? 'False' : 'True', line };
    return { kind: 'not', operand, line };
  }
  private comparison(): Expr {
    const { line } = this.token;
    const first = this.expr();
    if (!COMPARISONS.has(this.token.kind)) return first;
    const operands = [first];
    const ops: string[] = [];
    while (COMPARISONS.has(this.token.kind)) {
      let op = this.take().kind;
      if (op === 'not') {
        this.expect('in');
        op = 'not in';
      } else if (op === 'is' && this.accept('not')) op = 'is not';
      ops.push(op);
      operands.push(this.expr());
    }
    return { kind: 'compare', ops, operands, line };
  }

  protected expr(): Expr {
    return this.operators(LOWEST_LEVEL);
  }
  private operators(lowest: number): Expr {
    const { line } = this.token;
    let left = this.factor();
    for (;;) {
      const level = LEVELS[this.token.kind] ?? 0;
      if (level < lowest) return left;
      const operands = [left];
      const ops: string[] = [];
      while (LEVELS[this.token.kind] === level) {
        ops.push(this.take().kind);
        operands.push(this.operators(level + 1));
      }
      left = this.chain(ops, operands, line);
    }
  }
  private chain(ops: string[], operands: Expr[], line: number): Expr {
    const value = foldChain(ops, operands, this.folding);
    return value ? this.constant(value, 0) : { kind: 'chain', ops, operands, line };
  }
  private factor(): Expr {
    const { kind, line } = this.token;
    if (kind !== '+' && kind !== '-' && kind !== '~') return this.power();
    this.enter();
    this.take();
    const operand = this.factor();
    this.leave();
    const value = foldUnary(kind, operand, this.folding.ints);
    return value ? this.constant(value, 0) : { kind: 'unary', op: kind, operand, line };
  }
  private power(): Expr {
    const { line } = this.token;
    const base = this.primary();
    if (!this.accept('**')) return base;
    this.enter();
    const exponent = this.factor();
    this.leave();
    return this.chain(['**'], [base, exponent], line);
  }

  // --- primaries -----------------------------------------------------------------------------------------------------

  private primary(): Expr {
    const { line } = this.token;
    const isAwait = this.accept('await');
    const atom = this.atom();
    const trailers: Trailer[] = [];
    while (this.at('(') || this.at('[') || this.at('.')) trailers.push(this.trailer());
    if (isAwait) return { kind: 'await', value: { kind: 'primary', atom, trailers, line }, line };
    if (trailers.length === 0) return atom;
    const primary: Primary = { kind: 'primary', atom, trailers, line };
    return this.foldAttribute(primary) ?? primary;
  }
  private foldAttribute({ atom, trailers }: Primary): Expr | undefined {
    const [trailer] = trailers;
    if (trailers.length !== 1 || trailer!.kind !== 'attribute' || atom.kind !== 'name') return undefined;
    const value = this.options.moduleConstant(atom.name, trailer!.name);
    return value ? this.constant(value, 0) : undefined;
  }

  private atom(): Expr {
    const { kind, line } = this.token;
    switch (kind) {
      case T.NAME: {
        const name = this.name();
        const value = this.constants.get(name);
        if (value) return this.constant(value, line);
        return { kind: 'name', name, line };
      }
      case T.INTEGER:
        return this.integer();
      case T.FLOAT:
        return this.float();
      case T.STRING:
        return this.string();
      case T.BYTES:
        return { kind: 'const', value: { kind: 'bytes', text: this.take().text }, line };
      case 'None':
      case 'True':
      case 'False':
      case '...':
        this.take();
        return { kind: 'singleton', value: kind, line };
      case '(':
        return this.parenthesised();
      case '[':
        return this.list();
      case '{':
        return this.braces();
      default:
        return this.fail();
    }
  }

  private startsElement(): boolean {
    return this.at('*') || this.startsExpression();
  }
  private element(): Expr {
    return this.at('*') ? this.star() : this.named();
  }
  /** Elements up to `end`, which is not taken, or a comprehension. `lines` are those of the first tokens. */
  private elements(
    type: 'list' | 'gen',
    end: string,
    line: number,
  ): Comprehension | { items: Expr[]; lines: number[]; trailingComma: boolean } {
    const items: Expr[] = [];
    const lines: number[] = [];
    let trailingComma = false;
    if (this.at(end)) return { items, lines, trailingComma };
    do {
      trailingComma = items.length > 0;
      if (trailingComma && !this.startsElement()) break;
      lines.push(this.token.line);
      items.push(this.element());
      trailingComma = false;
      if (items.length === 1 && this.at('for')) return this.comprehension(type, items[0]!, lines[0]!, line);
    } while (this.accept(','));
    return { items, lines, trailingComma };
  }

  private parenthesised(): Expr {
    const { line } = this.expect('(');
    this.enter();
    const node = this.at('yield') ? this.yieldExpr() : this.tupleOrGroup(line);
    this.leave();
    this.expect(')');
    return node;
  }
  private tupleOrGroup(line: number): Expr {
    const content = this.elements('gen', ')', line);
    if ('kind' in content) return content;
    const { items, lines, trailingComma } = content;
    if (items.length === 1 && !trailingComma) return items[0]!;
    const tuple: Tuple = { kind: 'tuple', items, parenthesised: true, line };
    if (items.length === 0) return tuple;
    const isShort = items.length === 1 || (items.length === 2 && !trailingComma);
    return foldTuple(items, isShort ? lines[0]! : lines[1]!) ?? tuple;
  }
  private list(): Expr {
    const { line } = this.expect('[');
    this.enter();
    const content = this.elements('list', ']', line);
    this.leave();
    this.expect(']');
    return 'kind' in content ? content : { kind: 'list', items: content.items, line };
  }
  private braces(): Expr {
    const { line } = this.expect('{');
    this.enter();
    const itemsLine = this.token.line;
    const items: (Expr | Pair)[] = [];
    while (!this.at('}')) {
      const itemLine = this.token.line;
      const item = this.bracesItem();
      if (items.length === 0 && this.at('for')) {
        const comp = this.comprehension(item.kind === 'pair' ? 'dict' : 'set', item, itemLine, line);
        this.leave();
        this.expect('}');
        return comp;
      }
      items.push(item);
      if (!this.accept(',')) break;
    }
    this.leave();
    this.expect('}');
    return { kind: 'braces', items, itemsLine, line };
  }
  private bracesItem(): Expr | Pair {
    const { line } = this.token;
    const key = this.test();
    return this.accept(':') ? { kind: 'pair', key, value: this.test(), line } : key;
  }

  private comprehension(
    type: Comprehension['type'],
    element: Expr | Pair,
    elementLine: number,
    line: number,
  ): Comprehension {
    const clauses: CompClause[] = [];
    for (;;) {
      if (this.accept('for')) {
        const target = this.exprlist();
        this.expect('in');
        clauses.push({ kind: 'for', target, iterable: this.or() });
      } else if (clauses.length > 0 && this.accept('if')) {
        clauses.push({ kind: 'if', test: this.testWithoutTernary() });
      } else return { kind: 'comp', type, element, elementLine, clauses, line };
    }
  }

  protected yieldExpr(): Expr {
    const { line } = this.expect('yield');
    if (this.accept('from')) return { kind: 'yield-from', value: this.test(), line };
    return { kind: 'yield', value: this.startsExpression() ? this.testlist() : undefined, line };
  }

  // --- trailers ------------------------------------------------------------------------------------------------------

  private trailer(): Trailer {
    const { kind, line } = this.token;
    if (kind === '(') return this.call();
    this.take();
    if (kind === '.') return { kind: 'attribute', name: this.name(), line };
    this.enter();
    const index = this.tupleOf(
      () => this.subscript(),
      () => this.at(':') || this.startsExpression(),
      true,
    );
    this.leave();
    this.expect(']');
    return { kind: 'subscript', index, line };
  }
  private subscript(): Expr {
    const { line } = this.token;
    const lower = this.at(':') ? undefined : this.test();
    if (!this.accept(':')) return lower!;
    const upper = this.startsExpression() ? this.test() : undefined;
    const step = this.accept(':') && this.startsExpression() ? this.test() : undefined;
    return { kind: 'slice', lower, upper, step, line };
  }

  protected call(): Extract<Trailer, { kind: 'call' }> {
    const { line } = this.expect('(');
    this.enter();
    const args: Argument[] = [];
    let trailingComma = false;
    while (!this.at(')')) {
      args.push(this.argument());
      trailingComma = this.accept(',');
      if (!trailingComma) break;
    }
    this.leave();
    this.expect(')');
    return { kind: 'call', args, trailingComma, line };
  }
  private argument(): Argument {
    const { line } = this.token;
    if (this.accept('*')) return { kind: 'star', value: this.test(), line };
    if (this.accept('**')) return { kind: 'double-star', value: this.test(), line };
    const value = this.test();
    if (this.at('for')) return { kind: 'comp', comp: this.comprehension('gen', value, line, line), line };
    if (this.accept('=')) return { kind: 'keyword', name: value, value: this.test(), line };
    if (this.accept(':=')) return { kind: 'walrus', target: value, value: this.test(), line };
    return { kind: 'positional', value };
  }
}

/** A tuple of constants is a constant. */
function foldTuple(items: readonly Expr[], line: number): Expr | undefined {
  const values: Constant[] = [];
  for (const item of items) {
    const value = constantOf(item);
    if (!value) return undefined;
    values.push(value);
  }
  return { kind: 'const', value: { kind: 'tuple', items: values }, line };
}
