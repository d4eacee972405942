// Returns in the middle of what nlr_push has begun.
#include "module.h"

static NOINLINE int guarded(int n) {
    nlr_buf_t nlr;
    if (mp_fun_table.nlr_push(&nlr) == 0) {
        if (n == 0) {
            return -1;
        }
        mp_fun_table.nlr_pop();
    }
    return n;
}

static mp_obj_t run(void) {
    return MP_OBJ_NEW_SMALL_INT(guarded(0) + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
