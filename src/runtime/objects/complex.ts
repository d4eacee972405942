// complex: two singles (native-abi.md 3.22, python-dialect.md 6.3). Each step rounds to single.

import { BINARY_OP, UNARY_OP } from '../../abi/index.js';
import { argCheckNum } from '../core/args.js';
import { parseComplexText } from '../core/number-parse.js';
import { unaryOp } from '../core/ops.js';
import { type Printer, writeParts } from '../core/printer.js';
import { raise, typeError, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, TYPE_FLAG, type TypeDef } from '../core/typedef.js';
import { boolWord, isPointer, NULL, type Qstr, type Word } from '../core/word.js';
import * as libm from '../libm/index.js';
import { ZeroDivisionErrorType } from './exceptions.js';
import { floatHash, floatMaybe, newFloat, toFloat } from './float.js';
import { intValue } from './int.js';
import { intArithmetic, normalOp } from './int-ops.js';
import { floatPartText } from './number-format.js';
import { isStr, strValue } from './str.js';

const OP = BINARY_OP;
const f = Math.fround;

export interface ComplexValue {
  readonly re: number;
  readonly im: number;
}

/** A complex object; the parts are rounded to single. */
export function newComplex(rt: Runtime, re: number, im: number): Word {
  const addr = rt.newObject(complexType, rt.W + 8);
  rt.mem.stF32(addr + rt.W, re);
  rt.mem.stF32(addr + rt.W + 4, im);
  return addr;
}
export const isComplex = (rt: Runtime, w: Word): boolean => isPointer(w) && rt.isType(w, complexType);
/** Parts of a word that `isComplex`. */
const complexValue = (rt: Runtime, w: Word): ComplexValue => ({
  re: rt.mem.ldF32(w + rt.W),
  im: rt.mem.ldF32(w + rt.W + 4),
});

/** Parts of a complex, float, int or bool, or of an object with `__complex__`; undefined for others. */
function complexMaybe(rt: Runtime, w: Word): ComplexValue | undefined {
  if (isComplex(rt, w)) return complexValue(rt, w);
  const re = floatMaybe(rt, w);
  if (re !== undefined) return { re, im: 0 };
  const mark = rt.heap.mark();
  const converted = unaryOp(rt, UNARY_OP.COMPLEX_MAYBE, w);
  const value = converted !== NULL && isComplex(rt, converted) ? complexValue(rt, converted) : undefined;
  rt.heap.release(mark);
  return value;
}
export function toComplex(rt: Runtime, w: Word): ComplexValue {
  return complexMaybe(rt, w) ?? typeError(rt, `can't convert ${rt.typeNameOf(w)} to complex`);
}

/** z ** w by way of logarithm and angle. Raises ZeroDivisionError for 0 to a power that has no value. */
export function complexPower(rt: Runtime, re: number, im: number, re2: number, im2: number): ComplexValue {
  const abs = f(Math.sqrt(f(f(re * re) + f(im * im))));
  if (abs === 0) {
    if (im2 !== 0 || re2 < 0) raise(rt, ZeroDivisionErrorType, '0.0 to a complex power');
    return { re: re2 === 0 ? 1 : 0, im: 0 };
  }
  const ln = libm.log(abs);
  const angle = libm.atan2(im, re);
  const size = libm.exp(f(f(re2 * ln) - f(im2 * angle)));
  const turn = f(f(im2 * ln) + f(re2 * angle));
  return { re: f(size * libm.cos(turn)), im: f(size * libm.sin(turn)) };
}

/** `(re + im j) op rhs`; NULL if complex numbers do not have the operator, or `rhs` is no number. */
export function complexBinary(rt: Runtime, op: number, re: number, im: number, rhs: Word): Word {
  const other = complexMaybe(rt, rhs);
  if (other === undefined) return NULL;
  const { re: re2, im: im2 } = other;
  switch (normalOp(op)) {
    case OP.EQUAL:
      return boolWord(re === re2 && im === im2);
    case OP.ADD:
      return newComplex(rt, re + re2, im + im2);
    case OP.SUBTRACT:
      return newComplex(rt, re - re2, im - im2);
    case OP.MULTIPLY:
      return newComplex(rt, f(re * re2) - f(im * im2), f(re * im2) + f(im * re2));
    case OP.FLOOR_DIVIDE:
      return typeError(rt, "can't truncate-divide a complex number");
    case OP.TRUE_DIVIDE: {
      if (im2 === 0) {
        if (re2 === 0) raise(rt, ZeroDivisionErrorType, 'complex divide by zero');
        return newComplex(rt, re / re2, im / re2);
      }
      if (re2 === 0) return newComplex(rt, im / im2, -re / im2);
      const inverse = f(1 / f(f(re2 * re2) + f(im2 * im2)));
      // The reciprocal first, then the product: the rounding shows in the last digit.
      const re3 = f(re2 * inverse);
      const im3 = f(-im2 * inverse);
      return newComplex(rt, f(re * re3) - f(im * im3), f(re * im3) + f(im * re3));
    }
    case OP.POWER: {
      const z = complexPower(rt, re, im, re2, im2);
      return newComplex(rt, z.re, z.im);
    }
    default:
      return NULL;
  }
}

function complexUnaryOp(rt: Runtime, op: number, o: Word): Word {
  const { re, im } = complexValue(rt, o);
  switch (op) {
    case UNARY_OP.BOOL:
      return boolWord(re !== 0 || im !== 0);
    case UNARY_OP.HASH: {
      const mark = rt.heap.mark();
      const real = floatHash(rt, re);
      const hash = intArithmetic(rt, OP.XOR, intValue(rt, real), intValue(rt, floatHash(rt, im)));
      return rt.heap.releaseKeeping(mark, hash);
    }
    case UNARY_OP.POSITIVE:
      return o;
    case UNARY_OP.NEGATIVE:
      return newComplex(rt, -re, -im);
    case UNARY_OP.ABS:
      return newFloat(rt, Math.sqrt(f(f(re * re) + f(im * im))));
    default:
      return NULL;
  }
}

function complexBinaryOp(rt: Runtime, op: number, lhs: Word, rhs: Word): Word {
  const { re, im } = complexValue(rt, lhs);
  return complexBinary(rt, op, re, im, rhs);
}

function complexAttr(rt: Runtime, self: Word, attr: Qstr, dest: number): void {
  if (rt.stack[dest] !== NULL) return;
  const name = rt.qstrs.text(attr);
  if (name !== 'real' && name !== 'imag') return;
  const { re, im } = complexValue(rt, self);
  rt.stack[dest] = newFloat(rt, name === 'real' ? re : im);
}

function complexMakeNew(rt: Runtime, _type: number, nArgs: number, nKw: number, at: number): Word {
  argCheckNum(rt, nArgs, nKw, 0, 2, false);
  if (nArgs === 0) return newComplex(rt, 0, 0);
  const x = rt.stack[at]!;
  if (nArgs === 1) {
    if (isStr(rt, x)) {
      const z = parseComplexText(strValue(rt, x)) ?? valueError(rt, 'invalid syntax for number');
      return newComplex(rt, z.re, z.im);
    }
    if (isComplex(rt, x)) return x;
    const { re, im } = toComplex(rt, x);
    return newComplex(rt, re, im);
  }
  const part = (w: Word): ComplexValue => (isComplex(rt, w) ? complexValue(rt, w) : { re: toFloat(rt, w), im: 0 });
  const a = part(x);
  const b = part(rt.stack[at + 1]!);
  return newComplex(rt, a.re - b.im, a.im + b.re);
}

function complexPrint(rt: Runtime, printer: Printer, o: Word, _kind: number): void {
  const { re, im } = complexValue(rt, o);
  const imag = floatPartText(im);
  if (re === 0) writeParts(printer, imag, 'j');
  else writeParts(printer, '(', floatPartText(re), `${imag.startsWith('-') ? '' : '+'}${imag}`, 'j)');
}

export const complexType: TypeDef = defineType({
  name: 'complex',
  flags: TYPE_FLAG.EQ_NOT_REFLEXIVE | TYPE_FLAG.EQ_CHECKS_OTHER_TYPE,
  make_new: complexMakeNew,
  print: complexPrint,
  unary_op: complexUnaryOp,
  binary_op: complexBinaryOp,
  attr: complexAttr,
});
