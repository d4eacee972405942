// The module `machine` (python-dialect.md section 21): memory, signals over pins written in Python, reset.
//
// Layouts: a memory object is base and element size; a signal is base, pin and inversion.

import { GuestFault } from '../../machine/index.js';
import { argCheckNum } from '../core/args.js';
import { callNamed } from '../core/call-named.js';
import { namedArgs } from '../core/keyword-args.js';
import { isTrue } from '../core/ops.js';
import { writeParts } from '../core/printer.js';
import { raise, valueError } from '../core/raise.js';
import type { Runtime } from '../core/runtime.js';
import { defineType, fun0, fun1, funVar, type ModuleDef, type TypeDef, typeMember, value } from '../core/typedef.js';
import { type Addr, boolWord, NONE, NULL, SENTINEL, smallInt, type Word } from '../core/word.js';
import { SystemExitType } from '../objects/exceptions.js';
import { newInt, truncatedWord } from '../objects/int.js';

function memorySubscr(rt: Runtime, o: Word, index: Word, stored: Word): Word {
  const size = rt.field(o, 1);
  if (size !== 1 && size !== 2 && size !== 4) throw new GuestFault('bad-object', o >>> 0, 'no object of machine.mem');
  if (stored === NULL) return NULL;
  const address = BigInt.asUintN(8 * rt.W, BigInt(truncatedWord(rt, index)));
  if (address % BigInt(size) !== 0n) {
    const low = BigInt.asUintN(32, address).toString(16).padStart(8, '0');
    return valueError(rt, `address ${low} is not aligned to ${size} bytes`);
  }
  const addr = Number(address);
  // A value that is no int is refused before memory is touched.
  const word = stored === SENTINEL ? 0 : Number(BigInt.asIntN(32, BigInt(truncatedWord(rt, stored))));
  if (!rt.mem.has(addr, size)) throw new GuestFault(stored === SENTINEL ? 'load-access' : 'store-access', address);
  if (stored === SENTINEL) {
    if (size === 1) return smallInt(rt.mem.ld8(addr));
    return size === 2 ? smallInt(rt.mem.ld16(addr)) : newInt(rt, rt.mem.ld32(addr) >>> 0);
  }
  if (size === 1) rt.mem.st8(addr, word);
  else if (size === 2) rt.mem.st16(addr, word);
  else rt.mem.st32(addr, word);
  return NONE;
}

export const memoryType: TypeDef = defineType({
  name: 'mem',
  print: (rt, printer, o) => writeParts(printer, '<', `${8 * rt.field(o, 1)}`, '-bit memory>'),
  subscr: memorySubscr,
});

const memory = (size: number) =>
  value((rt: Runtime) => {
    const o = rt.allocStatic(2 * rt.W);
    rt.stPtr(o, rt.type(memoryType));
    rt.setField(o, 1, size);
    return o;
  });

/** Pins are written in Python: a class with this base and a method `value`. */
export const pinBaseType: TypeDef = defineType({
  name: 'PinBase',
  make_new: (rt, cls) => {
    const o = rt.newObject(pinBaseType, rt.W);
    rt.stPtr(o, cls);
    return o;
  },
});

const isInverted = (rt: Runtime, signal: Word): boolean => rt.field(signal, 2) !== 0;

function getSignal(rt: Runtime, signal: Word): Word {
  const level = isTrue(rt, callNamed(rt, rt.ldObj(signal + rt.W), 'value'));
  return smallInt(level !== isInverted(rt, signal) ? 1 : 0);
}

function setSignal(rt: Runtime, signal: Word, active: boolean): Word {
  callNamed(rt, rt.ldObj(signal + rt.W), 'value', boolWord(active !== isInverted(rt, signal)));
  return NONE;
}

export const signalType: TypeDef = defineType({
  name: 'Signal',
  make_new: (rt, cls, nArgs, nKw, at) => {
    const [pin, invert] = namedArgs(rt, nArgs, nKw, at, ['pin', 'invert'], 1, 1) as [Word, Word];
    const o = rt.newObject(signalType, 3 * rt.W);
    rt.stPtr(o, cls as Addr);
    rt.stObj(o + rt.W, pin);
    rt.setField(o, 2, invert !== NULL && isTrue(rt, invert) ? 1 : 0);
    return o;
  },
  call: (rt, o, nArgs, nKw, at) => {
    argCheckNum(rt, nArgs, nKw, 0, 1, false);
    return nArgs === 0 ? getSignal(rt, o) : setSignal(rt, o, isTrue(rt, rt.stack[at]!));
  },
  locals: {
    value: funVar(1, 2, (rt, nArgs, at) =>
      nArgs === 1 ? getSignal(rt, rt.stack[at]!) : setSignal(rt, rt.stack[at]!, isTrue(rt, rt.stack[at + 1]!)),
    ),
    on: fun1((rt, o) => setSignal(rt, o, true)),
    off: fun1((rt, o) => setSignal(rt, o, false)),
  },
});

/** A board that is reset ends the run. */
const reset = (rt: Runtime): never => raise(rt, SystemExitType);

export const machineModule: ModuleDef = {
  name: 'machine',
  extensible: true,
  members: {
    idle: fun0(() => NONE),
    mem8: memory(1),
    mem16: memory(2),
    mem32: memory(4),
    reset: fun0((rt) => {
      rt.resetWanted = true;
      return reset(rt);
    }),
    reset_cause: fun0(() => smallInt(0)),
    soft_reset: funVar(0, 1, (rt) => reset(rt)),
    PinBase: typeMember(pinBaseType),
    Signal: typeMember(signalType),
  },
};
