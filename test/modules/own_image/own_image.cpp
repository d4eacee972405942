// Filters over grey images, in C++: templates, classes of C++ on the stack, keyword arguments, views of the caller's memory.
#include "py/dynruntime.h"

namespace {

class View {
public:
    byte *data;
    mp_int_t width, height;

    View(mp_obj_t o, mp_int_t width, mp_uint_t flags) : width(width) {
        mp_buffer_info_t buf;
        mp_get_buffer_raise(o, &buf, flags);
        if (width <= 0 || buf.len % mp_uint_t(width) != 0) {
            mp_raise_ValueError(MP_ERROR_TEXT("the length is no multiple of the width"));
        }
        data = static_cast<byte *>(buf.buf);
        height = mp_int_t(buf.len) / width;
    }
    byte at(mp_int_t x, mp_int_t y) const {
        x = clamp(x, 0, width - 1);
        y = clamp(y, 0, height - 1);
        return data[y * width + x];
    }
    static constexpr mp_int_t clamp(mp_int_t v, mp_int_t low, mp_int_t high) {
        return v < low ? low : v > high ? high : v;
    }
    template <typename F>
    void each(F f) {
        for (mp_int_t y = 0; y < height; y++) {
            for (mp_int_t x = 0; x < width; x++) {
                data[y * width + x] = byte(clamp(f(x, y), 0, 255));
            }
        }
    }
};

// convolve(source, width, kernel, *, out=None, divide=1, offset=0): kernel has 9 ints.
mp_obj_t convolve(size_t n_args, const mp_obj_t *pos, mp_map_t *kw) {
    const mp_arg_t allowed[] = {
        { MP_QSTR_source, MP_ARG_REQUIRED | MP_ARG_OBJ, {} },
        { MP_QSTR_width, MP_ARG_REQUIRED | MP_ARG_INT, {} },
        { MP_QSTR_kernel, MP_ARG_REQUIRED | MP_ARG_OBJ, {} },
        { MP_QSTR_out, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = mp_const_none } },
        { MP_QSTR_divide, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 1 } },
        { MP_QSTR_offset, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, pos, kw, MP_ARRAY_SIZE(allowed), allowed, vals);
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(vals[2].u_obj, &n, &items);
    if (n != 9) {
        mp_raise_ValueError(MP_ERROR_TEXT("9 numbers wanted"));
    }
    mp_int_t kernel[9];
    for (size_t i = 0; i < n; i++) {
        kernel[i] = mp_int_t(mp_obj_get_int(items[i]));
    }
    const View source(vals[0].u_obj, vals[1].u_int, MP_BUFFER_READ);
    mp_obj_t result = vals[3].u_obj;
    if (result == mp_const_none) {
        size_t size = size_t(source.width * source.height);
        result = mp_obj_new_bytearray_by_ref(size, m_new(byte, size));
    }
    View target(result, source.width, MP_BUFFER_WRITE);
    if (target.height != source.height) {
        mp_raise_ValueError(MP_ERROR_TEXT("out has another size"));
    }
    mp_int_t divide = vals[4].u_int, offset = vals[5].u_int;
    if (divide == 0) {
        mp_raise_msg(&mp_type_ValueError, MP_ERROR_TEXT("divide is 0"));
    }
    target.each([&](mp_int_t x, mp_int_t y) {
        mp_int_t sum = 0;
        for (mp_int_t i = 0; i < 9; i++) {
            sum += kernel[i] * source.at(x + i % 3 - 1, y + i / 3 - 1);
        }
        return (sum - (sum % divide + divide) % divide) / divide + offset;
    });
    return result;
}
MP_DEFINE_CONST_FUN_OBJ_KW(convolve_obj, 1, convolve);

// threshold(image, width, limit): in place; gives how many are above.
mp_obj_t threshold(mp_obj_t image, mp_obj_t width, mp_obj_t limit) {
    View view(image, mp_int_t(mp_obj_get_int(width)), MP_BUFFER_RW);
    mp_int_t level = mp_int_t(mp_obj_get_int(limit)), above = 0;
    view.each([&](mp_int_t x, mp_int_t y) {
        bool is = view.at(x, y) > level;
        above += is;
        return is ? 255 : 0;
    });
    return mp_obj_new_int(above);
}
MP_DEFINE_CONST_FUN_OBJ_3(threshold_obj, threshold);

// histogram(image): a tuple of 4 counts.
mp_obj_t histogram(mp_obj_t image) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(image, &buf, MP_BUFFER_READ);
    mp_int_t counts[4] = {};
    for (size_t i = 0; i < buf.len; i++) {
        counts[static_cast<const byte *>(buf.buf)[i] >> 6]++;
    }
    mp_obj_t items[4];
    for (int i = 0; i < 4; i++) {
        items[i] = mp_obj_new_int(counts[i]);
    }
    return mp_obj_new_tuple(4, items);
}
MP_DEFINE_CONST_FUN_OBJ_1(histogram_obj, histogram);

} // namespace

extern "C" mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_convolve, MP_OBJ_FROM_PTR(&convolve_obj));
    mp_store_global(MP_QSTR_threshold, MP_OBJ_FROM_PTR(&threshold_obj));
    mp_store_global(MP_QSTR_histogram, MP_OBJ_FROM_PTR(&histogram_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
