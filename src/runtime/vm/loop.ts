// The bytecode interpreter: bytecode.md sections 3-6. Hot: guarded by the Python loops of `npm run bench`.
//
// A frame lies on the operand stack: state[0..nState) (locals from the end downwards, value stack from the start
// upwards), then the exception stack, three words per entry: handler (memory index), value-stack index << 1 | is_finally,
// caught exception. Words that are no objects are small numbers, which the collector ignores.
//
// `case` labels are literal numbers, because V8 makes a jump table only of those; a test checks them against
// abi/opcodes.ts. `ip` is an index into guest memory, not an address.

import { RAM_BASE } from '../../machine/index.js';
import { loadAttr, loadMethod, loadSuperMethod, storeAttr } from '../core/attr.js';
import { callFunction, callMethod } from '../core/call.js';
import { PyException } from '../core/exception.js';
import { importAll, importFrom, importNameHook } from '../core/import.js';
import { getiter, iternext } from '../core/iter.js';
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
import { makeException, nameError, notImplementedError, raiseObject, runtimeError } from '../core/raise.js';
import { resume } from '../core/resume.js';
import type { Runtime } from '../core/runtime.js';
import { unpackEx, unpackSequence } from '../core/sequence.js';
import { expandStarArgs } from '../core/star-args.js';
import { subscr } from '../core/subscr.js';
import {
  type Addr,
  boolWord,
  FALSE,
  isSmallInt,
  NONE,
  NULL,
  qstrWord,
  SENTINEL,
  smallInt,
  TRUE,
  type Word,
} from '../core/word.js';
import { asPyException } from '../native/gates.js';
import { cellGet, cellSet } from '../objects/cell.js';
import { newClosure } from '../objects/closure.js';
import { dictStore, newDict } from '../objects/dict.js';
import { exceptionMatches, exceptionValue, isExceptionInstance, StopIterationType } from '../objects/exceptions.js';
import { newInt, newIntBig } from '../objects/int.js';
import { listAppend, newList } from '../objects/list.js';
import { newSet, setStore } from '../objects/set.js';
import { newSlice } from '../objects/slice.js';
import { newTuple } from '../objects/tuple.js';
import { type CodeInfo, EXC_WORDS } from './code.js';
import { makeFunction } from './functions.js';
import { addTraceback } from './traceback.js';

/** How a run of a frame ended; the value is in `rt.stack[rt.sp - 1]` of the caller's view: see `Frame.value`. */
export const VM_NORMAL = 0;
export const VM_YIELD = 1;

/** A frame that can be left and entered again. Plain calls use one that is never yielded from. */
export interface Frame {
  readonly info: CodeInfo;
  /** Code block, for the child table and tracebacks. */
  readonly fun: Addr;
  readonly qstrTable: Addr;
  readonly objTable: Addr;
  readonly childTable: Addr;
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

const LOCAL_UNBOUND = 'local variable referenced before assignment';

/** Runs a frame until it returns (VM_NORMAL) or yields (VM_YIELD). Throws PyException, with a traceback entry added. */
export function runFrame(rt: Runtime, f: Frame): number {
  const { stack } = rt;
  const { u8, u16 } = rt.mem;
  const { info, fp } = f;
  const last = fp + info.nState - 1;
  const excBase = fp + info.nState;
  const q0 = (f.qstrTable - RAM_BASE) >> 1;
  const frameEnd = fp + info.frameWords;
  let ip = f.ip;
  let sp = f.sp;
  let excDepth = f.excDepth;
  let opIp = ip;
  let injected = f.thrown;
  f.thrown = NULL;
  const mark = rt.heap.mark();
  const guestSp = rt.cpu.regsLo[2]!;

  for (;;) {
    try {
      if (injected !== NULL) {
        opIp = ip;
        if (u8[ip] !== 0x68) {
          const e = injected;
          injected = NULL;
          rt.sp = frameEnd;
          throw new PyException(makeException(rt, e));
        }
      }
      for (;;) {
        opIp = ip;
        const op = u8[ip++]!;
        if (op >= 0xd7) {
          // BINARY_OP
          const rhs = stack[sp]!;
          const lhs = stack[--sp]!;
          const n = op - 0xd7;
          if ((lhs & rhs & 1) !== 0) {
            switch (n) {
              case 0:
                stack[sp] = lhs < rhs ? TRUE : FALSE;
                continue;
              case 1:
                stack[sp] = lhs > rhs ? TRUE : FALSE;
                continue;
              case 2:
                stack[sp] = lhs === rhs ? TRUE : FALSE;
                continue;
              case 3:
                stack[sp] = lhs <= rhs ? TRUE : FALSE;
                continue;
              case 4:
                stack[sp] = lhs >= rhs ? TRUE : FALSE;
                continue;
              case 5:
                stack[sp] = lhs !== rhs ? TRUE : FALSE;
                continue;
              case 14:
              case 27: {
                const sum = (lhs >> 1) + (rhs >> 1);
                const w = (sum << 1) | 1;
                stack[sp] = w >> 1 === sum ? w : newInt(rt, sum);
                continue;
              }
              case 15:
              case 28: {
                const difference = (lhs >> 1) - (rhs >> 1);
                const w = (difference << 1) | 1;
                stack[sp] = w >> 1 === difference ? w : newInt(rt, difference);
                continue;
              }
              case 16:
              case 29: {
                const product = (lhs >> 1) * (rhs >> 1);
                if (product <= 0x3fff_ffff && product >= -0x4000_0000) {
                  stack[sp] = (product << 1) | 1;
                  continue;
                }
                break;
              }
              case 9:
              case 22:
                stack[sp] = lhs | rhs;
                continue;
              case 10:
              case 23:
                stack[sp] = (lhs ^ rhs) | 1;
                continue;
              case 11:
              case 24:
                stack[sp] = lhs & rhs;
                continue;
              case 13:
              case 26: {
                const count = rhs >> 1;
                if (count >= 0) {
                  stack[sp] = (((lhs >> 1) >> Math.min(count, 31)) << 1) | 1;
                  continue;
                }
                break;
              }
              case 18:
              case 31: {
                const d = rhs >> 1;
                if (d > 0) {
                  stack[sp] = smallInt(Math.floor((lhs >> 1) / d));
                  continue;
                }
                break;
              }
              case 20:
              case 33: {
                const d = rhs >> 1;
                if (d > 0) {
                  const r = (lhs >> 1) % d;
                  stack[sp] = smallInt(r < 0 ? r + d : r);
                  continue;
                }
                break;
              }
            }
          }
          if (n === 7) {
            stack[sp] = lhs === rhs ? TRUE : boolWord(binaryOp(rt, 7, lhs, rhs) === TRUE);
            continue;
          }
          rt.heap.release(mark);
          stack[sp] = binaryOp(rt, n, lhs, rhs);
          continue;
        }
        if (op >= 0xb0) {
          if (op < 0xc0) {
            // LOAD_FAST_MULTI
            const w = stack[last - (op - 0xb0)]!;
            if (w === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = w;
          } else if (op < 0xd0) {
            // STORE_FAST_MULTI
            stack[last - (op - 0xc0)] = stack[sp--]!;
          } else if (op < 0xd4) {
            // UNARY_OP_MULTI
            const w = stack[sp]!;
            stack[sp] = op === 0xd3 ? boolWord(!isTrue(rt, w)) : unaryOp(rt, op - 0xd0, w);
          } else notImplementedError(rt, 'opcode');
          continue;
        }
        if (op >= 0x70) {
          // LOAD_CONST_SMALL_INT_MULTI
          stack[++sp] = smallInt(op - 0x80);
          continue;
        }
        // Operand: the high nibble of the opcode tells its form (bytecode.md section 4).
        let arg = 0;
        const family = op >> 4;
        if (family <= 3) {
          if (op === 0x22) arg = (u8[ip]! & 0x40) !== 0 ? -1 : 0;
          let b: number;
          do {
            b = u8[ip++]!;
            arg = (arg << 7) | (b & 0x7f);
          } while ((b & 0x80) !== 0);
          if (family === 1) arg = u16[q0 + arg]!;
        } else if (family === 4) {
          const b = u8[ip++]!;
          if ((b & 0x80) === 0) arg = op <= 0x44 ? b - 0x40 : b;
          else {
            arg = (b & 0x7f) | (u8[ip++]! << 7);
            if (op <= 0x44) arg -= 0x4000;
          }
        }
        switch (op) {
          case 0x10: // LOAD_CONST_STRING
            stack[++sp] = qstrWord(arg);
            break;
          case 0x11: // LOAD_NAME
            stack[sp + 1] = loadName(rt, arg);
            sp++;
            break;
          case 0x12: // LOAD_GLOBAL
            stack[sp + 1] = loadGlobal(rt, arg);
            sp++;
            break;
          case 0x13: // LOAD_ATTR
            rt.heap.release(mark);
            stack[sp] = loadAttr(rt, stack[sp]!, arg);
            break;
          case 0x14: // LOAD_METHOD
            loadMethod(rt, stack[sp]!, arg, reserve2(rt));
            stack[sp] = stack[rt.sp - 2]!;
            stack[++sp] = stack[rt.sp - 1]!;
            rt.sp = frameEnd;
            break;
          case 0x15: // LOAD_SUPER_METHOD
            loadSuperMethod(rt, stack[sp - 1]!, stack[sp]!, arg, reserve2(rt));
            sp--;
            stack[sp - 1] = stack[rt.sp - 2]!;
            stack[sp] = stack[rt.sp - 1]!;
            rt.sp = frameEnd;
            break;
          case 0x16: // STORE_NAME
            storeName(rt, arg, stack[sp]!);
            sp--;
            break;
          case 0x17: // STORE_GLOBAL
            storeGlobal(rt, arg, stack[sp]!);
            sp--;
            break;
          case 0x18: // STORE_ATTR
            storeAttr(rt, stack[sp]!, arg, stack[sp - 1]!);
            sp -= 2;
            break;
          case 0x19: // DELETE_NAME
            deleteName(rt, arg);
            break;
          case 0x1a: // DELETE_GLOBAL
            deleteGlobal(rt, arg);
            break;
          case 0x1b: // IMPORT_NAME
            stack[sp - 1] = importNameHook(rt, arg, stack[sp]!, stack[sp - 1]!);
            sp--;
            break;
          case 0x1c: // IMPORT_FROM
            stack[sp + 1] = importFrom(rt, stack[sp]!, arg);
            sp++;
            break;
          case 0x20: // MAKE_CLOSURE
          case 0x21: {
            // MAKE_CLOSURE_DEFARGS
            const n = u8[ip++]!;
            const cells = sp - n + 1;
            const withDefaults = op === 0x21;
            const below = withDefaults ? cells - 2 : cells;
            const fun = rt.heap.root(
              withDefaults
                ? makeFunction(rt, f, arg, stack[cells - 2]!, stack[cells - 1]!)
                : makeFunction(rt, f, arg, NULL, NULL),
            );
            const closure = newClosure(rt, fun, cells, n);
            sp = below;
            stack[sp] = closure;
            break;
          }
          case 0x22: // LOAD_CONST_SMALL_INT
            // Up to four bytes hold 28 bits; `arg` itself has wrapped around when there are more.
            stack[sp + 1] = ip - opIp <= 5 ? smallInt(arg) : wideConstant(rt, opIp + 1);
            sp++;
            break;
          case 0x23: // LOAD_CONST_OBJ
            stack[sp + 1] = rt.ldObj(f.objTable + arg * rt.W);
            sp++;
            break;
          case 0x24: {
            // LOAD_FAST_N
            const w = stack[last - arg]!;
            if (w === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = w;
            break;
          }
          case 0x25: {
            // LOAD_DEREF
            const w = cellGet(rt, stack[last - arg]!);
            if (w === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[++sp] = w;
            break;
          }
          case 0x26: // STORE_FAST_N
            stack[last - arg] = stack[sp--]!;
            break;
          case 0x27: // STORE_DEREF
            cellSet(rt, stack[last - arg]!, stack[sp--]!);
            break;
          case 0x28: // DELETE_FAST
            if (stack[last - arg] === NULL) nameError(rt, LOCAL_UNBOUND);
            stack[last - arg] = NULL;
            break;
          case 0x29: // DELETE_DEREF
            if (cellGet(rt, stack[last - arg]!) === NULL) nameError(rt, LOCAL_UNBOUND);
            cellSet(rt, stack[last - arg]!, NULL);
            break;
          case 0x2a: // BUILD_TUPLE
            stack[sp - arg + 1] = newTuple(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case 0x2b: // BUILD_LIST
            stack[sp - arg + 1] = newList(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case 0x2c: // BUILD_MAP
            stack[sp + 1] = newDict(rt, arg);
            sp++;
            break;
          case 0x2d: // BUILD_SET
            stack[sp - arg + 1] = newSet(rt, sp - arg + 1, arg);
            sp -= arg - 1;
            break;
          case 0x2e: {
            // BUILD_SLICE
            const step = arg === 3 ? stack[sp]! : NONE;
            if (arg === 3) sp--;
            stack[sp - 1] = newSlice(rt, stack[sp - 1]!, stack[sp]!, step);
            sp--;
            break;
          }
          case 0x2f: {
            // STORE_COMP
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
          case 0x30: // UNPACK_SEQUENCE
            unpackSequence(rt, rt.heap.root(stack[sp]!), arg, sp);
            sp += arg - 1;
            break;
          case 0x31: {
            // UNPACK_EX
            const left = arg & 0xff;
            const right = (arg >> 8) & 0xff;
            unpackEx(rt, rt.heap.root(stack[sp]!), left, right, sp);
            sp += left + right;
            break;
          }
          case 0x32: // MAKE_FUNCTION
            stack[sp + 1] = makeFunction(rt, f, arg, NULL, NULL);
            sp++;
            break;
          case 0x33: // MAKE_FUNCTION_DEFARGS
            stack[sp - 1] = makeFunction(rt, f, arg, stack[sp - 1]!, stack[sp]!);
            sp--;
            break;
          case 0x34: {
            // CALL_FUNCTION
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const at = sp - nArgs - 2 * nKw + 1;
            rt.heap.release(mark);
            sp = at - 1;
            stack[sp] = callFunction(rt, stack[sp]!, nArgs, nKw, at);
            break;
          }
          case 0x36: {
            // CALL_METHOD
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const at = sp - nArgs - 2 * nKw - 1;
            rt.heap.release(mark);
            sp = at;
            stack[sp] = callMethod(rt, nArgs, nKw, at);
            break;
          }
          case 0x35: // CALL_FUNCTION_VAR_KW
          case 0x37: {
            // CALL_METHOD_VAR_KW
            const nArgs = arg & 0xff;
            const nKw = (arg >> 8) & 0xff;
            const method = op === 0x37;
            sp = sp - nArgs - 2 * nKw - (method ? 2 : 1);
            rt.heap.release(mark);
            stack[sp] = expandStarArgs(rt, method, nArgs, nKw, sp);
            rt.sp = frameEnd;
            break;
          }
          case 0x40: {
            // UNWIND_JUMP
            stack[++sp] = smallInt(ip + arg);
            const state = { ip: ip + 1, sp, excDepth };
            unwindJump(stack, excBase, state, u8[ip]!);
            ({ ip, sp, excDepth } = state);
            rt.pollScheduled();
            break;
          }
          case 0x42: // JUMP
            ip += arg;
            rt.heap.release(mark);
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x43: // POP_JUMP_IF_TRUE
            if (truth(rt, stack[sp]!)) ip += arg;
            sp--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x44: // POP_JUMP_IF_FALSE
            if (!truth(rt, stack[sp]!)) ip += arg;
            sp--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x45: // JUMP_IF_TRUE_OR_POP
            if (truth(rt, stack[sp]!)) ip += arg;
            else sp--;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x46: // JUMP_IF_FALSE_OR_POP
            if (truth(rt, stack[sp]!)) sp--;
            else ip += arg;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x47: {
            // SETUP_WITH
            const cm = stack[sp]!;
            const at = reserve2(rt);
            loadMethod(rt, cm, rt.qstrs.intern('__exit__'), at);
            const enter = reserve2(rt);
            loadMethod(rt, cm, rt.qstrs.intern('__enter__'), enter);
            const entered = callMethod(rt, 0, 0, enter);
            stack[sp] = stack[at]!;
            stack[++sp] = stack[at + 1]!;
            rt.sp = frameEnd;
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, ip + arg, sp - fp, 1);
            stack[++sp] = entered;
            break;
          }
          case 0x48: // SETUP_EXCEPT
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, ip + arg, sp - fp, 0);
            break;
          case 0x49: // SETUP_FINALLY
            pushHandler(stack, excBase + excDepth++ * EXC_WORDS, ip + arg, sp - fp, 1);
            break;
          case 0x4a: // POP_EXCEPT_JUMP
            excDepth--;
            ip += arg;
            if (--rt.pollBudget < 0) rt.pollScheduled();
            break;
          case 0x4b: {
            // FOR_ITER
            const it = stack[sp - 2]!;
            const w = iternext(rt, it);
            if (w === NULL) {
              sp -= 4;
              ip += arg;
            } else stack[++sp] = w;
            break;
          }
          case 0x50: // LOAD_CONST_FALSE
            stack[++sp] = FALSE;
            break;
          case 0x51: // LOAD_CONST_NONE
            stack[++sp] = NONE;
            break;
          case 0x52: // LOAD_CONST_TRUE
            stack[++sp] = TRUE;
            break;
          case 0x53: // LOAD_NULL
            stack[++sp] = NULL;
            break;
          case 0x54: // LOAD_BUILD_CLASS
            stack[sp + 1] = loadBuildClass(rt);
            sp++;
            break;
          case 0x55: // LOAD_SUBSCR
            rt.heap.release(mark);
            stack[sp - 1] = subscr(rt, stack[sp - 1]!, stack[sp]!, SENTINEL);
            sp--;
            break;
          case 0x56: // STORE_SUBSCR
            subscr(rt, stack[sp - 1]!, stack[sp]!, stack[sp - 2]!);
            sp -= 3;
            break;
          case 0x57: // DUP_TOP
            stack[sp + 1] = stack[sp]!;
            sp++;
            break;
          case 0x58: // DUP_TOP_TWO
            stack[sp + 1] = stack[sp - 1]!;
            stack[sp + 2] = stack[sp]!;
            sp += 2;
            break;
          case 0x59: // POP_TOP
            sp--;
            break;
          case 0x5a: {
            // ROT_TWO
            const a = stack[sp]!;
            stack[sp] = stack[sp - 1]!;
            stack[sp - 1] = a;
            break;
          }
          case 0x5b: {
            // ROT_THREE
            const a = stack[sp]!;
            stack[sp] = stack[sp - 1]!;
            stack[sp - 1] = stack[sp - 2]!;
            stack[sp - 2] = a;
            break;
          }
          case 0x5c: // WITH_CLEANUP
            sp = withCleanup(rt, sp, frameEnd);
            break;
          case 0x5d: {
            // END_FINALLY
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
              }
              break;
            }
            raiseObject(rt, w);
            break;
          }
          case 0x5e: // GET_ITER
            stack[sp] = getiter(rt, stack[sp]!, 0);
            break;
          case 0x5f: {
            // GET_ITER_STACK
            const it = getiter(rt, stack[sp]!, 0);
            stack[sp] = NULL;
            stack[sp + 1] = it;
            stack[sp + 2] = NULL;
            stack[sp + 3] = NULL;
            sp += 3;
            break;
          }
          case 0x62: // STORE_MAP
            dictStore(rt, stack[sp - 2]!, stack[sp]!, stack[sp - 1]!);
            sp -= 2;
            break;
          case 0x63: {
            // RETURN_VALUE
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
          case 0x64: {
            // RAISE_LAST
            let e = NULL;
            for (let i = excDepth - 1; i >= 0 && e === NULL; i--) e = stack[excBase + i * EXC_WORDS + 2]!;
            if (e === NULL) runtimeError(rt, 'no active exception to reraise');
            raiseObject(rt, e);
            break;
          }
          case 0x65: // RAISE_OBJ
            rt.throwObject(makeException(rt, stack[sp]!));
            break;
          case 0x66: // RAISE_FROM
            if (stack[sp] !== NONE) rt.console.write('Warning: exception chaining not supported\n');
            rt.throwObject(makeException(rt, stack[sp - 1]!));
            break;
          case 0x67: // YIELD_VALUE
            f.ip = ip;
            f.sp = sp;
            f.excDepth = excDepth;
            f.value = stack[sp]!;
            return VM_YIELD;
          case 0x68: {
            // YIELD_FROM
            const send = stack[sp]!;
            sp--;
            const thrown = injected;
            injected = NULL;
            const step = resume(rt, stack[sp]!, thrown !== NULL ? NONE : send, thrown);
            if (!step.finished) {
              f.ip = opIp;
              f.sp = sp + 1;
              f.excDepth = excDepth;
              stack[sp + 1] = step.value;
              f.value = step.value;
              return VM_YIELD;
            }
            stack[sp] = step.value;
            break;
          }
          case 0x69: // IMPORT_STAR
            importAll(rt, stack[sp]!);
            sp--;
            break;
          default:
            notImplementedError(rt, 'opcode');
        }
      }
    } catch (thrownValue) {
      const raised = asPyException(rt, thrownValue);
      if (!raised) throw thrownValue;
      rt.sp = frameEnd;
      rt.leave(guestSp);
      rt.heap.release(mark);
      const e = rt.heap.root(raised.value);
      const op = u8[opIp]!;
      if (op === 0x4b && exceptionMatches(rt, e, rt.type(StopIterationType))) {
        // FOR_ITER: a StopIteration is the end of the loop. Operand of the opcode again, for the jump.
        const b = u8[opIp + 1]!;
        const long = (b & 0x80) !== 0;
        ip = opIp + (long ? 3 : 2) + (long ? (b & 0x7f) | (u8[opIp + 2]! << 7) : b);
        sp -= 4;
        continue;
      }
      if (op === 0x68 && exceptionMatches(rt, e, rt.type(StopIterationType))) {
        stack[sp] = exceptionValue(rt, e);
        continue;
      }
      // END_FINALLY and RAISE_LAST pass an exception on: they are no new place where it was.
      if (op !== 0x5d && op !== 0x64) addTraceback(rt, e, f, opIp);
      while (excDepth > 0 && stack[excBase + (excDepth - 1) * EXC_WORDS]! <= opIp) excDepth--;
      if (excDepth === 0) throw raised;
      const entry = excBase + (excDepth - 1) * EXC_WORDS;
      stack[entry + 2] = e;
      sp = (stack[entry + 1]! >> 1) + fp;
      stack[++sp] = e;
      ip = stack[entry]!;
    }
  }
}

function truth(rt: Runtime, w: Word): boolean {
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

/** An immediate of more than 31 bits: only in files compiled for a wider target. `at` is its first byte. */
function wideConstant(rt: Runtime, at: number): Word {
  const { u8 } = rt.mem;
  let value = (u8[at]! & 0x40) !== 0 ? -1n : 0n;
  for (let i = at; ; i++) {
    const b = u8[i]!;
    value = (value << 7n) | BigInt(b & 0x7f);
    if ((b & 0x80) === 0) break;
  }
  return newIntBig(rt, value);
}

/** `depth` is relative to the frame, so that a generator's frame may lie elsewhere when it goes on. */
function pushHandler(stack: Int32Array, entry: number, handler: number, depth: number, isFinally: number): void {
  stack[entry] = handler;
  stack[entry + 1] = (depth << 1) | isFinally;
  stack[entry + 2] = NULL;
}

interface UnwindState {
  ip: number;
  sp: number;
  excDepth: number;
}

/** CANCEL of bytecode.md 6.3: forgets what the interrupted handler was doing, keeping the value on top. */
function cancel(stack: Int32Array, sp: number): number {
  const drop = isSmallInt(stack[sp - 1]!) ? 2 : 1;
  stack[sp - drop] = stack[sp]!;
  return sp - drop;
}

/** 6.3: true when the frame returns; false when a finally block has to run first. */
function unwindReturn(stack: Int32Array, fp: number, excBase: number, s: UnwindState): boolean {
  while (s.excDepth > 0) {
    const entry = excBase + (s.excDepth - 1) * EXC_WORDS;
    if ((stack[entry + 1]! & 1) !== 0) {
      if (stack[entry]! >= s.ip) {
        const sp = (stack[entry + 1]! >> 1) + fp;
        stack[sp + 1] = stack[s.sp]!;
        stack[sp + 2] = smallInt(-1);
        s.sp = sp + 2;
        s.ip = stack[entry]!;
        return false;
      }
      s.sp = cancel(stack, s.sp);
    }
    s.excDepth--;
  }
  return true;
}

/** 6.4: the target address (a small int) is on top of the value stack. */
function unwindJump(stack: Int32Array, excBase: number, s: UnwindState, blocks: number): void {
  let count = blocks;
  while ((count & 0x7f) > 0) {
    count--;
    const entry = excBase + (s.excDepth - 1) * EXC_WORDS;
    if ((stack[entry + 1]! & 1) !== 0) {
      if (stack[entry]! >= s.ip) {
        stack[++s.sp] = smallInt(count);
        s.ip = stack[entry]!;
        return;
      }
      s.sp = cancel(stack, s.sp);
    }
    s.excDepth--;
  }
  s.ip = stack[s.sp--]! >> 1;
  if (count !== 0) s.sp -= 4;
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
