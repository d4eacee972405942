// A native type with properties that are read, set and deleted, methods that it gets by name, and subclasses in Python;
// arguments in all kinds of parsing.
#include "py/dynruntime.h"

typedef struct _tank_obj_t {
    mp_obj_base_t base;
    mp_int_t level, size;
    mp_obj_t label;
} tank_obj_t;

mp_obj_full_type_t tank_type;

static tank_obj_t *tank_of(mp_obj_t o) {
    return (tank_obj_t *)MP_OBJ_TO_PTR(mp_obj_cast_to_native_base(o, MP_OBJ_FROM_PTR(&tank_type)));
}

// Tank(size, level=0, *, label=None, full=False)
static mp_obj_t tank_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { SIZE, LEVEL, LABEL, FULL };
    const mp_arg_t allowed[] = {
        {MP_QSTR_size, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0}},
        {MP_QSTR_level, MP_ARG_INT, {.u_int = 0}},
        {MP_QSTR_label, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_obj = mp_const_none}},
        {MP_QSTR_full, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false}},
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);
    if (vals[SIZE].u_int < 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("size"));
    }
    tank_obj_t *self = mp_obj_malloc(tank_obj_t, type);
    self->size = vals[SIZE].u_int;
    self->level = vals[FULL].u_bool ? self->size : vals[LEVEL].u_int;
    self->label = vals[LABEL].u_obj;
    return MP_OBJ_FROM_PTR(self);
}
static void tank_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    tank_obj_t *self = tank_of(self_in);
    mp_printf(print, "<%q %d/%d>", (qstr)MP_QSTR_Tank, (int)self->level, (int)self->size);
}

static mp_obj_t tank_add(size_t n_args, const mp_obj_t *pos, mp_map_t *kw) {
    const mp_arg_t allowed[] = {
        {MP_QSTR_n, MP_ARG_INT, {.u_int = 1}},
        {MP_QSTR_strict, MP_ARG_BOOL, {.u_bool = false}},
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, pos + 1, kw, MP_ARRAY_SIZE(allowed), allowed, vals);
    tank_obj_t *self = tank_of(pos[0]);
    mp_int_t level = self->level + vals[0].u_int;
    if (level < 0 || level > self->size) {
        if (vals[1].u_bool) {
            mp_raise_ValueError(MP_ERROR_TEXT("too much"));
        }
        level = level < 0 ? 0 : self->size;
    }
    self->level = level;
    return pos[0];
}
static MP_DEFINE_CONST_FUN_OBJ_KW(tank_add_obj, 1, tank_add);
static mp_obj_t tank_empty(mp_obj_t self_in) {
    return mp_obj_new_bool(tank_of(self_in)->level == 0);
}
static MP_DEFINE_CONST_FUN_OBJ_1(tank_empty_obj, tank_empty);

static void tank_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    tank_obj_t *self = tank_of(self_in);
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_level) {
            dest[0] = mp_obj_new_int(self->level);
        } else if (attr == MP_QSTR_room) {
            dest[0] = mp_obj_new_int(self->size - self->level);
        } else if (attr == MP_QSTR_label) {
            dest[0] = self->label;
        } else {
            dest[1] = MP_OBJ_SENTINEL; // methods are found in locals_dict
        }
    } else if (dest[1] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_label) {
            self->label = mp_const_none;
            dest[0] = MP_OBJ_NULL;
        }
    } else if (attr == MP_QSTR_label) {
        self->label = dest[1];
        dest[0] = MP_OBJ_NULL;
    } else if (attr == MP_QSTR_level) {
        mp_int_t level = mp_obj_get_int(dest[1]);
        if (level > self->size) {
            mp_raise_ValueError(MP_ERROR_TEXT("level"));
        }
        self->level = level;
        dest[0] = MP_OBJ_NULL;
    }
}
static mp_obj_t tank_binary_op(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) {
    mp_int_t by = tank_of(left)->level;
    switch (op) {
        case MP_BINARY_OP_EQUAL:
            return mp_obj_new_bool(mp_obj_is_small_int(right) && MP_OBJ_SMALL_INT_VALUE(right) == by);
        case MP_BINARY_OP_LESS:
            return mp_obj_new_bool(by < (mp_int_t)mp_obj_get_int(right));
        default:
            return MP_OBJ_NULL;
    }
}

mp_map_elem_t tank_members[3];
static MP_DEFINE_CONST_DICT(tank_members_dict, tank_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    tank_members[0] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_add), MP_OBJ_FROM_PTR(&tank_add_obj)};
    tank_members[1] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_is_empty), MP_OBJ_FROM_PTR(&tank_empty_obj)};
    tank_members[2] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_UNIT), MP_OBJ_NEW_QSTR(MP_QSTR_litre)};
    tank_type.base.type = (void *)&mp_type_type;
    tank_type.name = MP_QSTR_Tank;
    tank_type.flags = MP_TYPE_FLAG_EQ_CHECKS_OTHER_TYPE; // a tank may equal an int
    MP_OBJ_TYPE_SET_SLOT(&tank_type, make_new, tank_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&tank_type, print, tank_print, 1);
    MP_OBJ_TYPE_SET_SLOT(&tank_type, attr, tank_attr, 2);
    MP_OBJ_TYPE_SET_SLOT(&tank_type, binary_op, tank_binary_op, 3);
    MP_OBJ_TYPE_SET_SLOT(&tank_type, locals_dict, &tank_members_dict, 4);
    mp_store_global(MP_QSTR_Tank, MP_OBJ_FROM_PTR(&tank_type));
    MP_DYNRUNTIME_INIT_EXIT
}
