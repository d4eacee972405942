// Reads one element past the end: the loop runs to <=.
#include "module.h"

static NOINLINE unsigned sum(const uint8_t *data, size_t n) {
    unsigned total = 0;
    for (size_t i = 0; i <= n; i++) {
        total += data[i];
    }
    return total;
}

static mp_obj_t run(void) {
    uint8_t *data = m_new(uint8_t, 10);
    return MP_OBJ_NEW_SMALL_INT(sum(data, 10));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
