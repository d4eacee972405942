// memcpy is told a length that the destination does not have.
#include "module.h"

static const char text[] = "more than sixteen bytes";

static NOINLINE void copy_name(char *to) {
    __builtin_memcpy(to, text, sizeof(text));
}

static mp_obj_t run(void) {
    char *name = m_new(char, 16);
    copy_name(name);
    return MP_OBJ_NEW_SMALL_INT(name[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
