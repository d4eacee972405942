// The module `random` (python-dialect.md section 11): a generator of 32-bit numbers with four words of state, and the
// functions over it. A board starts with fixed state, so that results are the same at each power-on.

import { lenOf } from '../core/ops.js';
import { raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { subscr } from '../core/subscr.js';
import { fun0, fun1, fun2, funVar, type ModuleDef } from '../core/typedef.js';
import { NONE, SENTINEL, type Word } from '../core/word.js';
import { IndexErrorType, ValueErrorType } from '../objects/exceptions.js';
import { newFloat, toFloat } from '../objects/float.js';
import { newInt, newIntAny, toIndex, toMachineInt, truncatedWord } from '../objects/int.js';

interface State {
  pad: number;
  n: number;
  d: number;
  dat: number;
}
const POWER_ON_PAD = 0xeda4_baba;
const states = new WeakMap<Runtime, State>();

const seeded = (pad: number): State => ({ pad: pad >>> 0, n: 69, d: 233, dat: 0 });

function stateOf(rt: Runtime): State {
  let state = states.get(rt);
  if (!state) {
    state = seeded(POWER_ON_PAD);
    states.set(rt, state);
  }
  return state;
}

/** Next number, unsigned. */
function draw(rt: Runtime): number {
  const s = stateOf(rt);
  let pad = (s.pad + s.dat + Math.imul(s.d, s.n)) | 0;
  pad = ((pad << 3) + (pad >>> 29)) | 0;
  s.n = pad | 2;
  s.d ^= ((pad << 31) + (pad >>> 1)) | 0;
  s.dat = (s.dat ^ (pad & 0xff) ^ ((s.d >>> 8) & 0xff) ^ 1) & 0xff;
  s.pad = pad;
  return (pad ^ (s.d << 5) ^ (pad >>> 18) ^ (s.dat << 1)) >>> 0;
}

/** A number below `n`; for n = 0 it looks for one in vain, as the boards do. */
function below(rt: Runtime, n: number): number {
  let mask = 1;
  while ((n & mask) >>> 0 < n) mask = ((mask << 1) | 1) >>> 0;
  for (;;) {
    const r = (draw(rt) & mask) >>> 0;
    if (r < n) return r;
    if (--rt.pollBudget < 0) rt.poll();
  }
}

/** A single in [0, 1). */
const unit = (rt: Runtime): number => Math.fround(1 + (draw(rt) & 0x7f_ffff) * 2 ** -23) - 1;

const emptyRange = (rt: Runtime): never => raise(rt, ValueErrorType);

/** Machine integers wrap around. */
const wrap = (rt: Runtime, v: bigint): bigint => BigInt.asIntN(8 * rt.W, v);
const low32 = (v: bigint): number => Number(BigInt.asUintN(32, v));
const machineInt = (rt: Runtime, w: Word): bigint => BigInt(toMachineInt(rt, w));
const result = (rt: Runtime, v: bigint): Word => newIntAny(rt, wrap(rt, v));

function seed(rt: Runtime, nArgs: number, at: number): Word {
  if (nArgs === 0 || rt.stack[at] === NONE) return valueError(rt, 'no default seed');
  states.set(rt, seeded(Number(truncatedWord(rt, rt.stack[at]!, 4))));
  return NONE;
}

function getrandbits(rt: Runtime, w: Word): Word {
  const bits = toIndex(rt, w);
  if (bits < 0 || bits > 32) return valueError(rt, 'bits must be 32 or less');
  if (bits === 0) return newInt(rt, 0);
  return newInt(rt, (draw(rt) & (0xffff_ffff >>> (32 - bits))) >>> 0);
}

function randrange(rt: Runtime, nArgs: number, at: number): Word {
  const first = machineInt(rt, rt.stack[at]!);
  if (nArgs === 1) return first > 0n ? newInt(rt, below(rt, low32(first))) : emptyRange(rt);
  const stop = machineInt(rt, rt.stack[at + 1]!);
  if (nArgs === 2) {
    return first < stop ? result(rt, first + BigInt(below(rt, low32(stop - first)))) : emptyRange(rt);
  }
  const step = machineInt(rt, rt.stack[at + 2]!);
  if (step === 0n) return emptyRange(rt);
  // Division cuts towards zero, as in C.
  const n = wrap(rt, wrap(rt, stop - first + step + (step > 0n ? -1n : 1n)) / step);
  return n > 0n ? result(rt, first + step * BigInt(below(rt, low32(n)))) : emptyRange(rt);
}

function randint(rt: Runtime, from: Word, to: Word): Word {
  const a = machineInt(rt, from);
  const b = machineInt(rt, to);
  return a <= b ? result(rt, a + BigInt(below(rt, low32(b - a + 1n)))) : emptyRange(rt);
}

function choice(rt: Runtime, seq: Word): Word {
  const len = toIndex(rt, lenOf(rt, seq));
  if (len <= 0) return raise(rt, IndexErrorType);
  return subscr(rt, seq, newInt(rt, below(rt, len)), SENTINEL);
}

function uniform(rt: Runtime, from: Word, to: Word): Word {
  const a = toFloat(rt, from);
  const b = toFloat(rt, to);
  return newFloat(rt, Math.fround(a + Math.fround(Math.fround(b - a) * unit(rt))));
}

export const randomModule: ModuleDef = {
  name: 'random',
  extensible: true,
  members: {
    getrandbits: fun1(getrandbits),
    seed: funVar(0, 1, seed),
    randrange: funVar(1, 3, randrange),
    randint: fun2(randint),
    choice: fun1(choice),
    random: fun0((rt) => newFloat(rt, unit(rt))),
    uniform: fun2(uniform),
  },
};
