// A class over a ring buffer.
#include "py/dynruntime.h"
#include "ring.h"

typedef struct {
    mp_obj_base_t base;
    ring_t ring;
} mp_obj_ring_t;

mp_obj_full_type_t ring_type;
mp_map_elem_t ring_locals_table[2];
static MP_DEFINE_CONST_DICT(ring_locals, ring_locals_table);

static mp_obj_t ring_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, MP_OBJ_FUN_ARGS_MAX, false);
    mp_obj_ring_t *self = mp_obj_malloc(mp_obj_ring_t, type);
    for (size_t i = 0; i < n_args; i++) {
        ring_put(&self->ring, mp_obj_get_int(args[i]));
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t ring_method_put(mp_obj_t self_in, mp_obj_t item) {
    mp_obj_ring_t *self = MP_OBJ_TO_PTR(self_in);
    ring_put(&self->ring, mp_obj_get_int(item));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(ring_put_obj, ring_method_put);

static mp_obj_t ring_method_sum(mp_obj_t self_in) {
    mp_obj_ring_t *self = MP_OBJ_TO_PTR(self_in);
    return mp_obj_new_int(ring_sum(&self->ring));
}
static MP_DEFINE_CONST_FUN_OBJ_1(ring_sum_obj, ring_method_sum);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    ring_type.base.type = (void *)&mp_type_type;
    ring_type.name = MP_QSTR_Ring;
    MP_OBJ_TYPE_SET_SLOT(&ring_type, make_new, ring_make_new, 0);
    ring_locals_table[0] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_put), MP_OBJ_FROM_PTR(&ring_put_obj)};
    ring_locals_table[1] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_sum), MP_OBJ_FROM_PTR(&ring_sum_obj)};
    MP_OBJ_TYPE_SET_SLOT(&ring_type, locals_dict, (void *)&ring_locals, 1);
    mp_store_global(MP_QSTR_Ring, MP_OBJ_FROM_PTR(&ring_type));
    MP_DYNRUNTIME_INIT_EXIT
}
