// Keeps an object in a place that the collector does not look at, and uses it later.
#include "module.h"

static uintptr_t hidden;

static mp_obj_t run(mp_obj_t list) {
    if (list != mp_const_none) {
        hidden = ~(uintptr_t)list;
        return mp_const_none;
    }
    return mp_obj_new_bool(mp_obj_is_true((mp_obj_t)~hidden));
}
static MP_DEFINE_CONST_FUN_OBJ_1(run_obj, run);
EXPORT_RUN
