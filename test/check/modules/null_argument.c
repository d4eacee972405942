// Hands over the pointer of an allocation that was not made.
#include "module.h"

static mp_obj_t cached;

static NOINLINE mp_obj_t use(void) {
    return mp_obj_new_bool(mp_obj_is_true(cached));
}

static mp_obj_t run(void) {
    return use();
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
