// Single-precision mathematics to the last digit of the boards' C library (python-dialect.md 6.4).

export { exp, expm1, log, log2, log10, pow } from './exponential.js';
export { acosh, asinh, atanh, cosh, sinh, tanh } from './hyperbolic.js';
export { bitsOf, f, ofBits } from './single.js';
export { erf, erfc, gamma, lgamma } from './special.js';
export { acos, asin, atan, atan2, cos, sin, tan } from './trigonometric.js';
