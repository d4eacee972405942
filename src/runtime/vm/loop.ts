// The bytecode interpreter: bytecode.md sections 3-6. Hot: guarded by the Python loops of `npm run bench`.
//
// A frame lies on the operand stack: state[0..nState) (locals from the end downwards, value stack from the start
// upwards), then the exception stack, three words per entry: handler (position), value-stack index << 1 | is_finally,
// caught exception. Words that are no objects are small numbers, which the collector ignores.
//
// What runs is the decoded form (decode.ts); `ip` is a position in it.

import { arithmetic, maskedProduct } from '../core/arithmetic.js';
import { loadMethod, loadOwnAttr, loadSuperMethod, storeAttr } from '../core/attr.js';
import { callMethod } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { importAll, importFrom, importNameHook } from '../core/import.js';
import { getiter, iternextAllowRaise } from '../core/iter.js';
import {
  deleteGlobal,
  deleteName,
  loadBuildClass,
  loadGlobal,
  loadName,
  storeGlobal,
  storeName,
} from '../core/names.js';
import { binaryOp, isTrue, unaryOp } from '../core/ops.js';
import { quickNext } from '../core/quick-next.js';
import { makeException, nameError, notImplementedError, runtimeError } from '../core/raise.js';
import { resume } from '../core/resume.js';
import type { Runtime } from '../core/runtime.js';
import { unpackEx, unpackSequence } from '../core/sequence.js';
import { pushStarArgs } from '../core/star-args.js';
import { subscr } from '../core/subscr.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isSmallInt,
  NONE,
  NULL,
  SENTINEL,
  SMALL_INT_MAX,
  SMALL_INT_MIN,
  smallInt,
  TRUE,
  type Word,
} from '../core/word.js';
import { asPyException } from '../native/gates.js';
import { cellGet, cellSet } from '../objects/cell.js';
import { newClosure } from '../objects/closure.js';
import { dictStore, newDict } from '../objects/dict.js';
import { exceptionMatches, exceptionValue, isExceptionInstance, StopIterationType } from '../objects/exceptions.js';
import { newInt } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { newSet, setStore } from '../objects/set.js';
import { newSlice } from '../objects/slice.js';
import { newTuple } from '../objects/tuple.js';
import { callFromLoop } from './call.js';
import { type CodeInfo, EXC_WORDS } from './code.js';
import { type DecodedCode, wideConstant } from './decode.js';
import { makeFunction } from './functions.js';
import { noteHere } from './live-frames.js';
import { addTraceback, noteFrame } from './traceback.js';
import { positionIn, pushHandler, unwindJump, unwindReturn } from './unwind.js';

/** How a run of a frame ended; the value is in `rt.stack[rt.sp - 1]` of the caller's view: see `Frame.value`. */
export const VM_NORMAL = 0;
export const VM_YIELD = 1;
/** The frame does not handle an exception: `Frame.value`. */
export const VM_RAISED = 2;

/** A frame that can be left and entered again. Plain calls use one that is never yielded from. */
export interface Frame {
  readonly info: CodeInfo;
  readonly decoded: DecodedCode;
  /** The function object. */
  readonly fun: Addr;
  /** Index of state[0] on the operand stack. */
  fp: number;
  ip: number;
  /** Index of the top of the value stack. */
  sp: number;
  /** Number of exception stack entries. */
  excDepth: number;
  /** Result or yielded value. */
  value: Word;
  /** Thrown into the frame at its next instruction (NULL = none). */
  thrown: Word;
}

/** Operations of the decoded form. The enum stays in this file so that every build makes plain numbers of the cases,
 * which V8 makes a jump table of. */
export enum Op {
  BAD,
  LOAD_WORD,
  LOAD_WIDE,
  LOAD_CONST_OBJ,
  LOAD_FAST,
  STORE_FAST,
  LOAD_NAME,
  LOAD_GLOBAL,
  LOAD_ATTR,
  LOAD_METHOD,
  LOAD_SUPER_METHOD,
  STORE_NAME,
  STORE_GLOBAL,
  STORE_ATTR,
  DELETE_NAME,
  DELETE_GLOBAL,
  IMPORT_NAME,
  IMPORT_FROM,
  MAKE_CLOSURE,
  MAKE_CLOSURE_DEFARGS,
  LOAD_DEREF,
  STORE_DEREF,
  DELETE_FAST,
  DELETE_DEREF,
  BUILD_TUPLE,
  BUILD_LIST,
  BUILD_MAP,
  BUILD_SET,
  BUILD_SLICE,
  STORE_COMP,
  UNPACK_SEQUENCE,
  UNPACK_EX,
  MAKE_FUNCTION,
  MAKE_FUNCTION_DEFARGS,
  CALL_FUNCTION,
  CALL_FUNCTION_VAR_KW,
  CALL_METHOD,
  CALL_METHOD_VAR_KW,
  UNWIND_JUMP,
  JUMP,
  POP_JUMP_IF_TRUE,
  POP_JUMP_IF_FALSE,
  JUMP_IF_TRUE_OR_POP,
  JUMP_IF_FALSE_OR_POP,
  SETUP_WITH,
  SETUP_EXCEPT,
  SETUP_FINALLY,
  POP_EXCEPT_JUMP,
  FOR_ITER,
  LOAD_BUILD_CLASS,
  LOAD_SUBSCR,
  STORE_SUBSCR,
  DUP_TOP,
  DUP_TOP_TWO,
  POP_TOP,
  ROT_TWO,
  ROT_THREE,
  WITH_CLEANUP,
  END_FINALLY,
  GET_ITER,
  GET_ITER_STACK,
  STORE_MAP,
  RETURN_VALUE,
  RAISE_LAST,
  RAISE_OBJ,
  RAISE_FROM,
  YIELD_VALUE,
  YIELD_FROM,
  IMPORT_STAR,
  UNARY,
  NOT,
  BINARY,
  // Operators with a quick way for small ints, the comparisons in the order of their numbers.
  LESS,
  MORE,
  EQUAL,
  LESS_EQUAL,
  MORE_EQUAL,
  NOT_EQUAL,
  IS,
  OR,
  XOR,
  AND,
  LSHIFT,
  RSHIFT,
  ADD,
  SUBTRACT,
  MULTIPLY,
  FLOOR_DIVIDE,
  TRUE_DIVIDE,
  MODULO,
  // Several instructions in one: decode.ts puts these in the place of the first of them.
  COMPARE_JUMP,
  FAST_FAST_COMPARE_JUMP,
  FAST_WORD_COMPARE_JUMP,
  FAST_FAST_ADD,
  FAST_FAST_SUBTRACT,
  FAST_WORD_ADD,
  FAST_WORD_ADD_STORE,
  FAST_WORD_SUBTRACT,
  FAST_WORD_AND,
  FOR_ITER_STORE,
  MULTIPLY_MASK,
  LSHIFT_MASK,
  // For a debugger: in front of whatever may run other code.
  HERE,
  // In front of straight code, while somebody wants to know: how many instructions it has.
  COUNT,
}

const LOCAL_UNBOUND = 'local variable referenced before assignment';

/** Runs a frame until it returns (VM_NORMAL), yields (VM_YIELD) or does not handle an exception (VM_RAISED), which then
 * has a traceback entry of the frame. Throws no Python exceptions, but whatever else instructions throw. */
export function runFrame(rt: Runtime, f: Frame): number {
  const { stack } = rt;
  const { info, fp } = f;
  const { code } = f.decoded;
  const last = fp + info.nState - 1;
  const excBase = fp + info.nState;
  const frameEnd = fp + info.frameWords;
  // While an instruction runs, `ip` is behind it; jumps change it when nothing can raise any more.
  let ip = f.ip;
  let sp = f.sp;
  let excDepth = f.excDepth;
  let injected = f.thrown;
  f.thrown = NULL;
  const mark = rt.heap.mark();
  const guestSp = rt.cpu.regsLo[2]!;

  for (;;) {
    let raised: Word;
    try {
      if (injected !== NULL && code[ip] !== Op.YIELD_FROM) {
        const e = injected;
        injected = NULL;
        ip += 2;
        rt.sp = frameEnd;
        throw new PyException(makeException(rt, e));
      }
      running: for (;;) {
        const op = code[ip]!;
        const arg = code[ip + 1]!;
        ip += 2;
        switch (op) {
          case Op.LOAD_FAST: {
            const w = stack[last - arg]!;
            if (w === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = w;
            break;
          }
          case Op.STORE_FAST:
            stack[last - arg] = stack[sp--]!;
            break;
          case Op.LOAD_WORD:
            stack[++sp] = arg;
            break;
          case Op.LOAD_WIDE:
            stack[sp + 1] = wideConstant(rt, arg);
            sp++;
            break;
          case Op.LOAD_NAME:
            stack[sp + 1] = loadName(rt, arg);
            sp++;
            break;
          case Op.LOAD_GLOBAL:
            stack[sp + 1] = loadGlobal(rt, arg);
            sp++;
            break;
          case Op.LOAD_ATTR:
            rt.heap.release(mark);
            stack[sp] = loadOwnAttr(rt, stack[sp]!, arg);
            break;
          case Op.LOAD_METHOD: {
            const w = stack[sp]!;
            const method = rt.members.method(rt.typeOf(w), arg);
            if (method !== NULL) {
              stack[sp] = method;
              stack[++sp] = w;
              break;
            }
            loadMethod(rt, w, arg, reserve2(rt));
            stack[sp] = stack[rt.sp - 2]!;
            stack[++sp] = stack[rt.sp - 1]!;
            rt.sp = frameEnd;
            break;
          }
          case Op.LOAD_SUPER_METHOD:
            loadSuperMethod(rt, stack[sp - 1]!, stack[sp]!, arg, reserve2(rt));
            sp--;
            stack[sp - 1] = stack[rt.sp - 2]!;
            stack[sp] = stack[rt.sp - 1]!;
            rt.sp = frameEnd;
            break;
          case Op.STORE_NAME:
            storeName(rt, arg, stack[sp]!);
            sp--;
            break;
          case Op.STORE_GLOBAL:
            storeGlobal(rt, arg, stack[sp]!);
            sp--;
            break;
          case Op.STORE_ATTR:
            storeAttr(rt, stack[sp]!, arg, stack[sp - 1]!);
            sp -= 2;
            break;
          case Op.DELETE_NAME:
            deleteName(rt, arg);
            break;
          case Op.DELETE_GLOBAL:
            deleteGlobal(rt, arg);
            break;
          case Op.IMPORT_NAME:
            stack[sp - 1] = importNameHook(rt, arg, stack[sp]!, stack[sp - 1]!);
            sp--;
            break;
          case Op.IMPORT_FROM:
            stack[sp + 1] = importFrom(rt, stack[sp]!, arg);
            sp++;
            break;
          case Op.MAKE_CLOSURE:
          case Op.MAKE_CLOSURE_DEFARGS: {
            const n = arg >>> 24;
            const child = arg & 0xff_ffff;
            const cells = sp - n + 1;
            const withDefaults = op === Op.MAKE_CLOSURE_DEFARGS;
            const below = withDefaults ? cells - 2 : cells;
            const fun = rt.heap.root(
              withDefaults
                ? makeFunction(rt, f, child, stack[cells - 2]!, stack[cells - 1]!)
                : makeFunction(rt, f, child, NULL, NULL),
            );
            const closure = newClosure(rt, fun, cells, n);
            sp = below;
            stack[sp] = closure;
            break;
          }
          case Op.LOAD_CONST_OBJ:
            stack[sp + 1] = rt.ldObj(f.decoded.objTable + arg * rt.W);
            sp++;
            break;
          case Op.LOAD_DEREF: {
            const w = cellGet(rt, stack[last - arg]!);
            if (w === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = w;
            break;
          }
          case Op.STORE_DEREF:
            cellSet(rt, stack[last - arg]!, stack[sp--]!);
            break;
          case Op.DELETE_FAST:
            if (stack[last - arg] === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[last - arg] = NULL;
            break;
          case Op.DELETE_DEREF:
            if (cellGet(rt, stack[last - arg]!) === NULL) nameError(rt, LOCAL_UNBOUND);
            cellSet(rt, stack[last - arg]!, NULL);
            break;
          case Op.BUILD_TUPLE:
            stack[sp - arg + 1] = newTuple(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case Op.BUILD_LIST:
            stack[sp - arg + 1] = newList(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case Op.BUILD_MAP:
            stack[sp + 1] = newDict(rt, arg);
            sp++;
            break;
          case Op.BUILD_SET:
            stack[sp - arg + 1] = newSet(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case Op.BUILD_SLICE: {
            const step = arg === 3 ? stack[sp]! : NONE;
            if (arg === 3) sp--;
            stack[sp - 1] = newSlice(rt, stack[sp - 1]!, stack[sp]!, step);
            sp--;
            break;
          }
          case Op.STORE_COMP: {
            const collection = stack[sp - (arg >> 2)]!;
            const kind = arg & 3;
            if (kind === 0) listAppend(rt, collection, stack[sp]!);
            else if (kind === 1) {
              dictStore(rt, collection, stack[sp]!, stack[sp - 1]!);
              sp--;
            } else setStore(rt, collection, stack[sp]!);
            sp--;
            rt.heap.release(mark);
            break;
          }
          case Op.UNPACK_SEQUENCE:
            unpackSequence(rt, rt.heap.root(stack[sp]!), arg, sp);
            sp += arg - 1;
            break;
          case Op.UNPACK_EX: {
            const left = arg & 0xff;
            const right = (arg >> 8) & 0xff;
            unpackEx(rt, rt.heap.root(stack[sp]!), left, right, sp);
            sp += left + right;
            break;
          }
          case Op.MAKE_FUNCTION:
            stack[sp + 1] = makeFunction(rt, f, arg, NULL, NULL);
            sp++;
            break;
          case Op.MAKE_FUNCTION_DEFARGS:
            stack[sp - 1] = makeFunction(rt, f, arg, stack[sp - 1]!, stack[sp]!);
            sp--;
            break;
          case Op.CALL_FUNCTION: {
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const at = sp - nArgs - 2 * nKw + 1;
            rt.heap.release(mark);
            // Calls need no jump to take for ever: a function that calls itself twice.
            if (--rt.pollBudget < 0) rt.poll();
            sp = at - 1;
            const w = callFromLoop(rt, stack[sp]!, nArgs, nKw, at);
            if (w === NULL && rt.raising !== NULL) {
              raised = rt.raising;
              break running;
            }
            stack[sp] = w;
            break;
          }
          case Op.CALL_METHOD: {
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const at = sp - nArgs - 2 * nKw - 1;
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.poll();
            sp = at;
            const w =
              stack[at + 1] === NULL
                ? callFromLoop(rt, stack[at]!, nArgs, nKw, at + 2)
                : callFromLoop(rt, stack[at]!, nArgs + 1, nKw, at + 1);
            if (w === NULL && rt.raising !== NULL) {
              raised = rt.raising;
              break running;
            }
            stack[sp] = w;
            break;
          }
          case Op.CALL_FUNCTION_VAR_KW:
          case Op.CALL_METHOD_VAR_KW: {
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const method = op === Op.CALL_METHOD_VAR_KW;
            sp = sp - nArgs - 2 * nKw - (method ? 2 : 1);
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.poll();
            const pairs = pushStarArgs(rt, method, nArgs, nKw, sp);
            const w = callFromLoop(rt, stack[sp]!, rt.sp - frameEnd - 2 * pairs, pairs, frameEnd);
            rt.sp = frameEnd;
            if (w === NULL && rt.raising !== NULL) {
              raised = rt.raising;
              break running;
            }
            stack[sp] = w;
            break;
          }
          case Op.UNWIND_JUMP: {
            stack[++sp] = smallInt(arg >> 8);
            const state = { ip, sp, excDepth };
            unwindJump(stack, excBase, state, arg & 0xff);
            ({ ip, sp, excDepth } = state);
            rt.pollScheduled();
            break;
          }
          case Op.JUMP:
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.pollScheduled();
            ip = arg;
            break;
          case Op.POP_JUMP_IF_TRUE: {
            const taken = truth(rt, stack[sp]!);
            sp--;
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.pollScheduled();
            if (taken) ip = arg;
            break;
          }
          case Op.POP_JUMP_IF_FALSE: {
            const taken = !truth(rt, stack[sp]!);
            sp--;
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.pollScheduled();
            if (taken) ip = arg;
            break;
          }
          case Op.JUMP_IF_TRUE_OR_POP: {
            const taken = truth(rt, stack[sp]!);
            if (!taken) sp--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            if (taken) ip = arg;
            break;
          }
          case Op.JUMP_IF_FALSE_OR_POP: {
            const taken = !truth(rt, stack[sp]!);
            if (!taken) sp--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            if (taken) ip = arg;
            break;
          }
          case Op.SETUP_WITH: {
            const cm = stack[sp]!;
            const at = reserve2(rt);
            loadMethod(rt, cm, rt.qstrs.intern('__exit__'), at);
            const enter = reserve2(rt);
            loadMethod(rt, cm, rt.qstrs.intern('__enter__'), enter);
            const entered = callMethod(rt, 0, 0, enter);
            stack[sp] = stack[at]!;
            stack[++sp] = stack[at + 1]!;
            rt.sp = frameEnd;
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, arg, sp - fp, 1);
            stack[++sp] = entered;
            break;
          }
          case Op.SETUP_EXCEPT:
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, arg, sp - fp, 0);
            break;
          case Op.SETUP_FINALLY:
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, arg, sp - fp, 1);
            break;
          case Op.POP_EXCEPT_JUMP:
            excDepth--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            ip = arg;
            break;
          case Op.FOR_ITER:
          case Op.FOR_ITER_STORE: {
            let w = quickNext(rt, stack[sp - 2]!);
            if (w === SENTINEL) w = iternextAllowRaise(rt, stack[sp - 2]!);
            if (w === NULL) {
              sp -= 4;
              ip = arg;
            } else if (op === Op.FOR_ITER_STORE) {
              stack[last - code[ip + 1]!] = w;
              ip += 2;
            } else stack[++sp] = w;
            break;
          }
          case Op.LOAD_BUILD_CLASS:
            stack[sp + 1] = loadBuildClass(rt);
            sp++;
            break;
          case Op.LOAD_SUBSCR:
            rt.heap.release(mark);
            stack[sp - 1] = subscr(rt, stack[sp - 1]!, stack[sp]!, SENTINEL);
            sp--;
            break;
          case Op.STORE_SUBSCR:
            subscr(rt, stack[sp - 1]!, stack[sp]!, stack[sp - 2]!);
            sp -= 3;
            break;
          case Op.DUP_TOP:
            stack[sp + 1] = stack[sp]!;
            sp++;
            break;
          case Op.DUP_TOP_TWO:
            stack[sp + 1] = stack[sp - 1]!;
            stack[sp + 2] = stack[sp]!;
            sp += 2;
            break;
          case Op.POP_TOP:
            sp--;
            break;
          case Op.ROT_TWO: {
            const a = stack[sp]!;
            stack[sp] = stack[sp - 1]!;
            stack[sp - 1] = a;
            break;
          }
          case Op.ROT_THREE: {
            const a = stack[sp]!;
            stack[sp] = stack[sp - 1]!;
            stack[sp - 1] = stack[sp - 2]!;
            stack[sp - 2] = a;
            break;
          }
          case Op.WITH_CLEANUP:
            sp = withCleanup(rt, sp, frameEnd);
            break;
          case Op.END_FINALLY: {
            excDepth--;
            const w = stack[sp]!;
            if (w === NONE) {
              sp--;
              break;
            }
            if (isSmallInt(w)) {
              const count = w >> 1;
              sp--;
              if (count < 0) {
                const state = { ip, sp, excDepth };
                if (unwindReturn(stack, fp, excBase, state)) {
                  f.value = stack[state.sp]!;
                  return VM_NORMAL;
                }
                ({ ip, sp, excDepth } = state);
              } else {
                const state = { ip, sp, excDepth };
                unwindJump(stack, excBase, state, count);
                ({ ip, sp, excDepth } = state);
                // The word need not come from an UNWIND_JUMP if the bytecode is damaged, and may lead backwards.
                if (--rt.pollBudget < 0) rt.pollScheduled();
              }
              break;
            }
            raised = makeException(rt, w);
            break running;
          }
          case Op.GET_ITER:
            stack[sp] = getiter(rt, stack[sp]!, 0);
            break;
          case Op.GET_ITER_STACK: {
            const it = getiter(rt, stack[sp]!, 0);
            stack[sp] = NULL;
            stack[sp + 1] = it;
            stack[sp + 2] = NULL;
            stack[sp + 3] = NULL;
            sp += 3;
            break;
          }
          case Op.STORE_MAP:
            dictStore(rt, stack[sp - 2]!, stack[sp]!, stack[sp - 1]!);
            sp -= 2;
            break;
          case Op.RETURN_VALUE: {
            if (excDepth === 0) {
              f.value = stack[sp]!;
              return VM_NORMAL;
            }
            const state = { ip, sp, excDepth };
            if (unwindReturn(stack, fp, excBase, state)) {
              f.value = stack[state.sp]!;
              return VM_NORMAL;
            }
            ({ ip, sp, excDepth } = state);
            break;
          }
          case Op.RAISE_LAST: {
            let e = NULL;
            for (let i = excDepth - 1; i >= 0 && e === NULL; i--) e = stack[excBase + i * EXC_WORDS + 2]!;
            if (e === NULL) runtimeError(rt, 'no active exception to reraise');
            raised = makeException(rt, e);
            break running;
          }
          case Op.RAISE_OBJ:
            raised = makeException(rt, stack[sp]!);
            break running;
          case Op.RAISE_FROM:
            if (stack[sp] !== NONE) rt.console.write('Warning: exception chaining not supported\n');
            raised = makeException(rt, stack[sp - 1]!);
            break running;
          case Op.YIELD_VALUE:
            f.ip = ip;
            f.sp = sp;
            f.excDepth = excDepth;
            f.value = stack[sp]!;
            return VM_YIELD;
          case Op.YIELD_FROM: {
            const send = stack[sp]!;
            sp--;
            const thrown = injected;
            injected = NULL;
            const step = resume(rt, stack[sp]!, thrown !== NULL ? NONE : send, thrown);
            if (!step.finished) {
              f.ip = ip - 2;
              f.sp = sp + 1;
              f.excDepth = excDepth;
              stack[sp + 1] = step.value;
              f.value = step.value;
              return VM_YIELD;
            }
            stack[sp] = step.value;
            break;
          }
          case Op.IMPORT_STAR:
            importAll(rt, stack[sp]!);
            sp--;
            break;
          case Op.UNARY:
            stack[sp] = unaryOp(rt, arg, stack[sp]!);
            break;
          case Op.NOT:
            stack[sp] = boolWord(!isTrue(rt, stack[sp]!));
            break;
          case Op.BINARY: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            rt.heap.release(mark);
            stack[sp] = binaryOp(rt, arg, lhs, rhs);
            break;
          }
          case Op.IS: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            stack[sp] = lhs === rhs ? TRUE : binaryOp(rt, arg, lhs, rhs);
            break;
          }
          case Op.LESS: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs < rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.MORE: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs > rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.EQUAL: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            // Small ints and interned strings are equal if their words are.
            if ((lhs & rhs & 1) !== 0 || ((lhs & 7) === 2 && (rhs & 7) === 2)) {
              stack[sp] = lhs === rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.LESS_EQUAL: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs <= rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.MORE_EQUAL: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs >= rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.NOT_EQUAL: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            // Small ints and interned strings are equal if their words are.
            if ((lhs & rhs & 1) !== 0 || ((lhs & 7) === 2 && (rhs & 7) === 2)) {
              stack[sp] = lhs !== rhs ? TRUE : FALSE;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.OR: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs | rhs;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.XOR: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = (lhs ^ rhs) | 1;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.AND: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              stack[sp] = lhs & rhs;
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.ADD: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const sum = (lhs >> 1) + (rhs >> 1);
              const w = (sum << 1) | 1;
              stack[sp] = w >> 1 === sum ? w : newInt(rt, sum);
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.SUBTRACT: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const difference = (lhs >> 1) - (rhs >> 1);
              const w = (difference << 1) | 1;
              stack[sp] = w >> 1 === difference ? w : newInt(rt, difference);
              break;
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.MULTIPLY: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const product = (lhs >> 1) * (rhs >> 1);
              if (product <= SMALL_INT_MAX && product >= SMALL_INT_MIN) {
                stack[sp] = (product << 1) | 1;
                break;
              }
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.RSHIFT: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const count = rhs >> 1;
              if (count >= 0) {
                stack[sp] = (((lhs >> 1) >> Math.min(count, 31)) << 1) | 1;
                break;
              }
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.LSHIFT: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const count = rhs >> 1;
              const value = lhs >> 1;
              if (count >= 0 && count < 30 && (((value << count) << 1) >> 1) >> count === value) {
                stack[sp] = (value << (count + 1)) | 1;
                break;
              }
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.FLOOR_DIVIDE: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const d = rhs >> 1;
              if (d > 0) {
                stack[sp] = smallInt(Math.floor((lhs >> 1) / d));
                break;
              }
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.MODULO: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            if ((lhs & rhs & 1) !== 0) {
              const d = rhs >> 1;
              if (d > 0) {
                const r = (lhs >> 1) % d;
                stack[sp] = smallInt(r < 0 ? r + d : r);
                break;
              }
            }
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.TRUE_DIVIDE: {
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.MULTIPLY_MASK:
          case Op.LSHIFT_MASK: {
            // Also the constant and the `&` behind it.
            const rhs = stack[sp]!;
            const lhs = stack[--sp]!;
            rt.heap.release(mark);
            const w = maskedProduct(rt, arg, lhs, rhs, code[ip + 1]!);
            if (w !== NULL) {
              stack[sp] = w;
              ip += 4;
            } else stack[sp] = arithmetic(rt, arg, lhs, rhs);
            break;
          }
          case Op.COMPARE_JUMP: {
            // A comparison (its relations that jump, its number) and the conditional jump behind it.
            const rhs = stack[sp]!;
            const lhs = stack[sp - 1]!;
            if ((lhs & rhs & 1) !== 0) {
              sp -= 2;
              const relation = lhs < rhs ? 1 : lhs === rhs ? 2 : 4;
              const taken = (arg & relation) !== 0;
              ip += 2;
              rt.heap.release(mark);
              if (--rt.pollBudget < 0) rt.pollScheduled();
              if (taken) ip = code[ip - 1]!;
              break;
            }
            sp--;
            rt.heap.release(mark);
            stack[sp] = arithmetic(rt, arg >> 8, lhs, rhs);
            break;
          }
          case Op.FAST_FAST_COMPARE_JUMP: {
            // Two locals, a comparison (the relations that jump) and the conditional jump behind it.
            const lhs = stack[last - (arg & 0xff)]!;
            const rhs = stack[last - ((arg >> 8) & 0xff)]!;
            if ((lhs & rhs & 1) !== 0) {
              const relation = lhs < rhs ? 1 : lhs === rhs ? 2 : 4;
              const taken = ((arg >> 16) & relation) !== 0;
              ip += 6;
              rt.heap.release(mark);
              if (--rt.pollBudget < 0) rt.pollScheduled();
              if (taken) ip = code[ip - 1]!;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_WORD_COMPARE_JUMP: {
            // The same with a small int in place of the second local.
            const lhs = stack[last - (arg & 0xff)]!;
            if ((lhs & 1) !== 0) {
              const rhs = code[ip + 1]!;
              const relation = lhs < rhs ? 1 : lhs === rhs ? 2 : 4;
              const taken = ((arg >> 16) & relation) !== 0;
              ip += 6;
              rt.heap.release(mark);
              if (--rt.pollBudget < 0) rt.pollScheduled();
              if (taken) ip = code[ip - 1]!;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_FAST_ADD: {
            const lhs = stack[last - (arg & 0xff)]!;
            const rhs = stack[last - (arg >> 8)]!;
            const sum = (lhs >> 1) + (rhs >> 1);
            const w = (sum << 1) | 1;
            if ((lhs & rhs & 1) !== 0 && w >> 1 === sum) {
              stack[++sp] = w;
              ip += 4;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_FAST_SUBTRACT: {
            const lhs = stack[last - (arg & 0xff)]!;
            const rhs = stack[last - (arg >> 8)]!;
            const difference = (lhs >> 1) - (rhs >> 1);
            const w = (difference << 1) | 1;
            if ((lhs & rhs & 1) !== 0 && w >> 1 === difference) {
              stack[++sp] = w;
              ip += 4;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_WORD_ADD:
          case Op.FAST_WORD_ADD_STORE: {
            const lhs = stack[last - arg]!;
            const sum = (lhs >> 1) + (code[ip + 1]! >> 1);
            const w = (sum << 1) | 1;
            if ((lhs & 1) !== 0 && w >> 1 === sum) {
              if (op === Op.FAST_WORD_ADD_STORE) {
                stack[last - code[ip + 5]!] = w;
                ip += 6;
              } else {
                stack[++sp] = w;
                ip += 4;
              }
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_WORD_SUBTRACT: {
            const lhs = stack[last - arg]!;
            const difference = (lhs >> 1) - (code[ip + 1]! >> 1);
            const w = (difference << 1) | 1;
            if ((lhs & 1) !== 0 && w >> 1 === difference) {
              stack[++sp] = w;
              ip += 4;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.FAST_WORD_AND: {
            const lhs = stack[last - arg]!;
            if ((lhs & 1) !== 0) {
              stack[++sp] = lhs & code[ip + 1]!;
              ip += 4;
              break;
            }
            if (lhs === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = lhs;
            break;
          }
          case Op.HERE:
            noteHere(rt, f, ip);
            break;
          case Op.COUNT:
            rt.profiler!.bytecodes(arg);
            break;
          default:
            notImplementedError(rt, 'opcode');
        }
      }
    } catch (thrown) {
      const exception = asPyException(rt, thrown);
      if (!exception) {
        noteFrame(rt, thrown, f, ip - 2);
        throw thrown;
      }
      raised = exception.value;
    }
    rt.sp = frameEnd;
    rt.leave(guestSp);
    rt.heap.release(mark);
    const e = rt.heap.root(raised);
    rt.raising = NULL;
    const position = ip - 2;
    const op = code[position]!;
    if ((op === Op.FOR_ITER || op === Op.FOR_ITER_STORE) && exceptionMatches(rt, e, rt.type(StopIterationType))) {
      // A StopIteration is the end of the loop.
      ip = code[ip - 1]!;
      sp -= 4;
      continue;
    }
    if (op === Op.YIELD_FROM && exceptionMatches(rt, e, rt.type(StopIterationType))) {
      stack[sp] = exceptionValue(rt, e);
      continue;
    }
    rt.lastException = e;
    // END_FINALLY and RAISE_LAST pass an exception on: they are no new place where it was.
    if (op !== Op.END_FINALLY && op !== Op.RAISE_LAST) addTraceback(rt, e, f, position);
    while (excDepth > 0 && stack[excBase + (excDepth - 1) * EXC_WORDS]! <= position) excDepth--;
    // Below zero after an END_FINALLY or POP_EXCEPT_JUMP too many: what lies there is no handler.
    if (excDepth <= 0) {
      f.value = e;
      return VM_RAISED;
    }
    const entry = excBase + (excDepth - 1) * EXC_WORDS;
    stack[entry + 2] = e;
    sp = (stack[entry + 1]! >> 1) + fp;
    stack[++sp] = e;
    ip = positionIn(stack[entry]!);
  }
}

function truth(rt: Runtime, w: Word): boolean {
  if ((w & 1) !== 0) return w !== 1;
  if (w === TRUE) return true;
  if (w === FALSE || w === NONE) return false;
  return isTrue(rt, w);
}

/** Room for two words above the frame; the caller sets rt.sp back. */
function reserve2(rt: Runtime): number {
  const at = rt.sp;
  rt.push(NULL);
  rt.push(NULL);
  return at;
}

/** 6.6: calls `__exit__`; returns the new top of the value stack. */
function withCleanup(rt: Runtime, sp: number, frameEnd: number): number {
  const { stack } = rt;
  const x = stack[sp]!;
  const isUnwind = isSmallInt(x);
  const exit = isUnwind ? sp - 3 : sp - 2;
  const isException = !isUnwind && x !== NONE && isExceptionInstance(rt, x);
  const at = rt.sp;
  rt.push(stack[exit]!);
  rt.push(stack[exit + 1]!);
  rt.push(isException ? rt.typeOf(x) : NONE);
  rt.push(isException ? x : NONE);
  rt.push(NONE);
  const answer = callMethod(rt, 3, 0, at);
  const swallow = isException && isTrue(rt, answer);
  rt.sp = frameEnd;
  if (isUnwind) {
    stack[exit] = stack[sp - 1]!;
    stack[exit + 1] = x;
    return exit + 1;
  }
  stack[exit] = swallow ? NONE : x;
  return exit;
}
