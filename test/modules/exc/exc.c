// exc - raising: every common built-in kind, OSError with errno, natively created
// exception classes, and exceptions that pass through C on their way out of callbacks.
#include "py/dynruntime.h"

static qstr kind_name(unsigned k) {
    switch (k) {
        case 0: return MP_QSTR_Exception;
        case 1: return MP_QSTR_ArithmeticError;
        case 2: return MP_QSTR_AssertionError;
        case 3: return MP_QSTR_AttributeError;
        case 4: return MP_QSTR_EOFError;
        case 5: return MP_QSTR_ImportError;
        case 6: return MP_QSTR_IndexError;
        case 7: return MP_QSTR_KeyError;
        case 8: return MP_QSTR_LookupError;
        case 9: return MP_QSTR_MemoryError;
        case 10: return MP_QSTR_NameError;
        case 11: return MP_QSTR_NotImplementedError;
        case 12: return MP_QSTR_OSError;
        case 13: return MP_QSTR_OverflowError;
        case 14: return MP_QSTR_RuntimeError;
        case 15: return MP_QSTR_StopIteration;
        case 16: return MP_QSTR_SyntaxError;
        case 17: return MP_QSTR_TypeError;
        case 18: return MP_QSTR_ValueError;
        case 19: return MP_QSTR_ZeroDivisionError;
        case 20: return MP_QSTR_UnicodeError;
        case 21: return MP_QSTR_KeyboardInterrupt;
        case 22: return MP_QSTR_SystemExit;
        case 23: return MP_QSTR_GeneratorExit;
        case 24: return MP_QSTR_BaseException;
        case 25: return MP_QSTR_IndentationError;
        case 26: return MP_QSTR_StopAsyncIteration;
        default: return MP_QSTR_NoSuchError;
    }
}

static mp_obj_t ex_kind(mp_obj_t k) {
    mp_raise_msg((const mp_obj_type_t *)mp_load_global(kind_name((unsigned)mp_obj_get_int_truncated(k))), MP_ERROR_TEXT("raised from C"));
}
static MP_DEFINE_CONST_FUN_OBJ_1(ex_kind_obj, ex_kind);

static mp_obj_t ex_oserror(size_t n, const mp_obj_t *args) {
    nlr_raise(mp_call_function_n_kw(mp_load_global(MP_QSTR_OSError), n, 0, args));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(ex_oserror_obj, 0, MP_OBJ_FUN_ARGS_MAX, ex_oserror);

// raise anything: instance, class, or something that is neither; None does nothing
static mp_obj_t ex_throw(mp_obj_t o) {
    mp_fun_table.raise(o);
    return MP_OBJ_NEW_QSTR(MP_QSTR_returned);
}
static MP_DEFINE_CONST_FUN_OBJ_1(ex_throw_obj, ex_throw);

// raise_msg given an arbitrary class object
static mp_obj_t ex_msg(mp_obj_t type) {
    mp_raise_msg(MP_OBJ_TO_PTR(type), MP_ERROR_TEXT("100% of {this} text is kept"));
}
static MP_DEFINE_CONST_FUN_OBJ_1(ex_msg_obj, ex_msg);

/* exception classes made here */
mp_obj_full_type_t ex_device_error, ex_timeout_error, ex_parse_error;

static mp_obj_t ex_device(size_t n, const mp_obj_t *args) {
    nlr_raise(mp_call_function_n_kw(MP_OBJ_FROM_PTR(&ex_device_error), n, 0, args));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(ex_device_obj, 0, MP_OBJ_FUN_ARGS_MAX, ex_device);
static mp_obj_t ex_timeout(void) {
    mp_raise_msg((const mp_obj_type_t *)&ex_timeout_error, MP_ERROR_TEXT("no reply"));
}
static MP_DEFINE_CONST_FUN_OBJ_0(ex_timeout_obj, ex_timeout);
static mp_obj_t ex_parse(mp_obj_t line) {
    mp_obj_t a[2] = { MP_OBJ_NEW_QSTR(MP_QSTR_syntax), line };
    nlr_raise(mp_call_function_n_kw(MP_OBJ_FROM_PTR(&ex_parse_error), 2, 0, a));
}
static MP_DEFINE_CONST_FUN_OBJ_1(ex_parse_obj, ex_parse);

/* exceptions that cross C frames */
uint32_t ex_entered, ex_left;
static __attribute__((noinline)) mp_obj_t cross(mp_obj_t fn, mp_obj_t arg, int levels) {
    ex_entered++;
    volatile uint32_t guard[4] = { 0x11111111u * (uint32_t)(levels & 15), 2, 3, 4 };
    mp_obj_t r = levels > 0 ? cross(fn, arg, levels - 1) : mp_call_function_n_kw(fn, 1, 0, &arg);
    ex_left++;
    return guard[1] + guard[2] + guard[3] == 9 ? r : mp_const_none;
}
static mp_obj_t ex_through(mp_obj_t fn, mp_obj_t arg, mp_obj_t levels) {
    return cross(fn, arg, (int)mp_obj_get_int(levels));
}
static MP_DEFINE_CONST_FUN_OBJ_3(ex_through_obj, ex_through);
static mp_obj_t ex_counts(void) {
    mp_obj_t t[2] = { mp_obj_new_int_from_uint(ex_entered), mp_obj_new_int_from_uint(ex_left) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_0(ex_counts_obj, ex_counts);

// calls each item of a list; stops where one raises
static mp_obj_t ex_each(mp_obj_t fns, mp_obj_t log) {
    size_t n = 0;
    mp_obj_t *p;
    mp_obj_get_array(fns, &n, &p);
    for (size_t i = 0; i < n; i++) {
        mp_obj_list_append(log, mp_call_function_n_kw(p[i], 0, 0, NULL));
    }
    return mp_obj_new_int_from_uint(n);
}
static MP_DEFINE_CONST_FUN_OBJ_2(ex_each_obj, ex_each);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_obj_exception_init(&ex_device_error, MP_QSTR_DeviceError, &mp_type_Exception);
    mp_obj_exception_init(&ex_timeout_error, MP_QSTR_TimeoutError, (const mp_obj_type_t *)&ex_device_error);
    mp_obj_exception_init(&ex_parse_error, MP_QSTR_ParseError, &mp_type_ValueError);
    mp_store_global(MP_QSTR_DeviceError, MP_OBJ_FROM_PTR(&ex_device_error));
    mp_store_global(MP_QSTR_TimeoutError, MP_OBJ_FROM_PTR(&ex_timeout_error));
    mp_store_global(MP_QSTR_ParseError, MP_OBJ_FROM_PTR(&ex_parse_error));
    mp_store_global(MP_QSTR_kind, MP_OBJ_FROM_PTR(&ex_kind_obj));
    mp_store_global(MP_QSTR_oserror, MP_OBJ_FROM_PTR(&ex_oserror_obj));
    mp_store_global(MP_QSTR_throw, MP_OBJ_FROM_PTR(&ex_throw_obj));
    mp_store_global(MP_QSTR_msg, MP_OBJ_FROM_PTR(&ex_msg_obj));
    mp_store_global(MP_QSTR_device, MP_OBJ_FROM_PTR(&ex_device_obj));
    mp_store_global(MP_QSTR_timeout, MP_OBJ_FROM_PTR(&ex_timeout_obj));
    mp_store_global(MP_QSTR_parse, MP_OBJ_FROM_PTR(&ex_parse_obj));
    mp_store_global(MP_QSTR_through, MP_OBJ_FROM_PTR(&ex_through_obj));
    mp_store_global(MP_QSTR_counts, MP_OBJ_FROM_PTR(&ex_counts_obj));
    mp_store_global(MP_QSTR_each, MP_OBJ_FROM_PTR(&ex_each_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
