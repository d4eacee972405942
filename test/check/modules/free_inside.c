// Frees the pointer with which it has walked through the block.
#include "module.h"

static NOINLINE char *skip(char *text) {
    return text + 4;
}

static mp_obj_t run(void) {
    char *text = m_new(char, 40);
    text = skip(text);
    m_del(char, text, 40);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
