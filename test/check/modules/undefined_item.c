// A tuple is made of three items, of which two were set.
#include "module.h"

static NOINLINE mp_obj_t pair(void) {
    mp_obj_t items[3];
    items[0] = mp_const_none;
    items[1] = mp_const_true;
    return mp_obj_new_tuple(3, items);
}

static mp_obj_t run(void) {
    return mp_obj_get_type(pair()) == NULL ? mp_const_none : mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
