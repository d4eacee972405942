// Reads a word wherever a file has one.
#include "module.h"

static NOINLINE uint32_t field(const uint8_t *record) {
    return *(const uint32_t *)(record + 1);
}

static mp_obj_t run(void) {
    uint8_t *record = m_new(uint8_t, 8);
    return MP_OBJ_NEW_SMALL_INT(field(record));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
