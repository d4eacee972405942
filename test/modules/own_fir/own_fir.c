// A filter over samples: floats, an array of any type as coefficients, attributes that can be set, calls of the object.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    size_t n, at;
    double gain;
    double *taps, *past;
} fir_t;

mp_obj_full_type_t fir_type;

static mp_obj_t fir_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_buffer_info_t buf;
    size_t n;
    mp_obj_t *items = NULL;
    if (mp_get_buffer(args[0], &buf, MP_BUFFER_READ)) {
        n = buf.len / mp_binary_get_size('@', (char)buf.typecode, NULL);
    } else {
        mp_obj_get_array(args[0], &n, &items);
    }
    if (n == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("no taps"));
    }
    fir_t *self = mp_obj_malloc(fir_t, type);
    self->n = n;
    self->at = 0;
    self->gain = 1;
    self->taps = m_new(double, n);
    self->past = m_new(double, n);
    for (size_t i = 0; i < n; i++) {
        mp_obj_t tap = items ? items[i] : mp_binary_get_val_array((char)buf.typecode, buf.buf, i);
        self->taps[i] = mp_obj_get_float_to_d(tap);
        self->past[i] = 0;
    }
    return MP_OBJ_FROM_PTR(self);
}

static double step(fir_t *self, double x) {
    self->past[self->at] = x;
    double sum = 0;
    for (size_t i = 0, k = self->at; i < self->n; i++) {
        sum += self->taps[i] * self->past[k];
        k = (k == 0 ? self->n : k) - 1;
    }
    self->at = (self->at + 1) % self->n;
    return sum * self->gain;
}

static mp_obj_t fir_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    return mp_obj_new_float_from_d(step((fir_t *)MP_OBJ_TO_PTR(self_in), mp_obj_get_float_to_d(args[0])));
}

// filter(samples): in place, whatever the type of the array is.
static mp_obj_t fir_filter(mp_obj_t self_in, mp_obj_t samples) {
    fir_t *self = (fir_t *)MP_OBJ_TO_PTR(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(samples, &buf, MP_BUFFER_RW);
    size_t align;
    size_t n = buf.len / mp_binary_get_size('@', (char)buf.typecode, &align);
    bool is_float = buf.typecode == 'f' || buf.typecode == 'd';
    for (size_t i = 0; i < n; i++) {
        double y = step(self, mp_obj_get_float_to_d(mp_binary_get_val_array((char)buf.typecode, buf.buf, i)));
        mp_obj_t value = is_float ? mp_obj_new_float_from_d(y) : mp_obj_new_int((mp_int_t)y);
        mp_binary_set_val_array((char)buf.typecode, buf.buf, i, value);
    }
    return mp_obj_new_int_from_uint(n);
}
static MP_DEFINE_CONST_FUN_OBJ_2(fir_filter_obj, fir_filter);

static void fir_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    fir_t *self = (fir_t *)MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_gain) {
            dest[0] = mp_obj_new_float_from_d(self->gain);
        } else if (attr == MP_QSTR_taps) {
            mp_obj_t list = mp_obj_new_list(0, NULL);
            for (size_t i = 0; i < self->n; i++) {
                mp_obj_list_append(list, mp_obj_new_float_from_d(self->taps[i]));
            }
            dest[0] = list;
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    } else if (dest[1] != MP_OBJ_NULL && attr == MP_QSTR_gain) {
        self->gain = mp_obj_get_float_to_d(dest[1]);
        dest[0] = MP_OBJ_NULL;
    }
}

mp_map_elem_t fir_members[1];
static MP_DEFINE_CONST_DICT(fir_dict, fir_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    fir_members[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_filter), MP_OBJ_FROM_PTR(&fir_filter_obj) };
    fir_type.base.type = &mp_type_type;
    fir_type.name = MP_QSTR_Fir;
    MP_OBJ_TYPE_SET_SLOT(&fir_type, make_new, fir_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&fir_type, call, fir_call, 1);
    MP_OBJ_TYPE_SET_SLOT(&fir_type, attr, fir_attr, 2);
    MP_OBJ_TYPE_SET_SLOT(&fir_type, locals_dict, &fir_dict, 3);
    mp_store_global(MP_QSTR_Fir, MP_OBJ_FROM_PTR(&fir_type));
    MP_DYNRUNTIME_INIT_EXIT
}
