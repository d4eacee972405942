// Names beyond the first in the table of qstrs: with -mforce-l32, Xtensa's compiler asks for the table plus an offset.
#include "beyond.h"

static mp_obj_t names(void) {
    mp_obj_t items[3] = {
        MP_OBJ_NEW_QSTR(MP_QSTR_alpha_name), MP_OBJ_NEW_QSTR(MP_QSTR_beta_name), MP_OBJ_NEW_QSTR(MP_QSTR_gamma_name),
    };
    return mp_obj_new_tuple(3, items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(names_obj, names);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_names, MP_OBJ_FROM_PTR(&names_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
