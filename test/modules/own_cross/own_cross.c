// Exceptions over many frames, in both directions.
#include "py/dynruntime.h"

extern unsigned int nlr_try(nlr_buf_t *) __attribute__((returns_twice));
mp_obj_full_type_t ping_error;

static mp_obj_t call1(mp_obj_t f, mp_obj_t a) { return mp_call_function_n_kw(f, 1, 0, &a); }
static void append(mp_obj_t list, mp_obj_t v) { mp_obj_list_append(list, v); }

// depth frames of C; the odd ones catch, note and raise again; the bottom calls f(arg)
static __attribute__((noinline)) mp_obj_t down(mp_obj_t f, mp_obj_t arg, mp_int_t depth, mp_obj_t log) {
    if (depth == 0) return call1(f, arg);
    if (depth & 1) {
        nlr_buf_t nlr;
        if (nlr_try(&nlr) == 0) {
            mp_obj_t r = down(f, arg, depth - 1, log);
            mp_fun_table.nlr_pop();
            append(log, mp_obj_new_int(depth));
            return r;
        }
        append(log, mp_obj_new_int(-depth));
        nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    mp_obj_t r = down(f, arg, depth - 1, log);
    append(log, mp_obj_new_int(depth));
    return r;
}
static mp_obj_t relay(size_t n, const mp_obj_t *a) { return down(a[0], a[1], mp_obj_get_int(a[2]), a[3]); }
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(relay_obj, 4, 4, relay);

// C -> Python -> C -> ... ; at 0 the module's own exception
static mp_obj_t ping(mp_obj_t n_in, mp_obj_t py) {
    mp_int_t n = mp_obj_get_int(n_in);
    if (n == 0) mp_raise_type_arg((mp_obj_type_t *)&ping_error, MP_OBJ_NEW_QSTR(MP_QSTR_bottom));
    nlr_buf_t nlr;
    if (n % 3 == 0) {
        if (nlr_try(&nlr) == 0) {
            mp_obj_t r = call1(py, mp_obj_new_int(n - 1));
            mp_fun_table.nlr_pop();
            return r;
        }
        // another exception with the first in it
        mp_obj_t e = MP_OBJ_FROM_PTR(nlr.ret_val);
        mp_raise_type_arg(&mp_type_RuntimeError, e);
    }
    return call1(py, mp_obj_new_int(n - 1));
}
static MP_DEFINE_CONST_FUN_OBJ_2(ping_obj, ping);

// three records in one frame
static mp_obj_t nest(mp_obj_t f, mp_obj_t log) {
    nlr_buf_t a, b, c;
    if (nlr_try(&a) == 0) {
        if (nlr_try(&b) == 0) {
            if (nlr_try(&c) == 0) {
                append(log, call1(f, mp_obj_new_int(1)));
                mp_fun_table.nlr_pop();
            } else {
                append(log, MP_OBJ_FROM_PTR(c.ret_val));
                append(log, call1(f, mp_obj_new_int(2)));
            }
            append(log, call1(f, mp_obj_new_int(3)));
            mp_fun_table.nlr_pop();
        } else {
            append(log, MP_OBJ_FROM_PTR(b.ret_val));
            nlr_buf_t d;
            if (nlr_try(&d) == 0) {
                append(log, call1(f, mp_obj_new_int(4)));
                mp_fun_table.nlr_pop();
            } else {
                append(log, MP_OBJ_FROM_PTR(d.ret_val));
                nlr_raise(MP_OBJ_FROM_PTR(b.ret_val));
            }
        }
        append(log, call1(f, mp_obj_new_int(5)));
        mp_fun_table.nlr_pop();
        append(log, mp_obj_new_int(100));
    } else {
        append(log, MP_OBJ_FROM_PTR(a.ret_val));
        append(log, mp_obj_new_int(101));
    }
    return log;
}
static MP_DEFINE_CONST_FUN_OBJ_2(nest_obj, nest);

// many records one after the other; returns how many calls failed, and the sum of the others
static mp_obj_t many(mp_obj_t f, mp_obj_t n_in) {
    mp_int_t n = mp_obj_get_int(n_in);
    volatile mp_int_t failed = 0, sum = 0;
    for (volatile mp_int_t i = 0; i < n; i++) {
        nlr_buf_t nlr;
        if (nlr_try(&nlr) == 0) {
            sum += mp_obj_get_int(call1(f, mp_obj_new_int(i)));
            mp_fun_table.nlr_pop();
        } else {
            failed++;
        }
    }
    mp_obj_t t[2] = {mp_obj_new_int(failed), mp_obj_new_int(sum)};
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(many_obj, many);

// raise by class, instance, message, and by an operation that fails
static mp_obj_t fail(mp_obj_t how_in, mp_obj_t x) {
    switch (mp_obj_get_int(how_in)) {
        case 0: nlr_raise(x);
        case 1: mp_raise_ValueError(MP_ERROR_TEXT("from C"));
        case 2: return mp_binary_op(MP_BINARY_OP_ADD, x, mp_const_none);
        case 3: return mp_obj_subscr(x, MP_OBJ_NEW_SMALL_INT(99), MP_OBJ_SENTINEL);
        case 4: mp_raise_OSError(2);
        case 5: return mp_load_attr(x, MP_QSTR_bottom);
        case 6: return mp_obj_new_int(mp_obj_get_int(x));
        case 7: mp_raise_type(&mp_type_KeyError);
        case 8: { mp_obj_t r = mp_import_name(MP_QSTR_bottom, mp_const_none, MP_OBJ_NEW_SMALL_INT(0)); return r; }
        case 9: { mp_obj_t d[2]; mp_load_method(x, MP_QSTR_bottom, d); return d[0]; }
        case 10: m_malloc(1 << 28); return x;
    }
    return x;
}
static MP_DEFINE_CONST_FUN_OBJ_2(fail_obj, fail);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_obj_exception_init(&ping_error, MP_QSTR_PingError, &mp_type_ValueError);
    mp_store_global(MP_QSTR_PingError, MP_OBJ_FROM_PTR(&ping_error));
    mp_store_global(MP_QSTR_relay, MP_OBJ_FROM_PTR(&relay_obj));
    mp_store_global(MP_QSTR_ping, MP_OBJ_FROM_PTR(&ping_obj));
    mp_store_global(MP_QSTR_nest, MP_OBJ_FROM_PTR(&nest_obj));
    mp_store_global(MP_QSTR_many, MP_OBJ_FROM_PTR(&many_obj));
    mp_store_global(MP_QSTR_fail, MP_OBJ_FROM_PTR(&fail_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
