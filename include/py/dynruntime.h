// What a native module's source includes: the whole API that the runtime offers to machine code, as macros and inline
// functions over the one function table (native-abi.md section 8). In a comment, E7 is entry 7 of that table.
//
// Everything that the table cannot give is left undeclared, and no macro has its name, so that a module may define it.
#ifndef NATMOD_PY_DYNRUNTIME_H
#define NATMOD_PY_DYNRUNTIME_H

#include "py/mpconfig.h"
#include "py/misc.h"
#include "py/qstr.h"
#include "py/nlr.h"
#include "py/obj.h"
#include "py/objarray.h"
#include "py/objexcept.h"
#include "py/objfun.h"
#include "py/objlist.h"
#include "py/objstr.h"
#include "py/objtuple.h"
#include "py/binary.h"
#include "py/emitglue.h"
#include "py/mperrno.h"
#include "py/mpprint.h"
#include "py/nativeglue.h"
#include "py/runtime0.h"
#include "py/stream.h"
#include "py/unicode.h"

#if defined(__has_include)
#if __has_include(<assert.h>)
#include <assert.h>
#endif
#if __has_include(<string.h>)
#include <string.h>
#endif
#endif
#ifndef assert
#define assert(condition) ((void)0)
#endif

NATMOD_BEGIN_DECLS

// ---- Constants ----

#define mp_const_none ((mp_obj_t)mp_fun_table.const_none)
#define mp_const_false ((mp_obj_t)mp_fun_table.const_false)
#define mp_const_true ((mp_obj_t)mp_fun_table.const_true)
#define mp_const_empty_tuple (mp_fun_table.new_tuple(0, NULL))
#define mp_obj_new_bool(b) ((b) ? mp_const_true : mp_const_false)

// ---- Names, attributes, operators, calls ----

/** The str of a name: a call, not a constant. */
#define MP_OBJ_NEW_QSTR(q) (mp_fun_table.native_to_obj((mp_uint_t)(q), MP_NATIVE_TYPE_QSTR))

#define mp_load_name(q) (mp_fun_table.load_name((q)))
/** Looks in the globals of the calling Python code, then in builtins. */
#define mp_load_global(q) (mp_fun_table.load_global((q)))
#define mp_store_name(q, o) (mp_fun_table.store_name((q), (o)))
#define mp_store_global(q, o) (mp_fun_table.store_global((q), (o)))
#define mp_load_attr(base, q) (mp_fun_table.load_attr((base), (q)))
#define mp_load_method(base, q, dest) (mp_fun_table.load_method((base), (q), (dest)))
#define mp_load_method_maybe(base, q, dest) (mp_fun_table.load_method_maybe((base), (q), (dest)))
#define mp_load_super_method(q, dest) (mp_fun_table.load_super_method((q), (dest)))
#define mp_store_attr(base, q, val) (mp_fun_table.store_attr((base), (q), (val)))
#define mp_unary_op(op, o) (mp_fun_table.unary_op((op), (o)))
#define mp_binary_op(op, lhs, rhs) (mp_fun_table.binary_op((op), (lhs), (rhs)))
#define mp_obj_subscr(base, index, val) (mp_fun_table.obj_subscr((base), (index), (val)))
#define mp_make_function_from_proto_fun(rc, context, def_args) \
    (mp_fun_table.make_function_from_proto_fun((rc), (context), (def_args)))
#define mp_import_name(q, fromlist, level) (mp_fun_table.import_name((q), (fromlist), (level)))
#define mp_import_from(module, q) (mp_fun_table.import_from((module), (q)))
#define mp_import_all(module) (mp_fun_table.import_all((module)))

/** args: n_args objects, then n_kw pairs of name and value. */
NATMOD_INLINE mp_obj_t mp_call_function_n_kw(mp_obj_t fun, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    return mp_fun_table.call_function_n_kw(fun, n_args | n_kw << 8, args);
}

/** The result of Python's len() as an object. */
NATMOD_INLINE mp_obj_t mp_obj_len(mp_obj_t o) {
    return mp_fun_table.call_function_n_kw(mp_fun_table.load_name(MP_QSTR_len), 1, &o);
}

// ---- Types ----

#define mp_obj_get_type(o) (mp_fun_table.obj_get_type((o)))

#define mp_type_type (*mp_fun_table.type_type)
#define mp_type_str (*mp_fun_table.type_str)
#define mp_type_list (*mp_fun_table.type_list)
#define mp_type_Exception (*mp_fun_table.type_Exception)
#define mp_type_NoneType (*mp_obj_get_type(mp_const_none))
#define mp_type_bool (*mp_obj_get_type(mp_const_false))
#define mp_type_tuple (*((const mp_obj_base_t *)mp_const_empty_tuple)->type)

// Found by name at each use, in the globals first.
#define NATMOD_TYPE_BY_NAME(q) (*(const mp_obj_type_t *)mp_load_global(q))
#define mp_type_int NATMOD_TYPE_BY_NAME(MP_QSTR_int)
#define mp_type_bytes NATMOD_TYPE_BY_NAME(MP_QSTR_bytes)
#define mp_type_bytearray NATMOD_TYPE_BY_NAME(MP_QSTR_bytearray)
#define mp_type_EOFError NATMOD_TYPE_BY_NAME(MP_QSTR_EOFError)
#define mp_type_IndexError NATMOD_TYPE_BY_NAME(MP_QSTR_IndexError)
#define mp_type_KeyError NATMOD_TYPE_BY_NAME(MP_QSTR_KeyError)
#define mp_type_NotImplementedError NATMOD_TYPE_BY_NAME(MP_QSTR_NotImplementedError)
#define mp_type_RuntimeError NATMOD_TYPE_BY_NAME(MP_QSTR_RuntimeError)
#define mp_type_TypeError NATMOD_TYPE_BY_NAME(MP_QSTR_TypeError)
#define mp_type_ValueError NATMOD_TYPE_BY_NAME(MP_QSTR_ValueError)

#define mp_const_empty_bytes (MP_OBJ_TYPE_GET_SLOT(&mp_type_bytes, make_new)(&mp_type_bytes, 0, 0, NULL))

NATMOD_INLINE bool mp_obj_is_bool(mp_const_obj_t o) {
    return o == mp_fun_table.const_false || o == mp_fun_table.const_true;
}
NATMOD_INLINE bool mp_obj_is_int(mp_const_obj_t o) {
    return mp_obj_is_small_int(o) || mp_obj_is_exact_type(o, &mp_type_int);
}
NATMOD_INLINE bool mp_obj_is_integer(mp_const_obj_t o) {
    return mp_obj_is_int(o) || mp_obj_is_bool(o);
}
NATMOD_INLINE bool mp_obj_is_str(mp_const_obj_t o) {
    return mp_obj_is_qstr(o) || mp_obj_is_exact_type(o, &mp_type_str);
}
#if MICROPY_PY_BUILTINS_FLOAT
/** The table has no type float: it is asked of a new float, for objects that are no words only. */
NATMOD_INLINE bool mp_obj_is_float(mp_const_obj_t o) {
    return mp_obj_is_obj(o)
        && ((const mp_obj_base_t *)o)->type == mp_obj_get_type(mp_fun_table.obj_new_float_from_f(0));
}
#else
#define mp_obj_is_float(o) ((void)(o), false)
#endif
/** The source has to mention MP_QSTR_function. */
#define mp_obj_is_fun(o) (mp_obj_is_obj(o) && ((const mp_obj_base_t *)MP_OBJ_TO_PTR(o))->type->name == MP_QSTR_function)

/** The native object inside an instance of a Python class derived from `native_type`; NULL if it is none. */
NATMOD_INLINE mp_obj_t mp_obj_cast_to_native_base(mp_obj_t self_in, mp_const_obj_t native_type) {
    const mp_obj_type_t *type = mp_obj_get_type(self_in);
    if (type == native_type) {
        return self_in;
    }
    if (MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, parent) != native_type) {
        return MP_OBJ_NULL;
    }
    return ((mp_obj_instance_t *)MP_OBJ_TO_PTR(self_in))->subobj[0];
}

// ---- Objects from C values, and back ----

#define mp_obj_new_int(i) (mp_fun_table.native_to_obj((mp_uint_t)(i), MP_NATIVE_TYPE_INT))
#define mp_obj_new_int_from_uint(u) (mp_fun_table.native_to_obj((mp_uint_t)(u), MP_NATIVE_TYPE_UINT))
#define mp_obj_new_str(data, len) (mp_fun_table.obj_new_str((data), (len)))
#define mp_obj_new_bytes(data, len) (mp_fun_table.obj_new_bytes((const byte *)(data), (len)))
#define mp_obj_new_bytearray_by_ref(n, items) (mp_fun_table.obj_new_bytearray_by_ref((n), (items)))
#define mp_obj_new_tuple(n, items) (mp_fun_table.new_tuple((n), (items)))
#define mp_obj_new_list(n, items) (mp_fun_table.new_list((n), (items)))
#define mp_obj_new_dict(n) (mp_fun_table.new_dict((n)))
#define mp_obj_list_append(list, item) (mp_fun_table.list_append((list), (item)))
#define mp_obj_dict_store(dict, key, val) (mp_fun_table.dict_store((dict), (key), (val)))

/** A str if `type` is that of str, bytes otherwise. */
NATMOD_INLINE mp_obj_t mp_obj_new_str_of_type(const mp_obj_type_t *type, const byte *data, size_t len) {
    if (type == &mp_type_str) {
        return mp_obj_new_str((const char *)data, len);
    }
    return mp_obj_new_bytes(data, len);
}

// A word: an int that does not fit is cut off.
#define mp_obj_get_int(o) (mp_fun_table.native_from_obj((o), MP_NATIVE_TYPE_INT))
#define mp_obj_get_int_truncated(o) (mp_fun_table.native_from_obj((o), MP_NATIVE_TYPE_UINT))
#define mp_obj_is_true(o) (mp_fun_table.native_from_obj((o), MP_NATIVE_TYPE_BOOL))

#define mp_obj_new_float_from_f(f) (mp_fun_table.obj_new_float_from_f((f)))
#define mp_obj_new_float_from_d(d) (mp_fun_table.obj_new_float_from_d((d)))
#define mp_obj_get_float_to_f(o) (mp_fun_table.obj_get_float_to_f((o)))
#define mp_obj_get_float_to_d(o) (mp_fun_table.obj_get_float_to_d((o)))
#if MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_FLOAT
#define mp_obj_new_float(f) (mp_obj_new_float_from_f((f)))
#define mp_obj_get_float(o) (mp_obj_get_float_to_f((o)))
#elif MICROPY_FLOAT_IMPL == MICROPY_FLOAT_IMPL_DOUBLE
#define mp_obj_new_float(d) (mp_obj_new_float_from_d((d)))
#define mp_obj_get_float(o) (mp_obj_get_float_to_d((o)))
#endif
#define mp_float_hash(f) ((mp_int_t)(f))

#define mp_get_buffer(o, bufinfo, flags) (mp_fun_table.get_buffer((o), (bufinfo), (flags)))
/** Raises TypeError where mp_get_buffer gives false. */
#define mp_get_buffer_raise(o, bufinfo, flags) \
    (mp_fun_table.get_buffer((o), (bufinfo), (flags) | MP_BUFFER_RAISE_IF_UNSUPPORTED))

/** Address of a str's text or of any other buffer that can be read; `len` may be NULL. */
NATMOD_INLINE void *natmod_str_get_data(mp_obj_t o, size_t *len) {
    mp_buffer_info_t bufinfo;
    mp_get_buffer_raise(o, &bufinfo, MP_BUFFER_READ);
    if (len != NULL) {
        *len = bufinfo.len;
    }
    return bufinfo.buf;
}
#if defined(__cplusplus)
#define mp_obj_str_get_data(o, len) ((const char *)natmod_str_get_data((o), (len)))
#define mp_obj_str_get_str(o) ((const char *)natmod_str_get_data((o), NULL))
#else
#define mp_obj_str_get_data(o, len) (natmod_str_get_data((o), (len)))
#define mp_obj_str_get_str(o) (natmod_str_get_data((o), NULL))
#endif

// ---- Raising ----

/** A function, since gcc wants a return after a call of the table's entry where no other statement returns. */
MP_NORETURN MP_ALWAYSINLINE NATMOD_INLINE void natmod_raise_msg(const mp_obj_type_t *type, mp_rom_error_text_t msg) {
    mp_fun_table.raise_msg(type, msg);
}
#define mp_raise_msg(type, msg) (natmod_raise_msg((type), (msg)))
#define mp_raise_type(type) (natmod_raise_msg((type), NULL))
#define mp_raise_ValueError(msg) (natmod_raise_msg(&mp_type_ValueError, (msg)))
#define mp_raise_TypeError(msg) (natmod_raise_msg(&mp_type_TypeError, (msg)))
#define mp_raise_NotImplementedError(msg) (natmod_raise_msg(&mp_type_NotImplementedError, (msg)))

/** Raises an exception or instantiates and raises a type of exceptions. */
MP_NORETURN NATMOD_INLINE void nlr_raise(mp_obj_t o) {
    mp_fun_table.raise(o);
    // E34 comes back only for None and NULL, which is a mistake of the module.
    for (;;) {
    }
}

/** A type is an exception as well: raising it makes the instance. */
NATMOD_INLINE mp_obj_t mp_obj_new_exception(const mp_obj_type_t *type) {
    return MP_OBJ_FROM_PTR(type);
}
NATMOD_INLINE mp_obj_t mp_obj_new_exception_arg1(const mp_obj_type_t *type, mp_obj_t arg) {
    return mp_fun_table.call_function_n_kw(MP_OBJ_FROM_PTR(type), 1, &arg);
}
MP_NORETURN NATMOD_INLINE void mp_raise_type_arg(const mp_obj_type_t *type, mp_obj_t arg) {
    nlr_raise(mp_obj_new_exception_arg1(type, arg));
}
MP_NORETURN NATMOD_INLINE void mp_raise_OSError(int errno_) {
    mp_obj_t arg = MP_OBJ_NEW_SMALL_INT(errno_);
    nlr_raise(mp_fun_table.call_function_n_kw(mp_load_global(MP_QSTR_OSError), 1, &arg));
}

#define mp_obj_exception_make_new (MP_OBJ_TYPE_GET_SLOT(&mp_type_Exception, make_new))
#define mp_obj_exception_print (MP_OBJ_TYPE_GET_SLOT(&mp_type_Exception, print))
#define mp_obj_exception_attr (MP_OBJ_TYPE_GET_SLOT(&mp_type_Exception, attr))

/** Makes `exc`, in zeroed memory, a type of exceptions derived from `base`. */
NATMOD_INLINE void mp_obj_exception_init(mp_obj_full_type_t *exc, qstr name, const mp_obj_type_t *base) {
    exc->base.type = &mp_type_type;
    exc->flags = MP_TYPE_FLAG_NONE;
    exc->name = (uint16_t)name;
    MP_OBJ_TYPE_SET_SLOT(exc, make_new, mp_obj_exception_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(exc, print, mp_obj_exception_print, 1);
    MP_OBJ_TYPE_SET_SLOT(exc, attr, mp_obj_exception_attr, 2);
    MP_OBJ_TYPE_SET_SLOT(exc, parent, base, 3);
}

// ---- Memory: all of it is on the garbage-collected heap, zeroed ----

MP_NORETURN NATMOD_INLINE void m_malloc_fail(size_t num_bytes) {
    (void)num_bytes;
    mp_fun_table.raise_msg((const mp_obj_type_t *)mp_load_global(MP_QSTR_MemoryError), "memory allocation failed");
}
NATMOD_INLINE void *m_realloc_maybe(void *ptr, size_t new_num_bytes, bool allow_move) {
    return mp_fun_table.realloc_(ptr, new_num_bytes, allow_move);
}
NATMOD_INLINE void *m_realloc(void *ptr, size_t new_num_bytes) {
    void *moved = mp_fun_table.realloc_(ptr, new_num_bytes, true);
    if (moved == NULL && new_num_bytes != 0) {
        m_malloc_fail(new_num_bytes);
    }
    return moved;
}
NATMOD_INLINE void *m_malloc_maybe(size_t num_bytes) {
    return mp_fun_table.realloc_(NULL, num_bytes, false);
}
NATMOD_INLINE void *m_malloc(size_t num_bytes) {
    void *ptr = m_malloc_maybe(num_bytes);
    if (ptr == NULL && num_bytes != 0) {
        m_malloc_fail(num_bytes);
    }
    return ptr;
}
#define m_malloc0(num_bytes) (m_malloc((num_bytes)))
#define m_malloc_with_finaliser(num_bytes) (m_malloc((num_bytes)))
NATMOD_INLINE void m_free(void *ptr) {
    mp_fun_table.realloc_(ptr, 0, false);
}

#define NATMOD_VAR_SIZE(type, field, element, n) (offsetof(type, field) + sizeof(element) * (n))

#define m_new(type, n) ((type *)m_malloc(sizeof(type) * (n)))
#define m_new0(type, n) ((type *)m_malloc(sizeof(type) * (n)))
#define m_new_maybe(type, n) ((type *)m_malloc_maybe(sizeof(type) * (n)))
#define m_new_obj(type) (m_new(type, 1))
#define m_new_obj_maybe(type) (m_new_maybe(type, 1))
#define m_new_obj_var(type, field, element, n) ((type *)m_malloc(NATMOD_VAR_SIZE(type, field, element, n)))
#define m_new_obj_var0(type, field, element, n) ((type *)m_malloc(NATMOD_VAR_SIZE(type, field, element, n)))
#define m_new_obj_var_maybe(type, field, element, n) ((type *)m_malloc_maybe(NATMOD_VAR_SIZE(type, field, element, n)))
#define m_renew(type, ptr, old_n, new_n) ((void)(old_n), (type *)m_realloc((ptr), sizeof(type) * (new_n)))
#define m_renew_maybe(type, ptr, old_n, new_n, allow_move) \
    ((void)(old_n), (type *)m_realloc_maybe((ptr), sizeof(type) * (new_n), (allow_move)))
#define m_del(type, ptr, n) ((void)(n), m_free(ptr))
#define m_del_obj(type, ptr) (m_del(type, ptr, 1))
#define m_del_var(type, field, element, n, ptr) ((void)(n), m_free(ptr))

NATMOD_INLINE void *mp_obj_malloc_helper(size_t num_bytes, const mp_obj_type_t *type) {
    mp_obj_base_t *base = (mp_obj_base_t *)m_malloc(num_bytes);
    base->type = type;
    return base;
}
#define mp_obj_malloc(struct_type, obj_type) \
    ((struct_type *)mp_obj_malloc_helper(sizeof(struct_type), (const mp_obj_type_t *)(obj_type)))
#define mp_obj_malloc_var(struct_type, field, element, n, obj_type) \
    ((struct_type *)mp_obj_malloc_helper(NATMOD_VAR_SIZE(struct_type, field, element, n), (const mp_obj_type_t *)(obj_type)))
// The runtime gives modules no finalisers.
#define mp_obj_malloc_with_finaliser(struct_type, obj_type) mp_obj_malloc(struct_type, obj_type)
#define mp_obj_malloc_var_with_finaliser(struct_type, field, element, n, obj_type) \
    mp_obj_malloc_var(struct_type, field, element, n, obj_type)

#define mp_local_alloc(num_bytes) (__builtin_alloca(num_bytes))
#define mp_local_free(ptr) ((void)(ptr))

// ---- Printing ----

#define mp_plat_print (*mp_fun_table.plat_print)
#define MP_PYTHON_PRINTER (&mp_plat_print)
#define mp_printf(...) (mp_fun_table.printf_(__VA_ARGS__))
#define mp_vprintf(print, fmt, args) (mp_fun_table.vprintf_((print), (fmt), (args)))

// ---- Arguments, arrays, streams ----

NATMOD_INLINE void mp_arg_check_num(size_t n_args, size_t n_kw, size_t n_args_min, size_t n_args_max, bool takes_kw) {
    mp_fun_table.arg_check_num_sig(n_args, n_kw, MP_OBJ_FUN_MAKE_SIG(n_args_min, n_args_max, takes_kw));
}
#define mp_arg_parse_all(n_pos, pos, kws, n_allowed, allowed, out_vals) \
    (mp_fun_table.arg_parse_all((n_pos), (pos), (kws), (n_allowed), (allowed), (out_vals)))
#define mp_arg_parse_all_kw_array(n_pos, n_kw, args, n_allowed, allowed, out_vals) \
    (mp_fun_table.arg_parse_all_kw_array((n_pos), (n_kw), (args), (n_allowed), (allowed), (out_vals)))

#define mp_binary_get_size(struct_type, val_type, palign) \
    (mp_fun_table.binary_get_size((struct_type), (val_type), (palign)))
#define mp_binary_get_val_array(typecode, p, index) (mp_fun_table.binary_get_val_array((typecode), (p), (index)))
#define mp_binary_set_val_array(typecode, p, index, val) \
    (mp_fun_table.binary_set_val_array((typecode), (p), (index), (val)))

/** Items of a tuple or list; TypeError for anything else. */
NATMOD_INLINE void mp_obj_get_array(mp_obj_t o, size_t *len, mp_obj_t **items) {
    if (mp_obj_is_type(o, &mp_type_tuple)) {
        mp_obj_tuple_get(o, len, items);
    } else if (mp_obj_is_type(o, &mp_type_list)) {
        mp_obj_list_get(o, len, items);
    } else {
        mp_raise_TypeError(MP_ERROR_TEXT("expected tuple/list"));
    }
}

/** The protocol of an object that is known to be a stream. */
NATMOD_INLINE const mp_stream_p_t *mp_get_stream(mp_const_obj_t self) {
    return (const mp_stream_p_t *)MP_OBJ_TYPE_GET_SLOT(((const mp_obj_base_t *)MP_OBJ_TO_PTR(self))->type, protocol);
}
#define mp_get_stream_raise(self, flags) (mp_fun_table.get_stream_raise((self), (flags)))

#define mp_check_self(predicate) assert(predicate)

#if MICROPY_STACK_CHECK
/** Not in the function table: a module that asks for checks defines it. */
void mp_cstack_check(void);
#else
NATMOD_INLINE void mp_cstack_check(void) {
}
#endif

// ---- The module's entry: mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) ----

#define MP_DYNRUNTIME_INIT_ENTRY \
    mp_obj_dict_t *old_globals = mp_fun_table.swap_globals(self->context->module.globals); \
    mp_raw_code_truncated_t rc; \
    rc.proto_fun_indicator[0] = MP_PROTO_FUN_INDICATOR_RAW_CODE_0; \
    rc.proto_fun_indicator[1] = MP_PROTO_FUN_INDICATOR_RAW_CODE_1; \
    rc.kind = MP_CODE_NATIVE_VIPER; \
    rc.is_generator = false; \
    rc.fun_data = NULL; \
    rc.children = NULL; \
    (void)rc;

/** A function object for `mp_obj_t f(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args)`. */
#define MP_DYNRUNTIME_MAKE_FUNCTION(f) \
    (rc.fun_data = MICROPY_MAKE_POINTER_CALLABLE((const void *)(f)), \
     mp_fun_table.make_function_from_proto_fun((mp_proto_fun_t)&rc, self->context, NULL))

#define MP_DYNRUNTIME_INIT_EXIT \
    mp_fun_table.swap_globals(old_globals); \
    return mp_const_none;

NATMOD_END_DECLS

#endif
