// CRC-32 (the one of zip and Ethernet) of anything with bytes in it, four bits at a time from a constant table.
//
//   natmod call crc32.mpy crc32 'b"123456789"'
//   3421780262
#include "../natmod.h"

// Remainders of the sixteen values of four bits, by the polynomial 0xedb88320.
static const uint32_t remainders[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
};

// crc32(data, crc=0): `crc` continues an earlier result.
static mp_obj_t crc32(size_t n, const mp_obj_t *args) {
    mp_buffer_info_t data = c_buffer(args[0]);
    uint32_t crc = n > 1 ? ~(uint32_t)c_uint(args[1]) : ~(uint32_t)0;
    const uint8_t *bytes = data.buf;
    for (size_t i = 0; i < data.len; i++) {
        crc ^= bytes[i];
        crc = crc >> 4 ^ remainders[crc & 15];
        crc = crc >> 4 ^ remainders[crc & 15];
    }
    return py_uint((uint32_t)~crc);
}
PY_FUNCTION_N(crc32_object, 1, 2, crc32);

MODULE_BEGIN
    MODULE_ADD(MP_QSTR_crc32, &crc32_object);
MODULE_END
