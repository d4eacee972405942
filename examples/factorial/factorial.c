// Factorials of any size: C counts, Python's integers grow.
//
//   natmod call factorial.mpy factorial 25
//   15511210043330985984000000
#include "../natmod.h"

static mp_obj_t product(mp_int_t from, mp_int_t to) {
    // Halving keeps the factors of similar size, and the recursion shallow.
    if (to - from < 4) {
        mp_obj_t result = py_int(from);
        for (mp_int_t i = from + 1; i <= to; i++) {
            result = mp_fun_table.binary_op(BINARY_MUL, result, py_int(i));
        }
        return result;
    }
    mp_int_t middle = from + (to - from) / 2;
    mp_obj_t low = product(from, middle);
    return mp_fun_table.binary_op(BINARY_MUL, low, product(middle + 1, to));
}

static mp_obj_t factorial(mp_obj_t number) {
    mp_int_t n = c_int(number);
    if (n < 0) {
        py_raise(MP_QSTR_ValueError, "factorial of a negative number");
    }
    return n < 2 ? py_int(1) : product(2, n);
}
PY_FUNCTION_1(factorial_object, factorial);

MODULE_BEGIN
    MODULE_ADD(MP_QSTR_factorial, &factorial_object);
MODULE_END
