// A queue of bytes of a fixed size: the buffer protocol, subscripts with slices, iteration over an object of its own,
// unary and binary operators, memory that is given back by hand.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    byte *data;
    size_t size, first, used;
} ring_t;

typedef struct {
    mp_obj_base_t base;
    mp_fun_1_t iternext;
    ring_t *ring;
    size_t at;
} ring_iter_t;

mp_obj_full_type_t ring_type;
mp_obj_full_type_t ring_iter_type;

static byte *place(ring_t *self, size_t i) {
    return &self->data[(self->first + i) % self->size];
}

static ring_t *to_ring(mp_obj_t o) {
    mp_obj_t self = mp_obj_cast_to_native_base(o, MP_OBJ_FROM_PTR(&ring_type));
    if (self == MP_OBJ_NULL) {
        mp_raise_TypeError(MP_ERROR_TEXT("Ring wanted"));
    }
    return (ring_t *)MP_OBJ_TO_PTR(self);
}

static mp_obj_t ring_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    mp_int_t size = (mp_int_t)mp_obj_get_int(args[0]);
    if (size <= 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("size must be positive"));
    }
    ring_t *self = mp_obj_malloc(ring_t, type);
    self->data = m_new(byte, (size_t)size);
    self->size = (size_t)size;
    self->first = self->used = 0;
    if (n_args > 1) {
        mp_buffer_info_t buf;
        mp_get_buffer_raise(args[1], &buf, MP_BUFFER_READ);
        self->used = MIN(buf.len, self->size);
        memcpy(self->data, buf.buf, self->used);
    }
    return MP_OBJ_FROM_PTR(self);
}

static void ring_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    ring_t *self = (ring_t *)MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "%sRing(%u of %u)", kind == PRINT_REPR ? "<" : "", (unsigned)self->used, (unsigned)self->size);
    if (kind == PRINT_REPR) {
        mp_printf(print, ">");
    }
}

static mp_obj_t ring_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    ring_t *self = (ring_t *)MP_OBJ_TO_PTR(self_in);
    switch (op) {
        case MP_UNARY_OP_LEN:
            return MP_OBJ_NEW_SMALL_INT((mp_int_t)self->used);
        case MP_UNARY_OP_BOOL:
            return mp_obj_new_bool(self->used != 0);
        case MP_UNARY_OP_INVERT:
            return mp_obj_new_int_from_uint(self->size - self->used);
        default:
            return MP_OBJ_NULL;
    }
}

static mp_obj_t ring_put(size_t n_args, const mp_obj_t *args) {
    ring_t *self = to_ring(args[0]);
    for (size_t i = 1; i < n_args; i++) {
        mp_int_t value = (mp_int_t)mp_obj_get_int(args[i]);
        if (self->used == self->size) {
            mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("full"));
        }
        *place(self, self->used++) = (byte)value;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(ring_put_obj, 1, ring_put);

static mp_obj_t ring_take(mp_obj_t self_in) {
    ring_t *self = to_ring(self_in);
    if (self->used == 0) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("empty"));
    }
    mp_int_t value = *place(self, 0);
    self->first = (self->first + 1) % self->size;
    self->used--;
    return MP_OBJ_NEW_SMALL_INT(value);
}
static MP_DEFINE_CONST_FUN_OBJ_1(ring_take_obj, ring_take);

static mp_obj_t ring_resize(mp_obj_t self_in, mp_obj_t size_in) {
    ring_t *self = to_ring(self_in);
    size_t size = (size_t)mp_obj_get_int(size_in);
    if (size < self->used || size == 0) {
        mp_raise_type_arg(&mp_type_ValueError, size_in);
    }
    byte *data = m_new(byte, size);
    for (size_t i = 0; i < self->used; i++) {
        data[i] = *place(self, i);
    }
    m_del(byte, self->data, self->size);
    self->data = data;
    self->size = size;
    self->first = 0;
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_2(ring_resize_obj, ring_resize);

// Slices give bytes, an index an int; only single elements can be set.
static mp_obj_t ring_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    ring_t *self = (ring_t *)MP_OBJ_TO_PTR(self_in);
    if (mp_obj_is_int(index)) {
        mp_int_t i = (mp_int_t)mp_obj_get_int(index);
        i = i < 0 ? i + (mp_int_t)self->used : i;
        if (i < 0 || i >= (mp_int_t)self->used) {
            mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("no such element"));
        }
        if (value == MP_OBJ_SENTINEL) {
            return MP_OBJ_NEW_SMALL_INT(*place(self, (size_t)i));
        }
        if (value == MP_OBJ_NULL) {
            return MP_OBJ_NULL;
        }
        *place(self, (size_t)i) = (byte)mp_obj_get_int(value);
        return mp_const_none;
    }
    if (value != MP_OBJ_SENTINEL) {
        return MP_OBJ_NULL;
    }
    // What a slice of so many elements means is asked of a tuple of their numbers.
    mp_obj_t *numbers = m_new(mp_obj_t, self->used);
    for (size_t i = 0; i < self->used; i++) {
        numbers[i] = MP_OBJ_NEW_SMALL_INT((mp_int_t)*place(self, i));
    }
    mp_obj_t part = mp_obj_subscr(mp_obj_new_tuple(self->used, numbers), index, MP_OBJ_SENTINEL);
    m_del(mp_obj_t, numbers, self->used);
    size_t len;
    mp_obj_t *items;
    mp_obj_get_array(part, &len, &items);
    byte *bytes = m_new(byte, len);
    for (size_t i = 0; i < len; i++) {
        bytes[i] = (byte)MP_OBJ_SMALL_INT_VALUE(items[i]);
    }
    mp_obj_t result = mp_obj_new_bytes(bytes, len);
    m_del(byte, bytes, len);
    return result;
}

static mp_obj_t ring_iternext(mp_obj_t self_in) {
    ring_iter_t *self = (ring_iter_t *)MP_OBJ_TO_PTR(self_in);
    if (self->at >= self->ring->used) {
        return MP_OBJ_STOP_ITERATION;
    }
    return MP_OBJ_NEW_SMALL_INT(*place(self->ring, self->at++));
}

static mp_obj_t ring_getiter(mp_obj_t self_in, mp_obj_iter_buf_t *iter_buf) {
    (void)iter_buf;
    ring_iter_t *it = mp_obj_malloc(ring_iter_t, (const mp_obj_type_t *)&ring_iter_type);
    it->ring = (ring_t *)MP_OBJ_TO_PTR(self_in);
    it->at = 0;
    return MP_OBJ_FROM_PTR(it);
}

// The memory itself, once the first element stands first.
static mp_int_t ring_buffer(mp_obj_t self_in, mp_buffer_info_t *info, mp_uint_t flags) {
    ring_t *self = (ring_t *)MP_OBJ_TO_PTR(self_in);
    if (flags & MP_BUFFER_WRITE) {
        return 1;
    }
    if (self->first != 0) {
        ring_resize(self_in, mp_obj_new_int_from_uint(self->size));
    }
    info->buf = self->data;
    info->len = self->used;
    info->typecode = 'B';
    return 0;
}

mp_map_elem_t ring_members[3];
static MP_DEFINE_CONST_DICT(ring_dict, ring_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    ring_members[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_put), MP_OBJ_FROM_PTR(&ring_put_obj) };
    ring_members[1] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_take), MP_OBJ_FROM_PTR(&ring_take_obj) };
    ring_members[2] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_resize), MP_OBJ_FROM_PTR(&ring_resize_obj) };
    ring_type.base.type = &mp_type_type;
    ring_type.name = MP_QSTR_Ring;
    MP_OBJ_TYPE_SET_SLOT(&ring_type, make_new, ring_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, print, ring_print, 1);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, unary_op, ring_unary_op, 2);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, subscr, ring_subscr, 3);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, iter, ring_getiter, 4);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, buffer, ring_buffer, 5);
    MP_OBJ_TYPE_SET_SLOT(&ring_type, locals_dict, &ring_dict, 6);
    ring_iter_type.base.type = &mp_type_type;
    ring_iter_type.flags = MP_TYPE_FLAG_ITER_IS_ITERNEXT;
    ring_iter_type.name = MP_QSTR_iterator;
    MP_OBJ_TYPE_SET_SLOT(&ring_iter_type, iter, ring_iternext, 0);
    mp_store_global(MP_QSTR_Ring, MP_OBJ_FROM_PTR(&ring_type));
    MP_DYNRUNTIME_INIT_EXIT
}
