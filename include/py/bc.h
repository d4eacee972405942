// Modules as code sees them, and the state of a running native function (native-abi.md 3.8, 3.9, 3.23).
#ifndef NATMOD_PY_BC_H
#define NATMOD_PY_BC_H

#include "py/obj.h"

#include "py/emitglue.h"

typedef struct _mp_module_constants_t {
    /** Numbers of the module's names; entry 0 is the file's. */
    const qstr_short_t *qstr_table;
    mp_obj_t *obj_table;
} mp_module_constants_t;

/** Every imported module is one: a pointer to the module is a pointer to its context. */
typedef struct _mp_module_context_t {
    mp_obj_module_t module;
    mp_module_constants_t constants;
} mp_module_context_t;

/** A function of bytecode or of native code. */
typedef struct _mp_obj_fun_bc_t {
    mp_obj_base_t base;
    const mp_module_context_t *context;
    struct _mp_raw_code_t *const *child_table;
    const byte *bytecode;
    mp_obj_t extra_args[];
} mp_obj_fun_bc_t;

typedef struct _mp_code_state_native_t {
    mp_obj_fun_bc_t *fun_bc;
    const byte *ip;
    mp_obj_t *sp;
    uint16_t n_state;
    uint16_t exc_sp_idx;
    mp_obj_dict_t *old_globals;
    mp_obj_t state[];
} mp_code_state_native_t;

#endif
