// Object words (mp_obj_t, representation A) as int32 values: native-abi.md section 1; why: ARCHITECTURE.md, Invariants.
//
//   ......1  small int, 31 bits on both boards; what a 64-bit board's wider tagged words mean is up to memory access
//   ....010  qstr     ....110  immediate     .....00  guest address of an object whose first word is its type
//
// An address is below 2^31 and so a positive int32.

import {
  CONST_FALSE,
  CONST_NONE,
  CONST_TRUE,
  MP_OBJ_NULL,
  MP_OBJ_SENTINEL,
  MP_OBJ_STOP_ITERATION,
} from '../../abi/index.js';

/** An object word. Never mixed with raw machine words: those are unsigned JavaScript numbers. */
export type Word = number;
/** A guest address, 0 for NULL. */
export type Addr = number;
/** Number of an interned string. */
export type Qstr = number;

export const NULL: Word = MP_OBJ_NULL;
/** Same word as NULL: the end of an iteration. */
export const STOP_ITERATION: Word = MP_OBJ_STOP_ITERATION;
export const SENTINEL: Word = MP_OBJ_SENTINEL;
export const NONE: Word = CONST_NONE;
export const FALSE: Word = CONST_FALSE;
export const TRUE: Word = CONST_TRUE;

export const SMALL_INT_MIN = -0x4000_0000;
export const SMALL_INT_MAX = 0x3fff_ffff;

export const isSmallInt = (w: Word): boolean => (w & 1) !== 0;
export const smallIntValue = (w: Word): number => w >> 1;
/** The word of a small int; `v` must be in SMALL_INT_MIN..SMALL_INT_MAX. */
export const smallInt = (v: number): Word => (v << 1) | 1;
export const fitsSmallInt = (v: number): boolean => v >= SMALL_INT_MIN && v <= SMALL_INT_MAX;
export const isQstr = (w: Word): boolean => (w & 7) === 2;
export const qstrNumber = (w: Word): Qstr => w >>> 3;
export const qstrWord = (q: Qstr): Word => (q << 3) | 2;
/** True for a guest address; not for NULL and SENTINEL. */
export const isPointer = (w: Word): boolean => (w & 3) === 0 && w > 4;
export const boolWord = (b: boolean): Word => (b ? TRUE : FALSE);
