// The remainder of large singles by pi/2: x is multiplied by as many digits of 2/pi (base 256) as matter, so that the
// whole part, modulo 8, and the fraction come out exactly; then the fraction is multiplied by pi/2. The method of Payne
// and Hanek as Sun's public mathematical library has it, in single arithmetic.

import { f, ofBits, scaleBy2 } from './single.js';

/** Digits of 2/pi. The largest exponent needs 40 of them. */
const TWO_OVER_PI = 'a2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921c'
  .match(/../g)!
  .map((digit) => Number.parseInt(digit, 16));

/** Parts of pi/2, eight bits each. */
const HALF_PI_PARTS = [
  ...[0x3fc90000, 0x39f00000, 0x37da0000, 0x33a20000, 0x2e840000, 0x2b500000, 0x27c20000, 0x22d00000, 0x1fc40000],
  ...[0x1bc60000, 0x17440000],
].map(ofBits);

const FIRST_TERMS = 9;

/** `bits`: of a finite positive single. */
export function reduceLarge(bits: number): { n: number; y0: number; y1: number } {
  const e0 = (bits >> 23) - 134;
  let z = ofBits(bits - (e0 << 23));
  const x: number[] = [];
  for (let i = 0; i < 3; i++) {
    const digit = Math.trunc(z);
    x.push(digit);
    z = f((z - digit) * 256);
  }
  while (x[x.length - 1] === 0) x.pop();
  return reduceDigits(x, e0);
}

function reduceDigits(x: readonly number[], e0: number): { n: number; y0: number; y1: number } {
  const jx = x.length - 1;
  const jv = Math.max(0, Math.trunc((e0 - 3) / 8));
  let q0 = e0 - 8 * (jv + 1);
  const product = (i: number): number => {
    let sum = 0;
    for (let j = 0; j <= jx; j++) {
      const at = jv - jx + (jx + i - j);
      sum = f(sum + f(x[j]! * (at < 0 ? 0 : TWO_OVER_PI[at]!)));
    }
    return sum;
  };
  const q: number[] = [];
  for (let i = 0; i <= FIRST_TERMS; i++) q.push(product(i));
  let jz = FIRST_TERMS;
  const iq: number[] = [];
  let n = 0;
  let ih = 0;
  let z = 0;
  for (;;) {
    z = q[jz]!;
    for (let i = 0, j = jz; j > 0; i++, j--) {
      const carry = Math.trunc(f(z / 256));
      iq[i] = Math.trunc(f(z - 256 * carry));
      z = f(q[j - 1]! + carry);
    }
    z = scaleBy2(z, q0);
    z = f(z - 8 * Math.floor(z * 0.125));
    n = Math.trunc(z);
    z = f(z - n);
    ih = 0;
    if (q0 > 0) {
      const top = iq[jz - 1]! >> (8 - q0);
      n += top;
      iq[jz - 1]! -= top << (8 - q0);
      ih = iq[jz - 1]! >> (7 - q0);
    } // Always 0: the digits have eight bits. The remainder is then a little less exact, but no less right.
    else if (q0 === 0) ih = iq[jz - 1]! >> 7;
    else if (z >= 0.5) ih = 2;
    if (ih > 0) {
      n++;
      const carry = negateDigits(iq, jz);
      if (q0 === 1) iq[jz - 1]! &= 0x7f;
      else if (q0 === 2) iq[jz - 1]! &= 0x3f;
      if (ih === 2) {
        z = f(1 - z);
        if (carry) z = f(z - scaleBy2(1, q0));
      }
    }
    if (z !== 0 || iq.slice(FIRST_TERMS, jz).some((digit) => digit !== 0)) break;
    let k = 1;
    while (iq[FIRST_TERMS - k] === 0) k++;
    for (let i = jz + 1; i <= jz + k; i++) q[i] = product(i);
    jz += k;
  }
  if (z === 0) {
    jz--;
    q0 -= 8;
    while (iq[jz] === 0) {
      jz--;
      q0 -= 8;
    }
  } else {
    z = scaleBy2(z, -q0);
    if (z >= 256) {
      const carry = Math.trunc(f(z / 256));
      iq[jz] = Math.trunc(f(z - 256 * carry));
      jz++;
      q0 += 8;
      iq[jz] = carry;
    } else iq[jz] = Math.trunc(z);
  }
  const parts = timesHalfPi(iq, jz, q0);
  let sum = 0;
  for (let i = jz; i >= 0; i--) sum = f(sum + parts[i]!);
  let rest = f(parts[0]! - sum);
  for (let i = 1; i <= jz; i++) rest = f(rest + parts[i]!);
  return { n: n & 7, y0: ih === 0 ? sum : -sum, y1: ih === 0 ? rest : -rest };
}

/** 1 minus the fraction that the digits are; whether any of them was not 0. */
function negateDigits(iq: number[], count: number): boolean {
  let carry = false;
  for (let i = 0; i < count; i++) {
    const digit = iq[i]!;
    if (carry) iq[i] = 0xff - digit;
    else if (digit !== 0) {
      carry = true;
      iq[i] = 0x100 - digit;
    }
  }
  return carry;
}

/** The digits times pi/2: parts from the largest to the smallest. */
function timesHalfPi(iq: readonly number[], jz: number, q0: number): number[] {
  const q: number[] = [];
  let unit = scaleBy2(1, q0);
  for (let i = jz; i >= 0; i--) {
    q[i] = f(unit * iq[i]!);
    unit = f(unit / 256);
  }
  const parts: number[] = [];
  for (let i = jz; i >= 0; i--) {
    let sum = 0;
    for (let k = 0; k <= FIRST_TERMS && k <= jz - i; k++) sum = f(sum + f(HALF_PI_PARTS[k]! * q[i + k]!));
    parts[jz - i] = sum;
  }
  return parts;
}
