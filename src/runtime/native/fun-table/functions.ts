// Entries 26-29, 43-45: making and calling functions (native-abi.md 2.6, 3.14, 10).

import { CODE_KIND, SCOPE_FLAG } from '../../../abi/index.js';
import { argCheckSig } from '../../core/args.js';
import { callFunction, callMethod } from '../../core/call.js';
import type { Runtime } from '../../core/runtime.js';
import { expandStarArgs } from '../../core/star-args.js';
import type { Word } from '../../core/word.js';
import { asmSignature } from '../../load/raw-code.js';
import { newClosure } from '../../objects/closure.js';
import { newFunctionOfKind } from '../../objects/function.js';
import { codeInfo } from '../../vm/code.js';
import { setupCodeState } from '../../vm/native-state.js';
import { argsFromGuest } from '../gates.js';
import type { AbiFunctions } from './types.js';

type Raw = number | bigint;

/** n_args in the low byte, n_kw in the next. */
const split = (n: Raw): { nArgs: number; nKw: number } => {
  const low = Number(typeof n === 'bigint' ? n & 0xffffn : n % 0x1_0000);
  return { nArgs: low & 0xff, nKw: low >> 8 };
};

/** Entry 26: a record whose first two bytes are 0 is a raw code, anything else is bytecode. */
function makeFunctionFromProtoFun(rt: Runtime, proto: number, context: number, defArgs: number): Word {
  if (rt.mem.ld16(proto) !== 0) {
    const generator = (codeInfo(rt, proto).scopeFlags & SCOPE_FLAG.GENERATOR) !== 0;
    return newFunctionOfKind(rt, CODE_KIND.BYTECODE, generator, context, 0, proto, defArgs, 0);
  }
  const kind = rt.mem.ld8(proto + 2);
  const isGenerator = rt.mem.ld8(proto + 3) !== 0;
  const [code, children] = [rt.field(proto, 1), rt.field(proto, 2)];
  return newFunctionOfKind(rt, kind, isGenerator, context, children, code, defArgs, asmSignature(rt, proto, kind));
}

export const functions: AbiFunctions = {
  make_function_from_proto_fun: makeFunctionFromProtoFun,
  call_function_n_kw: (rt, fun: Word, n: Raw, args: number) => {
    const { nArgs, nKw } = split(n);
    return callFunction(rt, fun, nArgs, nKw, argsFromGuest(rt, args, nArgs + 2 * nKw));
  },
  call_method_n_kw: (rt, n: Raw, kw: Raw, args: number) => {
    const nArgs = Number(n);
    const nKw = Number(kw);
    return callMethod(rt, nArgs, nKw, argsFromGuest(rt, args, 2 + nArgs + 2 * nKw));
  },
  call_method_n_kw_var: (rt, haveSelf: boolean, n: Raw, args: number) => {
    const { nArgs, nKw } = split(n);
    const extra = haveSelf ? 2 : 1;
    const at = argsFromGuest(rt, args, extra + nArgs + 2 * nKw + 1);
    return expandStarArgs(rt, haveSelf, nArgs, nKw, at);
  },
  new_closure: (rt, fun: Word, n: Raw, closed: number) => {
    const count = Number(n);
    return newClosure(rt, fun, argsFromGuest(rt, closed, count), count);
  },
  arg_check_num_sig: (rt, nArgs: Raw, nKw: Raw, sig: number) => argCheckSig(rt, Number(nArgs), Number(nKw), sig),
  setup_code_state_native: (rt, cs: number, nArgs: Raw, nKw: Raw, args: number) => {
    const n = Number(nArgs);
    const k = Number(nKw);
    setupCodeState(rt, cs, n, k, argsFromGuest(rt, args, n + 2 * k));
  },
};
