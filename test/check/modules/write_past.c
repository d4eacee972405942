// Writes behind a block that fills its memory exactly, into the block of somebody else.
#include "module.h"

static NOINLINE void terminate(char *text, size_t length) {
    text[length] = 0;
}

static mp_obj_t run(void) {
    char *name = m_new(char, 64);
    char *other = m_new(char, 64);
    other[0] = 'x';
    terminate(name, 64);
    return MP_OBJ_NEW_SMALL_INT(other[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
