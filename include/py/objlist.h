// Lists (native-abi.md 3.6).
#ifndef NATMOD_PY_OBJLIST_H
#define NATMOD_PY_OBJLIST_H

#include "py/obj.h"

typedef struct _mp_obj_list_t {
    mp_obj_base_t base;
    size_t alloc;
    size_t len;
    mp_obj_t *items;
} mp_obj_list_t;

/** Items of a list, with no check that it is one. */
NATMOD_INLINE void mp_obj_list_get(mp_obj_t self_in, size_t *len, mp_obj_t **items) {
    mp_obj_list_t *self = (mp_obj_list_t *)MP_OBJ_TO_PTR(self_in);
    *len = self->len;
    *items = self->items;
}
/** Makes a list shorter. `len` may not exceed what it has room for. */
NATMOD_INLINE void mp_obj_list_set_len(mp_obj_t self_in, size_t len) {
    ((mp_obj_list_t *)MP_OBJ_TO_PTR(self_in))->len = len;
}

#endif
