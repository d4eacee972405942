// The constants among object words (native-abi.md section 1, representation A), the same for both word sizes. How other
// words are told apart: runtime/core/word.ts.

export const MP_OBJ_NULL = 0;
export const MP_OBJ_STOP_ITERATION = 0;
export const MP_OBJ_SENTINEL = 4;
export const CONST_NONE = 0x06;
export const CONST_FALSE = 0x0e;
export const CONST_TRUE = 0x1e;
