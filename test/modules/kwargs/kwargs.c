// kwargs - every way a C function can take arguments, and the errors for bad calls.
#include "py/dynruntime.h"

static mp_obj_t pack(size_t n, const mp_obj_t *a) {
    return mp_obj_new_tuple(n, a);
}

static mp_obj_t k0(void) { return MP_OBJ_NEW_QSTR(MP_QSTR_zero); }
static MP_DEFINE_CONST_FUN_OBJ_0(k0_obj, k0);
static mp_obj_t k1(mp_obj_t a) { return pack(1, &a); }
static MP_DEFINE_CONST_FUN_OBJ_1(k1_obj, k1);
static mp_obj_t k2(mp_obj_t a, mp_obj_t b) { mp_obj_t t[2] = { a, b }; return pack(2, t); }
static MP_DEFINE_CONST_FUN_OBJ_2(k2_obj, k2);
static mp_obj_t k3(mp_obj_t a, mp_obj_t b, mp_obj_t c) { mp_obj_t t[3] = { a, b, c }; return pack(3, t); }
static MP_DEFINE_CONST_FUN_OBJ_3(k3_obj, k3);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(var0_obj, 0, MP_OBJ_FUN_ARGS_MAX, pack);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(var2_obj, 2, MP_OBJ_FUN_ARGS_MAX, pack);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(var13_obj, 1, 3, pack);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(var4_obj, 4, 4, pack);

// keyword function: shows positionals and the map it is given
static mp_obj_t show(size_t n, const mp_obj_t *args, mp_map_t *kw) {
    mp_obj_t d = mp_obj_new_dict(kw->used);
    for (size_t i = 0; i < kw->alloc; i++) {
        if (mp_map_slot_is_filled(kw, i)) {
            mp_obj_dict_store(d, kw->table[i].key, kw->table[i].value);
        }
    }
    mp_obj_t t[2] = { pack(n, args), d };
    return pack(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(show0_obj, 0, show);
static MP_DEFINE_CONST_FUN_OBJ_KW(show2_obj, 2, show);

// parsed arguments: every kind, required, defaults, keyword only
static mp_obj_t parse(size_t n, const mp_obj_t *args, mp_map_t *kw) {
    enum { ARG_dest, ARG_count, ARG_fast, ARG_mode, ARG_level, ARG_key };
    const mp_arg_t allowed[] = {
        { MP_QSTR_dest, MP_ARG_OBJ | MP_ARG_REQUIRED, { .u_obj = MP_OBJ_NULL } },
        { MP_QSTR_count, MP_ARG_INT, { .u_int = 100 } },
        { MP_QSTR_fast, MP_ARG_BOOL, { .u_bool = false } },
        { MP_QSTR_mode, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = mp_const_none } },
        { MP_QSTR_level, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = -1 } },
        { MP_QSTR_key, MP_ARG_KW_ONLY | MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
    };
    mp_arg_val_t v[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n, args, kw, MP_ARRAY_SIZE(allowed), allowed, v);
    mp_obj_t t[6] = { 
        v[ARG_dest].u_obj, mp_obj_new_int(v[ARG_count].u_int), mp_obj_new_bool(v[ARG_fast].u_bool),
        v[ARG_mode].u_obj, mp_obj_new_int(v[ARG_level].u_int), v[ARG_key].u_obj,
     };
    return pack(6, t);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(parse_obj, 0, parse);

// general form: one array, positionals then key/value pairs; checks counts itself
static mp_obj_t general(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 1, 3, true);
    mp_obj_t d = mp_obj_new_dict(n_kw);
    for (size_t i = 0; i < n_kw; i++) {
        mp_obj_dict_store(d, args[n_pos + 2 * i], args[n_pos + 2 * i + 1]);
    }
    mp_obj_t t[3] = { pack(n_pos, args), d, mp_obj_new_bool(self->bytecode == (void *)general) };
    return pack(3, t);
}

// the same with the parser that takes the array
static mp_obj_t general_parse(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    const mp_arg_t allowed[] = {
        { MP_QSTR_a, MP_ARG_INT | MP_ARG_REQUIRED, { .u_int = 0 } },
        { MP_QSTR_b, MP_ARG_INT, { .u_int = 7 } },
    };
    mp_arg_val_t v[2];
    mp_arg_parse_all_kw_array(n_pos, n_kw, args, 2, allowed, v);
    return mp_obj_new_int(v[0].u_int * 1000 + v[1].u_int);
}

// counts checked by hand, with each combination of limits
static mp_obj_t check(size_t n, const mp_obj_t *args) {
    mp_arg_check_num(mp_obj_get_int_truncated(args[0]), mp_obj_get_int_truncated(args[1]), mp_obj_get_int_truncated(args[2]), mp_obj_get_int_truncated(args[3]), mp_obj_is_true(args[4]));
    return mp_const_true;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(check_obj, 5, 5, check);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_k0, MP_OBJ_FROM_PTR(&k0_obj));
    mp_store_global(MP_QSTR_k1, MP_OBJ_FROM_PTR(&k1_obj));
    mp_store_global(MP_QSTR_k2, MP_OBJ_FROM_PTR(&k2_obj));
    mp_store_global(MP_QSTR_k3, MP_OBJ_FROM_PTR(&k3_obj));
    mp_store_global(MP_QSTR_var0, MP_OBJ_FROM_PTR(&var0_obj));
    mp_store_global(MP_QSTR_var2, MP_OBJ_FROM_PTR(&var2_obj));
    mp_store_global(MP_QSTR_var13, MP_OBJ_FROM_PTR(&var13_obj));
    mp_store_global(MP_QSTR_var4, MP_OBJ_FROM_PTR(&var4_obj));
    mp_store_global(MP_QSTR_show0, MP_OBJ_FROM_PTR(&show0_obj));
    mp_store_global(MP_QSTR_show2, MP_OBJ_FROM_PTR(&show2_obj));
    mp_store_global(MP_QSTR_parse, MP_OBJ_FROM_PTR(&parse_obj));
    mp_store_global(MP_QSTR_general, MP_DYNRUNTIME_MAKE_FUNCTION(general));
    mp_store_global(MP_QSTR_general_parse, MP_DYNRUNTIME_MAKE_FUNCTION(general_parse));
    mp_store_global(MP_QSTR_check, MP_OBJ_FROM_PTR(&check_obj));
    // what the loader passes to mpy_init itself
    mp_obj_t t[2] = { mp_obj_new_int_from_uint(n_args), mp_obj_new_int_from_uint(n_kw) };
    mp_store_global(MP_QSTR_init_args, mp_obj_new_tuple(2, t));
    MP_DYNRUNTIME_INIT_EXIT
}
