// Statistics over the bytes of a buffer, such as samples of an 8-bit converter.
//
//   natmod call stats.mpy summary 'b"\x10\x30\x20\x20"'
//   (4, 16, 48, 32.0)
//   natmod call stats.mpy histogram 'b"\x00\x7f\x80\xff\xff"' 4
//   [1, 1, 1, 2]
#include "../natmod.h"

static mp_buffer_info_t samples_of(mp_obj_t object) {
    mp_buffer_info_t samples = c_buffer(object);
    if (samples.len == 0) {
        py_raise(MP_QSTR_ValueError, "no samples");
    }
    return samples;
}

// (count, least, greatest, mean); the mean is a float that the runtime divides, so no float library is linked.
static mp_obj_t summary(mp_obj_t object) {
    mp_buffer_info_t samples = samples_of(object);
    const uint8_t *value = samples.buf;
    uint8_t least = value[0], greatest = value[0];
    mp_int_t sum = 0;
    for (size_t i = 0; i < samples.len; i++) {
        sum += value[i];
        least = value[i] < least ? value[i] : least;
        greatest = value[i] > greatest ? value[i] : greatest;
    }
    mp_obj_t count = py_int((mp_int_t)samples.len);
    mp_obj_t items[] = { count, py_int(least), py_int(greatest), mp_fun_table.binary_op(BINARY_TRUEDIV, py_int(sum), count) };
    return mp_fun_table.new_tuple(4, items);
}
PY_FUNCTION_1(summary_object, summary);

// How many samples lie in each of `bins` equal parts of 0...255. Counts are kept in the module's own memory.
static mp_obj_t histogram(mp_obj_t object, mp_obj_t bins_object) {
    // Not static: mpy_ld.py does not place static variables right on RISC-V (natmod does).
    extern uint32_t counts[256];
    mp_buffer_info_t samples = samples_of(object);
    const uint8_t *value = samples.buf;
    mp_int_t bins = c_int(bins_object);
    if (bins < 1 || bins > 256) {
        py_raise(MP_QSTR_ValueError, "1 to 256 bins");
    }
    for (mp_int_t i = 0; i < bins; i++) {
        counts[i] = 0;
    }
    for (size_t i = 0; i < samples.len; i++) {
        counts[value[i] * (uint32_t)bins >> 8]++;
    }
    mp_obj_t list = mp_fun_table.new_list(0, NULL);
    for (mp_int_t i = 0; i < bins; i++) {
        mp_fun_table.list_append(list, py_int(counts[i]));
    }
    return list;
}
uint32_t counts[256];
PY_FUNCTION_2(histogram_object, histogram);

MODULE_BEGIN
    MODULE_ADD(MP_QSTR_summary, &summary_object);
    MODULE_ADD(MP_QSTR_histogram, &histogram_object);
MODULE_END
