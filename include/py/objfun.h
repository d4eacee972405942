// Function objects (native-abi.md 3.9, 3.12).
#ifndef NATMOD_PY_OBJFUN_H
#define NATMOD_PY_OBJFUN_H

#include "py/obj.h"

#include "py/bc.h"

/** A function of inline assembler. */
typedef struct _mp_obj_fun_asm_t {
    mp_obj_base_t base;
    size_t n_args;
    const void *fun_data;
    mp_uint_t type_sig;
} mp_obj_fun_asm_t;

#endif
