// tableops - the entries of the host table that the other modules do not touch:
// value conversions of every kind, truth, small-int division, sets, super, and
// building a class from C.
#include "py/dynruntime.h"

static mp_obj_t to_from(mp_obj_t o, mp_obj_t kind) {
    // through the native form of one kind and back
    mp_uint_t k = mp_obj_get_int_truncated(kind), v = mp_fun_table.native_from_obj(o, k);
    return mp_fun_table.native_to_obj(v, k);
}
static MP_DEFINE_CONST_FUN_OBJ_2(to_from_obj, to_from);

// reinterpret a machine word as every kind (not the object and string kinds)
static mp_obj_t as_kinds(mp_obj_t o) {
    mp_uint_t v = mp_obj_get_int_truncated(o);
    mp_obj_t t[4] = { mp_fun_table.native_to_obj(v, MP_NATIVE_TYPE_BOOL), mp_fun_table.native_to_obj(v, MP_NATIVE_TYPE_INT), mp_fun_table.native_to_obj(v, MP_NATIVE_TYPE_UINT), mp_fun_table.native_to_obj(v, MP_NATIVE_TYPE_PTR32) };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(as_kinds_obj, as_kinds);

static mp_obj_t truth(mp_obj_t o) {
    mp_obj_t t[2] = { mp_obj_new_bool(mp_fun_table.obj_is_true(o)), mp_obj_new_bool(mp_obj_is_true(o)) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(truth_obj, truth);

static mp_obj_t small_div(mp_obj_t a, mp_obj_t b) {
    mp_obj_t t[2] = { mp_obj_new_int(mp_fun_table.small_int_floor_divide(mp_obj_get_int(a), mp_obj_get_int(b))), mp_obj_new_int(mp_fun_table.small_int_modulo(mp_obj_get_int(a), mp_obj_get_int(b))) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(small_div_obj, small_div);

static mp_obj_t set_of(size_t n, const mp_obj_t *args) {
    mp_obj_t first = n ? args[0] : mp_const_none, s = mp_fun_table.new_set(n ? 1 : 0, &first);
    for (size_t i = 1; i < n; i++) {
        mp_fun_table.set_store(s, args[i]);
    }
    return s;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(set_of_obj, 0, MP_OBJ_FUN_ARGS_MAX, set_of);

// super(cls, obj).describe(*args)
static mp_obj_t call_super(size_t n, const mp_obj_t *args) {
    mp_obj_t d[6] = { MP_OBJ_NULL, args[0], args[1] };
    mp_load_super_method(MP_QSTR_describe, d); // {method, self}
    for (size_t i = 2; i < n; i++) {
        d[i] = args[i];
    }
    return mp_fun_table.call_method_n_kw(n - 2, 0, d);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(call_super_obj, 2, 6, call_super);

// the body of a class: runs with the class's names as the local names
static mp_obj_t method_area(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 1, 1, false);
    return mp_binary_op(MP_BINARY_OP_MULTIPLY, mp_load_attr(args[0], MP_QSTR_w), mp_load_attr(args[0], MP_QSTR_h));
}
static mp_obj_t method_init(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 3, 3, false);
    mp_store_attr(args[0], MP_QSTR_w, args[1]);
    mp_store_attr(args[0], MP_QSTR_h, args[2]);
    return mp_const_none;
}
mp_obj_t to_area, to_init;
static mp_obj_t class_body(void) {
    mp_store_name(MP_QSTR_sides, MP_OBJ_NEW_SMALL_INT(4));
    mp_store_name(MP_QSTR___init__, to_init);
    mp_store_name(MP_QSTR_area, to_area);
    mp_store_name(MP_QSTR_double_sides, mp_binary_op(MP_BINARY_OP_MULTIPLY, mp_load_name(MP_QSTR_sides), MP_OBJ_NEW_SMALL_INT(2)));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(class_body_obj, class_body);
static mp_obj_t make_class(size_t n, const mp_obj_t *args) { // name, bases...
    mp_obj_t a[4] = { MP_OBJ_FROM_PTR(&class_body_obj) };
    for (size_t i = 0; i < n && i < 3; i++) {
        a[i + 1] = args[i];
    }
    return mp_call_function_n_kw(mp_fun_table.load_build_class(), n + 1, 0, a);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(make_class_obj, 1, 3, make_class);

// facts about the table itself
static mp_obj_t table_facts(void) {
    mp_obj_t t[10] = {
        mp_obj_new_bool(mp_fun_table.setjmp_ == NULL), mp_obj_new_bool(mp_fun_table.const_none == mp_const_none), mp_obj_new_bool((mp_obj_t)mp_fun_table.const_true != (mp_obj_t)mp_fun_table.const_false),
        mp_obj_new_bool(mp_fun_table.type_type == &mp_type_type), mp_obj_new_bool(mp_fun_table.type_str == &mp_type_str), mp_obj_new_bool(mp_fun_table.type_list == &mp_type_list),
        mp_obj_new_bool(mp_fun_table.type_dict == &mp_type_dict), mp_obj_new_bool(mp_fun_table.type_Exception == &mp_type_Exception),
        mp_obj_new_bool(mp_fun_table.stream_write_obj == &mp_stream_write_obj), mp_obj_new_bool(mp_fun_table.type_type->base.type == mp_fun_table.type_type),
    };
    return mp_obj_new_tuple(10, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(table_facts_obj, table_facts);

static mp_obj_t types_of(size_t n, const mp_obj_t *args) {
    mp_obj_t l = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < n; i++) {
        mp_obj_list_append(l, MP_OBJ_FROM_PTR(mp_obj_get_type(args[i])));
    }
    return l;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(types_of_obj, 0, MP_OBJ_FUN_ARGS_MAX, types_of);

static mp_obj_t string_kinds(void) {
    // equal text, once interned and once not
    mp_obj_t q = MP_OBJ_NEW_QSTR(MP_QSTR_same_text), s = mp_obj_new_str("same_text", 9), u = mp_obj_new_str("not an interned text", 20);
    mp_obj_t t[5] = {
        mp_obj_new_bool(mp_obj_is_qstr(q)), mp_binary_op(MP_BINARY_OP_EQUAL, q, s), mp_obj_new_bool(mp_obj_is_obj(u)), mp_binary_op(MP_BINARY_OP_ADD, q, u),
        MP_OBJ_FROM_PTR(mp_obj_get_type(q)),
    };
    return mp_obj_new_tuple(5, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(string_kinds_obj, string_kinds);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    to_area = MP_DYNRUNTIME_MAKE_FUNCTION(method_area);
    to_init = MP_DYNRUNTIME_MAKE_FUNCTION(method_init);
    mp_store_global(MP_QSTR_to_from, MP_OBJ_FROM_PTR(&to_from_obj));
    mp_store_global(MP_QSTR_as_kinds, MP_OBJ_FROM_PTR(&as_kinds_obj));
    mp_store_global(MP_QSTR_truth, MP_OBJ_FROM_PTR(&truth_obj));
    mp_store_global(MP_QSTR_small_div, MP_OBJ_FROM_PTR(&small_div_obj));
    mp_store_global(MP_QSTR_set_of, MP_OBJ_FROM_PTR(&set_of_obj));
    mp_store_global(MP_QSTR_call_super, MP_OBJ_FROM_PTR(&call_super_obj));
    mp_store_global(MP_QSTR_make_class, MP_OBJ_FROM_PTR(&make_class_obj));
    mp_store_global(MP_QSTR_table_facts, MP_OBJ_FROM_PTR(&table_facts_obj));
    mp_store_global(MP_QSTR_types_of, MP_OBJ_FROM_PTR(&types_of_obj));
    mp_store_global(MP_QSTR_string_kinds, MP_OBJ_FROM_PTR(&string_kinds_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
