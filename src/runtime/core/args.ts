// Checking argument counts of native functions (native-abi.md 2.6 entry 44, 3.11).

import { typeError } from './raise.js';
import type { Runtime } from './runtime.js';

/** The texts and the order of checks of mp_arg_check_num_sig. */
export function argCheckNum(rt: Runtime, nArgs: number, nKw: number, min: number, max: number, takesKw: boolean): void {
  if (nKw > 0 && !takesKw) typeError(rt, "function doesn't take keyword arguments");
  if (min === max) {
    if (nArgs !== min) typeError(rt, `function takes ${min} positional arguments but ${nArgs} were given`);
  } else if (nArgs < min) {
    typeError(rt, `function missing ${min - nArgs} required positional arguments`);
  } else if (nArgs > max) {
    typeError(rt, `function expected at most ${max} arguments, got ${nArgs}`);
  }
}

/** The same with a signature word: `min << 17 | max << 1 | takes_kw`. */
export function argCheckSig(rt: Runtime, nArgs: number, nKw: number, sig: number): void {
  argCheckNum(rt, nArgs, nKw, sig >>> 17, (sig >>> 1) & 0xffff, (sig & 1) !== 0);
}
