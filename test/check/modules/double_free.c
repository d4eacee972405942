// Two owners, each of which frees.
#include "module.h"

static NOINLINE void close(int *buffer) {
    m_del(int, buffer, 4);
}

static mp_obj_t run(void) {
    int *buffer = m_new(int, 4);
    close(buffer);
    close(buffer);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
