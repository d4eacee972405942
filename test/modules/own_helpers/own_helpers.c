// What the headers have besides objects: values of the configuration, helpers for numbers, bytes and texts, as modules
// check and use them that are also built into firmware.
#include <alloca.h>
#include "py/dynruntime.h"
#include "py/smallint.h"
#include "py/unicode.h"

#if MICROPY_PY_THREAD || MICROPY_ENABLE_GC || MICROPY_ENABLE_PYSTACK || MICROPY_ENABLE_SCHEDULER
#error the collector belongs to the firmware
#endif
#if MICROPY_STACK_CHECK || MICROPY_ENABLE_FINALISER || MICROPY_MALLOC_USES_ALLOCATED_SIZE || MICROPY_MODULE_BUILTIN_INIT
#error what a module cannot reach is off
#endif
#if MICROPY_PY_RE || MICROPY_PY_RE_SUB || MICROPY_PY_DEFLATE || MICROPY_PY_RANDOM || MICROPY_PY_HEAPQ || MICROPY_PY_FRAMEBUF || \
    MICROPY_PY_BTREE
#error a module says itself which of these it is
#endif
#if !(MICROPY_PY_ARRAY && MICROPY_PY_COLLECTIONS && MICROPY_PY_IO && MICROPY_PY_STRUCT && MICROPY_PY_MATH)
#error core modules are there
#endif
#if !(MICROPY_CPYTHON_COMPAT && MICROPY_FULL_CHECKS && MICROPY_PY_BUILTINS_SLICE) || MICROPY_PY_BUILTINS_MEMORYVIEW
#error core features are there
#endif
#if MICROPY_OBJ_REPR != MICROPY_OBJ_REPR_A || MICROPY_LONGINT_IMPL != MICROPY_LONGINT_IMPL_NONE
#error another object representation
#endif
#if MICROPY_STREAMS_NON_BLOCK || MICROPY_STREAMS_DELEGATE_ERROR || MICROPY_PY_DESCRIPTORS || MICROPY_PY_SYS_STDFILES
#error extra features are off
#endif

static mp_obj_t config(void) {
    const mp_int_t values[] = {
        MICROPY_CONFIG_ROM_LEVEL,
        MICROPY_ERROR_REPORTING,
        MICROPY_VERSION == (MICROPY_VERSION_MAJOR << 16 | MICROPY_VERSION_MINOR << 8 | MICROPY_VERSION_MICRO),
        MICROPY_VERSION_MAJOR,
        MICROPY_PY_BUILTINS_STR_UNICODE,
        MICROPY_PY_BUILTINS_FLOAT == (MICROPY_FLOAT_IMPL != MICROPY_FLOAT_IMPL_NONE),
        MICROPY_PY_BUILTINS_COMPLEX == MICROPY_PY_BUILTINS_FLOAT,
        MP_ENDIANNESS_LITTLE,
        MP_BITS_PER_BYTE,
        MP_BYTES_PER_OBJ_WORD == sizeof(mp_obj_t),
        MP_OBJ_WORD_MSBIT_HIGH == (mp_uint_t)MP_INT_MIN,
        MP_SSIZE_MAX == MP_INT_MAX,
        MP_OBJ_ITER_BUF_NSLOTS,
        MP_PROTO_FUN_INDICATOR_RAW_CODE_0,
    };
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < MP_ARRAY_SIZE(values); i++) {
        mp_obj_list_append(list, mp_obj_new_int(values[i]));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_0(config_obj, config);

static MP_NOINLINE mp_int_t larger(mp_int_t a, mp_int_t b) {
    return MAX(a, b);
}
static MP_ALWAYSINLINE inline mp_int_t smaller(mp_int_t a, mp_int_t b) {
    return MIN(a, b);
}
// numbers(a, b): what helpers make of two numbers.
static mp_obj_t numbers(mp_obj_t a_in, mp_obj_t b_in) {
    mp_int_t a = mp_obj_get_int(a_in), b = mp_obj_get_int(b_in);
    if (MP_UNLIKELY(b <= 0)) {
        mp_raise_ValueError(MP_ERROR_TEXT("b must be positive"));
    }
    MP_STATIC_ASSERT(sizeof(mp_int_t) == sizeof(void *));
    MP_STATIC_ASSERT_NONCONSTEXPR(sizeof(byte) == 1);
    mp_int_t product = 0;
    long long sum = 0, difference = 0;
    bool overflows = mp_mul_mp_int_t_overflow(a, b, &product);
    if (MP_LIKELY(!overflows)) {
        overflows = mp_add_ll_overflow(a, b, &sum) || mp_sub_ll_overflow(a, b, &difference);
    }
    mp_obj_t results[] = {
        mp_obj_new_int(larger(a, b)),
        mp_obj_new_int(smaller(a, b)),
        mp_obj_new_int(MP_CEIL_DIVIDE(a, b)),
        mp_obj_new_int(MP_ROUND_DIVIDE(a, b)),
        mp_obj_new_int_from_uint((mp_uint_t)(uintptr_t)MP_ALIGN((uintptr_t)a, 16)),
        mp_obj_new_bool(overflows),
        mp_obj_new_int(overflows ? 0 : product),
        mp_obj_new_int((mp_int_t)sum),
        mp_obj_new_int((mp_int_t)difference),
        mp_obj_new_bool(MP_FIT_UNSIGNED(8, (mp_uint_t)a)),
        mp_obj_new_bool(MP_FIT_SIGNED(8, a)),
        mp_obj_new_bool(MP_SMALL_INT_FITS(a)),
        mp_obj_new_int(MP_BSWAP16((uint16_t)a)),
        mp_obj_new_int(MP_HTOBE16((uint16_t)a)),
        mp_obj_new_int(MP_BE16TOH((uint16_t)a)),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_2(numbers_obj, numbers);

// reversed(data): a copy, turned round on the stack.
static mp_obj_t turned(mp_obj_t data) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
    byte *copy = mp_local_alloc(info.len + 1);
    const byte *from = info.buf;
    for (size_t i = 0; i < info.len; i++) {
        copy[info.len - 1 - i] = from[i];
    }
    mp_obj_t result = mp_obj_new_bytes(copy, info.len);
    mp_local_free(copy);
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_1(turned_obj, turned);

// kinds(text): how many bytes begin no character of ASCII, continue one, and are there at all.
static mp_obj_t kinds(mp_obj_t text) {
    size_t len;
    const byte *from = (const byte *)mp_obj_str_get_data(text, &len);
    const byte *end = from + len;
    mp_int_t high = 0, continued = 0, sum = 0;
    for (const byte *p = from; p < end; p = utf8_next_char(p)) {
        high += UTF8_IS_NONASCII(*p) ? 1 : 0;
        continued += UTF8_IS_CONT(*p) ? 1 : 0;
        sum += (mp_int_t)utf8_get_char(p);
    }
    char buf[8] = "abc";
    vstr_t text_buffer = {sizeof buf, 3, buf, true};
    mp_int_t before = (mp_int_t)vstr_len(&text_buffer) * (vstr_str(&text_buffer) == buf);
    vstr_reset(&text_buffer);
    mp_obj_t results[] = {
        mp_obj_new_int(high),
        mp_obj_new_int(continued),
        mp_obj_new_int(sum),
        mp_obj_new_int((mp_int_t)utf8_charlen(from, len)),
        mp_obj_new_int(before),
        mp_obj_new_int((mp_int_t)vstr_len(&text_buffer)),
    };
    return mp_obj_new_list(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(kinds_obj, kinds);

// show(n): formats for words.
static mp_obj_t show(mp_obj_t n_in) {
    mp_int_t n = mp_obj_get_int(n_in);
    mp_printf(MP_PYTHON_PRINTER, "[" INT_FMT "|" UINT_FMT "|" HEX_FMT "|" SIZE_FMT "]" MP_STRINGIFY(end) "\n", n, (mp_uint_t)n,
        (mp_uint_t)n, (size_t)n);
    mp_warning(NULL, "never seen");
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(show_obj, show);

static mp_obj_t weekday(mp_obj_t n_in) {
    mp_int_t days = 0;
    switch (mp_obj_get_int(n_in)) {
        case 2:
            days++;
            MP_FALLTHROUGH
        case 1:
            days++;
            MP_FALLTHROUGH
        case 0:
            return mp_obj_new_int(days);
        default:
            mp_raise_NotImplementedError(MP_ERROR_TEXT("later"));
    }
}
static MP_DEFINE_CONST_FUN_OBJ_1(weekday_obj, weekday);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_config, MP_OBJ_FROM_PTR(&config_obj));
    mp_store_global(MP_QSTR_numbers, MP_OBJ_FROM_PTR(&numbers_obj));
    mp_store_global(MP_QSTR_turned, MP_OBJ_FROM_PTR(&turned_obj));
    mp_store_global(MP_QSTR_kinds, MP_OBJ_FROM_PTR(&kinds_obj));
    mp_store_global(MP_QSTR_show, MP_OBJ_FROM_PTR(&show_obj));
    mp_store_global(MP_QSTR_weekday, MP_OBJ_FROM_PTR(&weekday_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
