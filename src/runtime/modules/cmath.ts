// The module `cmath` (python-dialect.md 6.4): each step rounds to single, like the boards' C code.

import type { Runtime } from '../core/runtime.js';
import { fun1, fun2, type MemberDef, type ModuleDef, value } from '../core/typedef.js';
import type { Word } from '../core/word.js';
import * as libm from '../libm/index.js';
import { type ComplexValue, newComplex, toComplex } from '../objects/complex.js';
import { newFloat, toFloat } from '../objects/float.js';
import { tupleOf } from '../objects/tuple.js';

const f = Math.fround;
const LOG10_E = f(Math.LOG10E);

const absolute = ({ re, im }: ComplexValue): number => f(Math.sqrt(f(f(re * re) + f(im * im))));
const phase = ({ re, im }: ComplexValue): number => libm.atan2(im, re);
const logarithm = (z: ComplexValue): ComplexValue => ({ re: libm.log(absolute(z)), im: phase(z) });

const complexFunction = (fn: (z: ComplexValue) => ComplexValue) =>
  fun1((rt, w) => {
    const { re, im } = fn(toComplex(rt, w));
    return newComplex(rt, re, im);
  });

function polar(rt: Runtime, w: Word): Word {
  const z = toComplex(rt, w);
  const size = rt.heap.root(newFloat(rt, absolute(z)));
  return tupleOf(rt, size, rt.heap.root(newFloat(rt, phase(z))));
}

const fromPolar = (size: number, angle: number): ComplexValue => ({
  re: f(size * libm.cos(angle)),
  im: f(size * libm.sin(angle)),
});

const constant = (x: number): MemberDef =>
  value((rt) => {
    const w = newFloat(rt, x);
    rt.permanent.push(w);
    return w;
  });

export const cmathModule: ModuleDef = {
  name: 'cmath',
  extensible: false,
  members: {
    cos: complexFunction(({ re, im }) => ({
      re: f(libm.cos(re) * libm.cosh(im)),
      im: f(-libm.sin(re) * libm.sinh(im)),
    })),
    e: constant(Math.E),
    exp: complexFunction(({ re, im }) => fromPolar(libm.exp(re), im)),
    log: complexFunction(logarithm),
    log10: complexFunction((z) => {
      const { re, im } = logarithm(z);
      return { re: f(LOG10_E * re), im: f(LOG10_E * im) };
    }),
    phase: fun1((rt, w) => newFloat(rt, phase(toComplex(rt, w)))),
    pi: constant(Math.PI),
    polar: fun1(polar),
    rect: fun2((rt, size, angle) => {
      const { re, im } = fromPolar(toFloat(rt, size), toFloat(rt, angle));
      return newComplex(rt, re, im);
    }),
    sin: complexFunction(({ re, im }) => ({
      re: f(libm.sin(re) * libm.cosh(im)),
      im: f(libm.cos(re) * libm.sinh(im)),
    })),
    sqrt: complexFunction((z) => fromPolar(f(Math.sqrt(absolute(z))), f(0.5 * phase(z)))),
  },
};
