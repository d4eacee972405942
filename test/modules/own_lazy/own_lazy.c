// Iterators that compute as they go, in the manner of generators: an iterator is its own iterable, calls into Python between
// the elements that raise, module globals in a dict.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    mp_obj_t function, source;
    size_t n, taken;
} lazy_t;

mp_obj_full_type_t chunks_type;
mp_obj_full_type_t scan_type;
mp_obj_dict_t *settings;

// chunks(iterable, n): lists of n elements, the last may be shorter.
static mp_obj_t chunks_next(mp_obj_t self_in) {
    lazy_t *self = (lazy_t *)MP_OBJ_TO_PTR(self_in);
    if (self->source == MP_OBJ_NULL) {
        return MP_OBJ_STOP_ITERATION;
    }
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < self->n; i++) {
        mp_obj_t item = mp_fun_table.iternext(self->source);
        if (item == MP_OBJ_STOP_ITERATION) {
            self->source = MP_OBJ_NULL;
            return i == 0 ? MP_OBJ_STOP_ITERATION : list;
        }
        mp_obj_list_append(list, item);
    }
    self->taken++;
    return list;
}

// scan(function, iterable, start): start, f(start, a), f(f(start, a), b) ...
static mp_obj_t scan_next(mp_obj_t self_in) {
    lazy_t *self = (lazy_t *)MP_OBJ_TO_PTR(self_in);
    mp_obj_t item = mp_fun_table.iternext(self->source);
    if (item == MP_OBJ_STOP_ITERATION) {
        return MP_OBJ_STOP_ITERATION;
    }
    mp_obj_t both[] = { ((mp_obj_t *)(self + 1))[0], item };
    return ((mp_obj_t *)(self + 1))[0] = mp_call_function_n_kw(self->function, 2, 0, both);
}

static mp_obj_t lazy_new(const mp_obj_full_type_t *type, mp_obj_t function, mp_obj_t iterable, size_t more) {
    lazy_t *self = (lazy_t *)m_malloc(sizeof(lazy_t) + more * sizeof(mp_obj_t));
    self->base.type = (const mp_obj_type_t *)type;
    self->function = function;
    self->source = mp_fun_table.getiter(iterable, NULL); // on the heap: it lives longer than this call
    self->taken = 0;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t chunks(mp_obj_t iterable, mp_obj_t n_in) {
    mp_int_t n = (mp_int_t)mp_obj_get_int(n_in);
    if (n < 1) {
        mp_raise_ValueError(NULL);
    }
    mp_obj_t self = lazy_new(&chunks_type, MP_OBJ_NULL, iterable, 0);
    ((lazy_t *)MP_OBJ_TO_PTR(self))->n = (size_t)n;
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_2(chunks_obj, chunks);

static mp_obj_t scan(mp_obj_t function, mp_obj_t iterable, mp_obj_t start) {
    mp_obj_t self = lazy_new(&scan_type, function, iterable, 1);
    ((mp_obj_t *)((lazy_t *)MP_OBJ_TO_PTR(self) + 1))[0] = start;
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_3(scan_obj, scan);

// first(iterable, *, default=None): keyword arguments from a map.
static mp_obj_t first(size_t n_args, const mp_obj_t *pos, mp_map_t *kw) {
    const mp_arg_t allowed[] = {
        { MP_QSTR_iterable, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_default, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = mp_const_none } },
        { MP_QSTR_skip, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
        { MP_QSTR_log, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos, kw, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_obj_iter_buf_t buf;
    mp_fun_table.getiter(vals[0].u_obj, &buf);
    for (mp_int_t i = 0;; i++) {
        mp_obj_t item = mp_fun_table.iternext(&buf);
        if (item == MP_OBJ_STOP_ITERATION) {
            return vals[1].u_obj;
        }
        if (vals[3].u_bool) {
            mp_printf(&mp_plat_print, "%d%c%5s|%-4d|%04x|%u%%\n", (int)i, ':', "item", (int)i, 0xab, 7u);
        }
        if (i >= vals[2].u_int) {
            return item;
        }
    }
}
static MP_DEFINE_CONST_FUN_OBJ_KW(first_obj, 1, first);

static mp_obj_t get_setting(mp_obj_t key) {
    return mp_obj_subscr(MP_OBJ_FROM_PTR(settings), key, MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(get_setting_obj, get_setting);

static mp_obj_t set_setting(mp_obj_t key, mp_obj_t value) {
    mp_obj_dict_store(MP_OBJ_FROM_PTR(settings), key, value);
    return mp_obj_new_int_from_uint(settings->map.used);
}
static MP_DEFINE_CONST_FUN_OBJ_2(set_setting_obj, set_setting);

// describe(object): its type's name by attributes, what a module says, a method that may be missing.
static mp_obj_t describe(mp_obj_t o) {
    mp_obj_t name = mp_load_attr(MP_OBJ_FROM_PTR(mp_obj_get_type(o)), MP_QSTR___name__);
    mp_obj_t dest[2];
    mp_load_method_maybe(o, MP_QSTR_upper, dest);
    mp_obj_t loud = dest[0] == MP_OBJ_NULL ? mp_const_none : mp_fun_table.call_method_n_kw(0, 0, dest);
    mp_obj_t module = mp_import_name(MP_QSTR_sys, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t items[] = { name, loud, mp_load_attr(module, MP_QSTR_byteorder), mp_obj_len(name) };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_1(describe_obj, describe);

static void as_iterator(mp_obj_full_type_t *type, qstr name, mp_fun_1_t next) {
    type->base.type = &mp_type_type;
    type->flags = MP_TYPE_FLAG_ITER_IS_ITERNEXT;
    type->name = (uint16_t)name;
    MP_OBJ_TYPE_SET_SLOT(type, iter, next, 0);
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    settings = (mp_obj_dict_t *)MP_OBJ_TO_PTR(mp_obj_new_dict(2));
    mp_obj_dict_store(MP_OBJ_FROM_PTR(settings), MP_OBJ_NEW_QSTR(MP_QSTR_depth), MP_OBJ_NEW_SMALL_INT(3));
    as_iterator(&chunks_type, MP_QSTR_chunks, chunks_next);
    as_iterator(&scan_type, MP_QSTR_scan, scan_next);
    mp_store_global(MP_QSTR_chunks, MP_OBJ_FROM_PTR(&chunks_obj));
    mp_store_global(MP_QSTR_scan, MP_OBJ_FROM_PTR(&scan_obj));
    mp_store_global(MP_QSTR_first, MP_OBJ_FROM_PTR(&first_obj));
    mp_store_global(MP_QSTR_get_setting, MP_OBJ_FROM_PTR(&get_setting_obj));
    mp_store_global(MP_QSTR_set_setting, MP_OBJ_FROM_PTR(&set_setting_obj));
    mp_store_global(MP_QSTR_describe, MP_OBJ_FROM_PTR(&describe_obj));
    mp_store_global(MP_QSTR_settings, MP_OBJ_FROM_PTR(settings));
    MP_DYNRUNTIME_INIT_EXIT
}
