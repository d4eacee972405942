// Run-length coding: every run of equal bytes becomes a count and the byte. Bad input raises ValueError.
//
//   natmod call rle.mpy encode 'b"aaaabbc"'
//   b'\x04a\x02b\x01c'
//   natmod call rle.mpy decode 'b"\x04a\x00b"'
//   ValueError: a run of no bytes
#include "../natmod.h"

enum { MAX_RUN = 255 };

static mp_obj_t encode(mp_obj_t object) {
    mp_buffer_info_t data = c_buffer(object);
    const uint8_t *in = data.buf;
    uint8_t *out = py_alloc(2 * data.len + 1);
    size_t size = 0;
    for (size_t i = 0; i < data.len;) {
        size_t run = 1;
        while (run < MAX_RUN && i + run < data.len && in[i + run] == in[i]) {
            run++;
        }
        out[size++] = (uint8_t)run;
        out[size++] = in[i];
        i += run;
    }
    mp_obj_t result = mp_fun_table.obj_new_bytes(out, size);
    mp_fun_table.realloc_(out, 0, false);
    return result;
}
PY_FUNCTION_1(encode_object, encode);

static mp_obj_t decode(mp_obj_t object) {
    mp_buffer_info_t data = c_buffer(object);
    const uint8_t *in = data.buf;
    size_t size = 0;
    if (data.len % 2 != 0) {
        py_raise(MP_QSTR_ValueError, "a count without a byte");
    }
    for (size_t i = 0; i < data.len; i += 2) {
        if (in[i] == 0) {
            py_raise(MP_QSTR_ValueError, "a run of no bytes");
        }
        size += in[i];
    }
    uint8_t *out = py_alloc(size + 1), *end = out;
    for (size_t i = 0; i < data.len; i += 2) {
        for (uint8_t k = 0; k < in[i]; k++) {
            *end++ = in[i + 1];
        }
    }
    mp_obj_t result = mp_fun_table.obj_new_bytes(out, size);
    mp_fun_table.realloc_(out, 0, false);
    return result;
}
PY_FUNCTION_1(decode_object, decode);

MODULE_BEGIN
    MODULE_ADD(MP_QSTR_encode, &encode_object);
    MODULE_ADD(MP_QSTR_decode, &decode_object);
MODULE_END
