// A result that is set on one way only decides a branch.
#include "module.h"

static NOINLINE void parse(int c, volatile int *sign) {
    if (c == '-') {
        *sign = -1;
    }
}

static NOINLINE int apply(int value, int c) {
    volatile int sign;
    parse(c, &sign);
    if (sign < 0) {
        return -value;
    }
    return value;
}

static mp_obj_t run(void) {
    return MP_OBJ_NEW_SMALL_INT(apply(3, '+'));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
