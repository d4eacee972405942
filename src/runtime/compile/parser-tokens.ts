// What all rules of the parser share: the current token, errors, nesting, and literals (bytecode.md sections 10 and 12.1).

import type { Expr } from './ast.js';
import type { Constant } from './constants.js';
import { CompileError, syntaxError, tooDeep } from './errors.js';
import type { Rounding } from './fold.js';
import type { Lexer } from './lexer.js';
import { parseIntegerLiteral, splitFloatLiteral } from './numbers.js';
import { T, type Token } from './tokens.js';

export interface ParserOptions {
  readonly smallIntBits: number;
  /** Errors about integers end with the text. */
  readonly detailedErrors: boolean;
  readonly round: Rounding;
  readonly parseFloat: (text: string) => number;
  /** Strings (bytes) that the compiler knows already: literals equal to one of them are qstrs. */
  readonly isInterned: (text: string) => boolean;
  /** Constants of modules that fold: module name, attribute. */
  readonly moduleConstant: (module: string, attribute: string) => Constant | undefined;
  /** Told of each name and short string in the order of the source. */
  readonly onIntern?: ((text: string) => void) | undefined;
  /** A statement of a constant alone is code, as in single input. */
  readonly keepConstantStatements: boolean;
}

const SHORT_STRING = 10;
const MAX_NAME = 255;
/** Depth of the tree. The host's stack has room for more; the reference's ends somewhere too. */
const MAX_DEPTH = 400;

export class TokenParser {
  protected token: Token;
  protected readonly options: ParserOptions;
  private readonly lexer: Lexer;
  private readonly interned = new Set<string>();
  protected readonly constants = new Map<string, Constant>();
  private depth = 0;

  constructor(lexer: Lexer, options: ParserOptions) {
    this.lexer = lexer;
    this.options = options;
    this.token = lexer.next();
  }

  // --- tokens --------------------------------------------------------------------------------------------------------

  protected fail(): never {
    const { kind, line } = this.token;
    if (kind === T.INDENT) throw new CompileError('IndentationError', 'unexpected indent', { line });
    if (kind === T.DEDENT_MISMATCH) {
      throw new CompileError('IndentationError', "unindent doesn't match any outer indent level", { line });
    }
    return syntaxError('invalid syntax', { line });
  }
  protected at(kind: string): boolean {
    return this.token.kind === kind;
  }
  protected take(): Token {
    const token = this.token;
    this.token = this.lexer.next();
    return token;
  }
  /** Takes the token if it is of this kind. */
  protected accept(kind: string): boolean {
    if (this.token.kind !== kind) return false;
    this.take();
    return true;
  }
  protected expect(kind: string): Token {
    if (this.token.kind !== kind) this.fail();
    return this.take();
  }
  protected name(): string {
    if (!this.at(T.NAME)) this.fail();
    const { text } = this.token;
    this.intern(text);
    this.take();
    return text;
  }
  private intern(text: string): void {
    if (text.length > MAX_NAME && !this.isInterned(text)) throw new CompileError('RuntimeError', 'name too long');
    this.interned.add(text);
    this.options.onIntern?.(text);
  }
  private isInterned(text: string): boolean {
    return this.interned.has(text) || this.options.isInterned(text);
  }
  protected enter(): void {
    if (++this.depth > MAX_DEPTH) tooDeep(this.token.line);
  }
  protected leave(): void {
    this.depth--;
  }

  // --- constants -----------------------------------------------------------------------------------------------------

  private isSmall(value: bigint): boolean {
    const limit = 1n << BigInt(this.options.smallIntBits - 1);
    return value >= -limit && value < limit;
  }
  protected constant(value: Constant, line: number): Expr {
    if (value.kind === 'int' && this.isSmall(value.value)) return { kind: 'small-int', value: value.value, line };
    return { kind: 'const', value, line };
  }
  protected integer(): Expr {
    const { text, line } = this.token;
    const parsed = parseIntegerLiteral(text);
    if (!parsed.ok) {
      const detail = this.options.detailedErrors ? `: '${text}'` : '';
      syntaxError(`invalid syntax for integer with base ${parsed.base}${detail}`, { line });
    }
    this.take();
    return this.constant({ kind: 'int', value: parsed.value }, line);
  }
  protected float(): Expr {
    const { text, line } = this.token;
    const parts = splitFloatLiteral(text);
    if (!parts) syntaxError('invalid syntax for number', { line });
    this.take();
    const value = this.options.parseFloat(parts.text);
    return this.constant(parts.isImaginary ? { kind: 'complex', imag: value } : { kind: 'float', value }, line);
  }
  protected string(): Expr {
    const { text, line } = this.token;
    const isQstr = text.length <= SHORT_STRING || this.isInterned(text);
    if (isQstr) this.intern(text);
    this.take();
    return isQstr ? { kind: 'qstr', text, line } : { kind: 'const', value: { kind: 'str', text }, line };
  }
}
