// hello - the smallest useful module: three fixed-arity functions and two constants.
#include "py/dynruntime.h"

static mp_obj_t hello_answer(void) {
    return MP_OBJ_NEW_SMALL_INT(42);
}
static MP_DEFINE_CONST_FUN_OBJ_0(hello_answer_obj, hello_answer);

static mp_obj_t hello_same(mp_obj_t x) {
    return x;
}
static MP_DEFINE_CONST_FUN_OBJ_1(hello_same_obj, hello_same);

static mp_obj_t hello_add(mp_obj_t a, mp_obj_t b) {
    return mp_obj_new_int(mp_obj_get_int(a) + mp_obj_get_int(b));
}
static MP_DEFINE_CONST_FUN_OBJ_2(hello_add_obj, hello_add);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_answer, MP_OBJ_FROM_PTR(&hello_answer_obj));
    mp_store_global(MP_QSTR_same, MP_OBJ_FROM_PTR(&hello_same_obj));
    mp_store_global(MP_QSTR_add, MP_OBJ_FROM_PTR(&hello_add_obj));
    mp_store_global(MP_QSTR_version, MP_OBJ_NEW_SMALL_INT(7));
    mp_store_global(MP_QSTR_greeting, MP_OBJ_NEW_QSTR(MP_QSTR_good_day));
    MP_DYNRUNTIME_INIT_EXIT
}
