// Function objects: built-in functions over a code address (native-abi.md 3.10, 3.11), functions of a module's code
// (3.9: bytecode, native, viper), inline assembler (3.12), and the wrapper that checks self.

import { CODE_KIND } from '../../abi/index.js';
import { RAM_BASE } from '../../machine/index.js';
import { argCheckNum, argCheckSig } from '../core/args.js';
import { callFunction } from '../core/call.js';
import { writeParts } from '../core/printer.js';
import { typeError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, TYPE_FLAG, type TypeDef, type TypeSpec } from '../core/typedef.js';
import { type Addr, NULL, type Qstr, qstrWord, type Word } from '../core/word.js';
import { callFun0, callFun1, callFun2, callFun3, callFunKw, callFunVar, callNative } from '../native/calls.js';
import { callBytecode, globalsOf } from '../vm/call.js';
import { codeInfo, qstrAt } from '../vm/code.js';
import { makeGenerator, makeNativeGenerator } from '../vm/generator.js';
import { nativePrelude } from '../vm/native-state.js';
import { asmFunctionType, newAsmFunction } from './asm-function.js';
import { tupleItem, tupleLen } from './tuple.js';

// --- built-in functions ----------------------------------------------------------------------------------------------

const BUILTIN = TYPE_FLAG.BINDS_SELF | TYPE_FLAG.BUILTIN_FUN;
const code = (rt: Runtime, fun: Word): number => rt.field(fun, 1);

export const funBuiltin0Type: TypeDef = defineType({
  name: 'function',
  flags: BUILTIN,
  call: (rt, fun, nArgs, nKw) => {
    argCheckNum(rt, nArgs, nKw, 0, 0, false);
    return callFun0(rt, code(rt, fun));
  },
});
export const funBuiltin1Type: TypeDef = defineType({
  name: 'function',
  flags: BUILTIN,
  call: (rt, fun, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 1, 1, false);
    return callFun1(rt, code(rt, fun), rt.stack[at]!);
  },
});
export const funBuiltin2Type: TypeDef = defineType({
  name: 'function',
  flags: BUILTIN,
  call: (rt, fun, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 2, 2, false);
    return callFun2(rt, code(rt, fun), rt.stack[at]!, rt.stack[at + 1]!);
  },
});
export const funBuiltin3Type: TypeDef = defineType({
  name: 'function',
  flags: BUILTIN,
  call: (rt, fun, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 3, 3, false);
    return callFun3(rt, code(rt, fun), rt.stack[at]!, rt.stack[at + 1]!, rt.stack[at + 2]!);
  },
});
/** Calls a built-in function whose number of arguments may vary. */
export function callBuiltinVar(rt: Runtime, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const sig = rt.mem.i32[((fun - RAM_BASE) >> 2) + (rt.W >> 2)] ?? rt.mem.ld32(fun + rt.W);
  argCheckSig(rt, nArgs, nKw, sig);
  const addr = rt.objField(fun, 2);
  return (sig & 1) !== 0 ? callFunKw(rt, addr, nArgs, nKw, at) : callFunVar(rt, addr, nArgs, at);
}
export const funBuiltinVarType: TypeDef = defineType({
  name: 'function',
  flags: BUILTIN,
  call: callBuiltinVar,
});

/** A built-in method read from its class: insists on an argument of exactly that type (native-abi.md 2.3). */
export function newCheckedFunction(rt: Runtime, type: Addr, fun: Word): Word {
  const checked = rt.newObject(checkedFunctionType, 3 * rt.W);
  rt.setField(checked, 1, type);
  rt.stObj(checked + 2 * rt.W, fun);
  return checked;
}
const checkedFunctionType: TypeDef = defineType({
  name: 'function',
  // As a member of a Python-defined class it binds, unlike the function inside.
  flags: TYPE_FLAG.BINDS_SELF,
  call: (rt, checked, nArgs, nKw, at) => {
    if (nArgs > 0 && rt.typeOf(rt.stack[at]!) !== rt.field(checked, 1)) typeError(rt, 'argument has wrong type');
    return callFunction(rt, rt.ldObj(checked + 2 * rt.W), nArgs, nKw, at);
  },
});

// --- functions of a module's code ------------------------------------------------------------------------------------

/** Defaults of a bytecode or native function: two words in guest memory, or NULL and the words themselves. */
export type Defaults = Addr | { readonly positional: Word; readonly keyword: Word };

/** A function object for code of that kind. `children` may be garbage for viper functions: it is never read there.
 * `asmSignature` counts for inline assembler only. */
export function newFunctionOfKind(
  rt: Runtime,
  kind: number,
  isGenerator: boolean,
  context: Addr,
  children: Addr,
  codeAddr: Addr,
  defaults: Defaults,
  asmSignature: number,
): Word {
  if (kind === CODE_KIND.NATIVE_ASM) return newAsmFunction(rt, codeAddr, asmSignature);
  const given =
    typeof defaults !== 'number'
      ? defaults
      : defaults === 0
        ? { positional: NULL, keyword: NULL }
        : { positional: rt.ldObj(defaults), keyword: rt.ldObj(defaults + rt.W) };
  const hasDefaults = kind !== CODE_KIND.NATIVE_VIPER;
  const n = hasDefaults && given.positional !== NULL ? tupleLen(rt, given.positional) : 0;
  const keyword = hasDefaults ? given.keyword : NULL;
  const fun = rt.newObject(typeForKind(kind, isGenerator), (4 + n + (keyword !== NULL ? 1 : 0)) * rt.W);
  rt.setField(fun, 1, context);
  rt.setField(fun, 2, children);
  rt.setField(fun, 3, codeAddr);
  for (let i = 0; i < n; i++) rt.stObj(fun + (4 + i) * rt.W, tupleItem(rt, given.positional, i));
  if (keyword !== NULL) rt.stObj(fun + (4 + n) * rt.W, keyword);
  return fun;
}

function typeForKind(kind: number, isGenerator: boolean): TypeDef {
  if (kind === CODE_KIND.BYTECODE) return isGenerator ? genWrapType : funBcType;
  if (kind === CODE_KIND.NATIVE_PY) return isGenerator ? nativeGenWrapType : funNativeType;
  return funViperType;
}

/** Stack bytes that entering a viper function takes, for the recursion check. */
const VIPER_BYTES = 64;

/** Name of a function whose prelude (bytecode or description) lies at `prelude`. */
const nameOf = (rt: Runtime, fun: Word, prelude: Addr): Qstr =>
  qstrAt(rt, rt.field(rt.field(fun, 1), 2), codeInfo(rt, prelude).names[0]!);

const bytecodePrelude = (rt: Runtime, fun: Word): Addr => rt.field(fun, 3);

/** print and attr of functions that have a name; `preludeOf` says where it stands. */
function named(preludeOf: (rt: Runtime, fun: Word) => Addr): Pick<TypeSpec, 'attr' | 'print'> {
  return {
    print: (rt, printer, fun) => {
      const name = rt.qstrs.text(nameOf(rt, fun, preludeOf(rt, fun)));
      writeParts(printer, '<function ', name, ' at 0x', fun.toString(16), '>');
    },
    attr: (rt, fun, q, dest) => {
      if (rt.stack[dest] !== NULL) return;
      if (q === rt.names.__name__) rt.stack[dest] = qstrWord(nameOf(rt, fun, preludeOf(rt, fun)));
      else if (rt.qstrs.text(q) === '__globals__') rt.stack[dest] = globalsOf(rt, fun);
    },
  };
}

export const funBcType: TypeDef = defineType({
  name: 'function',
  flags: TYPE_FLAG.BINDS_SELF,
  ...named(bytecodePrelude),
  call: callBytecode,
});
const genWrapType: TypeDef = defineType({
  name: 'generator',
  flags: TYPE_FLAG.BINDS_SELF,
  attr: named(bytecodePrelude).attr!,
  call: makeGenerator,
});
export const funViperType: TypeDef = defineType({
  name: 'function',
  flags: TYPE_FLAG.BINDS_SELF,
  call: (rt, fun, nArgs, nKw, at) => {
    const sp = rt.enter(VIPER_BYTES);
    const result = callNative(rt, rt.field(fun, 3), fun, nArgs, nKw, at);
    rt.leave(sp);
    return result;
  },
});
/** Code of `@micropython.native`: the machine code starts after the first word. */
const funNativeType: TypeDef = defineType({
  name: 'function',
  flags: TYPE_FLAG.BINDS_SELF,
  ...named(nativePrelude),
  call: (rt, fun, nArgs, nKw, at) => {
    const sp = rt.enter(VIPER_BYTES);
    const result = callNative(rt, rt.field(fun, 3) + rt.W, fun, nArgs, nKw, at);
    rt.leave(sp);
    return result;
  },
});
const nativeGenWrapType: TypeDef = defineType({
  name: 'generator',
  flags: TYPE_FLAG.BINDS_SELF,
  attr: named(nativePrelude).attr!,
  call: makeNativeGenerator,
});

/** All types of this file. */
export const FUNCTION_TYPES: readonly TypeDef[] = [
  funBuiltin0Type,
  funBuiltin1Type,
  funBuiltin2Type,
  funBuiltin3Type,
  funBuiltinVarType,
  checkedFunctionType,
  funBcType,
  genWrapType,
  funViperType,
  funNativeType,
  nativeGenWrapType,
  asmFunctionType,
];
