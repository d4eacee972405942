// Uses the names of include/py that a module can link (names.txt), so that each is compiled for every target, standard and float
// implementation. Never run: modules.test.ts has modules that are.
#include <stdarg.h>

#define MICROPY_PY_RE (1)
#include "py/runtime.h"
#include "py/dynruntime.h"
#include "py/binary.h"
#include "py/builtin.h"
#include "py/cstack.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/mpstate.h"
#include "py/mpthread.h"
#include "py/objtype.h"
#include "py/persistentcode.h"
#include "py/pystack.h"
#include "py/reader.h"
#include "py/smallint.h"
#include "py/stackctrl.h"
#include "py/unicode.h"

#ifndef MP_QSTR_function
#define MP_QSTR_function (1)
#endif

typedef struct {
    mp_obj_base_t base;
    size_t n;
    mp_obj_t items[];
} thing_t;

static mp_obj_full_type_t thing_type;
static mp_obj_full_type_t thing_error;

static mp_obj_t f0(void) {
    return mp_const_none;
}
static mp_obj_t f1(mp_obj_t a) {
    return a;
}
static mp_obj_t f2(mp_obj_t a, mp_obj_t b) {
    return mp_binary_op(MP_BINARY_OP_ADD, a, mp_unary_op(MP_UNARY_OP_NEGATIVE, b));
}
static mp_obj_t f3(mp_obj_t a, mp_obj_t b, mp_obj_t c) {
    return mp_obj_subscr(a, b, c);
}
static mp_obj_t fvar(size_t n_args, const mp_obj_t *args) {
    return mp_obj_new_tuple(n_args, args);
}
static mp_obj_t fkw(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    enum { ARG_a, ARG_b, ARG_c };
    const mp_arg_t allowed[] = {
        {MP_QSTR_len, MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0}},
        {MP_QSTR_int, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false}},
        {MP_QSTR_list, MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL}},
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw, MP_ARRAY_SIZE(allowed), allowed, vals);
    mp_arg_parse_all_kw_array(n_args, 0, args, MP_ARRAY_SIZE(allowed), allowed, vals);
    return vals[ARG_b].u_bool ? mp_obj_new_int(vals[ARG_a].u_int) : vals[ARG_c].u_obj;
}

static MP_DEFINE_CONST_FUN_OBJ_0(f0_obj, f0);
static MP_DEFINE_CONST_FUN_OBJ_1(f1_obj, f1);
static MP_DEFINE_CONST_FUN_OBJ_2(f2_obj, f2);
static MP_DEFINE_CONST_FUN_OBJ_3(f3_obj, f3);
static MP_DEFINE_CONST_FUN_OBJ_VAR(fvar_obj, 1, fvar);
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(fbetween_obj, 1, 3, fvar);
static MP_DEFINE_CONST_FUN_OBJ_KW(fkw_obj, 1, fkw);

static const mp_rom_map_elem_t rom_table[] = {
    {MP_ROM_INT(1), MP_ROM_PTR(&f0_obj)},
    {MP_ROM_INT(2), MP_ROM_PTR(&mp_stream_read_obj)},
};
static MP_DEFINE_CONST_MAP(rom_map, rom_table);
static MP_DEFINE_CONST_DICT(rom_dict, rom_table);
static mp_map_elem_t table[3];
static MP_DEFINE_CONST_DICT(locals_dict, table);
static MP_DEFINE_CONST_DICT_WITH_SIZE(half_dict, table, 1);

static mp_obj_t words(mp_obj_t o) {
    bool all = mp_obj_is_small_int(o) || mp_obj_is_qstr(o) || mp_obj_is_obj(o) || mp_obj_is_immediate_obj(o);
    all = all && MP_OBJ_SMALL_INT_VALUE(MP_OBJ_NEW_SMALL_INT(-3)) == -3 && MP_SMALL_INT_FITS(7);
    all = all && MP_OBJ_IMMEDIATE_OBJ_VALUE(MP_OBJ_NEW_IMMEDIATE_OBJ(3)) == 3;
    all = all || mp_obj_is_type(o, &mp_type_list) || mp_obj_is_exact_type(o, &mp_type_dict) || mp_obj_is_bool(o)
        || mp_obj_is_int(o) || mp_obj_is_integer(o) || mp_obj_is_str(o) || mp_obj_is_float(o) || mp_obj_is_fun(o)
        || MP_OBJ_IS_INT(o) || MP_OBJ_IS_SMALL_INT(o) || MP_OBJ_IS_QSTR(o) || MP_OBJ_IS_OBJ(o) || MP_OBJ_IS_STR(o)
        || MP_OBJ_IS_TYPE(o, &mp_type_tuple) || MP_OBJ_IS_FUN(o);
    all = all || o == MP_OBJ_NULL || o == MP_OBJ_STOP_ITERATION || o == MP_OBJ_SENTINEL || o == mp_const_empty_tuple;
    return mp_obj_new_bool(all);
}

static void memory(size_t n) {
    byte *bytes = m_new(byte, n);
    bytes = m_renew(byte, bytes, n, n + 1);
    byte *more = m_renew_maybe(byte, bytes, n + 1, n + 2, true);
    m_del(byte, more, n + 2);
    m_free(m_malloc(n));
    m_free(m_malloc0(n));
    m_free(m_malloc_maybe(n));
    m_free(m_malloc_with_finaliser(n));
    m_free(m_realloc(NULL, n));
    m_free(m_realloc_maybe(NULL, n, false));
    m_del_obj(thing_t, m_new_obj(thing_t));
    m_del_obj(thing_t, m_new_obj_maybe(thing_t));
    m_del_var(thing_t, items, mp_obj_t, n, m_new_obj_var(thing_t, items, mp_obj_t, n));
    m_del_var(thing_t, items, mp_obj_t, n, m_new_obj_var0(thing_t, items, mp_obj_t, n));
    m_del_var(thing_t, items, mp_obj_t, n, m_new_obj_var_maybe(thing_t, items, mp_obj_t, n));
    (void)m_new0(int, 3);
    (void)m_new_maybe(int, 3);
    (void)mp_obj_malloc(thing_t, &thing_type);
    (void)mp_obj_malloc_with_finaliser(thing_t, &thing_type);
    (void)mp_obj_malloc_var_with_finaliser(thing_t, items, mp_obj_t, n, &thing_type);
    void *local = mp_local_alloc(n);
    mp_local_free(local);
    if (n == 12345) {
        m_malloc_fail(n);
    }
}

static mp_obj_t names(mp_obj_t o) {
    mp_obj_t dest[2];
    mp_load_method(o, MP_QSTR_len, dest);
    mp_load_method_maybe(o, MP_QSTR_len, dest);
    mp_load_super_method(MP_QSTR_len, dest);
    mp_store_attr(o, MP_QSTR_len, mp_load_attr(o, MP_QSTR_int));
    mp_store_name(MP_QSTR_len, mp_load_name(MP_QSTR_len));
    mp_store_global(MP_QSTR_len, mp_load_global(MP_QSTR_len));
    mp_obj_t module = mp_import_name(MP_QSTR_len, mp_const_none, MP_OBJ_NEW_SMALL_INT(0));
    mp_import_all(module);
    mp_call_function_n_kw(mp_import_from(module, MP_QSTR_len), 1, 0, &o);
    return mp_obj_len(MP_OBJ_NEW_QSTR(MP_QSTR_len));
}

static mp_obj_t containers(mp_obj_t o) {
    size_t len;
    mp_obj_t *items;
    mp_obj_get_array(o, &len, &items);
    mp_obj_tuple_get(o, &len, &items);
    mp_obj_list_get(o, &len, &items);
    mp_obj_list_set_len(o, len - 1);
    mp_obj_t list = mp_obj_new_list(0, NULL);
    mp_obj_list_append(list, mp_obj_new_int_from_uint(7));
    mp_obj_t dict = mp_obj_new_dict(1);
    mp_obj_dict_store(dict, mp_obj_new_str("a", 1), mp_obj_new_bytes((const byte *)"b", 1));
    mp_map_t *map = mp_obj_dict_get_map(dict);
    mp_set_t set = {0, 0, NULL};
    if (mp_map_slot_is_filled(map, 0) || mp_set_slot_is_filled(&set, 0) || MP_MAP_SLOT_IS_FILLED(map, 0)) {
        mp_obj_cell_set(o, mp_obj_cell_get(o));
    }
    int number = 1;
    (void)mp_obj_new_bytearray_by_ref(sizeof(number), &number);
    (void)mp_obj_new_str_of_type(&mp_type_str, (const byte *)"x", 1);
    mp_fun_table.set_store(mp_fun_table.new_set(0, NULL), list);
    mp_obj_iter_buf_t iter_buf;
    mp_obj_t it = mp_fun_table.getiter(o, &iter_buf);
    while ((it = mp_fun_table.iternext(&iter_buf)) != MP_OBJ_STOP_ITERATION) {
    }
    (void)mp_fun_table.new_slice(mp_const_none, mp_const_true, mp_const_false);
    mp_fun_table.unpack_sequence(o, 1, &list);
    return mp_const_empty_bytes;
}

static mp_obj_t buffers(mp_obj_t o) {
    mp_buffer_info_t bufinfo;
    if (!mp_get_buffer(o, &bufinfo, MP_BUFFER_RW)) {
        mp_get_buffer_raise(o, &bufinfo, MP_BUFFER_READ);
    }
    size_t len;
    const char *text = mp_obj_str_get_data(o, &len);
    const char *same = mp_obj_str_get_str(o);
    size_t align;
    (void)mp_binary_get_size('@', 'i', &align);
    mp_binary_set_val_array(BYTEARRAY_TYPECODE, bufinfo.buf, 0, mp_binary_get_val_array('B', bufinfo.buf, 1));
    const byte *next = utf8_next_char((const byte *)text);
    return mp_obj_new_int((mp_int_t)(utf8_charlen(next, len) + utf8_get_char((const byte *)same)));
}

static mp_obj_t floats(mp_obj_t o) {
    float f = mp_obj_get_float_to_f(o);
    double d = mp_obj_get_float_to_d(o);
    (void)mp_obj_new_float_from_f(f);
#if MICROPY_PY_BUILTINS_FLOAT
    mp_float_t value = MICROPY_FLOAT_CONST(1.5);
    mp_float_union_t parts;
    parts.f = mp_obj_get_float(o);
    if (parts.p.exp == MP_FLOAT_EXP_BIAS) {
        return mp_obj_new_float(value);
    }
#endif
    return mp_obj_new_float_from_d(d);
}

static mp_uint_t thing_read(mp_obj_t self, void *buf, mp_uint_t size, int *errcode) {
    (void)buf;
    const mp_stream_p_t *stream = mp_get_stream(self);
    if (stream->read == NULL || size == 0) {
        *errcode = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    struct mp_stream_seek_t seek = {0, MP_SEEK_SET};
    (void)mp_get_stream_raise(self, MP_STREAM_OP_READ | MP_STREAM_OP_IOCTL);
    return stream->ioctl(self, MP_STREAM_SEEK, (uintptr_t)&seek, errcode);
}
static const mp_stream_p_t thing_stream = {.read = thing_read, .write = NULL, .ioctl = NULL, .is_text = true};

static void thing_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    mp_printf(print, "%d " UINT_FMT " " INT_FMT "\n", (int)kind, (mp_uint_t)1, (mp_int_t)(intptr_t)self);
    mp_printf(&mp_plat_print, "x");
    (void)MP_PYTHON_PRINTER;
    if (kind == PRINT_JSON) {
        mp_printf(print, MP_PRINT_GET_EXT(print)->item_separator);
    }
}

static int log_text(const char *fmt, ...) {
    va_list args;
    va_start(args, fmt);
    int n = mp_vprintf(&mp_plat_print, fmt, args);
    va_end(args);
    return n;
}

static mp_obj_t thing_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, MP_OBJ_FUN_ARGS_MAX, false);
    thing_t *self = mp_obj_malloc_var(thing_t, items, mp_obj_t, n_args, type);
    self->n = n_args;
    for (size_t i = 0; i < n_args; i++) {
        self->items[i] = args[i];
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t raising(mp_obj_t n) {
    nlr_buf_t nlr;
    if (mp_fun_table.nlr_push(&nlr) == 0) {
        mp_fun_table.nlr_pop();
    } else {
        nlr_raise(MP_OBJ_FROM_PTR(nlr.ret_val));
    }
    switch (mp_obj_get_int(n)) {
        case 0:
            mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("text"));
        case 1:
            mp_raise_type(&mp_type_IndexError);
        case 2:
            mp_raise_ValueError(NULL);
        case 3:
            mp_raise_TypeError(MP_ERROR_TEXT("text"));
        case 4:
            mp_raise_NotImplementedError(MP_ERROR_TEXT("text"));
        case 5:
            mp_raise_type_arg(&mp_type_KeyError, n);
        case 6:
            mp_raise_OSError(MP_ENOENT);
        case 7:
            nlr_raise(mp_obj_new_exception(&mp_type_EOFError));
        case 8:
            log_text("%d", 1);
            MP_FALLTHROUGH
        default:
            nlr_raise(mp_obj_new_exception_arg1(&mp_type_Exception, mp_obj_new_int_from_uint(mp_obj_get_int_truncated(n))));
    }
}

static mp_obj_t types(mp_obj_t o) {
    const mp_obj_type_t *type = mp_obj_get_type(o);
    if (MP_OBJ_TYPE_HAS_SLOT(type, call) && mp_obj_is_native_type(type) && !mp_obj_is_instance_type(type)) {
        return MP_OBJ_TYPE_GET_SLOT(type, call)(o, 0, 0, NULL);
    }
    mp_unary_op_fun_t op = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, unary_op);
    mp_obj_dict_t *dict = MP_OBJ_TYPE_GET_SLOT_OR_NULL(type, locals_dict);
    if (MP_OBJ_TYPE_HAS_SLOT_BY_OFFSET(type, MP_OBJ_TYPE_OFFSETOF_SLOT(iter)) && dict != NULL) {
        return op(MP_UNARY_OP_LEN, o);
    }
    bool known = type == &mp_type_type || type == &mp_type_NoneType || type == &mp_type_bool || type == &mp_type_int
        || type == &mp_type_bytes || type == &mp_type_bytearray || type == &mp_type_NotImplementedError
        || type == &mp_type_ValueError || type == &mp_type_TypeError;
    return known ? mp_const_true : mp_obj_cast_to_native_base(o, MP_OBJ_FROM_PTR(&thing_type));
}

static mp_uint_t helpers(mp_uint_t a, uint32_t b) {
    MP_STATIC_ASSERT(sizeof(mp_obj_t) == MP_BYTES_PER_OBJ_WORD);
    mp_int_t product;
    long long wide;
    unsigned long long uwide;
    bool over = mp_mul_mp_int_t_overflow((mp_int_t)a, 3, &product) || mp_mul_ll_overflow(product, 3, &wide)
        || mp_mul_ull_overflow(a, 3, &uwide) || mp_add_ll_overflow(wide, 3, &wide) || mp_sub_ll_overflow(wide, 3, &wide);
    if (MP_UNLIKELY(over) || !MP_FIT_SIGNED(8, a) || !MP_FIT_UNSIGNED(8, a) || MP_LIKELY(UTF8_IS_CONT(a))) {
        a = MIN(a, 7) + MAX(a, 9) + MP_CEIL_DIVIDE(a, 3) + MP_ROUND_DIVIDE(a, 3) + MP_SMALL_INT_MAX;
    }
    vstr_t vstr = {0, 0, NULL, false};
    vstr_reset(&vstr);
    mp_cstack_check();
    mp_warning("nothing");
    assert(a != 1);
    mp_check_self(a != 1);
    return a + mp_clz(b) + mp_clzl(b) + mp_clzll(b) + mp_ctz(b) + mp_popcount(b) + mp_clz_mpi((mp_int_t)a) + MP_BSWAP16(b)
        + MP_BSWAP32(b) + (mp_uint_t)MP_BSWAP64(b) + MP_HTOBE16(b) + MP_BE16TOH(b) + MP_HTOBE32(b) + MP_BE32TOH(b)
        + vstr_len(&vstr) + (mp_uint_t)vstr_str(&vstr) + (mp_uint_t)MP_ALIGN(a, 8) + (mp_uint_t)MP_STRINGIFY(a)[0];
}

static MP_NOINLINE NORETURN void stop(void) {
    for (;;) {
    }
}

/* The structures, by the names of their members. */
static mp_uint_t members(mp_obj_t o, mp_uint_t n) {
    mp_const_obj_t other = o;
    mp_rom_obj_t rom = other;
    const mp_obj_str_t *str = (const mp_obj_str_t *)rom;
    const mp_obj_tuple_t *tuple = (const mp_obj_tuple_t *)rom;
    const mp_rom_obj_tuple_t *rom_tuple = (const mp_rom_obj_tuple_t *)rom;
    const mp_obj_array_t *array = (const mp_obj_array_t *)rom;
    const mp_obj_exception_t *exception = (const mp_obj_exception_t *)rom;
    const mp_obj_module_t *module = (const mp_obj_module_t *)rom;
    const mp_obj_static_class_method_t *method = (const mp_obj_static_class_method_t *)rom;
    const mp_rom_obj_static_class_method_t *rom_method = (const mp_rom_obj_static_class_method_t *)rom;
    const mp_obj_fun_asm_t *fun_asm = (const mp_obj_fun_asm_t *)rom;
    const mp_obj_empty_type_t *empty = (const mp_obj_empty_type_t *)rom;
    const mp_module_context_t *context = (const mp_module_context_t *)rom;
    const mp_module_constants_t *constants = &context->constants;
    const mp_code_state_native_t *state = (const mp_code_state_native_t *)rom;
    const mp_raw_code_truncated_t *raw = (const mp_raw_code_truncated_t *)rom;
    const mp_print_ext_t *ext = (const mp_print_ext_t *)rom;
    const mp_fun_table_t *functions = &mp_fun_table;
    mp_print_strn_t print_strn = ext->base.print_strn;
    mp_bound_slice_t slice = {1, 2, 3};
    mp_fun_2_t fun_2 = f2;
    mp_fun_3_t fun_3 = f3;
    mp_fun_kw_t fun_kw = fkw;
    mp_arg_flag_t flag = MP_ARG_REQUIRED;
    mp_map_lookup_kind_t lookup = MP_MAP_LOOKUP;
    mp_vm_return_kind_t ending = MP_VM_RETURN_NORMAL;
    mp_proto_fun_t proto = raw;
    if (n == 7) {
        stop();
    }
    if (n == 8) {
        MP_UNREACHABLE
    }
    print_strn(ext->base.data, ext->item_separator, n);
    fun_2(o, o), fun_3(o, o, o), fun_kw(n, &o, NULL);
    mp_obj_malloc_helper(n, (const mp_obj_type_t *)&thing_type);
    mp_obj_exception_print(&mp_plat_print, o, PRINT_EXC);
    mp_obj_exception_attr(o, MP_QSTR_len, &o);
    mp_obj_exception_make_new((const mp_obj_type_t *)&thing_error, 0, 0, &o);
    mp_make_function_from_proto_fun(proto, context, &o);
    (void)functions->nlr_push;
    return str->hash + str->len + (mp_uint_t)str->data + tuple->len + (mp_uint_t)tuple->items[0] + rom_tuple->len
        + (mp_uint_t)rom_tuple->items[0] + (array->typecode & MP_OBJ_ARRAY_TYPECODE_FLAG_RW) + array->free + array->len
        + (mp_uint_t)array->items + exception->traceback_alloc + exception->traceback_len
        + (mp_uint_t)exception->traceback_data + (mp_uint_t)exception->args + (mp_uint_t)module->globals
        + (mp_uint_t)method->fun + (mp_uint_t)rom_method->fun + fun_asm->n_args + (mp_uint_t)fun_asm->fun_data
        + fun_asm->type_sig + empty->slot_index_print + (mp_uint_t)constants->obj_table + (mp_uint_t)context->module.globals
        + (mp_uint_t)state->fun_bc + state->n_state + state->exc_sp_idx + (mp_uint_t)state->ip + (mp_uint_t)state->sp
        + (mp_uint_t)state->old_globals + (mp_uint_t)state->state[0] + raw->proto_fun_indicator[0] + raw->kind
        + raw->is_generator + (mp_uint_t)raw->fun_data + (mp_uint_t)raw->children + (mp_uint_t)ext->key_separator
        + (mp_uint_t)slice.start + (mp_uint_t)slice.stop + (mp_uint_t)slice.step + (mp_uint_t)flag + (mp_uint_t)lookup
        + (mp_uint_t)ending + sizeof(mp_raw_code_t *) + MP_EIO;
}

static mp_uint_t float_parts(void) {
#if MICROPY_PY_BUILTINS_FLOAT
    mp_float_union_t u;
    u.f = MICROPY_FLOAT_CONST(1.5);
    mp_float_uint_t bits = u.i;
    return (mp_uint_t)bits + (mp_uint_t)u.p.frc + (mp_uint_t)u.p.exp + u.p.sgn + MP_FLOAT_EXP_BITS + MP_FLOAT_FRAC_BITS
        + MP_FLOAT_EXP_OFFSET + MP_FLOAT_EXP_BIAS + (mp_uint_t)mp_float_hash(u.f)
        + sizeof(MP_STRINGIFY(MICROPY_FLOAT_C_FUN(sin)));
#else
    return 0;
#endif
}

static mp_obj_t general(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    (void)self;
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    memory(helpers(1, 2) + members(args[0], n_args) + float_parts());
    return f1(args[0]);
}

int overridden(void);
MP_WEAK int overridden(void) {
    return 1;
}

#if defined(__cplusplus)
extern "C"
#endif
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    (void)n_args, (void)n_kw, (void)args;
    table[0] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_len), MP_OBJ_FROM_PTR(&mp_stream_readinto_obj)};
    thing_type.base.type = &mp_type_type;
    thing_type.name = MP_QSTR_list;
    thing_type.flags = MP_TYPE_FLAG_NONE | MP_TYPE_FLAG_ITER_IS_STREAM;
    MP_OBJ_TYPE_SET_SLOT(&thing_type, make_new, thing_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&thing_type, print, thing_print, 1);
    MP_OBJ_TYPE_SET_SLOT(&thing_type, protocol, &thing_stream, 2);
    MP_OBJ_TYPE_SET_SLOT(&thing_type, locals_dict, &locals_dict, 3);
    mp_obj_exception_init(&thing_error, MP_QSTR_ValueError, &mp_type_Exception);
    mp_store_global(MP_QSTR_len, MP_DYNRUNTIME_MAKE_FUNCTION(general));
    const void *all[] = {&f0_obj, &f1_obj, &f2_obj, &f3_obj, &fvar_obj, &fbetween_obj, &fkw_obj, &rom_map, &rom_dict, &half_dict,
                         &mp_stream_write_obj, &mp_stream_unbuffered_readline_obj};
    mp_store_global(MP_QSTR_int, words(containers(buffers(floats(raising(types(names((mp_obj_t)all[n_args]))))))));
    MP_DYNRUNTIME_INIT_EXIT
}
