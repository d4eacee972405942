// factorial - ints of any size from C: the multiplications are the host's.
//
//   natmod call factorial.mpy factorial 5            120
//   natmod call factorial.mpy factorial 30           265252859812191058636308480000000
//   natmod call factorial.mpy binomial 52 5          2598960
//   natmod call factorial.mpy factorial -1           ValueError: factorial of a negative number
#include "../natmod.h"

static mp_obj_t product(mp_int_t from, mp_int_t to) {
    // Halves of equal size keep the factors short for longer than multiplying from the left would.
    if (from > to) return MP_OBJ_SMALL(1);
    if (from == to) return mp_new_int(from);
    mp_int_t middle = from + ((to - from) >> 1);
    return HOST.binary_op(MP_BINARY_OP_MULTIPLY, product(from, middle), product(middle + 1, to));
}

static mp_obj_t factorial(mp_obj_t n_in) {
    mp_int_t n = mp_int_of(n_in);
    if (n < 0) MP_RAISE(ValueError, "factorial of a negative number");
    return product(2, n);
}
MP_FUNCTION_1(factorial_obj, factorial);

// Ways to choose k of n things.
static mp_obj_t binomial(mp_obj_t n_in, mp_obj_t k_in) {
    mp_int_t n = mp_int_of(n_in), k = mp_int_of(k_in);
    if (n < 0 || k < 0) MP_RAISE(ValueError, "binomial of a negative number");
    if (k > n) return MP_OBJ_SMALL(0);
    if (k > n - k) k = n - k;
    return HOST.binary_op(MP_BINARY_OP_FLOOR_DIVIDE, product(n - k + 1, n), product(2, k));
}
MP_FUNCTION_2(binomial_obj, binomial);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    NATMOD_ADD(MP_QSTR_factorial, &factorial_obj);
    NATMOD_ADD(MP_QSTR_binomial, &binomial_obj);
    NATMOD_END;
}
