// A pointer to a local variable outlives its function.
#include "module.h"

static int *volatile latest;

static NOINLINE void measure(int n) {
    int value[4];
    value[0] = n;
    value[3] = n + 1;
    latest = value;
    __asm__ volatile("" : : "r"(value) : "memory");
}

static mp_obj_t run(void) {
    measure(5);
    return MP_OBJ_NEW_SMALL_INT(latest[3]);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
