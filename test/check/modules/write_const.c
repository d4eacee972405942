// Writes to a constant table, which lies in flash memory on real boards.
#include "module.h"

static const int table[4] = {1, 2, 3, 4};

static NOINLINE void set(int *where, int value) {
    __asm__("" : "+r"(where));
    *where = value;
}

static mp_obj_t run(void) {
    set((int *)&table[2], 7);
    const int *third = &table[2];
    __asm__("" : "+r"(third));
    return MP_OBJ_NEW_SMALL_INT(*third);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
