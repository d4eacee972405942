// bssmod - zero-initialised global data: counters, arrays, pointers into arrays.
// (Global, not static: the reference linker cannot place static bss variables on every architecture.)
#include "py/dynruntime.h"

uint32_t bs_counter;
uint8_t bs_bytes[33];
int16_t bs_shorts[7];
uint64_t bs_wide[4];
struct { uint8_t a; uint32_t b; uint8_t c; mp_obj_t obj; } bs_mixed[3];
uint8_t *bs_cursor;
mp_obj_t bs_keep[4];

static mp_obj_t bs_all_zero(void) {
    // must be called first
    mp_uint_t bad = 0;
    for (size_t i = 0; i < sizeof bs_bytes; i++) {
        bad |= bs_bytes[i];
    }
    for (size_t i = 0; i < 7; i++) {
        bad |= (uint16_t)bs_shorts[i];
    }
    for (size_t i = 0; i < 4; i++) {
        bad |= bs_wide[i] != 0;
    }
    for (size_t i = 0; i < 3; i++) {
        bad |= bs_mixed[i].a | bs_mixed[i].b | bs_mixed[i].c | (bs_mixed[i].obj != 0);
    }
    bad |= bs_counter;
    bad |= bs_cursor != 0;
    return mp_obj_new_bool(bad == 0);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bs_all_zero_obj, bs_all_zero);

static mp_obj_t bs_bump(size_t n, const mp_obj_t *args) {
    bs_counter += n ? (uint32_t)mp_obj_get_int_truncated(args[0]) : 1;
    return mp_obj_new_int_from_uint(bs_counter);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bs_bump_obj, 0, 1, bs_bump);

// push bytes into a ring; the cursor is itself a bss variable that points into bss
static mp_obj_t bs_push(mp_obj_t data) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(data, &b, MP_BUFFER_READ);
    if (bs_cursor == NULL) {
        bs_cursor = bs_bytes;
    }
    for (size_t i = 0; i < b.len; i++) {
        *bs_cursor++ = ((const uint8_t *)b.buf)[i];
        if (bs_cursor == bs_bytes + sizeof bs_bytes) {
            bs_cursor = bs_bytes;
        }
    }
    return mp_obj_new_int(bs_cursor - bs_bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bs_push_obj, bs_push);

static mp_obj_t bs_dump(void) {
    return mp_obj_new_bytes(bs_bytes, sizeof bs_bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bs_dump_obj, bs_dump);

// a bytearray that shares the module's own memory
static mp_obj_t bs_window(void) {
    return mp_obj_new_bytearray_by_ref(sizeof bs_bytes, bs_bytes);
}
static MP_DEFINE_CONST_FUN_OBJ_0(bs_window_obj, bs_window);

static mp_obj_t bs_set(mp_obj_t i, mp_obj_t v) {
    unsigned k = (unsigned)mp_obj_get_int_truncated(i);
    mp_int_t x = mp_obj_get_int(v);
    bs_shorts[k % 7] = (int16_t)x;
    bs_wide[k % 4] += (uint64_t)(int64_t)x << 20;
    bs_mixed[k % 3].a = (uint8_t)x;
    bs_mixed[k % 3].b ^= (uint32_t)x;
    bs_mixed[k % 3].c++;
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(bs_set_obj, bs_set);

static mp_obj_t bs_state(void) {
    mp_obj_t out = mp_obj_new_list(0, NULL);
    for (int i = 0; i < 7; i++) {
        mp_obj_list_append(out, mp_obj_new_int(bs_shorts[i]));
    }
    for (int i = 0; i < 4; i++) {
        mp_obj_list_append(out, mp_obj_new_int_from_uint((uint32_t)(bs_wide[i] >> 32)));
        mp_obj_list_append(out, mp_obj_new_int_from_uint((uint32_t)bs_wide[i]));
    }
    for (int i = 0; i < 3; i++) {
        mp_obj_list_append(out, mp_obj_new_int_from_uint(bs_mixed[i].a));
        mp_obj_list_append(out, mp_obj_new_int_from_uint(bs_mixed[i].b));
        mp_obj_list_append(out, mp_obj_new_int_from_uint(bs_mixed[i].c));
    }
    return out;
}
static MP_DEFINE_CONST_FUN_OBJ_0(bs_state_obj, bs_state);

// keep Python objects alive from bss only
static mp_obj_t bs_hold(mp_obj_t i, mp_obj_t o) {
    mp_obj_t *p = &bs_keep[mp_obj_get_int_truncated(i) & 3];
    mp_obj_t old = *p;
    *p = o;
    return old == MP_OBJ_NULL ? mp_const_none : old;
}
static MP_DEFINE_CONST_FUN_OBJ_2(bs_hold_obj, bs_hold);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_all_zero, MP_OBJ_FROM_PTR(&bs_all_zero_obj));
    mp_store_global(MP_QSTR_bump, MP_OBJ_FROM_PTR(&bs_bump_obj));
    mp_store_global(MP_QSTR_push, MP_OBJ_FROM_PTR(&bs_push_obj));
    mp_store_global(MP_QSTR_dump, MP_OBJ_FROM_PTR(&bs_dump_obj));
    mp_store_global(MP_QSTR_window, MP_OBJ_FROM_PTR(&bs_window_obj));
    mp_store_global(MP_QSTR_set, MP_OBJ_FROM_PTR(&bs_set_obj));
    mp_store_global(MP_QSTR_state, MP_OBJ_FROM_PTR(&bs_state_obj));
    mp_store_global(MP_QSTR_hold, MP_OBJ_FROM_PTR(&bs_hold_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
