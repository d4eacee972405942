// Regular expressions to a small byte program (python-dialect.md section 21, re). The program has the size and the jump
// ranges of the boards', because these decide which patterns are "too complex".
//
// Instructions: one byte of code, then operands. Jump offsets are one signed byte, relative to the next instruction.
// A class item is a pair of bytes: first and last character, or CLASS_NAMED and the letter of a named class.

export const OP = {
  CHAR: 1, // c
  ANY: 2,
  CLASS: 3, // n, n pairs
  CLASS_NOT: 4, // n, n pairs
  NAMED: 5, // letter
  SPLIT: 6, // offset: first go on, then jump
  SPLIT_JUMP: 7, // offset: first jump, then go on
  JUMP: 8, // offset
  SAVE: 9, // slot
  BEGIN: 10,
  END: 11,
  MATCH: 12,
} as const;

export const CLASS_NAMED = 0;

export interface Program {
  readonly code: Uint8Array;
  /** Groups including the whole match. */
  readonly groups: number;
}
/** What is wrong with a pattern, in the words of the boards. */
export type PatternError = 'regex too complex' | 'error in regex';

const NAMED_CLASSES = 'dDsSwW';
const JUMP_MIN = -128;
const JUMP_MAX = 127;
const BYTE_MAX = 255;
/** Nesting of groups that no pattern needs; deeper ones would exhaust the host's stack. */
const NESTING_MAX = 200;

/** The pattern is malformed, or does not fit. */
class Malformed extends Error {}

class Compiler {
  readonly code: number[] = [];
  groups = 1;
  at = 0;
  readonly pattern: string;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  private jump(at: number, offset: number): void {
    if (offset < JUMP_MIN || offset > JUMP_MAX) throw new Malformed();
    this.code[at] = offset & BYTE_MAX;
  }
  private peek(ahead = 0): string {
    return this.pattern[this.at + ahead] ?? '';
  }
  private take(): string {
    const c = this.peek();
    if (c === '') throw new Malformed();
    this.at++;
    return c;
  }

  /** One alternation, up to its closing parenthesis or the end of the pattern. */
  alternation(depth: number): void {
    const { code } = this;
    const start = code.length;
    /** Where the last operand begins; the end of the code if there is none that could be repeated. */
    let operand = start;
    /** Offset byte of the jump behind the alternatives so far. */
    let pending = -1;
    const finishPending = (): void => {
      if (pending >= 0) this.jump(pending, code.length - pending - 1);
    };
    for (;;) {
      const c = this.peek();
      if (c === '' || c === ')') break;
      this.at++;
      if (c === '|') {
        finishPending();
        code.splice(start, 0, OP.SPLIT, 0);
        code.push(OP.JUMP, 0);
        pending = code.length - 1;
        this.jump(start + 1, code.length - start - 2);
        operand = code.length;
      } else if (c === '*' || c === '+' || c === '?') {
        if (operand === code.length) throw new Malformed();
        this.repeat(c, operand);
        operand = code.length;
      } else if (c === '^' || c === '$') {
        code.push(c === '^' ? OP.BEGIN : OP.END);
        operand = code.length;
      } else {
        operand = code.length;
        this.operand(c, depth);
      }
    }
    finishPending();
  }

  private operand(c: string, depth: number): void {
    const { code } = this;
    if (c === '.') code.push(OP.ANY);
    else if (c === '[') this.characterClass();
    else if (c === '(') this.group(depth);
    else if (c === '\\') {
      const escaped = this.take();
      if (NAMED_CLASSES.includes(escaped)) code.push(OP.NAMED, escaped.charCodeAt(0));
      else code.push(OP.CHAR, escaped.charCodeAt(0));
    } else code.push(OP.CHAR, c.charCodeAt(0));
  }

  private repeat(kind: '*' | '+' | '?', operand: number): void {
    const { code } = this;
    const lazy = this.peek() === '?';
    if (lazy) this.at++;
    if (kind === '+') {
      // Behind the operand: jump back first if greedy.
      code.push(lazy ? OP.SPLIT : OP.SPLIT_JUMP, 0);
      this.jump(code.length - 1, operand - code.length);
      return;
    }
    code.splice(operand, 0, lazy ? OP.SPLIT_JUMP : OP.SPLIT, 0);
    if (kind === '*') {
      code.push(OP.JUMP, 0);
      this.jump(code.length - 1, operand - code.length);
    }
    this.jump(operand + 1, code.length - operand - 2);
  }

  private group(depth: number): void {
    if (depth > NESTING_MAX) throw new Malformed();
    let slot = -1;
    if (this.peek() === '?') {
      if (this.peek(1) !== ':') throw new Malformed();
      this.at += 2;
    } else slot = 2 * this.groups++;
    if (slot + 1 > BYTE_MAX) throw new Malformed();
    if (slot >= 0) this.code.push(OP.SAVE, slot);
    this.alternation(depth + 1);
    if (this.take() !== ')') throw new Malformed();
    if (slot >= 0) this.code.push(OP.SAVE, slot + 1);
  }

  private characterClass(): void {
    const { code } = this;
    const negated = this.peek() === '^';
    if (negated) this.at++;
    code.push(negated ? OP.CLASS_NOT : OP.CLASS, 0);
    const count = code.length - 1;
    let n = 0;
    for (let c = this.take(); c !== ']'; c = this.take()) {
      if (c === '\\') {
        c = this.take();
        if (NAMED_CLASSES.includes(c)) {
          code.push(CLASS_NAMED, c.charCodeAt(0));
          n++;
          continue;
        }
      }
      let last = c;
      if (this.peek() === '-' && this.peek(1) !== ']') {
        this.at++;
        last = this.take();
        if (last === '\\') last = this.take();
      }
      code.push(c.charCodeAt(0), last.charCodeAt(0));
      n++;
    }
    if (n > BYTE_MAX) throw new Malformed();
    code[count] = n;
  }
}

/** The program of a pattern (a byte string), or what is wrong with it. */
export function compilePattern(pattern: string): Program | PatternError {
  // The boards see patterns as C strings.
  const nul = pattern.indexOf('\0');
  const compiler = new Compiler(nul < 0 ? pattern : pattern.slice(0, nul));
  const { code } = compiler;
  try {
    code.push(OP.SAVE, 0);
    compiler.alternation(0);
    code.push(OP.SAVE, 1, OP.MATCH);
  } catch (e) {
    if (e instanceof Malformed) return 'regex too complex';
    throw e;
  }
  if (compiler.at < compiler.pattern.length) return 'error in regex';
  return { code: Uint8Array.from(code), groups: compiler.groups };
}
