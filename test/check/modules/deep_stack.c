// A buffer on the stack that is larger than the stack of a board.
#include "module.h"

static NOINLINE int digest(volatile uint8_t *data, size_t n) {
    data[0] = 1;
    data[n - 1] = 2;
    return data[0] + data[n - 1];
}

static NOINLINE int process(void) {
    uint8_t buffer[16 * 1024];
    return digest(buffer, sizeof(buffer));
}

static mp_obj_t run(void) {
    return MP_OBJ_NEW_SMALL_INT(process());
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
