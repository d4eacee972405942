// Keeps only a pointer behind the header of its block: the collector does not know it as one to the block.
#include "module.h"

typedef struct {
    size_t size;
    char data[];
} buffer_t;

static char *volatile current;

static NOINLINE void prepare(size_t size) {
    buffer_t *buffer = m_malloc(sizeof(buffer_t) + size);
    buffer->size = size;
    current = buffer->data;
}

static mp_obj_t run(void) {
    prepare(100);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
