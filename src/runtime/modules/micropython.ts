// The module `micropython` (python-dialect.md section 20).

import { setEmergencyBuffer } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { schedule } from '../core/scheduler.js';
import { fun0, fun1, fun2, funVar, type ModuleDef, typeMember } from '../core/typedef.js';
import { NONE, smallInt, type Word } from '../core/word.js';
import { newInt, toIndex } from '../objects/int.js';
import { memoryLayout, memorySummary } from './memory-info.js';
import { ringIOType } from './ring-io.js';

/** What heap_unlock() without a lock leaves: a depth that nothing undoes. */
const LOCK_DEPTH_MASK = 0x7fff;
/** Qstr pool that holds what was interned since power-on. */
const QSTR_POOL_BYTES = 288;

const stackUse = (rt: Runtime): number => rt.stackTop - rt.cpu.regsLo[2]!;

function heapUnlock(rt: Runtime): Word {
  rt.heap.locked = (rt.heap.locked - 1) & LOCK_DEPTH_MASK;
  return smallInt(rt.heap.locked);
}

function qstrInfo(rt: Runtime): Word {
  const texts = rt.qstrsSinceBoot();
  const bytes = texts.reduce((sum, text) => sum + text.length + 1, 0);
  const pools = texts.length === 0 ? 0 : 1;
  const total = pools * QSTR_POOL_BYTES + bytes;
  rt.console.write(
    `qstr pool: n_pool=${pools}, n_qstr=${texts.length}, n_str_data_bytes=${bytes}, n_total_bytes=${total}\n`,
  );
  return NONE;
}

export const micropythonModule: ModuleDef = {
  name: 'micropython',
  extensible: false,
  members: {
    const: fun1((_rt, w) => w),
    opt_level: funVar(0, 1, (rt, nArgs, at) => {
      if (nArgs === 0) return smallInt(rt.optLevel);
      rt.optLevel = toIndex(rt, rt.stack[at]!) & 0xff;
      return NONE;
    }),
    mem_total: fun0((rt) => newInt(rt, rt.heap.totalBytes)),
    mem_current: fun0((rt) => newInt(rt, rt.heap.stats().used)),
    mem_peak: fun0((rt) => newInt(rt, rt.heap.peakBytes)),
    mem_info: funVar(0, 1, (rt, nArgs) => {
      rt.console.write(memorySummary(rt, stackUse(rt)));
      if (nArgs > 0) rt.console.write(memoryLayout(rt));
      return NONE;
    }),
    qstr_info: funVar(0, 1, qstrInfo),
    stack_use: fun0((rt) => newInt(rt, stackUse(rt))),
    alloc_emergency_exception_buf: fun1((rt, w) => {
      setEmergencyBuffer(rt, toIndex(rt, w));
      return NONE;
    }),
    heap_lock: fun0((rt) => {
      rt.heap.locked++;
      return NONE;
    }),
    heap_unlock: fun0(heapUnlock),
    kbd_intr: fun1((rt, w) => {
      rt.interruptChar = toIndex(rt, w);
      return NONE;
    }),
    RingIO: typeMember(ringIOType),
    schedule: fun2((rt, fn, arg) => {
      schedule(rt, fn, arg);
      return NONE;
    }),
  },
};
