// The module `time` (python-dialect.md sections 2 and 21). Ticks count modulo 2**62 (VIRT_RV64) or 2**30.

import { overflowError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { type FunctionDef, fun0, fun1, fun2, type ModuleDef } from '../core/typedef.js';
import { NONE, smallInt, type Word } from '../core/word.js';
import { toFloat } from '../objects/float.js';
import { newIntAny, toIndex, toMachineInt, trustedSmallInt } from '../objects/int.js';
import { clock, rest } from './clock.js';

/** Longest wait, in milliseconds, between two looks at the world outside. */
const SLICE_MS = 10;

const periodBits = (rt: Runtime): number => (rt.is64 ? 62 : 30);

function sleep(rt: Runtime, ms: number): void {
  const end = clock() + ms;
  if (ms === 0) rt.pollScheduled();
  for (let left = ms; left > 0; left = end - clock()) {
    rest(rt, Math.min(left, SLICE_MS));
    rt.poll();
  }
}

const sleeper = (msOf: (rt: Runtime, w: Word) => number): FunctionDef =>
  fun1((rt, w) => {
    sleep(rt, msOf(rt, w));
    return NONE;
  });

const ticks = (perMs: number): FunctionDef =>
  fun0((rt) => newIntAny(rt, BigInt.asUintN(periodBits(rt), BigInt(Math.floor(clock() * perMs)))));

/** `start + delta`. Only delta is checked: less than half a period. What stands for ticks may be anything. */
function ticksAdd(rt: Runtime, start: Word, delta: Word): Word {
  const bits = periodBits(rt);
  const by = BigInt(toMachineInt(rt, delta));
  const half = 1n << BigInt(bits - 1);
  if (by >= half || by <= -half) return overflowError(rt, 'ticks interval overflow');
  return newIntAny(rt, BigInt.asUintN(bits, BigInt(trustedSmallInt(rt, start)) + by));
}

/** `end - start` as the shorter way round. */
function ticksDiff(rt: Runtime, end: Word, start: Word): Word {
  const by = BigInt(trustedSmallInt(rt, end)) - BigInt(trustedSmallInt(rt, start));
  return newIntAny(rt, BigInt.asIntN(periodBits(rt), by));
}

export const timeModule: ModuleDef = {
  name: 'time',
  extensible: true,
  members: {
    sleep: sleeper((rt, w) => 1000 * toFloat(rt, w)),
    sleep_ms: sleeper(toIndex),
    sleep_us: sleeper((rt, w) => toIndex(rt, w) / 1000),
    ticks_ms: ticks(1),
    ticks_us: ticks(1000),
    ticks_cpu: fun0(() => smallInt(0)),
    ticks_add: fun2(ticksAdd),
    ticks_diff: fun2(ticksDiff),
  },
};
