// rle - a text codec (run lengths) with an exception class of its own.
//
//   natmod call rle.mpy encode '"aaabcc"'           '3a1b2c'
//   natmod call rle.mpy decode '"3a1b2c"'           'aaabcc'
//   natmod call rle.mpy decode '"12é"'              'éééééééééééé'
//   natmod call rle.mpy decode '"3"'                RleError: the text ends in a run
//   natmod call rle.mpy decode '"x"'                RleError: a run must start with its length
//
// The lengths are decimal, so text with digits in it is refused. RleError is a ValueError.
#include "../natmod.h"

mp_obj_type_t rle_error_type;

typedef struct {
    char *text;
    size_t len, room;
} writer_t;

static char *reserve(writer_t *out, size_t size) {
    if (size > out->room - out->len) {
        size_t room = out->room * 2 + size + 32;
        char *text = HOST.realloc_(out->text, room, true);
        if (text == NULL) HOST.raise(HOST.load_global(MP_QSTR_MemoryError));
        out->text = text;
        out->room = room;
    }
    char *at = out->text + out->len;
    out->len += size;
    return at;
}

static _Noreturn void refuse(const char *text) { mp_raise_type(&rle_error_type, text); }

static void read_text(mp_obj_t o, mp_buffer_info_t *text) {
    if (HOST.obj_get_type(o) != &mp_type_str) MP_RAISE(TypeError, "a str is needed");
    mp_read_buffer(o, text);
}

// Bytes of the character that starts here; the host has checked that str objects are UTF-8.
static size_t character_size(const char *at) {
    uint8_t first = (uint8_t)*at;
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

static bool same(const char *a, const char *b, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (a[i] != b[i]) return false;
    return true;
}

static void copy(char *to, const char *from, size_t size) { HOST.memmove_(to, from, size); }

static mp_obj_t encode(mp_obj_t text_in) {
    mp_buffer_info_t text;
    read_text(text_in, &text);
    const char *at = text.buf, *end = at + text.len;
    writer_t out = {0};
    while (at < end) {
        if (is_digit(*at)) refuse("digits cannot be encoded");
        size_t size = character_size(at), count = 1;
        const char *run = at;
        for (at += size; (size_t)(end - at) >= size && same(run, at, size); at += size) count++;
        char digits[20];
        size_t n = 0;
        // The host divides: on a 32-bit machine a division in C may be a call of the compiler's library.
        for (; count > 0; count = (size_t)HOST.small_int_floor_divide((mp_int_t)count, 10))
            digits[n++] = (char)('0' + HOST.small_int_modulo((mp_int_t)count, 10));
        char *to = reserve(&out, n + size);
        while (n > 0) *to++ = digits[--n];
        copy(to, run, size);
    }
    mp_obj_t result = HOST.obj_new_str(out.text, out.len);
    HOST.realloc_(out.text, 0, false);
    return result;
}
MP_FUNCTION_1(encode_obj, encode);

#define LONGEST_RUN 1000000

static mp_obj_t decode(mp_obj_t text_in) {
    mp_buffer_info_t text;
    read_text(text_in, &text);
    const char *at = text.buf, *end = at + text.len;
    writer_t out = {0};
    while (at < end) {
        if (!is_digit(*at)) refuse("a run must start with its length");
        size_t count = 0;
        for (; at < end && is_digit(*at); at++) {
            count = count * 10 + (size_t)(*at - '0');
            if (count > LONGEST_RUN) refuse("a run is too long");
        }
        if (at == end) refuse("the text ends in a run");
        size_t size = character_size(at);
        char *to = reserve(&out, count * size);
        for (size_t i = 0; i < count; i++) copy(to + i * size, at, size);
        at += size;
    }
    mp_obj_t result = HOST.obj_new_str(out.text, out.len);
    HOST.realloc_(out.text, 0, false);
    return result;
}
MP_FUNCTION_1(decode_obj, decode);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    // An exception type takes its behaviour from Exception; the host knows it by that.
    rle_error_type.base.type = &mp_type_type;
    rle_error_type.name = MP_QSTR_RleError;
    MP_SET_SLOT(&rle_error_type, make_new, MP_GET_SLOT(&mp_type_Exception, make_new), 0);
    MP_SET_SLOT(&rle_error_type, print, MP_GET_SLOT(&mp_type_Exception, print), 1);
    MP_SET_SLOT(&rle_error_type, attr, MP_GET_SLOT(&mp_type_Exception, attr), 2);
    MP_SET_SLOT(&rle_error_type, parent, HOST.load_global(MP_QSTR_ValueError), 3);
    NATMOD_ADD(MP_QSTR_RleError, &rle_error_type);
    NATMOD_ADD(MP_QSTR_encode, &encode_obj);
    NATMOD_ADD(MP_QSTR_decode, &decode_obj);
    NATMOD_END;
}
