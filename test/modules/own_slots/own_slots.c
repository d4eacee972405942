// What modules ask types, functions, exceptions and constants: identities, slots, immediate objects, cells, sets and maps.
#include "py/dynruntime.h"

typedef struct _probe_obj_t {
    mp_obj_base_t base;
} probe_obj_t;

mp_obj_full_type_t probe_type, probe_error_type;

static mp_obj_t probe_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(mp_obj_malloc(probe_obj_t, type));
}
static void probe_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    mp_printf(print, kind == PRINT_STR ? "str" : kind == PRINT_REPR ? "repr" : "other");
}
static mp_obj_t probe_call(mp_obj_t self_in, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    return mp_obj_new_int((mp_int_t)(n_args + 10 * n_kw));
}
static mp_obj_t probe_binary_op(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) {
    mp_obj_t both[] = {left, right};
    return op == MP_BINARY_OP_ADD ? mp_obj_new_tuple(2, both) : MP_OBJ_NULL;
}
static mp_obj_t probe_subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    return value == MP_OBJ_SENTINEL ? index : value == MP_OBJ_NULL ? mp_const_none : mp_const_none;
}
static void probe_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    if (dest[0] == MP_OBJ_NULL && attr == MP_QSTR_size) {
        dest[0] = MP_OBJ_NEW_SMALL_INT(3);
    }
}

#define SLOT_TYPES(check) \
    check(mp_make_new_fun_t, make_new) check(mp_print_fun_t, print) check(mp_call_fun_t, call) \
        check(mp_binary_op_fun_t, binary_op) check(mp_attr_fun_t, attr) check(mp_subscr_fun_t, subscr)

// slots(): which slots the type has, by each way to ask.
static mp_obj_t slots(void) {
    const mp_obj_type_t *type = (const mp_obj_type_t *)&probe_type;
    mp_obj_t list = mp_obj_new_list(0, NULL);
#define CHECK(t, slot) { \
        t f = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, slot); \
        bool is_there = MP_OBJ_TYPE_HAS_SLOT(type, slot) && MP_OBJ_TYPE_HAS_SLOT_BY_OFFSET(type, MP_OBJ_TYPE_OFFSETOF_SLOT(slot)); \
        mp_obj_list_append(list, mp_obj_new_bool(is_there && f == MP_OBJ_TYPE_GET_SLOT(type, slot))); \
    }
    SLOT_TYPES(CHECK)
    mp_unary_op_fun_t unary = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, unary_op);
    mp_buffer_fun_t buffer = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, buffer);
    mp_obj_list_append(list, mp_obj_new_bool(unary == NULL && buffer == NULL && !MP_OBJ_TYPE_HAS_SLOT(type, iter)));
    mp_getiter_fun_t getiter = (mp_getiter_fun_t)MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, iter);
    mp_iternext_fun_t iternext = (mp_iternext_fun_t)MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, iter);
    mp_obj_list_append(list, mp_obj_new_bool(getiter == NULL && iternext == NULL));
    mp_obj_list_append(list, mp_obj_new_bool(mp_obj_is_native_type(type) && !mp_obj_is_instance_type(type)));
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_0(slots_obj, slots);

// kind(o): the name of its type, found by comparing with those that the headers know.
static mp_obj_t kind(mp_obj_t o) {
    const mp_obj_type_t *type = mp_obj_get_type(o);
    const struct {
        const mp_obj_type_t *type;
        qstr name;
    } known[] = {
        {&mp_type_NoneType, MP_QSTR_NoneType},
        {&mp_type_bool, MP_QSTR_bool},
        {&mp_type_int, MP_QSTR_int},
        {&mp_type_str, MP_QSTR_str},
        {&mp_type_bytes, MP_QSTR_bytes},
        {&mp_type_bytearray, MP_QSTR_bytearray},
        {&mp_type_tuple, MP_QSTR_tuple},
        {&mp_type_list, MP_QSTR_list},
        {&mp_type_dict, MP_QSTR_dict},
        {&mp_type_type, MP_QSTR_type},
    };
    for (size_t i = 0; i < MP_ARRAY_SIZE(known); i++) {
        if (type == known[i].type) {
            return MP_OBJ_NEW_QSTR(known[i].name);
        }
    }
    return mp_obj_is_fun(o) ? MP_OBJ_NEW_QSTR(MP_QSTR_function) : mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(kind_obj, kind);

// tests(o): predicates.
static mp_obj_t tests(mp_obj_t o) {
    mp_obj_t results[] = {
        mp_obj_new_bool(mp_obj_is_small_int(o)),
        mp_obj_new_bool(mp_obj_is_int(o)),
        mp_obj_new_bool(mp_obj_is_bool(o)),
        mp_obj_new_bool(mp_obj_is_str(o)),
        mp_obj_new_bool(mp_obj_is_float(o)),
        mp_obj_new_bool(mp_obj_is_obj(o) && mp_obj_is_exact_type(o, &mp_type_list)),
        mp_obj_new_bool(MP_OBJ_IS_SMALL_INT(o) == mp_obj_is_small_int(o)),
        mp_obj_new_bool(mp_obj_is_immediate_obj(o) && MP_OBJ_NEW_IMMEDIATE_OBJ(MP_OBJ_IMMEDIATE_OBJ_VALUE(o)) == o),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(tests_obj, tests);

// fail(what): one of the ways to raise.
static mp_obj_t fail(mp_obj_t what, mp_obj_t arg) {
    switch (mp_obj_get_int(what)) {
        case 0:
            mp_raise_type(&mp_type_EOFError);
        case 1:
            mp_raise_NotImplementedError(MP_ERROR_TEXT("not yet"));
        case 2:
            mp_raise_msg(&mp_type_TypeError, MP_ERROR_TEXT("no"));
        case 3:
            nlr_raise(mp_obj_new_exception(&mp_type_IndexError));
        case 4:
            nlr_raise(mp_obj_new_exception_arg1(&mp_type_KeyError, arg));
        case 5:
            mp_raise_type_arg((const mp_obj_type_t *)&probe_error_type, arg);
        case 6: {
            mp_rom_error_text_t text = MP_ERROR_TEXT("of its own");
            mp_raise_msg((const mp_obj_type_t *)&probe_error_type, text);
        }
        case 7:
            mp_raise_OSError(MP_EINVAL);
        default:
            mp_raise_msg(&mp_type_NotImplementedError, NULL);
    }
}
static MP_DEFINE_CONST_FUN_OBJ_2(fail_obj, fail);

static mp_obj_t sum_of(size_t n_args, const mp_obj_t *args) {
    mp_obj_t sum = MP_OBJ_NEW_SMALL_INT(0);
    for (size_t i = 0; i < n_args; i++) {
        sum = mp_binary_op(MP_BINARY_OP_INPLACE_ADD, sum, args[i]);
    }
    return sum;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(sum_of_obj, 0, sum_of);

// signature(f): how many arguments a native function takes at least and at most.
static mp_obj_t signature(mp_obj_t f) {
    if (mp_obj_is_type(f, &mp_type_fun_builtin_var)) {
        const mp_obj_fun_builtin_var_t *fun = MP_OBJ_TO_PTR(f);
        mp_fun_var_t var = fun->fun.var;
        bool is_sum = fun->sig == MP_OBJ_FUN_MAKE_SIG(0, MP_OBJ_FUN_ARGS_MAX, false) && var == sum_of;
        return mp_obj_new_bool(is_sum);
    }
    const mp_obj_fun_builtin_fixed_t *fixed = MP_OBJ_TO_PTR(f);
    mp_fun_0_t zero = fixed->fun._0;
    if (mp_obj_is_type(f, &mp_type_fun_builtin_0)) {
        return zero();
    }
    const mp_obj_type_t *types[] = {&mp_type_fun_builtin_1, &mp_type_fun_builtin_2, &mp_type_fun_builtin_3};
    for (size_t i = 0; i < MP_ARRAY_SIZE(types); i++) {
        if (mp_obj_is_type(f, types[i])) {
            return MP_OBJ_NEW_SMALL_INT((mp_int_t)i + 1);
        }
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(signature_obj, signature);

// filled(d): how many places of a dict's table are in use; empties: the empty objects.
static mp_obj_t filled(mp_obj_t d) {
    const mp_map_t *map = mp_obj_dict_get_map(d);
    size_t n = 0;
    for (size_t i = 0; i < map->alloc; i++) {
        n += MP_MAP_SLOT_IS_FILLED(map, i) ? 1 : 0;
    }
    mp_obj_t items[] = {MP_OBJ_NULL, MP_OBJ_SENTINEL, d};
    mp_set_t set = {3, 1, items};
    size_t in_set = 0;
    for (size_t i = 0; i < set.alloc; i++) {
        in_set += mp_set_slot_is_filled(&set, i) && MP_SET_SLOT_IS_FILLED(&set, i) ? 1 : 0;
    }
    mp_obj_cell_t cell = {{NULL}, d};
    bool holds = mp_obj_cell_get(MP_OBJ_FROM_PTR(&cell)) == d;
    mp_obj_cell_set(MP_OBJ_FROM_PTR(&cell), mp_const_none);
    holds = holds && cell.obj == mp_const_none && MP_ROM_NONE == mp_const_none && MP_ROM_FALSE == mp_const_false;
    holds = holds && MP_ROM_TRUE == mp_const_true;
    mp_obj_t results[] = {
        mp_obj_new_int((mp_int_t)n),
        mp_obj_new_bool(n == map->used),
        mp_obj_new_int((mp_int_t)in_set),
        mp_obj_new_bool(holds),
        mp_const_empty_tuple,
        mp_const_empty_bytes,
    };
    return mp_obj_new_list(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(filled_obj, filled);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    probe_type.base.type = (void *)&mp_type_type;
    probe_type.name = MP_QSTR_Probe;
    MP_OBJ_TYPE_SET_SLOT(&probe_type, make_new, probe_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&probe_type, print, probe_print, 1);
    MP_OBJ_TYPE_SET_SLOT(&probe_type, call, probe_call, 2);
    MP_OBJ_TYPE_SET_SLOT(&probe_type, binary_op, probe_binary_op, 3);
    MP_OBJ_TYPE_SET_SLOT(&probe_type, attr, probe_attr, 4);
    MP_OBJ_TYPE_SET_SLOT(&probe_type, subscr, probe_subscr, 5);
    mp_obj_exception_init(&probe_error_type, MP_QSTR_ProbeError, &mp_type_ValueError);
    mp_store_global(MP_QSTR_Probe, MP_OBJ_FROM_PTR(&probe_type));
    mp_store_global(MP_QSTR_ProbeError, MP_OBJ_FROM_PTR(&probe_error_type));
    mp_store_global(MP_QSTR_slots, MP_OBJ_FROM_PTR(&slots_obj));
    mp_store_global(MP_QSTR_kind, MP_OBJ_FROM_PTR(&kind_obj));
    mp_store_global(MP_QSTR_tests, MP_OBJ_FROM_PTR(&tests_obj));
    mp_store_global(MP_QSTR_fail, MP_OBJ_FROM_PTR(&fail_obj));
    mp_store_global(MP_QSTR_sum_of, MP_OBJ_FROM_PTR(&sum_of_obj));
    mp_store_global(MP_QSTR_signature, MP_OBJ_FROM_PTR(&signature_obj));
    mp_store_global(MP_QSTR_filled, MP_OBJ_FROM_PTR(&filled_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
