// Host to guest: calling code addresses that come from guest memory (slots, function objects, protocols). Where the
// address is a gate of the expected shape the TypeScript function is called directly; everything else is machine code
// (or a gate of another shape, which the CPU reaches and decodes by its own rules).

import { A0, GuestFault, GuestStop, RAM_BASE, RETURN_GATE } from '../../machine/index.js';
import type { BufferInfo } from '../core/buffer.js';
import type { StreamResult } from '../core/host-function.js';
import type { Printer } from '../core/printer.js';
import type { Runtime } from '../core/runtime.js';
import { type Addr, isPointer, NULL, type Qstr, type Word } from '../core/word.js';
import { CALL, KW, PLAIN, VAR, VOID } from './call-log.js';
import { regObj, regWord } from './marshal.js';
import { guestPrinterFor } from './printers.js';

/** Stack that C frames of the firmware use between a function-table entry and the callee. */
const CALL_FRAME = 48;

const argLo = new Int32Array(8);
const argHi = new Int32Array(8);

function stageWord(i: number, value: number): void {
  argLo[i] = value;
  argHi[i] = value < 0 ? -1 : 0;
}
function stageObj(rt: Runtime, i: number, w: Word): void {
  if (rt.is64 && isPointer(w)) {
    argLo[i] = rt.wideLo(w);
    argHi[i] = rt.wideHi(w);
  } else {
    argLo[i] = w;
    argHi[i] = w >> 31;
  }
}

/** Result of the last machine-code call, copied before the caller's registers came back. */
let resultLo = 0;
let resultHi = 0;

function resultObj(rt: Runtime): Word {
  return rt.is64 && resultHi !== resultLo >> 31 ? rt.wideWord(resultLo, resultHi) : resultLo;
}
function resultWord(rt: Runtime): number {
  return rt.is64 ? (resultHi >>> 0) * 0x1_0000_0000 + (resultLo >>> 0) : resultLo >>> 0;
}

/** Runs machine code at `addr` with the staged arguments until it returns. All registers are the caller's again
 * afterwards, also when an exception or a fault leaves the guest; a fault carries a copy of the registers. */
function runGuest(rt: Runtime, addr: number, nArgs: number, shape = PLAIN): void {
  const { cpu } = rt;
  const lo = cpu.regsLo;
  const hi = cpu.regsHi;
  if (addr === 0) throw new GuestFault('fetch-access', 0, 'call through a null pointer');
  const base = rt.savedCount * 32;
  if (base === rt.savedRegs.length) growSaved(rt);
  rt.savedRegs.set(lo, base);
  rt.savedRegsHi.set(hi, base);
  const { pc } = cpu;
  rt.savedPcs[rt.savedCount++] = pc;
  const { nlrTop, nlrBase } = rt;
  rt.nlrBase = nlrTop;
  const sp = (lo[2]! - CALL_FRAME) & ~15;
  lo[2] = sp;
  lo[1] = rt.savedCount > 1 ? rt.nestedReturn : RETURN_GATE;
  for (let i = 0; i < nArgs; i++) lo[A0 + i] = argLo[i]!;
  if (rt.is64) {
    hi[2] = 0;
    hi[1] = 0;
    for (let i = 0; i < nArgs; i++) hi[A0 + i] = argHi[i]!;
  }
  cpu.pc = addr;
  const call = rt.callLog.toGuest(shape, addr, nArgs, argLo, argHi);
  try {
    if (sp < RAM_BASE + 256) throw new GuestFault('stack-overflow', sp, 'the guest stack is used up');
    cpu.run();
    if (rt.nlrTop !== nlrTop) {
      throw new GuestFault('handler-left', rt.nlrTop, 'a function returned while its nlr_buf_t was still linked');
    }
    resultLo = lo[A0]!;
    resultHi = hi[A0]!;
    rt.callLog.end(call, lo, hi);
  } catch (e) {
    throw faultAt(rt, e, addr);
  } finally {
    rt.members.forget();
    rt.savedCount--;
    lo.set(rt.savedRegs.subarray(base, base + 32));
    hi.set(rt.savedRegsHi.subarray(base, base + 32));
    rt.nlrTop = nlrTop;
    rt.nlrBase = nlrBase;
    cpu.pc = pc;
  }
}

function growSaved(rt: Runtime): void {
  const regs = new Int32Array(rt.savedRegs.length * 2);
  regs.set(rt.savedRegs);
  rt.savedRegs = regs;
  const regsHi = new Int32Array(rt.savedRegsHi.length * 2);
  regsHi.set(rt.savedRegsHi);
  rt.savedRegsHi = regsHi;
  const pcs = new Uint32Array(rt.savedPcs.length * 2);
  pcs.set(rt.savedPcs);
  rt.savedPcs = pcs;
}

/** Completes a fault with pc and registers where they are not known yet, and adds this call to who was running. */
function faultAt(rt: Runtime, e: unknown, entry: number): unknown {
  if (e instanceof GuestStop) {
    const { cpu } = rt;
    if (e.pc < 0) e.pc = cpu.pc;
    const pc = e.frames.length === 0 ? e.pc : cpu.pc;
    const registers = { lo: cpu.regsLo.slice(0, 32), hi: cpu.regsHi.slice(0, 32) };
    e.registers ??= registers;
    e.frames.push({ kind: 'native', entry, pc, registers });
  }
  return e;
}

/** Copies `n` object words from the operand stack to the guest stack; returns their address. The caller restores sp. */
function argsToGuest(rt: Runtime, at: number, n: number): Addr {
  if (n === 0) return rt.cpu.regsLo[2]!;
  const addr = rt.alloca(n * rt.W);
  for (let i = 0; i < n; i++) rt.stObj(addr + i * rt.W, rt.stack[at + i]!);
  return addr;
}

// --- function objects ------------------------------------------------------------------------------------------------

export function callFun0(rt: Runtime, addr: number): Word {
  const f = rt.hostFn(addr, 'fun0');
  if (f) return f(rt);
  runGuest(rt, addr, 0);
  return resultObj(rt);
}
export function callFun1(rt: Runtime, addr: number, a: Word): Word {
  const f = rt.hostFn(addr, 'fun1');
  if (f) return f(rt, a);
  stageObj(rt, 0, a);
  runGuest(rt, addr, 1);
  return resultObj(rt);
}
export function callFun2(rt: Runtime, addr: number, a: Word, b: Word): Word {
  const f = rt.hostFn(addr, 'fun2');
  if (f) return f(rt, a, b);
  stageObj(rt, 0, a);
  stageObj(rt, 1, b);
  runGuest(rt, addr, 2);
  return resultObj(rt);
}
export function callFun3(rt: Runtime, addr: number, a: Word, b: Word, c: Word): Word {
  const f = rt.hostFn(addr, 'fun3');
  if (f) return f(rt, a, b, c);
  stageObj(rt, 0, a);
  stageObj(rt, 1, b);
  stageObj(rt, 2, c);
  runGuest(rt, addr, 3);
  return resultObj(rt);
}
/** `f(n_args, args)`: the arguments get a private copy on the guest stack (hazard 11.23). */
export function callFunVar(rt: Runtime, addr: number, nArgs: number, at: number): Word {
  const f = rt.hostFn(addr, 'var');
  if (f) return f(rt, nArgs, at);
  const sp = rt.cpu.regsLo[2]!;
  const args = argsToGuest(rt, at, nArgs);
  stageWord(0, nArgs);
  stageWord(1, args);
  runGuest(rt, addr, 2, VAR);
  rt.leave(sp);
  return resultObj(rt);
}
/** `f(n_args, args, map)`: the map is fixed and ordered, over the pairs behind the positionals. */
export function callFunKw(rt: Runtime, addr: number, nArgs: number, nKw: number, at: number): Word {
  const f = rt.hostFn(addr, 'kw');
  if (f) return f(rt, nArgs, nKw, at);
  const sp = rt.cpu.regsLo[2]!;
  const args = argsToGuest(rt, at, nArgs + 2 * nKw);
  const map = rt.alloca(3 * rt.W);
  rt.setField(map, 0, 7 + nKw * 8);
  rt.setField(map, 1, nKw);
  rt.setField(map, 2, args + nArgs * rt.W);
  stageWord(0, nArgs);
  stageWord(1, args);
  stageWord(2, map);
  runGuest(rt, addr, 3, KW);
  rt.leave(sp);
  return resultObj(rt);
}
/** `f(fun_obj, n_args, n_kw, args)`: viper and native functions. */
export function callNative(rt: Runtime, addr: number, fun: Word, nArgs: number, nKw: number, at: number): Word {
  return slotCall(rt, addr, fun, nArgs, nKw, at);
}

/** `f(words...)`: inline assembler; the result is a machine word, unsigned. */
export function callAsm(rt: Runtime, addr: number, words: readonly number[]): number {
  words.forEach((word, i) => {
    stageWord(i, word);
  });
  runGuest(rt, addr, words.length);
  return resultWord(rt);
}

// --- type slots ------------------------------------------------------------------------------------------------------

export function slotCall(rt: Runtime, addr: number, fun: Word, nArgs: number, nKw: number, at: number): Word {
  const f = rt.hostFn(addr, 'call');
  if (f) return f(rt, fun, nArgs, nKw, at);
  return callWithArray(rt, addr, fun, nArgs, nKw, at);
}
export function slotMakeNew(rt: Runtime, addr: number, type: Addr, nArgs: number, nKw: number, at: number): Word {
  const f = rt.hostFn(addr, 'make_new');
  if (f) return f(rt, type, nArgs, nKw, at);
  return callWithArray(rt, addr, type, nArgs, nKw, at);
}
function callWithArray(rt: Runtime, addr: number, first: Word, nArgs: number, nKw: number, at: number): Word {
  const sp = rt.cpu.regsLo[2]!;
  // An import enters mpy_init with args = NULL when there are none (native-abi.md 6.1).
  const args = nArgs + nKw === 0 ? 0 : argsToGuest(rt, at, nArgs + 2 * nKw);
  stageObj(rt, 0, first);
  stageWord(1, nArgs);
  stageWord(2, nKw);
  stageWord(3, args);
  runGuest(rt, addr, 4, CALL);
  rt.leave(sp);
  return resultObj(rt);
}
export function slotPrint(rt: Runtime, addr: number, printer: Printer, o: Word, kind: number): void {
  const f = rt.hostFn(addr, 'print');
  if (f) {
    f(rt, printer, o, kind);
    return;
  }
  const sp = rt.cpu.regsLo[2]!;
  const guest = guestPrinterFor(rt, printer);
  try {
    stageWord(0, guest.addr);
    stageObj(rt, 1, o);
    stageWord(2, kind);
    runGuest(rt, addr, 3, VOID);
  } finally {
    guest.release();
  }
  rt.leave(sp);
}
export function slotUnary(rt: Runtime, addr: number, op: number, o: Word): Word {
  const f = rt.hostFn(addr, 'unary_op');
  if (f) return f(rt, op, o);
  stageWord(0, op);
  stageObj(rt, 1, o);
  runGuest(rt, addr, 2);
  return resultObj(rt);
}
export function slotBinary(rt: Runtime, addr: number, op: number, lhs: Word, rhs: Word): Word {
  const f = rt.hostFn(addr, 'binary_op');
  if (f) return f(rt, op, lhs, rhs);
  stageWord(0, op);
  stageObj(rt, 1, lhs);
  stageObj(rt, 2, rhs);
  runGuest(rt, addr, 3);
  return resultObj(rt);
}
/** `dest` is an index of rt.stack: two words, read before and written after. */
export function slotAttr(rt: Runtime, addr: number, self: Word, attr: Qstr, dest: number): void {
  const f = rt.hostFn(addr, 'attr');
  if (f) {
    f(rt, self, attr, dest);
    return;
  }
  const sp = rt.cpu.regsLo[2]!;
  const guest = argsToGuest(rt, dest, 2);
  stageObj(rt, 0, self);
  stageWord(1, attr);
  stageWord(2, guest);
  runGuest(rt, addr, 3, VOID);
  rt.stack[dest] = rt.ldObj(guest);
  rt.stack[dest + 1] = rt.ldObj(guest + rt.W);
  rt.leave(sp);
}
export function slotSubscr(rt: Runtime, addr: number, self: Word, index: Word, value: Word): Word {
  const f = rt.hostFn(addr, 'subscr');
  if (f) return f(rt, self, index, value);
  stageObj(rt, 0, self);
  stageObj(rt, 1, index);
  stageObj(rt, 2, value);
  runGuest(rt, addr, 3);
  return resultObj(rt);
}
/** `buf` is never NULL for machine code: it gets a heap object where the caller has none. */
export function slotGetiter(rt: Runtime, addr: number, self: Word, buf: Addr): Word {
  const f = rt.hostFn(addr, 'getiter');
  if (f) return f(rt, self, buf);
  const iterBuf = buf !== 0 ? buf : rt.alloc(4 * rt.W);
  stageObj(rt, 0, self);
  stageWord(1, iterBuf);
  runGuest(rt, addr, 2);
  return resultObj(rt);
}
export function slotIternext(rt: Runtime, addr: number, self: Word): Word {
  const f = rt.hostFn(addr, 'iternext');
  if (f) return f(rt, self);
  stageObj(rt, 0, self);
  runGuest(rt, addr, 1);
  return resultObj(rt);
}
export function slotBuffer(rt: Runtime, addr: number, o: Word, info: BufferInfo, flags: number): boolean {
  const f = rt.hostFn(addr, 'buffer');
  if (f) return f(rt, o, info, flags);
  const sp = rt.cpu.regsLo[2]!;
  const guest = rt.alloca(3 * rt.W);
  rt.mem.bytes(guest, 3 * rt.W, 'store').fill(0);
  stageObj(rt, 0, o);
  stageWord(1, guest);
  stageWord(2, flags);
  runGuest(rt, addr, 3);
  const ok = resultLo === 0;
  if (ok) {
    info.buf = rt.field(guest, 0);
    info.len = rt.field(guest, 1);
    info.typecode = rt.mem.ld32(guest + 2 * rt.W);
  }
  rt.leave(sp);
  return ok;
}

// --- stream protocol -------------------------------------------------------------------------------------------------

/** MP_STREAM_ERROR: all ones in a word. */
const isStreamError = (rt: Runtime): boolean => resultLo === -1 && (!rt.is64 || resultHi === -1);

function streamCall(rt: Runtime, addr: number, o: Word, a: number, b: number): StreamResult {
  const sp = rt.cpu.regsLo[2]!;
  const errcode = rt.alloca(8);
  rt.mem.st32(errcode, 0);
  stageObj(rt, 0, o);
  argLo[1] = a;
  argHi[1] = Math.floor(a / 0x1_0000_0000);
  argLo[2] = b;
  argHi[2] = Math.floor(b / 0x1_0000_0000);
  stageWord(3, errcode);
  runGuest(rt, addr, 4);
  const result: StreamResult = isStreamError(rt)
    ? { ok: false, errno: rt.mem.ld32(errcode) }
    : { ok: true, value: resultWord(rt) };
  rt.leave(sp);
  return result;
}
export function slotStreamRead(rt: Runtime, addr: number, o: Word, buf: Addr, size: number): StreamResult {
  const f = rt.hostFn(addr, 'stream_read');
  return f ? f(rt, o, buf, size) : streamCall(rt, addr, o, buf, size);
}
export function slotStreamWrite(rt: Runtime, addr: number, o: Word, buf: Addr, size: number): StreamResult {
  const f = rt.hostFn(addr, 'stream_write');
  return f ? f(rt, o, buf, size) : streamCall(rt, addr, o, buf, size);
}
export function slotStreamIoctl(rt: Runtime, addr: number, o: Word, request: number, arg: number): StreamResult {
  const f = rt.hostFn(addr, 'stream_ioctl');
  return f ? f(rt, o, request, arg) : streamCall(rt, addr, o, request, arg);
}

/** `print_strn(data, str, len)`. */
export function callPrintStrn(rt: Runtime, addr: number, data: number, str: Addr, len: number): void {
  argLo[0] = data;
  argHi[0] = Math.floor(data / 0x1_0000_0000);
  stageWord(1, str);
  stageWord(2, len);
  runGuest(rt, addr, 3, VOID);
}

export { NULL, regObj, regWord };
