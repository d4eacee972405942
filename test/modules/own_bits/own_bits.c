// Bits and carries of 64-bit numbers: counts, rotations, division, builtins that tell of overflows. Small processors do most
// of it with functions of the compiler's library.
#include "py/dynruntime.h"

static uint64_t get(mp_obj_t o) {
    // An int of any size, taken apart where the word is too short.
    mp_obj_t mask = mp_obj_new_int_from_uint(0xffff);
    uint64_t value = 0;
    for (int shift = 48; shift >= 0; shift -= 16) {
        mp_obj_t part = mp_binary_op(MP_BINARY_OP_RSHIFT, o, MP_OBJ_NEW_SMALL_INT(shift));
        value = value << 16 | (uint64_t)mp_obj_get_int_truncated(mp_binary_op(MP_BINARY_OP_AND, part, mask));
    }
    return value;
}
static mp_obj_t big(uint64_t value) {
    mp_obj_t high = mp_obj_new_int_from_uint((mp_uint_t)(value >> 32));
    mp_obj_t low = mp_obj_new_int_from_uint((mp_uint_t)(value & 0xffffffffu));
    return mp_binary_op(MP_BINARY_OP_OR, mp_binary_op(MP_BINARY_OP_LSHIFT, high, MP_OBJ_NEW_SMALL_INT(32)), low);
}
static mp_obj_t big_signed(int64_t value) {
    return value < 0 ? mp_unary_op(MP_UNARY_OP_NEGATIVE, big(0 - (uint64_t)value)) : big((uint64_t)value);
}

// counts(n): ones, parity, leading and trailing zeros of 64 and of 32 bits; n is not 0 in its lowest 32.
static mp_obj_t counts(mp_obj_t n_in) {
    uint64_t n = get(n_in);
    uint32_t low = (uint32_t)n;
    mp_obj_t results[] = {
        MP_OBJ_NEW_SMALL_INT(__builtin_popcountll(n)),
        MP_OBJ_NEW_SMALL_INT(__builtin_parityll(n)),
        MP_OBJ_NEW_SMALL_INT(__builtin_clzll(n)),
        MP_OBJ_NEW_SMALL_INT(__builtin_ctzll(n)),
        MP_OBJ_NEW_SMALL_INT(__builtin_popcount(low)),
        MP_OBJ_NEW_SMALL_INT(__builtin_clz(low)),
        MP_OBJ_NEW_SMALL_INT(__builtin_ctz(low)),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(counts_obj, counts);

static mp_obj_t turn(mp_obj_t n_in, mp_obj_t by_in) {
    uint64_t n = get(n_in);
    unsigned by = (unsigned)mp_obj_get_int(by_in) & 63;
    return big(n << by | n >> ((64 - by) & 63));
}
static MP_DEFINE_CONST_FUN_OBJ_2(turn_obj, turn);

static mp_obj_t swapped(mp_obj_t n) {
    return big(__builtin_bswap64(get(n)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(swapped_obj, swapped);

// signed_ops(a, b): (result, overflow) of sum, difference and product of 64 bits; None where it overflows.
static mp_obj_t signed_ops(mp_obj_t a_in, mp_obj_t b_in) {
    long long a = (long long)get(a_in), b = (long long)get(b_in), r[3];
    bool over[] = {
        __builtin_add_overflow(a, b, &r[0]),
        __builtin_sub_overflow(a, b, &r[1]),
        __builtin_mul_overflow(a, b, &r[2]),
    };
    mp_obj_t results[3];
    for (size_t i = 0; i < 3; i++) {
        results[i] = over[i] ? mp_const_none : big_signed(r[i]);
    }
    return mp_obj_new_tuple(3, results);
}
static MP_DEFINE_CONST_FUN_OBJ_2(signed_ops_obj, signed_ops);

static mp_obj_t divided(mp_obj_t a_in, mp_obj_t b_in) {
    uint64_t a = get(a_in), b = get(b_in);
    int64_t sa = (int64_t)a, sb = (int64_t)b;
    if (b == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("division by nothing"));
    }
    mp_obj_t results[] = {big(a / b), big(a % b), big_signed(sa / sb), big_signed(sa % sb)};
    return mp_obj_new_tuple(4, results);
}
static MP_DEFINE_CONST_FUN_OBJ_2(divided_obj, divided);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_counts, MP_OBJ_FROM_PTR(&counts_obj));
    mp_store_global(MP_QSTR_turn, MP_OBJ_FROM_PTR(&turn_obj));
    mp_store_global(MP_QSTR_swapped, MP_OBJ_FROM_PTR(&swapped_obj));
    mp_store_global(MP_QSTR_signed_ops, MP_OBJ_FROM_PTR(&signed_ops_obj));
    mp_store_global(MP_QSTR_divided, MP_OBJ_FROM_PTR(&divided_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
