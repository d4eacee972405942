// str that is not interned, and bytes (native-abi.md 3.4). Reach text through mp_get_buffer: interned str are plain words.
#ifndef NATMOD_PY_OBJSTR_H
#define NATMOD_PY_OBJSTR_H

#include "py/obj.h"

typedef struct _mp_obj_str_t {
    mp_obj_base_t base;
    /** 0: not yet computed. */
    size_t hash;
    /** In bytes; a NUL follows them. */
    size_t len;
    const byte *data;
} mp_obj_str_t;

#endif
