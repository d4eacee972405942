// Relies on memory of the heap being zero: found with --check=uninit.
#include "module.h"

typedef struct {
    int size;
    int used;
} queue_t;

static NOINLINE bool is_empty(const queue_t *queue) {
    return queue->used == 0;
}

static mp_obj_t run(void) {
    queue_t *queue = m_new_obj(queue_t);
    queue->size = 10;
    return mp_obj_new_bool(is_empty(queue));
}
static MP_DEFINE_CONST_FUN_OBJ_0(run_obj, run);
EXPORT_RUN
