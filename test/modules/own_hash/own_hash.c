// Hash functions: 32-bit arithmetic, any number of arguments, an object that is fed piece by piece, text made by hand.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    uint32_t a, b;
} adler_t;

mp_obj_full_type_t adler_type;

static uint32_t rotl(uint32_t x, int n) {
    return (x << n) | (x >> (32 - n));
}

// fnv1a(data, ...): over all of them.
static mp_obj_t fnv1a(size_t n_args, const mp_obj_t *args) {
    uint32_t hash = 0x811c9dc5;
    for (size_t i = 0; i < n_args; i++) {
        mp_buffer_info_t buf;
        mp_get_buffer_raise(args[i], &buf, MP_BUFFER_READ);
        for (size_t k = 0; k < buf.len; k++) {
            hash = (hash ^ ((const byte *)buf.buf)[k]) * 0x01000193;
        }
    }
    return mp_obj_new_int_from_uint(hash);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR(fnv1a_obj, 0, fnv1a);

// murmur3(data, seed=0)
static mp_obj_t murmur3(size_t n_args, const mp_obj_t *args) {
    size_t len;
    const byte *data = (const byte *)mp_obj_str_get_data(args[0], &len);
    uint32_t hash = n_args > 1 ? (uint32_t)mp_obj_get_int_truncated(args[1]) : 0;
    for (size_t i = 0; i + 4 <= len; i += 4) {
        uint32_t k = data[i] | (uint32_t)data[i + 1] << 8 | (uint32_t)data[i + 2] << 16 | (uint32_t)data[i + 3] << 24;
        hash ^= rotl(k * 0xcc9e2d51, 15) * 0x1b873593;
        hash = rotl(hash, 13) * 5 + 0xe6546b64;
    }
    uint32_t k = 0;
    switch (len & 3) {
        case 3:
            k ^= (uint32_t)data[(len & ~(size_t)3) + 2] << 16;
            MP_FALLTHROUGH
        case 2:
            k ^= (uint32_t)data[(len & ~(size_t)3) + 1] << 8;
            MP_FALLTHROUGH
        case 1:
            k ^= data[len & ~(size_t)3];
            hash ^= rotl(k * 0xcc9e2d51, 15) * 0x1b873593;
            break;
        default:
            break;
    }
    hash ^= (uint32_t)len;
    hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
    return mp_obj_new_int_from_uint(hash ^ (hash >> 16));
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(murmur3_obj, 1, 2, murmur3);

static mp_obj_t adler_update(mp_obj_t self_in, mp_obj_t data) {
    adler_t *self = (adler_t *)MP_OBJ_TO_PTR(self_in);
    mp_buffer_info_t buf;
    mp_get_buffer_raise(data, &buf, MP_BUFFER_READ);
    for (size_t i = 0; i < buf.len; i++) {
        self->a = (self->a + ((const byte *)buf.buf)[i]) % 65521;
        self->b = (self->b + self->a) % 65521;
    }
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_2(adler_update_obj, adler_update);

static mp_obj_t adler_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, MP_OBJ_FUN_ARGS_MAX, false);
    adler_t *self = mp_obj_malloc(adler_t, type);
    self->a = 1;
    self->b = 0;
    for (size_t i = 0; i < n_args; i++) {
        adler_update(MP_OBJ_FROM_PTR(self), args[i]);
    }
    return MP_OBJ_FROM_PTR(self);
}

static void big_endian(const adler_t *self, byte *out) {
    uint32_t value = MP_HTOBE32(self->b << 16 | self->a);
    memcpy(out, &value, sizeof(value));
}

static mp_obj_t adler_digest(mp_obj_t self_in) {
    byte out[4];
    big_endian((adler_t *)MP_OBJ_TO_PTR(self_in), out);
    return mp_obj_new_bytes(out, sizeof(out));
}
static MP_DEFINE_CONST_FUN_OBJ_1(adler_digest_obj, adler_digest);

static mp_obj_t adler_hexdigest(mp_obj_t self_in) {
    byte out[4];
    char text[8];
    big_endian((adler_t *)MP_OBJ_TO_PTR(self_in), out);
    for (size_t i = 0; i < MP_ARRAY_SIZE(text); i++) {
        text[i] = "0123456789abcdef"[(out[i / 2] >> (i % 2 ? 0 : 4)) & 15];
    }
    return mp_obj_new_str(text, sizeof(text));
}
static MP_DEFINE_CONST_FUN_OBJ_1(adler_hexdigest_obj, adler_hexdigest);

static mp_obj_t adler_copy(mp_obj_t self_in) {
    adler_t *copy = m_new_obj(adler_t);
    *copy = *(adler_t *)MP_OBJ_TO_PTR(self_in);
    return MP_OBJ_FROM_PTR(copy);
}
static MP_DEFINE_CONST_FUN_OBJ_1(adler_copy_obj, adler_copy);

static mp_obj_t adler_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    adler_t *self = (adler_t *)MP_OBJ_TO_PTR(self_in);
    return op == MP_UNARY_OP_HASH ? MP_OBJ_NEW_SMALL_INT((mp_int_t)self->a) : MP_OBJ_NULL;
}

static mp_obj_t adler_binary_op(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {
    if (op != MP_BINARY_OP_EQUAL || mp_obj_get_type(lhs) != mp_obj_get_type(rhs)) {
        return MP_OBJ_NULL;
    }
    adler_t *a = (adler_t *)MP_OBJ_TO_PTR(lhs), *b = (adler_t *)MP_OBJ_TO_PTR(rhs);
    return mp_obj_new_bool(a->a == b->a && a->b == b->b);
}

mp_map_elem_t adler_members[4];
static MP_DEFINE_CONST_DICT(adler_dict, adler_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    adler_members[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_update), MP_OBJ_FROM_PTR(&adler_update_obj) };
    adler_members[1] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_digest), MP_OBJ_FROM_PTR(&adler_digest_obj) };
    adler_members[2] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_hexdigest), MP_OBJ_FROM_PTR(&adler_hexdigest_obj) };
    adler_members[3] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_copy), MP_OBJ_FROM_PTR(&adler_copy_obj) };
    adler_type.base.type = &mp_type_type;
    adler_type.name = MP_QSTR_adler32;
    MP_OBJ_TYPE_SET_SLOT(&adler_type, make_new, adler_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&adler_type, unary_op, adler_unary_op, 1);
    MP_OBJ_TYPE_SET_SLOT(&adler_type, binary_op, adler_binary_op, 2);
    MP_OBJ_TYPE_SET_SLOT(&adler_type, locals_dict, &adler_dict, 3);
    mp_store_global(MP_QSTR_fnv1a, MP_OBJ_FROM_PTR(&fnv1a_obj));
    mp_store_global(MP_QSTR_murmur3, MP_OBJ_FROM_PTR(&murmur3_obj));
    mp_store_global(MP_QSTR_adler32, MP_OBJ_FROM_PTR(&adler_type));
    MP_DYNRUNTIME_INIT_EXIT
}
