// Arithmetic of folded ints (bytecode.md 12.2). Results are unlimited there, within the heap of the compiler; here an
// allowance of memory and of work takes its place. What would exceed it stays code, and the running program has limits
// of its own; nothing that the reference compiles in its own memory comes near.

import { bitLength } from '../../base/index.js';

/** Operators that turned out not to fold: an error, or too much. */
export type Folded = bigint | undefined;

/** Bits of the biggest int that folding makes. */
const MAX_BITS = 1 << 20;
/** Ints up to this are not counted: the source that makes them takes about as much. */
const SMALL_BITS = 4096;
const SMALL = 1n << BigInt(SMALL_BITS);
/** Bits of all big ints that one source makes: the reference's heap, where each of them stays, is 2 MiB in all. */
const ALL_RESULTS = 1 << 23;
/** Bits of all that operators read and write on the way: about a second. */
const ALL_WORK = 2 ** 30;
/** Products of so many bits take as long as copying one. */
const PRODUCT_PER_WORK = 2 ** 14;

export class IntFolding {
  private resultsLeft = ALL_RESULTS;
  private workLeft = ALL_WORK;

  /** All operators but those whose result is a float. */
  binary(op: string, a: bigint, b: bigint): Folded {
    if (!(isSmall(a) && isSmall(b)) && !this.canWork(op, a, b)) return undefined;
    switch (op) {
      case '|':
        return a | b;
      case '^':
        return a ^ b;
      case '&':
        return a & b;
      case '<<':
        if (b < 0n) return undefined;
        if (a === 0n) return 0n;
        return this.canMake(bitLength(a) + Number(b)) ? a << b : undefined;
      case '>>':
        // A count beyond 32 bits is an error on some boards: left to the running program, as all errors are.
        return b < 0n || b >= MAX_COUNT ? undefined : a >> b;
      case '+':
        return a + b;
      case '-':
        return a - b;
      case '*':
        return this.canMake(bitLength(a) + bitLength(b)) ? a * b : undefined;
      case '//':
        return b === 0n ? undefined : floorDivide(a, b);
      case '%':
        return b === 0n ? undefined : a - b * floorDivide(a, b);
      case '**':
        return this.power(a, b);
      default:
        return undefined;
    }
  }
  unary(op: '+' | '-' | '~', a: bigint): Folded {
    return this.keep(op === '+' ? a : op === '-' ? -a : ~a);
  }
  /** The operand c with which `x op c` is `x op a op b`, for a big x; undefined if there is none or it would be big. */
  together(op: string, x: bigint, a: bigint, b: bigint): Folded {
    return !isSmall(x) && isSmall(a) && isSmall(b) ? together(op, a, b) : undefined;
  }
  /** What an expression comes to, which stays in memory. */
  keep(result: bigint): Folded {
    if (isSmall(result)) return result;
    this.resultsLeft -= bitLength(result);
    return this.resultsLeft >= 0 ? result : undefined;
  }

  /** For b >= 0: the others are floats. */
  private power(a: bigint, b: bigint): Folded {
    // 0, 1 and -1 stay small whatever the exponent.
    if (a === 0n) return b === 0n ? 1n : 0n;
    if (a === 1n) return 1n;
    if (a === -1n) return b % 2n === 0n ? 1n : -1n;
    const bits = (bitLength(a) - 1) * Number(b);
    return this.canMake(bits, bits ** 2 / PRODUCT_PER_WORK) ? a ** b : undefined;
  }

  private canWork(op: string, a: bigint, b: bigint): boolean {
    if (this.workLeft < 0) return false;
    const left = bitLength(a);
    const right = bitLength(b);
    const isProduct = op === '*' || op === '//' || op === '%';
    this.workLeft -= left + right + (isProduct ? (left * right) / PRODUCT_PER_WORK : 0);
    return this.workLeft >= 0;
  }
  private canMake(bits: number, work = bits): boolean {
    if (bits < SMALL_BITS) return true;
    if (bits > MAX_BITS || bits > this.resultsLeft) return false;
    this.workLeft -= work;
    return this.workLeft >= 0;
  }
}

const MAX_COUNT = 1n << 31n;

function together(op: string, a: bigint, b: bigint): Folded {
  switch (op) {
    case '+':
    case '-':
      return a + b;
    case '*':
      return a * b;
    case '|':
      return a | b;
    case '^':
      return a ^ b;
    case '&':
      return a & b;
    case '<<':
    case '>>':
      return a >= 0n && b >= 0n && a + b < MAX_COUNT ? a + b : undefined;
    // Rounding down twice is rounding down once while nothing changes the sign.
    case '//':
      return a > 0n && b > 0n ? a * b : undefined;
    default:
      return undefined;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

const isSmall = (a: bigint): boolean => a < SMALL && a > -SMALL;
