// Object words (native-abi.md section 1, representation A): the tag bits of small ints, qstrs and immediates, and the
// constants. Words are numbers for W = 4 and whatever the runtime uses for W = 8; these constants fit both.

/** w & 1: a small int. */
export const SMALL_INT_TAG = 1;
/** w & 7 of a qstr object; the number is w >> 3. */
export const QSTR_TAG = 2;
/** w & 7 of an immediate object. */
export const IMMEDIATE_TAG = 6;

export const MP_OBJ_NULL = 0;
export const MP_OBJ_STOP_ITERATION = 0;
export const MP_OBJ_SENTINEL = 4;
export const CONST_NONE = 0x06;
export const CONST_FALSE = 0x0e;
export const CONST_TRUE = 0x1e;
export const CONST_EMPTY_STR = 0x0a;

/** Bits of a small int including its sign. */
export const SMALL_INT_BITS = { 4: 31, 8: 63 } as const;
