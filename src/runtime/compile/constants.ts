// Constant objects of the compiler: their values, truth, identity in the object table, and the text that a .mpy file holds
// for them (bytecode.md 12.1, mpy-format.md 4.3). Strings are byte strings.

import { decodeText, type MpyText, type ObjectSource } from '../../mpy/index.js';
import { bytesFromBstr } from '../core/bstr.js';

export type Constant =
  | { readonly kind: 'none' | 'false' | 'true' | 'ellipsis' }
  | { readonly kind: 'str' | 'bytes'; readonly text: string }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  /** A purely imaginary literal. */
  | { readonly kind: 'complex'; readonly imag: number }
  | { readonly kind: 'tuple'; readonly items: readonly Constant[] };

export function isTrue(c: Constant): boolean {
  switch (c.kind) {
    case 'none':
    case 'false':
      return false;
    case 'true':
    case 'ellipsis':
      return true;
    case 'str':
    case 'bytes':
      return c.text !== '';
    case 'int':
      return c.value !== 0n;
    case 'float':
      return c.value !== 0;
    case 'complex':
      return c.imag !== 0;
    case 'tuple':
      return c.items.length > 0;
  }
}

/** NaNs are equal to none but themselves, as objects. */
const nanNumbers = new WeakMap<Constant, number>();
let nanCount = 0;

function nanKey(c: Constant): string {
  let number = nanNumbers.get(c);
  if (number === undefined) {
    number = ++nanCount;
    nanNumbers.set(c, number);
  }
  return `nan${number};`;
}

/** Equal keys: one entry of the object table. 0.0 and -0.0 differ, and so do 1 and 1.0. */
export function constantKey(c: Constant): string {
  switch (c.kind) {
    case 'str':
    case 'bytes':
      return `${c.kind}${c.text.length}:${c.text}`;
    case 'int':
      return `i${c.value.toString(16)};`;
    case 'float':
      return Number.isNaN(c.value) ? nanKey(c) : `f${floatKey(c.value)};`;
    case 'complex':
      return `c${floatKey(c.imag)};`;
    case 'tuple':
      return `t${c.items.length}(${c.items.map(constantKey).join('')})`;
    default:
      return `${c.kind};`;
  }
}

const floatKey = (x: number): string => (Object.is(x, -0) ? '-0' : String(x));

/** A double as the reference compiler prints it: 16 significant digits if they read back exactly, else 17. Its exponent
 * is found by comparing with doubles of powers of ten, so that 1e23, which is a little less, is no 9.99...e22. */
export function floatText(x: number): string {
  if (Number.isNaN(x)) return 'nan';
  if (!Number.isFinite(x)) return x > 0 ? 'inf' : '-inf';
  const sixteen = x.toExponential(15);
  const above = `1e${Number(sixteen.split('e')[1]) + 1}`;
  const text = Number(above) === Math.abs(x) ? above : Number(sixteen) === x ? sixteen : x.toExponential(16);
  const [digits, exp] = text.split('e') as [string, string];
  const exponent = Number(exp);
  const sign = x < 0 || Object.is(x, -0) ? '-' : '';
  const significant = digits.replace(/[-.]/g, '').replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= 16) {
    const mantissa = significant.length > 1 ? `${significant[0]}.${significant.slice(1)}` : significant;
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${size}`;
  }
  if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${significant}`;
  const whole = significant.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${sign}${whole}.${significant.slice(exponent + 1) || '0'}`;
}

/** `2j`, not `2.0j`. */
const imaginaryText = (x: number): string => `${floatText(x).replace(/\.0$/, '')}j`;

/** Text of a byte string; its bytes go along where a string of JavaScript cannot hold it. */
export function textOf(text: string): MpyText {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return anyText(bytesFromBstr(text));
  return { text };
}

/** Sources are taken as they are; bytes of theirs that are no UTF-8 cannot stand in a file, whose readers refuse them. */
const anyText = (raw: Uint8Array): MpyText =>
  decodeText(raw) ?? { text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(raw) };

export function objectSource(c: Constant): ObjectSource {
  switch (c.kind) {
    case 'str':
      return { kind: 'str', ...textOf(c.text) };
    case 'bytes':
      return { kind: 'bytes', bytes: bytesFromBstr(c.text) };
    case 'int':
      return { kind: 'int', text: c.value.toString() };
    case 'float':
      return { kind: 'float', text: floatText(c.value) };
    case 'complex':
      return { kind: 'complex', text: imaginaryText(c.imag) };
    case 'tuple':
      return { kind: 'tuple', items: c.items.map(objectSource) };
    default:
      return { kind: c.kind };
  }
}
