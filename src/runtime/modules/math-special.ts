// erf, gamma and their kin in double precision: what JavaScript's Math lacks. Far more exact than a single needs.

/** Lanczos' approximation with g = 7 and nine terms. */
const LANCZOS_G = 7;
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];
const HALF_LOG_TAU = 0.5 * Math.log(2 * Math.PI);
/** From here up the factorial of an integer is no exact double any more, and a single overflows soon after. */
const EXACT_FACTORIALS = 20;

function lanczosSum(x: number): number {
  let sum = LANCZOS[0]!;
  for (let i = 1; i < LANCZOS.length; i++) sum += LANCZOS[i]! / (x + i);
  return sum;
}

/** sin(pi x) with an exact reduction: zero at the integers. */
function sinPi(x: number): number {
  const r = x - 2 * Math.floor(x / 2);
  if (r === 0 || r === 1) return 0;
  return r < 1 ? Math.sin(Math.PI * r) : -Math.sin(Math.PI * (r - 1));
}

/** The gamma function; NaN at the negative integers and infinite at 0. */
export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (Number.isInteger(x)) {
    if (x < 0) return Number.NaN;
    if (x <= EXACT_FACTORIALS) {
      let product = 1;
      for (let i = 2; i < x; i++) product *= i;
      return product;
    }
  }
  if (x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (x < 0.5) return Math.PI / (sinPi(x) * gamma(1 - x));
  if (x > 100) return Number.POSITIVE_INFINITY;
  const y = x - 1;
  const t = y + LANCZOS_G + 0.5;
  return Math.exp(HALF_LOG_TAU + (y + 0.5) * Math.log(t) - t) * lanczosSum(y);
}

/** Logarithm of the absolute value of gamma; infinite at 0 and the negative integers. */
export function logGamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (x === 1 || x === 2) return 0;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(sinPi(x))) - logGamma(1 - x);
  // Near its zeros the sum below would cancel: there the logarithm of gamma itself is exact enough.
  if (x < 10) return Math.log(gamma(x));
  const y = x - 1;
  const t = y + LANCZOS_G + 0.5;
  return HALF_LOG_TAU + (y + 0.5) * Math.log(t) - t + Math.log(lanczosSum(y));
}

/** Where the series of erf gives way to the continued fraction of erfc. */
const ERF_SERIES_END = 2.5;
const ERFC_TERMS = 60;

function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Math.abs(sum) * 1e-17; n++) {
    term *= (-x * x) / n;
    sum += term / (2 * n + 1);
    if (n > 200) break;
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** erfc of x >= ERF_SERIES_END. */
function erfcFraction(x: number): number {
  let fraction = 0;
  for (let k = ERFC_TERMS; k > 0; k--) fraction = k / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

export function erf(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  if (x < 0) return -erf(-x);
  return x < ERF_SERIES_END ? erfSeries(x) : 1 - erfcFraction(x);
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < 0) return 2 - erfc(-x);
  return x < ERF_SERIES_END ? 1 - erfSeries(x) : erfcFraction(x);
}
