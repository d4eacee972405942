// The record that MP_DYNRUNTIME_MAKE_FUNCTION hands to the runtime, and the kinds of code (native-abi.md 3.14, 4.5).
#ifndef NATMOD_PY_EMITGLUE_H
#define NATMOD_PY_EMITGLUE_H

#include "py/obj.h"

#define MP_PROTO_FUN_INDICATOR_RAW_CODE_0 (0)
#define MP_PROTO_FUN_INDICATOR_RAW_CODE_1 (0)

typedef const void *mp_proto_fun_t;

/** A firmware's mp_raw_code_t may be longer; these fields are read for native functions. */
typedef struct _mp_raw_code_t {
    uint8_t proto_fun_indicator[2];
    /** MP_CODE_* */
    uint8_t kind;
    bool is_generator;
    const void *fun_data;
    struct _mp_raw_code_t **children;
} mp_raw_code_t;
typedef mp_raw_code_t mp_raw_code_truncated_t;

#endif
