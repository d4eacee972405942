// Statistics in C++17: a class template for running values, structured bindings, if constexpr; floats through the compiler's
// functions, ints without end through the runtime, a callback that stays in a global.
#include "py/dynruntime.h"

namespace {

template <typename T>
class Running {
public:
    void add(T x) {
        n_++;
        sum_ = sum_ + x;
        if (n_ == 1 || x < low_) {
            low_ = x;
        }
        if (n_ == 1 || high_ < x) {
            high_ = x;
        }
    }
    struct Ends {
        T low, high;
    };
    Ends ends() const { return {low_, high_}; }
    T sum() const { return sum_; }
    int count() const { return n_; }

private:
    int n_ = 0;
    T sum_{}, low_{}, high_{};
};

template <typename T>
T from(mp_obj_t o) {
    if constexpr (sizeof(T) == sizeof(float)) {
        return mp_obj_get_float_to_f(o);
    } else {
        return mp_obj_get_float_to_d(o);
    }
}
template <typename T>
mp_obj_t to(T x) {
    if constexpr (sizeof(T) == sizeof(float)) {
        return mp_obj_new_float_from_f(x);
    } else {
        return mp_obj_new_float_from_d(x);
    }
}

// Calls a function with each element.
template <typename F>
void each(mp_obj_t iterable, F f) {
    mp_obj_iter_buf_t buf;
    mp_fun_table.getiter(iterable, &buf);
    for (mp_obj_t x; (x = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION;) {
        f(x);
    }
}

template <typename T>
mp_obj_t summary(mp_obj_t values) {
    Running<T> all;
    each(values, [&all](mp_obj_t x) { all.add(from<T>(x)); });
    auto [low, high] = all.ends();
    const mp_obj_t results[] = {
        MP_OBJ_NEW_SMALL_INT(all.count()),
        to(all.sum()),
        to(low),
        to(high),
        to(all.count() == 0 ? T(0) : all.sum() / T(all.count())),
        mp_obj_new_bool(low < high),
        mp_obj_new_int(static_cast<mp_int_t>(all.sum())),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(results), const_cast<mp_obj_t *>(results));
}
mp_obj_t in_floats(mp_obj_t values) {
    return summary<float>(values);
}
mp_obj_t in_doubles(mp_obj_t values) {
    return summary<double>(values);
}
MP_DEFINE_CONST_FUN_OBJ_1(in_floats_obj, in_floats);
MP_DEFINE_CONST_FUN_OBJ_1(in_doubles_obj, in_doubles);

} // namespace

extern "C" {
mp_obj_t stats_watcher;
}

namespace {

// factorial(n): tells the watcher of each step; it may raise.
mp_obj_t factorial(mp_obj_t n_in) {
    mp_obj_t product = MP_OBJ_NEW_SMALL_INT(1);
    for (mp_int_t i = 2, n = mp_obj_get_int(n_in); i <= n; i++) {
        product = mp_binary_op(MP_BINARY_OP_INPLACE_MULTIPLY, product, MP_OBJ_NEW_SMALL_INT(i));
        if (stats_watcher != mp_const_none) {
            mp_obj_t both[] = {MP_OBJ_NEW_SMALL_INT(i), product};
            mp_call_function_n_kw(stats_watcher, 2, 0, both);
        }
    }
    return product;
}
MP_DEFINE_CONST_FUN_OBJ_1(factorial_obj, factorial);

mp_obj_t watch(mp_obj_t f) {
    stats_watcher = f;
    return f;
}
MP_DEFINE_CONST_FUN_OBJ_1(watch_obj, watch);

// gcd(a, b), of ints of any size.
mp_obj_t gcd(mp_obj_t a, mp_obj_t b) {
    while (mp_obj_is_true(b)) {
        mp_obj_t rest = mp_binary_op(MP_BINARY_OP_MODULO, a, b);
        a = b;
        b = rest;
    }
    return a;
}
MP_DEFINE_CONST_FUN_OBJ_2(gcd_obj, gcd);

// histogram(values, bounds): a bar for each range, printed.
mp_obj_t histogram(mp_obj_t values, mp_obj_t width_in) {
    int counts[4] = {};
    const float width = mp_obj_get_float_to_f(width_in);
    each(values, [&](mp_obj_t x) {
        const float place = mp_obj_get_float_to_f(x) / width;
        counts[place < 1 ? 0 : place < 2 ? 1 : place < 3 ? 2 : 3]++;
    });
    for (int count : counts) {
        mp_printf(&mp_plat_print, "%3d ", count);
        while (count-- > 0) {
            mp_printf(&mp_plat_print, "%c", '#');
        }
        mp_printf(&mp_plat_print, "\n");
    }
    return mp_const_none;
}
MP_DEFINE_CONST_FUN_OBJ_2(histogram_obj, histogram);

} // namespace

extern "C" mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    stats_watcher = mp_const_none;
    mp_store_global(MP_QSTR_in_floats, MP_OBJ_FROM_PTR(&in_floats_obj));
    mp_store_global(MP_QSTR_in_doubles, MP_OBJ_FROM_PTR(&in_doubles_obj));
    mp_store_global(MP_QSTR_factorial, MP_OBJ_FROM_PTR(&factorial_obj));
    mp_store_global(MP_QSTR_watch, MP_OBJ_FROM_PTR(&watch_obj));
    mp_store_global(MP_QSTR_gcd, MP_OBJ_FROM_PTR(&gcd_obj));
    mp_store_global(MP_QSTR_histogram, MP_OBJ_FROM_PTR(&histogram_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
