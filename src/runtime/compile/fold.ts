// Constant folding (bytecode.md 12.2): what the parser makes of operators whose operands are all constant. Results that
// cannot be computed, or would be complex, leave the expression as it is.

import { bitLength } from '../../base/index.js';
import type { Expr } from './ast.js';
import { type Constant, isTrue } from './constants.js';
import type { IntFolding } from './fold-int.js';

/** How floats are computed: doubles by the cross compiler, singles by the firmware. */
export type Rounding = (value: number) => number;

/** What folding in one source goes by. */
export interface Folding {
  readonly round: Rounding;
  readonly ints: IntFolding;
}

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
export function foldChain(ops: readonly string[], operands: readonly Expr[], folding: Folding): Constant | undefined {
  const values: Numeric[] = [];
  for (const operand of operands) {
    const value = numericOf(operand);
    if (value === undefined) return undefined;
    values.push(value);
  }
  let result: Numeric | undefined = values[0]!;
  for (let i = 0; i < ops.length && result !== undefined; ) {
    const op = ops[i]!;
    let operand = values[++i]!;
    // Beside a big int, the small operands of a row of equal operators are put together first.
    while (ops[i] === op) {
      const both = together(op, result, operand, values[i + 1]!, folding.ints);
      if (both === undefined) break;
      operand = both;
      i++;
    }
    result = binary(op, result, operand, folding);
  }
  return result?.kind === 'int' ? int(folding.ints.keep(result.value)) : result;
}

function together(op: string, x: Numeric, a: Numeric, b: Numeric, ints: IntFolding): Numeric | undefined {
  if (x.kind !== 'int' || a.kind !== 'int' || b.kind !== 'int') return undefined;
  return int(ints.together(op, x.value, a.value, b.value));
}

export function foldUnary(op: '+' | '-' | '~', operand: Expr, ints: IntFolding): Constant | undefined {
  const value = numericOf(operand);
  if (value?.kind === 'int') return int(ints.unary(op, value.value));
  if (value === undefined || op === '~') return undefined;
  return op === '+' ? value : { kind: 'float', value: -value.value };
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

function binary(op: string, a: Numeric, b: Numeric, { round, ints }: Folding): Numeric | undefined {
  if (a.kind === 'int' && b.kind === 'int' && op !== '/' && (op !== '**' || b.value >= 0n)) {
    return int(ints.binary(op, a.value, b.value));
  }
  const value = floatBinary(op, toFloat(a, round), toFloat(b, round));
  return value === undefined ? undefined : { kind: 'float', value: round(value) };
}

const toFloat = (n: Numeric, round: Rounding): number => (n.kind === 'int' ? round(Number(n.value)) : n.value);

const int = (value: bigint | undefined): Numeric | undefined =>
  value === undefined ? undefined : { kind: 'int', value };

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

/** Exponents of two where every engine comes to zero or infinity. */
const BEYOND_ROUNDING = 1080;

/** Math.pow of engines can be off in the last bit; with a small integral exponent the exact result can be rounded. */
function exactPower(a: number, b: number): number {
  if (!Number.isInteger(b) || Math.abs(b) > 64 || !Number.isFinite(a) || a === 0) return a ** b;
  if (Math.abs(b * Math.log2(Math.abs(a))) > BEYOND_ROUNDING) return a ** b;
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
