// Uses a buffer that was freed; another block may have its place by then.
#include "module.h"

typedef struct {
    int count;
    int *values;
} samples_t;

static samples_t samples;

static NOINLINE void reset(void) {
    m_del(int, samples.values, samples.count);
}

static NOINLINE int first(void) {
    return samples.values[0];
}

static mp_obj_t run(void) {
    samples.values = m_new(int, 8);
    samples.count = 8;
    samples.values[0] = 7;
    reset();
    int *others = m_new(int, 8);
    others[0] = 1;
    return MP_OBJ_NEW_SMALL_INT(first() + others[0]);
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
