// Functions of Rust for Python.
#include "py/dynruntime.h"

uint32_t rust_next(void);
size_t rust_describe(uint32_t kind, uint32_t a, uint32_t b, uint8_t *text, size_t size);
uint32_t rust_crc(const uint8_t *data, size_t len);

void rust_panicked(void) {
    mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("rust panicked"));
}

static mp_obj_t next(void) {
    return mp_obj_new_int_from_uint(rust_next());
}
static MP_DEFINE_CONST_FUN_OBJ_0(next_obj, next);

static mp_obj_t describe(mp_obj_t kind, mp_obj_t a, mp_obj_t b) {
    uint8_t text[64];
    size_t len = rust_describe(mp_obj_get_int(kind), mp_obj_get_int(a), mp_obj_get_int(b), text, sizeof(text));
    return mp_obj_new_str((const char *)text, len);
}
static MP_DEFINE_CONST_FUN_OBJ_3(describe_obj, describe);

static mp_obj_t crc(mp_obj_t data) {
    mp_buffer_info_t info;
    mp_get_buffer_raise(data, &info, MP_BUFFER_READ);
    return mp_obj_new_int_from_uint(rust_crc(info.buf, info.len));
}
static MP_DEFINE_CONST_FUN_OBJ_1(crc_obj, crc);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_next, MP_OBJ_FROM_PTR(&next_obj));
    mp_store_global(MP_QSTR_describe, MP_OBJ_FROM_PTR(&describe_obj));
    mp_store_global(MP_QSTR_crc, MP_OBJ_FROM_PTR(&crc_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
