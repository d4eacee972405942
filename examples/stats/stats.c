// stats - sums over the elements of a typed buffer, without copying it. Exact: the sums are ints of 64 bits, and the
// divisions are made by the host on ints of any size.
//
//   natmod call stats.mpy summary 'b"\x01\x02\x03\x06"'      (4, 1, 6, 12, 3.0, 3.5)
//   natmod call stats.mpy histogram 'b"aabbbc"' 3            [2, 3, 1]
//   natmod call stats.mpy calls                              0
//   natmod call stats.mpy summary 'b""'                      ValueError: no elements
//
// summary(buffer) -> (count, least, greatest, sum, mean, variance); an array('h') counts its elements, not its bytes.
#include "../natmod.h"

// Calls so far. Global, so that it lies in the module's own memory and the linker can find it.
mp_uint_t stats_calls;

static mp_obj_t operate(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) { return HOST.binary_op(op, left, right); }

// An int of 64 bits, also where a word has 32.
static mp_obj_t new_int64(int64_t value) {
    if (value == (mp_int_t)value) return mp_new_int((mp_int_t)value);
    mp_obj_t high = mp_new_int((mp_int_t)(value >> 32));
    return operate(MP_BINARY_OP_OR, operate(MP_BINARY_OP_LSHIFT, high, MP_OBJ_SMALL(32)), mp_new_uint((uint32_t)value));
}

static int32_t element(const mp_buffer_info_t *data, size_t i) {
    switch (data->typecode) {
        case 'b': return ((const int8_t *)data->buf)[i];
        case 'h': return ((const int16_t *)data->buf)[i];
        case 'H': return ((const uint16_t *)data->buf)[i];
        case 'i': return ((const int32_t *)data->buf)[i];
        default: return ((const uint8_t *)data->buf)[i];
    }
}

static size_t element_count(const mp_buffer_info_t *data) {
    switch (data->typecode) {
        case 1:
        case 'b':
        case 'B': return data->len;
        case 'h':
        case 'H': return data->len / 2;
        case 'i': return data->len / 4;
    }
    MP_RAISE(TypeError, "elements must be of type b, B, h, H or i");
}

static mp_obj_t summary(mp_obj_t buffer) {
    mp_buffer_info_t data;
    mp_read_buffer(buffer, &data);
    stats_calls++;
    size_t count = element_count(&data);
    if (count == 0) MP_RAISE(ValueError, "no elements");
    int32_t least = element(&data, 0), greatest = least;
    int64_t sum = 0;
    // Squares of a whole buffer may need more than 64 bits: they are carried over into an int of the host in time.
    mp_obj_t squares = MP_OBJ_SMALL(0);
    uint64_t some_squares = 0;
    for (size_t i = 0; i < count; i++) {
        int32_t value = element(&data, i);
        if (value < least) least = value;
        if (value > greatest) greatest = value;
        sum += value;
        some_squares += (uint64_t)((int64_t)value * value);
        if (some_squares >> 62) {
            squares = operate(MP_BINARY_OP_ADD, squares, new_int64((int64_t)some_squares));
            some_squares = 0;
        }
    }
    squares = operate(MP_BINARY_OP_ADD, squares, new_int64((int64_t)some_squares));
    mp_obj_t n = mp_new_uint(count), total = new_int64(sum);
    // variance = (n * squares - sum ** 2) / n ** 2
    mp_obj_t spread = operate(MP_BINARY_OP_SUBTRACT, operate(MP_BINARY_OP_MULTIPLY, n, squares),
        operate(MP_BINARY_OP_MULTIPLY, total, total));
    mp_obj_t items[] = {
        n, mp_new_int(least), mp_new_int(greatest), total, operate(MP_BINARY_OP_TRUE_DIVIDE, total, n),
        operate(MP_BINARY_OP_TRUE_DIVIDE, spread, operate(MP_BINARY_OP_MULTIPLY, n, n)),
    };
    return HOST.new_tuple(6, items);
}
MP_FUNCTION_1(summary_obj, summary);

// Counts of elements in `bins` equal ranges between the least and the greatest.
static mp_obj_t histogram(mp_obj_t buffer, mp_obj_t bins_in) {
    mp_buffer_info_t data;
    mp_read_buffer(buffer, &data);
    stats_calls++;
    mp_int_t bins = mp_int_of(bins_in);
    if (bins < 1 || bins > 1000) MP_RAISE(ValueError, "bins must be 1 to 1000");
    size_t count = element_count(&data);
    uint32_t *counts = mp_alloc((size_t)bins * sizeof(*counts));
    int32_t least = count > 0 ? element(&data, 0) : 0, greatest = least;
    for (size_t i = 1; i < count; i++) {
        int32_t value = element(&data, i);
        if (value < least) least = value;
        if (value > greatest) greatest = value;
    }
    // Unsigned: the distance of two ints of 32 bits fits only so. A bin is 1 wide at least.
    uint32_t width = ((uint32_t)greatest - (uint32_t)least) / (uint32_t)bins + 1;
    for (size_t i = 0; i < count; i++) counts[((uint32_t)element(&data, i) - (uint32_t)least) / width]++;
    mp_obj_t list = HOST.new_list(0, NULL);
    for (mp_int_t i = 0; i < bins; i++) HOST.list_append(list, mp_new_uint(counts[i]));
    return list;
}
MP_FUNCTION_2(histogram_obj, histogram);

static mp_obj_t calls(void) { return mp_new_uint(stats_calls); }
MP_FUNCTION_0(calls_obj, calls);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    NATMOD_ADD(MP_QSTR_summary, &summary_obj);
    NATMOD_ADD(MP_QSTR_histogram, &histogram_obj);
    NATMOD_ADD(MP_QSTR_calls, &calls_obj);
    NATMOD_END;
}
