// Appends to whatever it is given.
#include "module.h"

static NOINLINE void add(mp_obj_t list, int n) {
    mp_obj_list_append(list, MP_OBJ_NEW_SMALL_INT(n));
}

static mp_obj_t run(mp_obj_t list) {
    add(list, 1);
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(run_obj, run);
EXPORT_RUN
