// Constant folding (bytecode.md 12.2): what the parser makes of operators whose operands are all constant. Results that
// cannot be computed, or would be complex, leave the expression as it is.

import type { Expr } from './ast.js';
import { type Constant, isTrue } from './constants.js';

/** Bits of the biggest int that folding makes; what is bigger is left to the running program, which has its own memory. */
const MAX_INT_BITS = 1 << 20;

/** How floats are computed: doubles by the cross compiler, singles by the firmware. */
export type Rounding = (value: number) => number;

type Numeric = { readonly kind: 'int'; readonly value: bigint } | { readonly kind: 'float'; readonly value: number };

/** The constant that an expression is, `()` included; undefined if it is none. */
export function constantOf(e: Expr): Constant | undefined {
  switch (e.kind) {
    case 'small-int':
      return { kind: 'int', value: e.value };
    case 'qstr':
      return { kind: 'str', text: e.text };
    case 'singleton':
      return SINGLETONS[e.value];
    case 'const':
      return e.value;
    case 'tuple':
      return e.items.length === 0 ? { kind: 'tuple', items: [] } : undefined;
    default:
      return undefined;
  }
}

const SINGLETONS: Readonly<Record<'None' | 'True' | 'False' | '...', Constant>> = {
  None: { kind: 'none' },
  True: { kind: 'true' },
  False: { kind: 'false' },
  '...': { kind: 'ellipsis' },
};

export const truthOf = (e: Expr): boolean | undefined => {
  const c = constantOf(e);
  return c === undefined ? undefined : isTrue(c);
};

function numericOf(e: Expr): Numeric | undefined {
  if (e.kind === 'small-int') return { kind: 'int', value: e.value };
  if (e.kind === 'const' && (e.value.kind === 'int' || e.value.kind === 'float')) return e.value;
  return undefined;
}

/** The value of a chain of operators, undefined if it stays code. */
export function foldChain(ops: readonly string[], operands: readonly Expr[], round: Rounding): Constant | undefined {
  const values: Numeric[] = [];
  for (const operand of operands) {
    const value = numericOf(operand);
    if (value === undefined) return undefined;
    values.push(value);
  }
  let result: Numeric | undefined = values[0];
  for (let i = 0; i < ops.length && result !== undefined; i++) result = binary(ops[i]!, result, values[i + 1]!, round);
  return result;
}

export function foldUnary(op: '+' | '-' | '~', operand: Expr): Constant | undefined {
  const value = numericOf(operand);
  if (value === undefined) return undefined;
  if (value.kind === 'float')
    return op === '~' ? undefined : op === '+' ? value : { kind: 'float', value: -value.value };
  return { kind: 'int', value: op === '+' ? value.value : op === '-' ? -value.value : ~value.value };
}

/** The operands that remain of `and` and `or`. */
export function foldBool(kind: 'and' | 'or', operands: readonly Expr[]): readonly Expr[] {
  const deciding = kind === 'or';
  const rest: Expr[] = [];
  for (const [i, operand] of operands.entries()) {
    const truth = truthOf(operand);
    if (truth === deciding) {
      rest.push(operand);
      break;
    }
    if (truth === undefined || i === operands.length - 1) rest.push(operand);
  }
  return rest;
}

function binary(op: string, a: Numeric, b: Numeric, round: Rounding): Numeric | undefined {
  if (a.kind === 'int' && b.kind === 'int') return intBinary(op, a.value, b.value, round);
  const value = floatBinary(op, toFloat(a, round), toFloat(b, round));
  return value === undefined ? undefined : { kind: 'float', value: round(value) };
}

const toFloat = (n: Numeric, round: Rounding): number => (n.kind === 'int' ? round(Number(n.value)) : n.value);

const int = (value: bigint): Numeric => ({ kind: 'int', value });

function intBinary(op: string, a: bigint, b: bigint, round: Rounding): Numeric | undefined {
  switch (op) {
    case '|':
      return int(a | b);
    case '^':
      return int(a ^ b);
    case '&':
      return int(a & b);
    case '<<':
      if (b < 0n) return undefined;
      if (a === 0n) return int(0n);
      return fits(bitLength(a) + Number(b)) ? int(a << b) : undefined;
    case '>>':
      // A count beyond 32 bits is an error on some boards: left to the running program, as all errors are.
      if (b < 0n || b >= 1n << 31n) return undefined;
      return int(b > BigInt(bitLength(a)) ? (a < 0n ? -1n : 0n) : a >> b);
    case '+':
      return int(a + b);
    case '-':
      return int(a - b);
    case '*':
      return fits(bitLength(a) + bitLength(b)) ? int(a * b) : undefined;
    case '/':
      return b === 0n ? undefined : { kind: 'float', value: round(round(Number(a)) / round(Number(b))) };
    case '//':
      return b === 0n ? undefined : int(floorDivide(a, b));
    case '%':
      return b === 0n ? undefined : int(a - b * floorDivide(a, b));
    case '**':
      return intPower(a, b, round);
    default:
      return undefined;
  }
}

function floorDivide(a: bigint, b: bigint): bigint {
  const q = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? q - 1n : q;
}

function intPower(a: bigint, b: bigint, round: Rounding): Numeric | undefined {
  if (b < 0n) {
    const value = floatBinary('**', round(Number(a)), round(Number(b)));
    return value === undefined ? undefined : { kind: 'float', value: round(value) };
  }
  // 0, 1 and -1 stay small whatever the exponent.
  if (a === 0n) return int(b === 0n ? 1n : 0n);
  if (a === 1n) return int(1n);
  if (a === -1n) return int(b % 2n === 0n ? 1n : -1n);
  return fits((bitLength(a) - 1) * Number(b)) ? int(a ** b) : undefined;
}

const bitLength = (a: bigint): number => {
  const hex = (a < 0n ? -a : a).toString(16);
  return hex.length * 4 - Math.clz32(Number.parseInt(hex[0]!, 16)) + 28;
};

const fits = (bits: number): boolean => bits <= MAX_INT_BITS;

function floatBinary(op: string, a: number, b: number): number | undefined {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : a / b;
    case '//':
      return b === 0 ? undefined : divmod(a, b).div;
    case '%':
      return b === 0 ? undefined : divmod(a, b).mod;
    case '**':
      return floatPower(a, b);
    default:
      return undefined;
  }
}

/** Floor division and remainder so that x == (x // y) * y + x % y as closely as floats allow. */
function divmod(a: number, b: number): { div: number; mod: number } {
  let mod = a % b;
  let div = (a - mod) / b;
  if (mod === 0) mod = b < 0 ? -0 : 0;
  else if (mod < 0 !== b < 0) {
    mod += b;
    div -= 1;
  }
  if (div === 0) return { div: a / b < 0 ? -0 : 0, mod };
  const floor = Math.floor(div);
  return { div: div - floor > 0.5 ? floor + 1 : floor, mod };
}

function floatPower(a: number, b: number): number | undefined {
  if (a === 0 && b < 0) return undefined;
  if (a < 0 && Number.isFinite(b) && b !== Math.floor(b)) return undefined;
  if (a === 1) return 1;
  return a === -1 && !Number.isFinite(b) && !Number.isNaN(b) ? 1 : exactPower(a, b);
}

/** Math.pow of engines can be off in the last bit; with a small integral exponent the exact result can be rounded. */
function exactPower(a: number, b: number): number {
  if (!Number.isInteger(b) || Math.abs(b) > 64 || !Number.isFinite(a) || a === 0) return a ** b;
  let mantissa = Math.abs(a);
  let exponent = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent--;
  }
  const n = BigInt(Math.abs(b));
  const power = BigInt(mantissa) ** n;
  const shift = BigInt(exponent) * n;
  const scale = 1n << (shift < 0n ? -shift : shift);
  const size = b < 0 ? nearestDouble(scale, power) : nearestDouble(power, scale);
  return a < 0 && b % 2 !== 0 ? -size : size;
}

/** The double nearest to a / b, both positive. */
function nearestDouble(a: bigint, b: bigint): number {
  // 64 more bits than needed, with a sticky bit below them, round correctly in Number().
  const shift = Math.max(0, 120 - (bitLength(a) - bitLength(b)));
  const scaled = a << BigInt(shift);
  const quotient = scaled / b;
  const sticky = scaled % b === 0n ? quotient : quotient | 1n;
  const value = Number(sticky);
  // Two steps, because 2 ** -shift alone can underflow.
  return value / 2 ** Math.min(shift, 1000) / 2 ** Math.max(0, shift - 1000);
}
