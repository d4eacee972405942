// Guest to host: what happens when the CPU reaches a gate (ARCHITECTURE.md, Gates and exceptions). One entry per shape
// decodes the registers.

import { A0, GATE_BASE, GuestFault } from '../../machine/index.js';
import type { BufferInfo } from '../core/buffer.js';
import { PyException } from '../core/exception.js';
import type { HostFunction, Shape, StreamResult } from '../core/host-function.js';
import type { Runtime } from '../core/runtime.js';
import type { Word } from '../core/word.js';
import { callByAbi, regObj, regWord, setRegObj, setRegWord } from './marshal.js';
import { resumeAtHandler, returnAddress } from './nlr.js';
import { printerAt } from './printers.js';

const A1 = 11;
const A2 = 12;
const A3 = 13;

/** Most arguments that a call may bring: more is no sound program. */
const MAX_ARGS = 0x1_0000;

/** Copies `n` object words of guest memory to the operand stack; returns their index. */
export function argsFromGuest(rt: Runtime, addr: number, n: number): number {
  if (!(n <= MAX_ARGS)) throw new GuestFault('bad-call', n, 'impossible number of arguments');
  const at = rt.sp;
  if (n > 0) rt.mem.index(addr, n * rt.W);
  for (let i = 0; i < n; i++) rt.push(rt.ldObj(addr + i * rt.W));
  return at;
}

function enterWithArray(
  rt: Runtime,
  fn: (rt: Runtime, first: Word, nArgs: number, nKw: number, at: number) => Word,
): void {
  const nArgs = regWord(rt, A1);
  const nKw = regWord(rt, A2);
  const first = regObj(rt, A0);
  const at = argsFromGuest(rt, regWord(rt, A3), nArgs + 2 * nKw);
  setRegObj(rt, A0, fn(rt, first, nArgs, nKw, at));
}

/** Pushes the pairs of a guest keyword map behind the positionals; returns their number. */
function pushKeywords(rt: Runtime, map: number): number {
  if (map === 0) return 0;
  const used = Math.floor(rt.field(map, 0) / 8);
  const ordered = (rt.field(map, 0) & 4) !== 0;
  const slots = ordered ? used : rt.field(map, 1);
  const table = rt.field(map, 2);
  if (!(slots <= MAX_ARGS)) throw new GuestFault('bad-call', slots, 'impossible number of keyword arguments');
  let n = 0;
  for (let i = 0; i < slots; i++) {
    const key = rt.ldObj(table + 2 * i * rt.W);
    if (key === 0 || key === 4) continue;
    rt.push(key);
    rt.push(rt.ldObj(table + (2 * i + 1) * rt.W));
    n++;
  }
  return n;
}

function streamResult(rt: Runtime, result: StreamResult): void {
  if (result.ok) setRegWord(rt, A0, result.value);
  else {
    const errcode = regWord(rt, A3);
    if (errcode !== 0) rt.mem.st32(errcode, result.errno);
    rt.cpu.regsLo[A0] = -1;
    rt.cpu.regsHi[A0] = rt.is64 ? -1 : 0;
  }
}

const ENTER: Record<Shape, (rt: Runtime, f: HostFunction) => void> = {
  fun0: (rt, f) => setRegObj(rt, A0, f.fn(rt)),
  fun1: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0))),
  fun2: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0), regObj(rt, A1))),
  fun3: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0), regObj(rt, A1), regObj(rt, A2))),
  var: (rt, f) => {
    const n = regWord(rt, A0);
    setRegObj(rt, A0, f.fn(rt, n, argsFromGuest(rt, regWord(rt, A1), n)));
  },
  kw: (rt, f) => {
    const n = regWord(rt, A0);
    const map = regWord(rt, A2);
    const at = argsFromGuest(rt, regWord(rt, A1), n);
    const nKw = pushKeywords(rt, map);
    setRegObj(rt, A0, f.fn(rt, n, nKw, at));
  },
  make_new: (rt, f) => enterWithArray(rt, f.fn),
  call: (rt, f) => enterWithArray(rt, f.fn),
  print: (rt, f) => f.fn(rt, printerAt(rt, regWord(rt, A0)), regObj(rt, A1), rt.cpu.regsLo[A2]!),
  unary_op: (rt, f) => setRegObj(rt, A0, f.fn(rt, rt.cpu.regsLo[A0]!, regObj(rt, A1))),
  binary_op: (rt, f) => setRegObj(rt, A0, f.fn(rt, rt.cpu.regsLo[A0]!, regObj(rt, A1), regObj(rt, A2))),
  attr: (rt, f) => {
    const guest = regWord(rt, A2);
    const dest = argsFromGuest(rt, guest, 2);
    f.fn(rt, regObj(rt, A0), regWord(rt, A1), dest);
    rt.stObj(guest, rt.stack[dest]!);
    rt.stObj(guest + rt.W, rt.stack[dest + 1]!);
  },
  subscr: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0), regObj(rt, A1), regObj(rt, A2))),
  getiter: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0), regWord(rt, A1))),
  iternext: (rt, f) => setRegObj(rt, A0, f.fn(rt, regObj(rt, A0))),
  buffer: (rt, f) => {
    const guest = regWord(rt, A1);
    const info: BufferInfo = { buf: 0, len: 0, typecode: 0 };
    const ok = f.fn(rt, regObj(rt, A0), info, rt.cpu.regsLo[A2]! & 3);
    if (ok) {
      rt.setField(guest, 0, info.buf);
      rt.setField(guest, 1, info.len);
      rt.mem.st32(guest + 2 * rt.W, info.typecode);
    }
    setRegWord(rt, A0, ok ? 0 : 1);
  },
  stream_read: (rt, f) => streamResult(rt, f.fn(rt, regObj(rt, A0), regWord(rt, A1), regWord(rt, A2))),
  stream_write: (rt, f) => streamResult(rt, f.fn(rt, regObj(rt, A0), regWord(rt, A1), regWord(rt, A2))),
  stream_ioctl: (rt, f) => streamResult(rt, f.fn(rt, regObj(rt, A0), regWord(rt, A1), regWord(rt, A2))),
  print_strn: (rt, f) => f.fn(rt, regWord(rt, A0), regWord(rt, A1), regWord(rt, A2)),
  abi: callByAbi,
};

/** The Python exception that a thrown JavaScript value is, if it is one. Running out of the host's own stack is the
 * guest's recursion. */
export function asPyException(rt: Runtime, e: unknown): PyException | undefined {
  if (e instanceof PyException) return e;
  // No regular expression here: V8 ends the process when it has to compile one at the end of the stack.
  if (e instanceof RangeError && (e.message.includes('call stack') || e.message.includes('operand stack'))) {
    try {
      rt.recursionError();
    } catch (raised) {
      if (raised instanceof PyException) return raised;
    }
  }
  return undefined;
}

/** Connects the CPU to the host functions. */
export function attachGates(rt: Runtime): void {
  const { cpu, callLog } = rt;
  const { regsLo, regsHi } = cpu;
  cpu.onGate = (index) => {
    const f = rt.hostFunctions[index];
    if (!f) throw new GuestFault('fetch-access', GATE_BASE + index * 4, 'no host function there');
    rt.members.forget();
    const stackPointer = cpu.regsLo[2]!;
    const back = returnAddress(rt);
    const mark = rt.heap.mark();
    const { sp } = rt;
    const call = callLog.toHost(index, regsLo, regsHi);
    try {
      ENTER[f.shape](rt, f);
    } catch (e) {
      if (rt.nlrTop === rt.nlrBase) throw e;
      const raised = asPyException(rt, e);
      if (!raised) throw e;
      rt.heap.release(mark);
      rt.sp = sp;
      resumeAtHandler(rt, raised.value);
      return;
    }
    rt.heap.release(mark);
    rt.sp = sp;
    cpu.regsLo[2] = stackPointer;
    cpu.pc = back;
    callLog.end(call, regsLo, regsHi);
  };
}
