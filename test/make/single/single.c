// Greatest common divisor and a module constant.
#include "py/dynruntime.h"

static mp_obj_t gcd(mp_obj_t a_in, mp_obj_t b_in) {
    mp_uint_t a = mp_obj_get_int(a_in);
    mp_uint_t b = mp_obj_get_int(b_in);
    while (b != 0) {
        mp_uint_t rest = a % b;
        a = b;
        b = rest;
    }
    return mp_obj_new_int(a);
}
static MP_DEFINE_CONST_FUN_OBJ_2(gcd_obj, gcd);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_gcd, MP_OBJ_FROM_PTR(&gcd_obj));
    mp_store_global(MP_QSTR_version, mp_obj_new_str("1.2", 3));
    MP_DYNRUNTIME_INIT_EXIT
}
