// globs - names: module globals, builtins, attributes, imports.
#include "py/dynruntime.h"

uint32_t gl_inits;

// Functions of the fixed kinds run with the caller's globals in force; general-form
// functions can switch to their own module's globals through self.
static mp_obj_t gl_bump(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_obj_dict_t *prev = mp_fun_table.swap_globals(self->context->module.globals);
    mp_obj_t v = mp_load_global(MP_QSTR_counter);
    v = mp_binary_op(MP_BINARY_OP_ADD, v, n_pos ? args[0] : MP_OBJ_NEW_SMALL_INT(1));
    mp_store_global(MP_QSTR_counter, v);
    mp_fun_table.swap_globals(prev);
    return v;
}

// the module's own dict, obtained from the context
static mp_obj_t gl_own(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    return MP_OBJ_FROM_PTR(self->context->module.globals);
}

// store / load / delete in whatever globals are in force: the caller's
static mp_obj_t gl_plant(mp_obj_t v) {
    mp_store_global(MP_QSTR_planted, v);
    return mp_load_global(MP_QSTR_planted);
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_plant_obj, gl_plant);
static mp_obj_t gl_uproot(void) {
    mp_fun_table.delete_global(MP_QSTR_planted);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(gl_uproot_obj, gl_uproot);
static mp_obj_t gl_peek(void) {
    return mp_load_global(MP_QSTR_planted);
}
static MP_DEFINE_CONST_FUN_OBJ_0(gl_peek_obj, gl_peek);
static mp_obj_t gl_name(mp_obj_t v) {
    mp_store_name(MP_QSTR_named, v);
    return mp_load_name(MP_QSTR_named);
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_name_obj, gl_name);
static mp_obj_t gl_unname(void) {
    mp_fun_table.delete_name(MP_QSTR_named);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(gl_unname_obj, gl_unname);

static mp_obj_t gl_builtins(void) {
    mp_obj_t t[5] = {
        mp_load_global(MP_QSTR_len), mp_load_name(MP_QSTR_ValueError), mp_load_global(MP_QSTR_dict), mp_load_global(MP_QSTR_print),
        mp_load_global(MP_QSTR_bytearray),
    };
    return mp_obj_new_tuple(5, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(gl_builtins_obj, gl_builtins);
static mp_obj_t gl_missing(void) {
    return mp_load_global(MP_QSTR_surely_not_defined);
}
static MP_DEFINE_CONST_FUN_OBJ_0(gl_missing_obj, gl_missing);

/* attributes */
static mp_obj_t gl_get(mp_obj_t o) {
    return mp_load_attr(o, MP_QSTR_colour);
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_get_obj, gl_get);
static mp_obj_t gl_set(mp_obj_t o, mp_obj_t v) {
    mp_store_attr(o, MP_QSTR_colour, v);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(gl_set_obj, gl_set);
static mp_obj_t gl_del(mp_obj_t o) {
    mp_store_attr(o, MP_QSTR_colour, MP_OBJ_NULL);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_del_obj, gl_del);
static mp_obj_t gl_maybe(mp_obj_t o) {
    mp_obj_t d[2];
    mp_load_method_maybe(o, MP_QSTR_colour, d);
    return d[0] == MP_OBJ_NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_absent) : d[1] == MP_OBJ_NULL ? d[0] : MP_OBJ_NEW_QSTR(MP_QSTR_a_method);
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_maybe_obj, gl_maybe);

/* imports */
static mp_obj_t gl_import(mp_obj_t which) {
    mp_int_t w = mp_obj_get_int(which);
    if (w == 0) { // import sys
        return mp_import_name(MP_QSTR_sys, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    }
    if (w == 1) { // from helper import colour, paint
        mp_obj_t names[2] = { MP_OBJ_NEW_QSTR(MP_QSTR_colour), MP_OBJ_NEW_QSTR(MP_QSTR_paint) };
        mp_obj_t m = mp_import_name(MP_QSTR_nm_helper, mp_obj_new_tuple(2, names), MP_OBJ_NEW_SMALL_INT(0));
        mp_obj_t t[2] = { mp_import_from(m, MP_QSTR_colour), mp_import_from(m, MP_QSTR_paint) };
        return mp_obj_new_tuple(2, t);
    }
    if (w == 2) { // call a function of an imported module
        mp_obj_t m = mp_import_name(MP_QSTR_nm_helper, mp_const_none, MP_OBJ_NEW_SMALL_INT(0)), meth[3];
        mp_load_method(m, MP_QSTR_paint, meth);
        meth[2] = MP_OBJ_NEW_QSTR(MP_QSTR_fence);
        return mp_fun_table.call_method_n_kw(1, 0, meth);
    }
    if (w == 3) {
        mp_obj_t m = mp_import_name(MP_QSTR_nm_helper, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
        return mp_import_from(m, MP_QSTR_not_there);
    }
    if (w == 4) { // star import goes into the globals in force
        mp_import_all(mp_import_name(MP_QSTR_nm_helper, mp_const_none, MP_OBJ_NEW_SMALL_INT(0)));
        return mp_const_none;
    }
    return mp_import_name(MP_QSTR_no_such_module_at_all, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
}
static MP_DEFINE_CONST_FUN_OBJ_1(gl_import_obj, gl_import);

// everything the module's context says about itself
static mp_obj_t gl_context(mp_obj_fun_bc_t *self, size_t n_pos, size_t n_kw, mp_obj_t *args) {
    mp_obj_t d = MP_OBJ_FROM_PTR(self->context->module.globals);
    mp_obj_t t[3] = {
        mp_obj_new_bool(self->context->constants.qstr_table == mp_native_qstr_table),
        mp_obj_subscr(d, MP_OBJ_NEW_QSTR(MP_QSTR___name__), MP_OBJ_SENTINEL),
        MP_OBJ_FROM_PTR(mp_obj_get_type(MP_OBJ_FROM_PTR(&self->context->module))),
    };
    return mp_obj_new_tuple(3, t);
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_counter, MP_OBJ_NEW_SMALL_INT(100));
    mp_store_global(MP_QSTR_bump, MP_DYNRUNTIME_MAKE_FUNCTION(gl_bump));
    mp_store_global(MP_QSTR_own, MP_DYNRUNTIME_MAKE_FUNCTION(gl_own));
    mp_store_global(MP_QSTR_context, MP_DYNRUNTIME_MAKE_FUNCTION(gl_context));
    mp_store_global(MP_QSTR_plant, MP_OBJ_FROM_PTR(&gl_plant_obj));
    mp_store_global(MP_QSTR_uproot, MP_OBJ_FROM_PTR(&gl_uproot_obj));
    mp_store_global(MP_QSTR_peek, MP_OBJ_FROM_PTR(&gl_peek_obj));
    mp_store_global(MP_QSTR_name, MP_OBJ_FROM_PTR(&gl_name_obj));
    mp_store_global(MP_QSTR_unname, MP_OBJ_FROM_PTR(&gl_unname_obj));
    mp_store_global(MP_QSTR_builtins_used, MP_OBJ_FROM_PTR(&gl_builtins_obj));
    mp_store_global(MP_QSTR_missing, MP_OBJ_FROM_PTR(&gl_missing_obj));
    mp_store_global(MP_QSTR_get, MP_OBJ_FROM_PTR(&gl_get_obj));
    mp_store_global(MP_QSTR_set, MP_OBJ_FROM_PTR(&gl_set_obj));
    mp_store_global(MP_QSTR_delete, MP_OBJ_FROM_PTR(&gl_del_obj));
    mp_store_global(MP_QSTR_maybe, MP_OBJ_FROM_PTR(&gl_maybe_obj));
    mp_store_global(MP_QSTR_import_, MP_OBJ_FROM_PTR(&gl_import_obj));
    // names used while the module is being initialised
    mp_store_global(MP_QSTR_doubled, mp_binary_op(MP_BINARY_OP_MULTIPLY, mp_load_global(MP_QSTR_counter), MP_OBJ_NEW_SMALL_INT(2)));
    mp_store_global(MP_QSTR_scratch, mp_const_true);
    mp_fun_table.delete_global(MP_QSTR_scratch);
    mp_store_global(MP_QSTR_inits, mp_obj_new_int_from_uint(++gl_inits));
    MP_DYNRUNTIME_INIT_EXIT
}
