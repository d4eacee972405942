// Writes over a function, as a pointer to a function is taken for one to data.
#include "module.h"

static NOINLINE int answer(int n) {
    return n * 42;
}

static NOINLINE void clear(volatile uint16_t *what) {
    uint16_t before = *what;
    *what = before;
}

static mp_obj_t run(void) {
    clear((uint16_t *)(uintptr_t)&answer);
    return MP_OBJ_NEW_SMALL_INT(answer(1));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
