// Ints of any size, which C has not: built and taken apart with the operators of Python.
#include "py/dynruntime.h"
#include "py/smallint.h"

static mp_obj_t shift(mp_binary_op_t op, mp_obj_t value, mp_int_t bits) {
    return mp_binary_op(op, value, MP_OBJ_NEW_SMALL_INT(bits));
}

// from_bytes(data, signed=False): most significant first.
static mp_obj_t from_bytes(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(args[0], &buf, MP_BUFFER_READ);
    const byte *data = (const byte *)buf.buf;
    mp_obj_t value = MP_OBJ_NEW_SMALL_INT(0);
    if (n_args > 1 && mp_obj_is_true(args[1]) && buf.len > 0 && data[0] >= 0x80) {
        value = MP_OBJ_NEW_SMALL_INT(-1);
    }
    for (size_t i = 0; i < buf.len; i++) {
        value = mp_binary_op(MP_BINARY_OP_OR, shift(MP_BINARY_OP_LSHIFT, value, 8), MP_OBJ_NEW_SMALL_INT(data[i]));
    }
    return value;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(from_bytes_obj, 1, 2, from_bytes);

// to_bytes(value, n)
static mp_obj_t to_bytes(mp_obj_t value, mp_obj_t n_in) {
    if (!mp_obj_is_integer(value)) {
        mp_raise_TypeError(MP_ERROR_TEXT("int wanted"));
    }
    size_t n = (size_t)mp_obj_get_int(n_in);
    byte *data = m_new(byte, n);
    for (size_t i = n; i-- > 0;) {
        data[i] = (byte)mp_obj_get_int(mp_binary_op(MP_BINARY_OP_AND, value, MP_OBJ_NEW_SMALL_INT(0xff)));
        value = shift(MP_BINARY_OP_RSHIFT, value, 8);
    }
    if (!mp_obj_is_small_int(value) || (MP_OBJ_SMALL_INT_VALUE(value) != 0 && MP_OBJ_SMALL_INT_VALUE(value) != -1)) {
        mp_raise_msg(&mp_type_ValueError, MP_ERROR_TEXT("too large"));
    }
    mp_obj_t result = mp_obj_new_bytes(data, n);
    m_del(byte, data, n);
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_2(to_bytes_obj, to_bytes);

static mp_obj_t powmod(mp_obj_t base, mp_obj_t exponent, mp_obj_t modulus) {
    mp_obj_t result = MP_OBJ_NEW_SMALL_INT(1);
    base = mp_binary_op(MP_BINARY_OP_MODULO, base, modulus);
    while (mp_obj_is_true(exponent)) {
        if (mp_obj_is_true(mp_binary_op(MP_BINARY_OP_AND, exponent, MP_OBJ_NEW_SMALL_INT(1)))) {
            result = mp_binary_op(MP_BINARY_OP_MODULO, mp_binary_op(MP_BINARY_OP_MULTIPLY, result, base), modulus);
        }
        base = mp_binary_op(MP_BINARY_OP_MODULO, mp_binary_op(MP_BINARY_OP_MULTIPLY, base, base), modulus);
        exponent = shift(MP_BINARY_OP_RSHIFT, exponent, 1);
    }
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_3(powmod_obj, powmod);

// limits(): what fits in one word, and one more.
static mp_obj_t limits(void) {
    mp_obj_t one = MP_OBJ_NEW_SMALL_INT(1);
    mp_obj_t items[] = {
        mp_obj_new_bool(MP_SMALL_INT_FITS(MP_SMALL_INT_MAX)),
        mp_obj_new_bool(mp_obj_is_small_int(mp_obj_new_int(MP_SMALL_INT_MIN))),
        mp_obj_new_bool(mp_obj_is_int(mp_binary_op(MP_BINARY_OP_ADD, mp_obj_new_int(MP_SMALL_INT_MAX), one))),
        mp_binary_op(MP_BINARY_OP_EQUAL, mp_unary_op(MP_UNARY_OP_INVERT, mp_obj_new_int_from_uint(~(mp_uint_t)0)),
            mp_unary_op(MP_UNARY_OP_NEGATIVE, mp_binary_op(MP_BINARY_OP_ADD, mp_obj_new_int_from_uint(~(mp_uint_t)0), one))),
        mp_binary_op(MP_BINARY_OP_LESS, mp_obj_new_int(MP_INT_MIN), mp_obj_new_int(MP_INT_MAX)),
        mp_obj_new_bool(mp_obj_get_int_truncated(mp_obj_new_int(-1)) == ~(mp_uint_t)0),
    };
    return mp_obj_new_list(MP_ARRAY_SIZE(items), items);
}
static MP_DEFINE_CONST_FUN_OBJ_0(limits_obj, limits);

// divide(a, b): quotient and remainder, and true quotient, as Python has them.
static mp_obj_t divide(mp_obj_t a, mp_obj_t b) {
    mp_obj_t items[] = {
        mp_binary_op(MP_BINARY_OP_FLOOR_DIVIDE, a, b),
        mp_binary_op(MP_BINARY_OP_MODULO, a, b),
        mp_binary_op(MP_BINARY_OP_TRUE_DIVIDE, a, b),
    };
    return mp_obj_new_tuple(3, items);
}
static MP_DEFINE_CONST_FUN_OBJ_2(divide_obj, divide);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_from_bytes, MP_OBJ_FROM_PTR(&from_bytes_obj));
    mp_store_global(MP_QSTR_to_bytes, MP_OBJ_FROM_PTR(&to_bytes_obj));
    mp_store_global(MP_QSTR_powmod, MP_OBJ_FROM_PTR(&powmod_obj));
    mp_store_global(MP_QSTR_limits, MP_OBJ_FROM_PTR(&limits_obj));
    mp_store_global(MP_QSTR_divide, MP_OBJ_FROM_PTR(&divide_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
