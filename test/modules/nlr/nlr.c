// nlr - catching exceptions in C with the host's nlr_push / nlr_pop.
//
// nlr_push returns twice.  It is called through a tiny assembler entry that is
// declared returns_twice, because that attribute cannot be given to a call
// through the table.  When an exception arrives the host has already unlinked
// the record; nlr_pop is called only on the normal way out.
#include "py/dynruntime.h"

extern int nlr_try(nlr_buf_t *) __attribute__((returns_twice));

// (True, result) or (False, exception)
static mp_obj_t nl_guard(size_t n, const mp_obj_t *args) {
    nlr_buf_t buf;
    mp_obj_t t[2];
    if (nlr_try(&buf) == 0) {
        t[1] = mp_call_function_n_kw(args[0], n - 1, 0, args + 1);
        mp_fun_table.nlr_pop();
        t[0] = mp_const_true;
    } else {
        t[0] = mp_const_false;
        t[1] = MP_OBJ_FROM_PTR(buf.ret_val);
    }
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(nl_guard_obj, 1, MP_OBJ_FUN_ARGS_MAX, nl_guard);

// call fn; whatever happens call cleanup; then pass the exception on
static mp_obj_t nl_finally(mp_obj_t fn, mp_obj_t cleanup) {
    nlr_buf_t buf;
    if (nlr_try(&buf) == 0) {
        mp_obj_t r = mp_call_function_n_kw(fn, 0, 0, NULL);
        mp_fun_table.nlr_pop();
        mp_call_function_n_kw(cleanup, 0, 0, NULL);
        return r;
    }
    mp_call_function_n_kw(cleanup, 0, 0, NULL);
    nlr_raise(MP_OBJ_FROM_PTR(buf.ret_val));
}
static MP_DEFINE_CONST_FUN_OBJ_2(nl_finally_obj, nl_finally);

// swallow only exceptions of one class
static mp_obj_t nl_only(mp_obj_t cls, mp_obj_t fn) {
    nlr_buf_t buf;
    if (nlr_try(&buf) == 0) {
        mp_obj_t r = mp_call_function_n_kw(fn, 0, 0, NULL);
        mp_fun_table.nlr_pop();
        return r;
    }
    mp_obj_t e = MP_OBJ_FROM_PTR(buf.ret_val);
    if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_EXCEPTION_MATCH, e, cls))) {
        return mp_const_none;
    }
    nlr_raise(e);
}
static MP_DEFINE_CONST_FUN_OBJ_2(nl_only_obj, nl_only);

// n tries; the failures are collected
static mp_obj_t nl_retry(mp_obj_t fn, mp_obj_t times) {
    mp_obj_t failures = mp_obj_new_list(0, NULL);
    for (mp_int_t i = 0, n = mp_obj_get_int(times); i < n; i++) {
        nlr_buf_t buf;
        if (nlr_try(&buf) == 0) {
            mp_obj_t a = MP_OBJ_NEW_SMALL_INT(i), r = mp_call_function_n_kw(fn, 1, 0, &a);
            mp_fun_table.nlr_pop();
            mp_obj_t t[2] = { r, failures };
            return mp_obj_new_tuple(2, t);
        }
        mp_obj_list_append(failures, MP_OBJ_FROM_PTR(buf.ret_val));
    }
    mp_obj_t t[2] = { mp_const_none, failures };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(nl_retry_obj, nl_retry);

// nested records: the inner one catches and raises something new, the outer one catches that
static mp_obj_t nl_nested(mp_obj_t fn) {
    nlr_buf_t outer;
    mp_obj_t list = mp_obj_new_list(0, NULL);
    if (nlr_try(&outer) == 0) {
        nlr_buf_t inner;
        if (nlr_try(&inner) == 0) {
            mp_obj_list_append(list, mp_call_function_n_kw(fn, 0, 0, NULL));
            mp_fun_table.nlr_pop();
            mp_obj_list_append(list, MP_OBJ_NEW_QSTR(MP_QSTR_inner_done));
        } else {
            mp_obj_list_append(list, MP_OBJ_FROM_PTR(inner.ret_val));
            mp_obj_t arg = MP_OBJ_FROM_PTR(inner.ret_val);
            nlr_raise(mp_call_function_n_kw(mp_load_global(MP_QSTR_RuntimeError), 1, 0, &arg));
        }
        mp_fun_table.nlr_pop();
        mp_obj_list_append(list, MP_OBJ_NEW_QSTR(MP_QSTR_outer_done));
    } else {
        mp_obj_list_append(list, MP_OBJ_FROM_PTR(outer.ret_val));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(nl_nested_obj, nl_nested);

// values held in callee-saved registers across the non-local return
static mp_obj_t nl_registers(mp_obj_t fn, mp_obj_t seed) {
    nlr_buf_t buf;
    mp_uint_t s = mp_obj_get_int_truncated(seed);
    mp_uint_t a = s + 1, b = s * 3, c = s ^ 0x55, d = s << 2, e = s | 0x1000, f = s - 9, g = ~s, h = s * s;
    bool raised = true;
    if (nlr_try(&buf) == 0) {
        mp_call_function_n_kw(fn, 0, 0, NULL);
        mp_fun_table.nlr_pop();
        raised = false;
    }
    mp_obj_t t[9] = {
        mp_obj_new_bool(raised), mp_obj_new_bool(a == s + 1), mp_obj_new_bool(b == s * 3), mp_obj_new_bool(c == (s ^ 0x55)), mp_obj_new_bool(d == s << 2),
        mp_obj_new_bool(e == (s | 0x1000)), mp_obj_new_bool(f == s - 9), mp_obj_new_bool(g == ~s), mp_obj_new_bool(h == s * s),
    };
    return mp_obj_new_tuple(9, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(nl_registers_obj, nl_registers);

// exceptions raised by C code itself, many times
static __attribute__((noinline)) void maybe_fail(unsigned i) {
    if (i % 3 == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("every third"));
    }
    if (i % 7 == 0) {
        mp_obj_t a = MP_OBJ_NEW_SMALL_INT(i);
        nlr_raise(mp_call_function_n_kw(mp_load_global(MP_QSTR_KeyError), 1, 0, &a));
    }
}
static mp_obj_t nl_storm(mp_obj_t count) {
    volatile unsigned ok = 0, values = 0, keys = 0;
    mp_obj_t value_error = mp_load_global(MP_QSTR_ValueError);
    for (volatile unsigned i = 1, n = (unsigned)mp_obj_get_int_truncated(count); i <= n; i++) {
        nlr_buf_t buf;
        if (nlr_try(&buf) == 0) {
            maybe_fail(i);
            mp_fun_table.nlr_pop();
            ok++;
        } else if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_EXCEPTION_MATCH, MP_OBJ_FROM_PTR(buf.ret_val), value_error))) {
            values++;
        } else {
            keys++;
        }
    }
    mp_obj_t t[3] = { mp_obj_new_int_from_uint(ok), mp_obj_new_int_from_uint(values), mp_obj_new_int_from_uint(keys) };
    return mp_obj_new_tuple(3, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(nl_storm_obj, nl_storm);

// conversion of text to int with a fallback: catches an error of a host function
static mp_obj_t nl_to_int(mp_obj_t text, mp_obj_t fallback) {
    nlr_buf_t buf;
    if (nlr_try(&buf) == 0) {
        mp_obj_t r = mp_call_function_n_kw(mp_load_global(MP_QSTR_int), 1, 0, &text);
        mp_fun_table.nlr_pop();
        return r;
    }
    return fallback;
}
static MP_DEFINE_CONST_FUN_OBJ_2(nl_to_int_obj, nl_to_int);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_guard, MP_OBJ_FROM_PTR(&nl_guard_obj));
    mp_store_global(MP_QSTR_finally, MP_OBJ_FROM_PTR(&nl_finally_obj));
    mp_store_global(MP_QSTR_only, MP_OBJ_FROM_PTR(&nl_only_obj));
    mp_store_global(MP_QSTR_retry, MP_OBJ_FROM_PTR(&nl_retry_obj));
    mp_store_global(MP_QSTR_nested, MP_OBJ_FROM_PTR(&nl_nested_obj));
    mp_store_global(MP_QSTR_registers, MP_OBJ_FROM_PTR(&nl_registers_obj));
    mp_store_global(MP_QSTR_storm, MP_OBJ_FROM_PTR(&nl_storm_obj));
    mp_store_global(MP_QSTR_to_int, MP_OBJ_FROM_PTR(&nl_to_int_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
