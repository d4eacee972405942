// Exceptions (native-abi.md 3.21).
#ifndef NATMOD_PY_OBJEXCEPT_H
#define NATMOD_PY_OBJEXCEPT_H

#include "py/obj.h"

#include "py/objtuple.h"

typedef struct _mp_obj_exception_t {
    mp_obj_base_t base;
    size_t traceback_alloc : (8 * sizeof(size_t) / 2);
    size_t traceback_len : (8 * sizeof(size_t) / 2);
    size_t *traceback_data;
    mp_obj_tuple_t *args;
} mp_obj_exception_t;

#endif
