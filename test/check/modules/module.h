// What every module of this folder has: one function, `run`.
#include "py/dynruntime.h"

#define NOINLINE __attribute__((noinline))

#define EXPORT_RUN                                                                             \
    mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {     \
        MP_DYNRUNTIME_INIT_ENTRY                                                               \
        mp_store_global(MP_QSTR_run, MP_OBJ_FROM_PTR(&run_obj));                               \
        MP_DYNRUNTIME_INIT_EXIT                                                                \
    }
