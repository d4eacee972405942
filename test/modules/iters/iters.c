// iters - consuming iterators and generators from C, in every form the interface offers.
#include "py/dynruntime.h"

static mp_obj_t it_collect(mp_obj_t o) {
    mp_obj_iter_buf_t buf;
    mp_obj_t x, l = mp_obj_new_list(0, NULL);
    mp_fun_table.getiter(o, &buf);
    while ((x = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
        mp_obj_list_append(l, x);
    }
    return l;
}
static MP_DEFINE_CONST_FUN_OBJ_1(it_collect_obj, it_collect);

// take n items, then stop; says whether the iterator ended first
static mp_obj_t it_take(mp_obj_t o, mp_obj_t n) {
    mp_obj_iter_buf_t buf;
    mp_obj_t l = mp_obj_new_list(0, NULL);
    bool ended = false;
    mp_fun_table.getiter(o, &buf);
    for (mp_int_t i = mp_obj_get_int(n); i > 0 && !ended; i--) {
        mp_obj_t x = mp_fun_table.iternext(&buf);
        if (x == MP_OBJ_STOP_ITERATION) {
            ended = true;
        } else {
            mp_obj_list_append(l, x);
        }
    }
    mp_obj_t t[2] = { l, mp_obj_new_bool(ended) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_take_obj, it_take);

// two iterators at once, plus a nested loop over each pair's second item
static mp_obj_t it_zip(mp_obj_t a, mp_obj_t b) {
    mp_obj_iter_buf_t ia, ib;
    mp_obj_t l = mp_obj_new_list(0, NULL), p[2];
    mp_fun_table.getiter(a, &ia);
    mp_fun_table.getiter(b, &ib);
    while ((p[0] = mp_fun_table.iternext(&ia)) != MP_OBJ_STOP_ITERATION && (p[1] = mp_fun_table.iternext(&ib)) != MP_OBJ_STOP_ITERATION) {
        mp_obj_list_append(l, mp_obj_new_tuple(2, p));
    }
    return l;
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_zip_obj, it_zip);

static mp_obj_t it_flatten_into(mp_obj_t out, mp_obj_t o, int depth) {
    mp_obj_iter_buf_t buf;
    mp_obj_t x;
    mp_fun_table.getiter(o, &buf);
    while ((x = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
        if (depth > 0 && mp_obj_is_obj(x) && (mp_obj_get_type(x) == &mp_type_list || mp_obj_get_type(x) == mp_obj_get_type(mp_obj_new_tuple(0, NULL)))) {
            it_flatten_into(out, x, depth - 1);
        } else {
            mp_obj_list_append(out, x);
        }
    }
    return out;
}
static mp_obj_t it_flatten(mp_obj_t o, mp_obj_t depth) {
    return it_flatten_into(mp_obj_new_list(0, NULL), o, (int)mp_obj_get_int(depth));
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_flatten_obj, it_flatten);

// an iterator object (no caller-provided buffer): usable later and from Python
static mp_obj_t it_make(mp_obj_t o) {
    return mp_fun_table.getiter(o, NULL);
}
static MP_DEFINE_CONST_FUN_OBJ_1(it_make_obj, it_make);

// next() with a default, by calling __next__ through a method load
static mp_obj_t it_next(mp_obj_t it, mp_obj_t dflt) {
    mp_obj_iter_buf_t buf;
    buf.base.type = NULL;     // "the iterator is the object in buf[0]"
    buf.buf[0] = it;
    mp_obj_t x = mp_fun_table.iternext(&buf);
    return x == MP_OBJ_STOP_ITERATION ? dflt : x;
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_next_obj, it_next);

// drive a generator with send(); collects what it yields and its return value
static mp_obj_t it_drive(mp_obj_t gen, mp_obj_t values) {
    size_t n;
    mp_obj_t *v, l = mp_obj_new_list(0, NULL), ret = MP_OBJ_NULL;
    mp_obj_get_array(values, &n, &v);
    for (size_t i = 0; i < n; i++) {
        ret = MP_OBJ_NULL;        // nothing to throw
        if (!mp_fun_table.yield_from(gen, v[i], &ret)) {
            mp_obj_t t[2] = { l, ret };
            return mp_obj_new_tuple(2, t);
        }
        mp_obj_list_append(l, ret);
    }
    mp_obj_t t[2] = { l, MP_OBJ_NEW_QSTR(MP_QSTR_unfinished) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_drive_obj, it_drive);

// throw an exception into a generator
static mp_obj_t it_throw(mp_obj_t gen, mp_obj_t exc) {
    mp_obj_t ret = exc;
    bool yielded = mp_fun_table.yield_from(gen, MP_OBJ_NULL, &ret);
    mp_obj_t t[2] = { mp_obj_new_bool(yielded), ret };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(it_throw_obj, it_throw);

static mp_obj_t it_stats(mp_obj_t o) {
    mp_obj_iter_buf_t buf;
    mp_obj_t x, lo = mp_const_none, hi = mp_const_none, sum = MP_OBJ_NEW_SMALL_INT(0);
    mp_uint_t n = 0;
    mp_fun_table.getiter(o, &buf);
    while ((x = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
        if (n == 0 || mp_obj_is_true(mp_binary_op(MP_BINARY_OP_LESS, x, lo))) {
            lo = x;
        }
        if (n == 0 || mp_obj_is_true(mp_binary_op(MP_BINARY_OP_MORE, x, hi))) {
            hi = x;
        }
        sum = mp_binary_op(MP_BINARY_OP_ADD, sum, x);
        n++;
    }
    mp_obj_t t[4] = { mp_obj_new_int_from_uint(n), lo, hi, sum };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(it_stats_obj, it_stats);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_collect, MP_OBJ_FROM_PTR(&it_collect_obj));
    mp_store_global(MP_QSTR_take, MP_OBJ_FROM_PTR(&it_take_obj));
    mp_store_global(MP_QSTR_zip, MP_OBJ_FROM_PTR(&it_zip_obj));
    mp_store_global(MP_QSTR_flatten, MP_OBJ_FROM_PTR(&it_flatten_obj));
    mp_store_global(MP_QSTR_make, MP_OBJ_FROM_PTR(&it_make_obj));
    mp_store_global(MP_QSTR_next, MP_OBJ_FROM_PTR(&it_next_obj));
    mp_store_global(MP_QSTR_drive, MP_OBJ_FROM_PTR(&it_drive_obj));
    mp_store_global(MP_QSTR_throw, MP_OBJ_FROM_PTR(&it_throw_obj));
    mp_store_global(MP_QSTR_stats, MP_OBJ_FROM_PTR(&it_stats_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
