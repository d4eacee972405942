// crc32 - a checksum over any buffer, with a constant table and an optional argument.
//
//   natmod call crc32.mpy crc32 'b"123456789"'                    3421780262
//   natmod call crc32.mpy crc32 'b"6789"' 3421846044              3421780262  (goes on after b"12345")
//   natmod call crc32.mpy crc32_bitwise 'b"123456789"'            3421780262
//   natmod call crc32.mpy crc32 7                                 TypeError: object with buffer protocol required
#include "../natmod.h"

#define POLYNOMIAL 0xedb88320u

// Four bits at a time: 64 bytes of table instead of 1024.
static const uint32_t NIBBLES[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

static mp_obj_t crc32(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t data;
    mp_read_buffer(args[0], &data);
    uint32_t crc = n_args > 1 ? ~(uint32_t)mp_int_of(args[1]) : ~(uint32_t)0;
    const uint8_t *at = data.buf;
    for (size_t i = 0; i < data.len; i++) {
        crc ^= at[i];
        crc = crc >> 4 ^ NIBBLES[crc & 15];
        crc = crc >> 4 ^ NIBBLES[crc & 15];
    }
    return mp_new_uint((uint32_t)~crc);
}
MP_FUNCTION_VAR(crc32_obj, 1, 2, crc32);

// The same without a table, to measure against.
static mp_obj_t crc32_bitwise(mp_obj_t data_in) {
    mp_buffer_info_t data;
    mp_read_buffer(data_in, &data);
    uint32_t crc = ~(uint32_t)0;
    const uint8_t *at = data.buf;
    for (size_t i = 0; i < data.len; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++) crc = crc >> 1 ^ (POLYNOMIAL & -(crc & 1));
    }
    return mp_new_uint((uint32_t)~crc);
}
MP_FUNCTION_1(crc32_bitwise_obj, crc32_bitwise);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    NATMOD_ADD(MP_QSTR_crc32, &crc32_obj);
    NATMOD_ADD(MP_QSTR_crc32_bitwise, &crc32_bitwise_obj);
    NATMOD_END;
}
