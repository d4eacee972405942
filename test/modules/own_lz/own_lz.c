// A simple LZ codec: memory that grows, exceptions with arguments, a class of exceptions of its own, OSError.
#include "py/dynruntime.h"

mp_obj_full_type_t lz_error;

typedef struct {
    byte *data;
    size_t len, alloc;
} out_t;

static void emit(out_t *out, byte b) {
    if (out->len == out->alloc) {
        size_t more = out->alloc * 2 + 16;
        out->data = m_renew(byte, out->data, out->alloc, more);
        out->alloc = more;
    }
    out->data[out->len++] = b;
}

static mp_obj_t finish(out_t *out) {
    mp_obj_t bytes = mp_obj_new_bytes(out->data, out->len);
    m_del(byte, out->data, out->alloc);
    return bytes;
}

// 0..127: so many + 1 literals follow; 128..255: copy that - 125 bytes from the distance that follows.
static mp_obj_t pack(mp_obj_t data_in) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data_in, &buf, MP_BUFFER_READ);
    const byte *data = (const byte *)buf.buf;
    out_t out = { NULL, 0, 0 };
    size_t start = 0, i = 0;
    while (i <= buf.len) {
        size_t best = 0, from = 0;
        for (size_t back = 1; back <= MIN(i, (size_t)255) && i < buf.len; back++) {
            size_t n = 0;
            while (n < 130 && i + n < buf.len && data[i + n - back] == data[i + n]) {
                n++;
            }
            if (n > best) {
                best = n;
                from = back;
            }
        }
        if (i < buf.len && best < 3 && i - start < 128) {
            i++;
            continue;
        }
        if (i > start) {
            emit(&out, (byte)(i - start - 1));
            while (start < i) {
                emit(&out, data[start++]);
            }
        }
        if (i == buf.len) {
            break;
        }
        if (best >= 3) {
            emit(&out, (byte)(best + 125));
            emit(&out, (byte)from);
            i += best;
            start = i;
        }
    }
    return finish(&out);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pack_obj, pack);

MP_NORETURN static void damaged(const char *what, size_t at) {
    mp_obj_t args[] = { mp_obj_new_str(what, what[0] == 'b' ? 12 : 9), mp_obj_new_int_from_uint(at) };
    nlr_raise(mp_call_function_n_kw(MP_OBJ_FROM_PTR(&lz_error), 2, 0, args));
}

// unpack(data, limit=-1): more bytes than the limit are an OSError.
static mp_obj_t unpack(size_t n_args, const mp_obj_t *args) {
    mp_buffer_info_t buf;
    mp_get_buffer_raise(args[0], &buf, MP_BUFFER_READ);
    mp_int_t limit = n_args > 1 ? (mp_int_t)mp_obj_get_int(args[1]) : -1;
    const byte *data = (const byte *)buf.buf;
    out_t out = { NULL, 0, 0 };
    for (size_t i = 0; i < buf.len;) {
        size_t code = data[i++];
        if (code < 128) {
            if (i + code + 1 > buf.len) {
                damaged("cut short", i);
            }
            for (size_t k = 0; k <= code; k++) {
                emit(&out, data[i++]);
            }
        } else {
            if (i == buf.len || data[i] == 0 || data[i] > out.len) {
                damaged("bad distance", i);
            }
            size_t back = data[i++];
            for (size_t k = 0; k < code - 125; k++) {
                emit(&out, out.data[out.len - back]);
            }
        }
        if (limit >= 0 && out.len > (size_t)limit) {
            m_del(byte, out.data, out.alloc);
            mp_raise_OSError(MP_ENOMEM);
        }
    }
    return finish(&out);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(unpack_obj, 1, 2, unpack);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_obj_exception_init(&lz_error, MP_QSTR_LzError, &mp_type_ValueError);
    mp_store_global(MP_QSTR_LzError, MP_OBJ_FROM_PTR(&lz_error));
    mp_store_global(MP_QSTR_pack, MP_OBJ_FROM_PTR(&pack_obj));
    mp_store_global(MP_QSTR_unpack, MP_OBJ_FROM_PTR(&unpack_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
