// Exceptions of Python in C++17 without exceptions of C++: what is held is given back however a call ends, errors become
// results, an error takes the place of another one.
#include "py/dynruntime.h"

// The call through the table cannot be given this attribute.
extern "C" int nlr_try(nlr_buf_t *) __attribute__((returns_twice));

extern "C" {
mp_obj_full_type_t guard_error_type, guard_lost_type;
int guard_held, guard_most;
}

namespace {

struct Outcome {
    bool ok;
    mp_obj_t value;
};

// Calls a function of Python. Nothing here has a destructor: a jump would pass it over.
Outcome attempt(mp_obj_t f, size_t n, const mp_obj_t *args) {
    nlr_buf_t buf;
    if (nlr_try(&buf) == 0) {
        mp_obj_t value = mp_call_function_n_kw(f, n, 0, args);
        mp_fun_table.nlr_pop();
        return {true, value};
    }
    return {false, MP_OBJ_FROM_PTR(buf.ret_val)};
}

// Counts as long as it lives, in functions that no jump leaves.
class Held {
public:
    Held() {
        if (++guard_held > guard_most) {
            guard_most = guard_held;
        }
    }
    ~Held() { guard_held--; }
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;
};

Outcome attempt_held(mp_obj_t f, size_t n, const mp_obj_t *args) {
    Held held;
    return attempt(f, n, args);
}

// held(f, ...): f's result or exception, with a count that is right again afterwards.
mp_obj_t held(size_t n_args, const mp_obj_t *args) {
    Outcome end = attempt_held(args[0], n_args - 1, args + 1);
    if (!end.ok) {
        nlr_raise(end.value);
    }
    return end.value;
}
MP_DEFINE_CONST_FUN_OBJ_VAR(held_obj, 1, held);

mp_obj_t counts() {
    mp_obj_t both[] = {MP_OBJ_NEW_SMALL_INT(guard_held), MP_OBJ_NEW_SMALL_INT(guard_most)};
    return mp_obj_new_tuple(2, both);
}
MP_DEFINE_CONST_FUN_OBJ_0(counts_obj, counts);

// results(functions): value or exception of each.
mp_obj_t results(mp_obj_t functions) {
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(functions, &n, &items);
    mp_obj_t list = mp_obj_new_list(0, nullptr);
    for (size_t i = 0; i < n; i++) {
        auto [ok, value] = attempt(items[i], 0, nullptr);
        mp_obj_t both[] = {mp_obj_new_bool(ok), value};
        mp_obj_list_append(list, mp_obj_new_tuple(2, both));
    }
    return list;
}
MP_DEFINE_CONST_FUN_OBJ_1(results_obj, results);

bool matches(mp_obj_t error, const mp_obj_full_type_t &type) {
    mp_obj_t is = mp_binary_op(MP_BINARY_OP_EXCEPTION_MATCH, error, MP_OBJ_FROM_PTR(const_cast<mp_obj_full_type_t *>(&type)));
    return mp_obj_is_true(is);
}

// retry(f, times): the first result; LostError with the number of tries when there is none. Other errors than GuardError
// are nobody's business here.
mp_obj_t retry(mp_obj_t f, mp_obj_t times_in) {
    const mp_int_t times = mp_obj_get_int(times_in);
    for (mp_int_t i = 0; i < times; i++) {
        mp_obj_t number = MP_OBJ_NEW_SMALL_INT(i);
        const Outcome end = attempt_held(f, 1, &number);
        if (end.ok) {
            return end.value;
        }
        if (!matches(end.value, guard_error_type)) {
            nlr_raise(end.value);
        }
    }
    mp_raise_type_arg(reinterpret_cast<const mp_obj_type_t *>(&guard_lost_type), times_in);
}
MP_DEFINE_CONST_FUN_OBJ_2(retry_obj, retry);

} // namespace

extern "C" mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    auto *os_error = static_cast<const mp_obj_type_t *>(MP_OBJ_TO_PTR(mp_load_global(MP_QSTR_OSError)));
    mp_obj_exception_init(&guard_error_type, MP_QSTR_GuardError, os_error);
    mp_obj_exception_init(&guard_lost_type, MP_QSTR_LostError, reinterpret_cast<const mp_obj_type_t *>(&guard_error_type));
    mp_store_global(MP_QSTR_GuardError, MP_OBJ_FROM_PTR(&guard_error_type));
    mp_store_global(MP_QSTR_LostError, MP_OBJ_FROM_PTR(&guard_lost_type));
    mp_store_global(MP_QSTR_held, MP_OBJ_FROM_PTR(&held_obj));
    mp_store_global(MP_QSTR_counts, MP_OBJ_FROM_PTR(&counts_obj));
    mp_store_global(MP_QSTR_results, MP_OBJ_FROM_PTR(&results_obj));
    mp_store_global(MP_QSTR_retry, MP_OBJ_FROM_PTR(&retry_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
