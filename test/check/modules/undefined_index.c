// An index that nobody set.
#include "module.h"

static volatile uint8_t table[256];

static NOINLINE void choose(int which, volatile uint8_t *index) {
    if (which == 1) {
        *index = 3;
    }
}

static NOINLINE int look_up(int which) {
    volatile uint8_t index;
    choose(which, &index);
    return table[index];
}

static mp_obj_t run(void) {
    return MP_OBJ_NEW_SMALL_INT(look_up(2));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
