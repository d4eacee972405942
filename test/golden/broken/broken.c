// A module that is broken in the ways that native modules break: what its tests print when it goes wrong is compared as a
// whole (broken.test.ts). The objects are checked in: `node test/golden/broken/rebuild.mjs` makes them again.
#include "../../../examples/natmod.h"

typedef struct {
    mp_uint_t length;
    const char *name;
} config_t;

config_t *config;       // nobody sets it
bool done;              // nobody sets it, as the compiler knows
mp_obj_t *remembered;   // not a place where the collector finds the list's items

// Null pointer: reads what was never set.
static __attribute__((noinline)) mp_uint_t config_length(void) { return config->length; }

static mp_obj_t length(void) { return mp_new_uint(config_length() + 1); }
MP_FUNCTION_0(length_obj, length);

// Endless loop.
static __attribute__((noinline)) void wait_until_done(void) {
    while (!done) {
    }
}

static mp_obj_t wait(mp_obj_t what) {
    wait_until_done();
    return what;
}
MP_FUNCTION_1(wait_obj, wait);

// Stack overflow: no end of the recursion.
static mp_int_t depth(mp_int_t n) {
    volatile char path[100];
    path[0] = (char)n;
    return depth(n + 1) + path[0];
}

static mp_obj_t measure(mp_obj_t tree) { return mp_new_int(depth(mp_int_of(tree))); }
MP_FUNCTION_1(measure_obj, measure);

// Wrong rooting: a pointer into the middle of a block does not keep it.
static mp_obj_t remember(mp_obj_t list) {
    mp_obj_t *items = mp_alloc(4 * sizeof(*items));
    items[2] = list;
    remembered = &items[2];
    return list;
}
MP_FUNCTION_1(remember_obj, remember);

static mp_obj_t recall(void) { return HOST.obj_subscr(*remembered, MP_OBJ_SMALL(0), MP_OBJ_SENTINEL); }
MP_FUNCTION_0(recall_obj, recall);

// Bad argument: whatever comes is taken for a list.
static __attribute__((noinline)) mp_obj_t last_of(const mp_obj_list_t *list) { return list->items[list->len - 1]; }

static mp_obj_t last(mp_obj_t list) {
    mp_obj_t item = last_of(list);
    return HOST.unary_op(MP_UNARY_OP_NEGATIVE, item);
}
MP_FUNCTION_1(last_obj, last);

// Exception in callback: nothing wrong with the module.
static mp_obj_t each(mp_obj_t function, mp_obj_t list) {
    const mp_obj_list_t *items = list;
    mp_int_t sum = 0;
    for (size_t i = 0; i < items->len; i++) sum += mp_int_of(HOST.call_function_n_kw(function, 1, &items->items[i]));
    return mp_new_int(sum);
}
MP_FUNCTION_2(each_obj, each);

// Out of memory.
static mp_obj_t table(mp_obj_t rows) {
    mp_int_t n = mp_int_of(rows);
    uint32_t *counts = mp_alloc((size_t)n * 4096);
    return mp_new_uint(counts[0]);
}
MP_FUNCTION_1(table_obj, table);

// Wrong output.
static mp_obj_t average(mp_obj_t a, mp_obj_t b) { return mp_new_int((mp_int_of(a) + mp_int_of(b)) / 3); }
MP_FUNCTION_2(average_obj, average);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    NATMOD_ADD(MP_QSTR_length, &length_obj);
    NATMOD_ADD(MP_QSTR_wait, &wait_obj);
    NATMOD_ADD(MP_QSTR_measure, &measure_obj);
    NATMOD_ADD(MP_QSTR_remember, &remember_obj);
    NATMOD_ADD(MP_QSTR_recall, &recall_obj);
    NATMOD_ADD(MP_QSTR_last, &last_obj);
    NATMOD_ADD(MP_QSTR_each, &each_obj);
    NATMOD_ADD(MP_QSTR_table, &table_obj);
    NATMOD_ADD(MP_QSTR_average, &average_obj);
    NATMOD_END;
}
