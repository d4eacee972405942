// callback - calling Python from C: positional and keyword arguments, methods,
// star-arguments, callables of every kind, callbacks stored for later.
#include "py/dynruntime.h"

static mp_obj_t cb_call(size_t n, const mp_obj_t *args) {
    return mp_call_function_n_kw(args[0], n - 1, 0, args + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(cb_call_obj, 1, MP_OBJ_FUN_ARGS_MAX, cb_call);

// call with fixed keywords
static mp_obj_t cb_kw(mp_obj_t fn, mp_obj_t x) {
    mp_obj_t a[7] = { x, MP_OBJ_NEW_QSTR(MP_QSTR_scale), MP_OBJ_NEW_SMALL_INT(10), MP_OBJ_NEW_QSTR(MP_QSTR_name), MP_OBJ_NEW_QSTR(MP_QSTR_from_c), MP_OBJ_NEW_QSTR(MP_QSTR_flag), mp_const_true };
    return mp_call_function_n_kw(fn, 1, 3, a);
}
static MP_DEFINE_CONST_FUN_OBJ_2(cb_kw_obj, cb_kw);

// keyword-only call
static mp_obj_t cb_only_kw(mp_obj_t fn) {
    mp_obj_t a[4] = { MP_OBJ_NEW_QSTR(MP_QSTR_a), MP_OBJ_NEW_SMALL_INT(1), MP_OBJ_NEW_QSTR(MP_QSTR_b), MP_OBJ_NEW_SMALL_INT(2) };
    return mp_call_function_n_kw(fn, 0, 2, a);
}
static MP_DEFINE_CONST_FUN_OBJ_1(cb_only_kw_obj, cb_only_kw);

// passes positionals and keywords on unchanged
static mp_obj_t cb_forward(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 1, MP_OBJ_FUN_ARGS_MAX, true);
    return mp_call_function_n_kw(args[0], n_pos - 1, n_kw, args + 1);
}

// star arguments: fn(*seq, **map)
static mp_obj_t cb_star(mp_obj_t fn, mp_obj_t seq, mp_obj_t map) {
    // layout: function, positionals, keyword pairs (a null key marks **), bit set of starred positionals
    mp_obj_t a[6] = { fn, seq, MP_OBJ_NULL, map, MP_OBJ_NEW_SMALL_INT(1) };
    return mp_fun_table.call_method_n_kw_var(false, 1 | (1 << 8), a);
}
static MP_DEFINE_CONST_FUN_OBJ_3(cb_star_obj, cb_star);

// load_method gives {method, self or null}; call_method_n_kw consumes them
static mp_obj_t cb_method(size_t n, const mp_obj_t *args) { // obj, which, args...
    static const uint8_t max = 6;
    mp_obj_t m[2 + 6];
    qstr q;
    switch (mp_obj_get_int(args[1])) {
        case 0: q = MP_QSTR_append; break;
        case 1: q = MP_QSTR_upper; break;
        case 2: q = MP_QSTR_get; break;
        case 3: q = MP_QSTR_sort; break;
        case 4: q = MP_QSTR_format; break;
        case 5: q = MP_QSTR_describe; break;
        default: q = MP_QSTR_missing_method; break;
    }
    mp_load_method(args[0], q, m);
    for (size_t i = 2; i < n && i < 2u + max; i++) {
        m[i] = args[i];
    }
    return mp_fun_table.call_method_n_kw(n - 2, 0, m);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(cb_method_obj, 2, 8, cb_method);

// sort with keyword arguments given to a method
static mp_obj_t cb_sort(mp_obj_t list, mp_obj_t key, mp_obj_t reverse) {
    mp_obj_t m[6];
    mp_load_method(list, MP_QSTR_sort, m);
    m[2] = MP_OBJ_NEW_QSTR(MP_QSTR_key);
    m[3] = key;
    m[4] = MP_OBJ_NEW_QSTR(MP_QSTR_reverse);
    m[5] = reverse;
    mp_fun_table.call_method_n_kw(0, 2, m);
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_3(cb_sort_obj, cb_sort);

// load_method_maybe leaves a null method when there is none
static mp_obj_t cb_has(mp_obj_t o) {
    mp_obj_t m[2];
    mp_load_method_maybe(o, MP_QSTR_describe, m);
    if (m[0] == MP_OBJ_NULL) {
        return mp_const_false;
    }
    return mp_fun_table.call_method_n_kw(0, 0, m);
}
static MP_DEFINE_CONST_FUN_OBJ_1(cb_has_obj, cb_has);

// own sort routine with a Python comparison
static mp_obj_t cb_isort(mp_obj_t list, mp_obj_t less) {
    size_t n;
    mp_obj_t *p;
    mp_uint_t calls = 0;
    mp_obj_get_array(list, &n, &p);
    for (size_t i = 1; i < n; i++) {
        for (size_t k = i; k > 0; k--) {
            mp_obj_t a[2] = { p[k], p[k - 1] };
            calls++;
            if (!mp_fun_table.obj_is_true(mp_call_function_n_kw(less, 2, 0, a))) {
                break;
            }
            p[k] = a[1];
            p[k - 1] = a[0];
        }
    }
    return mp_obj_new_int_from_uint(calls);
}
static MP_DEFINE_CONST_FUN_OBJ_2(cb_isort_obj, cb_isort);

static mp_obj_t cb_reduce(mp_obj_t fn, mp_obj_t seq, mp_obj_t start) {
    mp_obj_iter_buf_t it;
    mp_obj_t x;
    mp_fun_table.getiter(seq, &it);
    while ((x = mp_fun_table.iternext(&it)) != MP_OBJ_STOP_ITERATION) {
        mp_obj_t a[2] = { start, x };
        start = mp_call_function_n_kw(fn, 2, 0, a);
    }
    return start;
}
static MP_DEFINE_CONST_FUN_OBJ_3(cb_reduce_obj, cb_reduce);

/* stored callbacks */
mp_obj_t cb_hooks[4];
uint32_t cb_used;
static mp_obj_t cb_hook(mp_obj_t fn) {
    if (cb_used == 4) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("hook table full"));
    }
    cb_hooks[cb_used++] = fn;
    return fn; // usable as a decorator
}
static MP_DEFINE_CONST_FUN_OBJ_1(cb_hook_obj, cb_hook);
static mp_obj_t cb_fire(mp_obj_t arg) {
    mp_obj_t out = mp_obj_new_list(0, NULL);
    for (uint32_t i = 0; i < cb_used; i++) {
        mp_obj_list_append(out, mp_call_function_n_kw(cb_hooks[i], 1, 0, &arg));
    }
    return out;
}
static MP_DEFINE_CONST_FUN_OBJ_1(cb_fire_obj, cb_fire);

// returns a native function object as callback for Python: closure over a value
static mp_obj_t add_to(size_t n, const mp_obj_t *args) {
    return mp_binary_op(MP_BINARY_OP_ADD, args[0], args[1]);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(add_to_obj, 2, 2, add_to);
static mp_obj_t cb_adder(mp_obj_t v) {
    // the closed-over object reaches a native function as it is given here
    mp_obj_t closed[1] = { v };
    return mp_fun_table.new_closure(MP_OBJ_FROM_PTR(&add_to_obj), 1, closed);
}
static MP_DEFINE_CONST_FUN_OBJ_1(cb_adder_obj, cb_adder);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_call, MP_OBJ_FROM_PTR(&cb_call_obj));
    mp_store_global(MP_QSTR_kw, MP_OBJ_FROM_PTR(&cb_kw_obj));
    mp_store_global(MP_QSTR_only_kw, MP_OBJ_FROM_PTR(&cb_only_kw_obj));
    mp_store_global(MP_QSTR_forward, MP_DYNRUNTIME_MAKE_FUNCTION(cb_forward));
    mp_store_global(MP_QSTR_star, MP_OBJ_FROM_PTR(&cb_star_obj));
    mp_store_global(MP_QSTR_method, MP_OBJ_FROM_PTR(&cb_method_obj));
    mp_store_global(MP_QSTR_sort, MP_OBJ_FROM_PTR(&cb_sort_obj));
    mp_store_global(MP_QSTR_has, MP_OBJ_FROM_PTR(&cb_has_obj));
    mp_store_global(MP_QSTR_isort, MP_OBJ_FROM_PTR(&cb_isort_obj));
    mp_store_global(MP_QSTR_reduce, MP_OBJ_FROM_PTR(&cb_reduce_obj));
    mp_store_global(MP_QSTR_hook, MP_OBJ_FROM_PTR(&cb_hook_obj));
    mp_store_global(MP_QSTR_fire, MP_OBJ_FROM_PTR(&cb_fire_obj));
    mp_store_global(MP_QSTR_adder, MP_OBJ_FROM_PTR(&cb_adder_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
