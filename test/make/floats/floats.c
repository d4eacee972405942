#include "py/dynruntime.h"
#if OWN_FLOOR
static float floorf(float x) {
    float whole = (float)(mp_int_t)x;
    return whole > x ? whole - 1 : whole;
}
#else
#include <math.h>
#endif

static mp_obj_t mean(mp_obj_t values) {
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(values, &n, &items);
    if (n == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("no values"));
    }
    mp_float_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += mp_obj_get_float(items[i]);
    }
    return mp_obj_new_float(sum / (mp_float_t)n);
}
static MP_DEFINE_CONST_FUN_OBJ_1(mean_obj, mean);

static mp_obj_t half_up(mp_obj_t value) {
    return mp_obj_new_int((mp_int_t)floorf(mp_obj_get_float(value) + MICROPY_FLOAT_CONST(0.5)));
}
static MP_DEFINE_CONST_FUN_OBJ_1(half_up_obj, half_up);

/* glibc chooses these, too. */
#if OWN_FLOOR || defined(__linux__)
#define HAS_LIBM 0
#else
#define HAS_LIBM 1
#endif

#if HAS_LIBM
/* Most of them leave errno behind when they fail. */
static mp_obj_t thousandths(mp_obj_t value) {
    float x = mp_obj_get_float_to_f(value);
    float sum = powf(x, 1.5f) + expf(x) + logf(x) + fmodf(x, 2) + sqrtf(x) + sinf(x);
    return mp_obj_new_int((mp_int_t)(sum * 1000 + 0.5f));
}
static MP_DEFINE_CONST_FUN_OBJ_1(thousandths_obj, thousandths);
#endif

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_mean, MP_OBJ_FROM_PTR(&mean_obj));
    mp_store_global(MP_QSTR_half_up, MP_OBJ_FROM_PTR(&half_up_obj));
    #if HAS_LIBM
    mp_store_global(MP_QSTR_thousandths, MP_OBJ_FROM_PTR(&thousandths_obj));
    #endif
    MP_DYNRUNTIME_INIT_EXIT
}
