// floats - floating point through the host table and through the compiler's support library.
//
// Values cross the interface in two ways: as Python floats (whatever precision
// the host has) and as raw IEEE bit patterns in 4- or 8-byte buffers, which do
// not depend on the host.
#include "py/dynruntime.h"

static float get_f(mp_obj_t o) { return mp_obj_get_float_to_f(o); }
static mp_obj_t new_f(float f) { return mp_obj_new_float_from_f(f); }

static mp_obj_t fl_f(mp_obj_t op, mp_obj_t ao, mp_obj_t bo) {
    float a = get_f(ao), b = get_f(bo);
    switch (mp_obj_get_int(op)) {
        case 0: return new_f(a + b);
        case 1: return new_f(a - b);
        case 2: return new_f(a * b);
        case 3: return new_f(a / b);
        case 4: return mp_obj_new_bool(a < b);
        case 5: return mp_obj_new_bool(a == b);
        case 6: return mp_obj_new_bool(a >= b);
        case 7: return mp_obj_new_int((int32_t)a);
        case 8: return mp_obj_new_int_from_uint((uint32_t)b);
        case 9: return new_f((float)(int32_t)mp_obj_get_int(bo));
        case 10: return new_f(-a);
        default: return mp_const_none;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(fl_f_obj, fl_f);

static mp_obj_t fl_d(mp_obj_t op, mp_obj_t ao, mp_obj_t bo) {
    double a = mp_obj_get_float_to_d(ao), b = mp_obj_get_float_to_d(bo), r;
    switch (mp_obj_get_int(op)) {
        case 0: r = a + b; break;
        case 1: r = a - b; break;
        case 2: r = a * b; break;
        default: r = a / b; break;
    }
    return mp_obj_new_float_from_d(r);
}
static MP_DEFINE_CONST_FUN_OBJ_3(fl_d_obj, fl_d);

/* bit patterns */
static __attribute__((noinline)) double op_d(int op, double a, double b) {
    switch (op) {
        case 0: return a + b;
        case 1: return a - b;
        case 2: return a * b;
        case 3: return a / b;
        case 4: return (double)(float)a;
        case 5: return (double)(int32_t)a;
        case 6: return (double)(uint32_t)b;
        case 7: return (double)(int64_t)a;
        case 8: return a < b ? 1.0 : a == b ? 0.0 : a > b ? -1.0 : 99.0;
        default: return 0.0;
    }
}
static mp_obj_t fl_bits64(mp_obj_t op, mp_obj_t ao, mp_obj_t bo) {
    mp_buffer_info_t ab, bb;
    mp_get_buffer_raise(ao, &ab, MP_BUFFER_READ);
    mp_get_buffer_raise(bo, &bb, MP_BUFFER_READ);
    union { double d; uint8_t c[8]; } a, b, r;
    for (int i = 0; i < 8; i++) {
        a.c[i] = ((uint8_t *)ab.buf)[i];
        b.c[i] = ((uint8_t *)bb.buf)[i];
    }
    r.d = op_d((int)mp_obj_get_int(op), a.d, b.d);
    return mp_obj_new_bytes(r.c, 8);
}
static MP_DEFINE_CONST_FUN_OBJ_3(fl_bits64_obj, fl_bits64);

static __attribute__((noinline)) float op_f(int op, float a, float b) {
    switch (op) {
        case 0: return a + b;
        case 1: return a - b;
        case 2: return a * b;
        case 3: return a / b;
        case 4: return (float)((double)a * (double)b);
        case 5: return (float)(int32_t)a;
        case 6: return (float)(uint32_t)b;
        case 7: return (float)(int64_t)b;
        case 8: return a < b ? 1.0f : a == b ? 0.0f : a > b ? -1.0f : 99.0f;
        default: return 0.0f;
    }
}
static mp_obj_t fl_bits32(mp_obj_t op, mp_obj_t ao, mp_obj_t bo) {
    union { float f; uint32_t u; } a, b, r;
    a.u = (uint32_t)mp_obj_get_int_truncated(ao);
    b.u = (uint32_t)mp_obj_get_int_truncated(bo);
    r.f = op_f((int)mp_obj_get_int(op), a.f, b.f);
    return mp_obj_new_int_from_uint(r.u);
}
static MP_DEFINE_CONST_FUN_OBJ_3(fl_bits32_obj, fl_bits32);

// dot product of two arrays of 'f', accumulated in double
static mp_obj_t fl_dot(mp_obj_t ao, mp_obj_t bo) {
    mp_buffer_info_t a, b;
    mp_get_buffer_raise(ao, &a, MP_BUFFER_READ);
    mp_get_buffer_raise(bo, &b, MP_BUFFER_READ);
    if (a.typecode != 'f' || b.typecode != 'f') {
        mp_raise_ValueError(MP_ERROR_TEXT("arrays of f wanted"));
    }
    size_t n = (a.len < b.len ? a.len : b.len) / sizeof(float);
    double s = 0;
    for (size_t i = 0; i < n; i++) {
        s += (double)((float *)a.buf)[i] * (double)((float *)b.buf)[i];
    }
    return mp_obj_new_float_from_d(s);
}
static MP_DEFINE_CONST_FUN_OBJ_2(fl_dot_obj, fl_dot);

// Newton's method; the number of steps is also an answer
static mp_obj_t fl_sqrt(mp_obj_t xo) {
    double x = mp_obj_get_float_to_d(xo), y = x > 1 ? x : 1, last;
    int n = 0;
    do {
        last = y;
        y = (y + x / y) * 0.5;
    } while (++n < 100 && y != last && y < last);
    mp_obj_t t[2] = { mp_obj_new_float_from_d(last), MP_OBJ_NEW_SMALL_INT(n) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(fl_sqrt_obj, fl_sqrt);

// polynomial with constant double coefficients from the constant pool
static mp_obj_t fl_poly(mp_obj_t xo) {
    static const double coef[5] = { 1.0, -0.5, 0.041666666666666664, -0.001388888888888889, 2.48015873015873e-05 };
    double x = mp_obj_get_float_to_d(xo), x2 = x * x, r = 0;
    for (int i = 4; i >= 0; i--) {
        r = r * x2 + coef[i];
    }
    return mp_obj_new_float_from_d(r);
}
static MP_DEFINE_CONST_FUN_OBJ_1(fl_poly_obj, fl_poly);

// mixed integer and floating arguments, more than the argument registers hold
static __attribute__((noinline)) double many(int a, double b, int c, float d, int64_t e, double f, char g, double h, int i, float j) {
    return a + b * 2 + c * 4 + d * 8 + (double)e * 16 + f * 32 + g * 64 + h * 128 + i * 256 + j * 512;
}
static mp_obj_t fl_many(mp_obj_t k) {
    int v = (int)mp_obj_get_int(k);
    double (*volatile fn)(int, double, int, float, int64_t, double, char, double, int, float) = many;
    return mp_obj_new_int((mp_int_t)fn(v, 1.0, v, 2.0f, 3, 4.0, 5, 6.0, v, 7.0f));
}
static MP_DEFINE_CONST_FUN_OBJ_1(fl_many_obj, fl_many);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_f, MP_OBJ_FROM_PTR(&fl_f_obj));
    mp_store_global(MP_QSTR_d, MP_OBJ_FROM_PTR(&fl_d_obj));
    mp_store_global(MP_QSTR_bits32, MP_OBJ_FROM_PTR(&fl_bits32_obj));
    mp_store_global(MP_QSTR_bits64, MP_OBJ_FROM_PTR(&fl_bits64_obj));
    mp_store_global(MP_QSTR_dot, MP_OBJ_FROM_PTR(&fl_dot_obj));
    mp_store_global(MP_QSTR_sqrt, MP_OBJ_FROM_PTR(&fl_sqrt_obj));
    mp_store_global(MP_QSTR_poly, MP_OBJ_FROM_PTR(&fl_poly_obj));
    mp_store_global(MP_QSTR_many, MP_OBJ_FROM_PTR(&fl_many_obj));
    mp_store_global(MP_QSTR_third, new_f(1.0f / 3.0f));
    MP_DYNRUNTIME_INIT_EXIT
}
