// Functions that the cross compiler made native (`@micropython.native`): native-abi.md section 10. Their frame is an
// mp_code_state_native_t in guest memory; entry 45 binds the arguments into it by the rules of bytecode functions.

import { RAM_BASE } from '../../machine/index.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, NONE, NULL, type Word } from '../core/word.js';
import { callFun2 } from '../native/calls.js';
import { bindArguments } from './bind.js';
import { globalsOf, reserveFrame } from './call.js';
import { codeInfo } from './code.js';

/** Words of mp_code_state_native_t before its state array. */
const NATIVE_STATE_WORDS = 5;
const FUN_BC = 0;
const IP = 1;
const SP = 2;

/** exc_sp_idx that marks the state of a native generator. */
const NATIVE_SENTINEL = 0xffff;

/** Address of the prelude of a native function: reached through its child table (mpy-format.md 5.3). */
function preludeOf(rt: Runtime, fun: Addr): Addr {
  const index = rt.field(rt.field(fun, 3), 0);
  const children = rt.field(fun, 2);
  return index === 0 ? children : rt.field(children, index);
}

/** Entry 45. `cs` has fun_bc and n_state set; `args` is an index of the operand stack. */
export function setupCodeState(rt: Runtime, cs: Addr, nArgs: number, nKw: number, at: number): void {
  const fun = rt.field(cs, FUN_BC);
  const prelude = preludeOf(rt, fun);
  const info = codeInfo(rt, prelude);
  const nState = rt.mem.ld16(cs + 3 * rt.W);
  const state = cs + NATIVE_STATE_WORDS * rt.W;
  rt.mem.index(state, nState * rt.W, 'store');
  const { sp } = rt;
  const argsEnd = at + nArgs + 2 * nKw;
  if (argsEnd > rt.sp) rt.sp = argsEnd;
  const fp = reserveFrame(rt, info.nState);
  bindArguments(rt, info, fun, rt.field(rt.field(fun, 1), 2), fp, nArgs, nKw, at);
  // Locals fill both arrays from the end; the guest's may be longer than the prelude says.
  for (let k = 0; k < nState; k++) {
    const word = k < info.nState ? rt.stack[fp + info.nState - 1 - k]! : NULL;
    rt.stObj(state + (nState - 1 - k) * rt.W, word);
  }
  rt.sp = sp;
  rt.setField(cs, IP, info.opcodes + RAM_BASE);
  rt.setField(cs, SP, state - rt.W);
  rt.mem.st16(cs + 3 * rt.W + 2, 0);
}

/** Words of a native generator object: type, pending exception, code state. */
export function nativeGeneratorBytes(rt: Runtime, fun: Addr): number {
  return (2 + NATIVE_STATE_WORDS + codeInfo(rt, preludeOf(rt, fun)).nState) * rt.W;
}

const PENDING = 1;
const stateOf = (rt: Runtime, gen: Addr): Addr => gen + 2 * rt.W;

/** Fills a generator object made for a native generator function and binds its arguments. */
export function startNativeGenerator(rt: Runtime, gen: Addr, fun: Addr, nArgs: number, nKw: number, at: number): void {
  const cs = stateOf(rt, gen);
  const info = codeInfo(rt, preludeOf(rt, fun));
  rt.setField(gen, PENDING, NONE);
  rt.setField(cs, FUN_BC, fun);
  rt.mem.st16(cs + 3 * rt.W, info.nState);
  setupCodeState(rt, cs, nArgs, nKw, at);
  rt.mem.st16(cs + 3 * rt.W + 2, NATIVE_SENTINEL);
  const data = rt.field(fun, 3);
  rt.setField(cs, IP, data + rt.field(data, 1));
}

export const isNativeFinished = (rt: Runtime, gen: Addr): boolean => rt.field(stateOf(rt, gen), IP) === 0;
export const isNativeStarted = (rt: Runtime, gen: Addr): boolean =>
  rt.field(stateOf(rt, gen), SP) !== stateOf(rt, gen) + (NATIVE_STATE_WORDS - 1) * rt.W;
export const nativePending = (rt: Runtime, gen: Addr): Word => rt.ldObj(gen + PENDING * rt.W);
export const setNativePending = (rt: Runtime, gen: Addr, w: Word): void => rt.stObj(gen + PENDING * rt.W, w);
export const nativeFunction = (rt: Runtime, gen: Addr): Addr => rt.field(stateOf(rt, gen), FUN_BC);
export const nativePrelude = preludeOf;

/** Outcome of one resume. */
export type NativeStep = { readonly kind: 'returned' | 'yielded' | 'raised'; readonly value: Word };

/** Runs the machine code of a generator until it yields, returns or raises. */
export function stepNativeGenerator(rt: Runtime, gen: Addr, send: Word, thrown: Word): NativeStep {
  const cs = stateOf(rt, gen);
  if (isNativeStarted(rt, gen)) rt.stObj(rt.field(cs, SP), send);
  const fun = rt.field(cs, FUN_BC);
  const { globals } = rt;
  rt.setField(cs, 4, globals);
  rt.globals = globalsOf(rt, fun);
  let code: number;
  try {
    code = callFun2(rt, rt.field(fun, 3) + 2 * rt.W, cs, thrown);
  } finally {
    rt.globals = globals;
  }
  if (code === 1) {
    const top = rt.field(cs, SP);
    const value = rt.ldObj(top);
    rt.stObj(top, NONE);
    return { kind: 'yielded', value };
  }
  rt.setField(cs, IP, 0);
  if (code === 0) return { kind: 'returned', value: rt.ldObj(rt.field(cs, SP)) };
  return { kind: 'raised', value: rt.ldObj(cs + NATIVE_STATE_WORDS * rt.W) };
}
