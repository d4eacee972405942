// bufs - reading and writing through the buffer protocol, typed element access.
#include "py/dynruntime.h"

static mp_obj_t bu_info(mp_obj_t o) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_READ);
    mp_obj_t t[2] = { mp_obj_new_int_from_uint(b.len), mp_obj_new_int(b.typecode) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_info_obj, bu_info);

// without the raise flag: answers True/False
static mp_obj_t bu_can(mp_obj_t o, mp_obj_t flags) {
    mp_buffer_info_t b = { NULL, 12345, 'z' };
    return mp_obj_new_bool(mp_get_buffer(o, &b, mp_obj_get_int_truncated(flags) & 3));
}
static MP_DEFINE_CONST_FUN_OBJ_2(bu_can_obj, bu_can);

static mp_obj_t bu_sum(mp_obj_t o) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_READ);
    const uint8_t *p = b.buf;
    mp_uint_t s = 0;
    while (b.len--) {
        s += *p++;
    }
    return mp_obj_new_int_from_uint(s);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_sum_obj, bu_sum);

static mp_obj_t bu_reverse(mp_obj_t o) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_RW);
    uint8_t *p = b.buf;
    for (size_t i = 0; i < b.len / 2; i++) {
        uint8_t t = p[i];
        p[i] = p[b.len - 1 - i];
        p[b.len - 1 - i] = t;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_reverse_obj, bu_reverse);

// xor src into dst with a repeating key; the three buffers may be the same object
static mp_obj_t bu_xor(mp_obj_t dst, mp_obj_t src, mp_obj_t key) {
    mp_buffer_info_t d, s, k;
    mp_get_buffer_raise(dst, &d, MP_BUFFER_WRITE);
    mp_get_buffer_raise(src, &s, MP_BUFFER_READ);
    mp_get_buffer_raise(key, &k, MP_BUFFER_READ);
    size_t n = d.len < s.len ? d.len : s.len;
    if (k.len == 0) {
        mp_raise_ValueError(MP_ERROR_TEXT("empty key"));
    }
    for (size_t i = 0, j = 0; i < n; i++) {
        ((uint8_t *)d.buf)[i] = ((uint8_t *)s.buf)[i] ^ ((uint8_t *)k.buf)[j];
        if (++j == k.len) {
            j = 0;
        }
    }
    return mp_obj_new_int_from_uint(n);
}
static MP_DEFINE_CONST_FUN_OBJ_3(bu_xor_obj, bu_xor);

static mp_obj_t bu_hex(mp_obj_t o) {
    static const char digits[] = "0123456789abcdef";
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_READ);
    char *out = m_malloc_maybe(b.len * 2 + 1);
    for (size_t i = 0; i < b.len; i++) {
        uint8_t v = ((uint8_t *)b.buf)[i];
        out[2 * i] = digits[v >> 4];
        out[2 * i + 1] = digits[v & 15];
    }
    mp_obj_t s = mp_obj_new_str(out, b.len * 2);
    m_free(out);
    return s;
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_hex_obj, bu_hex);

// 16-bit big-endian words, whatever the alignment of the buffer
static mp_obj_t bu_words(mp_obj_t o) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_READ);
    const uint8_t *p = b.buf;
    mp_obj_t l = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i + 2 <= b.len; i += 2) {
        mp_obj_list_append(l, MP_OBJ_NEW_SMALL_INT(p[i] << 8 | p[i + 1]));
    }
    return l;
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_words_obj, bu_words);

// typed elements through the host's helpers: typecode, buffer, index[, value]
static mp_obj_t bu_elem(size_t n, const mp_obj_t *args) {
    mp_buffer_info_t c, b;
    mp_get_buffer_raise(args[0], &c, MP_BUFFER_READ);
    mp_get_buffer_raise(args[1], &b, n > 3 ? MP_BUFFER_RW : MP_BUFFER_READ);
    char code = *(const char *)c.buf;
    size_t align = 0, size = mp_binary_get_size('@', code, &align), i = mp_obj_get_int_truncated(args[2]);
    if ((i + 1) * size > b.len) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("element outside the buffer"));
    }
    if (n > 3) {
        mp_binary_set_val_array(code, b.buf, i, args[3]);
        return mp_const_none;
    }
    return mp_binary_get_val_array(code, b.buf, i);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(bu_elem_obj, 3, 4, bu_elem);

static mp_obj_t bu_size(mp_obj_t order, mp_obj_t code) {
    mp_buffer_info_t o, c;
    mp_get_buffer_raise(order, &o, MP_BUFFER_READ);
    mp_get_buffer_raise(code, &c, MP_BUFFER_READ);
    size_t align = 99;
    size_t size = mp_binary_get_size(*(const char *)o.buf, *(const char *)c.buf, &align);
    mp_obj_t t[2] = { mp_obj_new_int_from_uint(size), mp_obj_new_int_from_uint(align) };
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_2(bu_size_obj, bu_size);

// in-place running sum of signed 32-bit elements
static mp_obj_t bu_scan32(mp_obj_t o) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(o, &b, MP_BUFFER_RW);
    int32_t *p = b.buf;
    uint32_t acc = 0;
    for (size_t i = 0; i < b.len / 4; i++) {
        acc += (uint32_t)p[i];
        p[i] = (int32_t)acc;
    }
    return mp_obj_new_int((int32_t)acc);
}
static MP_DEFINE_CONST_FUN_OBJ_1(bu_scan32_obj, bu_scan32);

// the address form of a buffer, as the machine word the host gives for "ptr8"
static mp_obj_t bu_poke(mp_obj_t o, mp_obj_t i, mp_obj_t v) {
    uint8_t *p = (uint8_t *)mp_fun_table.native_from_obj(o, MP_NATIVE_TYPE_PTR8);
    p[mp_obj_get_int_truncated(i)] = (uint8_t)mp_obj_get_int_truncated(v);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_3(bu_poke_obj, bu_poke);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_info, MP_OBJ_FROM_PTR(&bu_info_obj));
    mp_store_global(MP_QSTR_can, MP_OBJ_FROM_PTR(&bu_can_obj));
    mp_store_global(MP_QSTR_sum, MP_OBJ_FROM_PTR(&bu_sum_obj));
    mp_store_global(MP_QSTR_reverse, MP_OBJ_FROM_PTR(&bu_reverse_obj));
    mp_store_global(MP_QSTR_xor, MP_OBJ_FROM_PTR(&bu_xor_obj));
    mp_store_global(MP_QSTR_hex, MP_OBJ_FROM_PTR(&bu_hex_obj));
    mp_store_global(MP_QSTR_words, MP_OBJ_FROM_PTR(&bu_words_obj));
    mp_store_global(MP_QSTR_elem, MP_OBJ_FROM_PTR(&bu_elem_obj));
    mp_store_global(MP_QSTR_size, MP_OBJ_FROM_PTR(&bu_size_obj));
    mp_store_global(MP_QSTR_scan32, MP_OBJ_FROM_PTR(&bu_scan32_obj));
    mp_store_global(MP_QSTR_poke, MP_OBJ_FROM_PTR(&bu_poke_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
