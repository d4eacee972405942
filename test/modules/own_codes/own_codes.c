// Arrays of every type code through the buffer protocol: elements by the runtime's helpers and by C types, and a view that
// has a type code of its own.
#include "py/dynruntime.h"

typedef struct _view_obj_t {
    mp_obj_base_t base;
    size_t len;
    char code;
    bool fixed;
    byte data[32] __attribute__((aligned(8)));
} view_obj_t;

mp_obj_full_type_t view_type;

static size_t size_of(char code) {
    size_t align;
    return mp_binary_get_size('@', code, &align);
}

// codes(b): type code, number of elements and bytes of an element.
static mp_obj_t about(mp_obj_t o) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(o, &info, MP_BUFFER_READ);
    size_t size = size_of((char)info.typecode);
    char code = info.typecode == BYTEARRAY_TYPECODE ? 'B' : (char)info.typecode;
    mp_obj_t results[] = {
        mp_obj_new_str(&code, 1),
        mp_obj_new_int_from_uint(info.len / size),
        mp_obj_new_bool((uintptr_t)info.buf % size == 0),
    };
    return mp_obj_new_tuple(3, results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(about_obj, about);

// turned(b): elements in the other order, in place; gives the sum.
static mp_obj_t turned(mp_obj_t o) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(o, &info, MP_BUFFER_RW);
    char code = (char)info.typecode;
    size_t n = info.len / size_of(code);
    mp_obj_t sum = MP_OBJ_NEW_SMALL_INT(0);
    for (size_t i = 0; i < n; i++) {
        size_t j = n - 1 - i;
        mp_obj_t here = mp_binary_get_val_array(code, info.buf, i);
        if (i < j) {
            mp_obj_t there = mp_binary_get_val_array(code, info.buf, j);
            mp_binary_set_val_array(code, info.buf, i, there);
            mp_binary_set_val_array(code, info.buf, j, here);
        }
    }
    for (size_t i = 0; i < n; i++) {
        sum = mp_binary_op(MP_BINARY_OP_ADD, sum, mp_binary_get_val_array(code, info.buf, i));
    }
    return sum;
}
static MP_DEFINE_CONST_FUN_OBJ_1(turned_obj, turned);

#define PLUS(type) \
    for (size_t i = 0; i < info.len / sizeof(type); i++) { \
        ((type *)info.buf)[i] = (type)(((type *)info.buf)[i] + (type)n); \
    } \
    break;

// plus(b, n): adds to each element, as its C type.
static mp_obj_t plus(mp_obj_t o, mp_obj_t n_in) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(o, &info, MP_BUFFER_RW);
    mp_int_t n = mp_obj_get_int(n_in);
    switch (info.typecode) {
        case 'b':
            PLUS(signed char)
        case BYTEARRAY_TYPECODE:
        case 'B':
            PLUS(unsigned char)
        case 'h':
            PLUS(short)
        case 'H':
            PLUS(unsigned short)
        case 'i':
            PLUS(int)
        case 'I':
            PLUS(unsigned)
        case 'l':
            PLUS(long)
        case 'L':
            PLUS(unsigned long)
        case 'q':
            PLUS(long long)
        case 'Q':
            PLUS(unsigned long long)
        case 'f':
            PLUS(float)
        case 'd':
            PLUS(double)
        default:
            mp_raise_ValueError(MP_ERROR_TEXT("another kind"));
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(plus_obj, plus);

// View(code, bytes, fixed=False)
static mp_obj_t view_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 2, 3, false);
    size_t len;
    const char *code = mp_obj_str_get_data(args[0], &len);
    mp_buffer_info_t info;
    mp_get_buffer_raise(args[1], &info, MP_BUFFER_READ);
    view_obj_t *self = mp_obj_malloc(view_obj_t, type);
    if (len != 1 || info.len > sizeof self->data) {
        mp_raise_ValueError(MP_ERROR_TEXT("bad view"));
    }
    self->code = *code;
    self->len = info.len;
    self->fixed = n_args > 2 && mp_obj_is_true(args[2]);
    memcpy(self->data, info.buf, info.len);
    return MP_OBJ_FROM_PTR(self);
}
static mp_int_t view_buffer(mp_obj_t self_in, mp_buffer_info_t *info, mp_uint_t flags) {
    view_obj_t *self = (view_obj_t *)MP_OBJ_TO_PTR(self_in);
    if (self->fixed && (flags & MP_BUFFER_WRITE)) {
        return 1;
    }
    info->buf = self->data;
    info->len = self->len;
    info->typecode = self->code;
    return 0;
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    view_type.base.type = (void *)&mp_type_type;
    view_type.name = MP_QSTR_View;
    MP_OBJ_TYPE_SET_SLOT(&view_type, make_new, view_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&view_type, buffer, view_buffer, 1);
    mp_store_global(MP_QSTR_about, MP_OBJ_FROM_PTR(&about_obj));
    mp_store_global(MP_QSTR_turned, MP_OBJ_FROM_PTR(&turned_obj));
    mp_store_global(MP_QSTR_plus, MP_OBJ_FROM_PTR(&plus_obj));
    mp_store_global(MP_QSTR_View, MP_OBJ_FROM_PTR(&view_type));
    MP_DYNRUNTIME_INIT_EXIT
}
