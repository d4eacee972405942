// Every way to get, change and give back memory, by a type that keeps words in blocks that grow.
#include "py/dynruntime.h"

typedef struct _blocks_obj_t {
    mp_obj_base_t base;
    size_t len, alloc;
    mp_int_t *items;
} blocks_obj_t;

typedef struct _packet_t {
    size_t len;
    byte data[];
} packet_t;

typedef struct _packet_obj_t {
    mp_obj_base_t base;
    size_t len;
    byte data[];
} packet_obj_t;

mp_obj_full_type_t blocks_type, packet_type;

static mp_obj_t blocks_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 0, 1, false);
    blocks_obj_t *self = n_args == 0 ? mp_obj_malloc_with_finaliser(blocks_obj_t, type) : mp_obj_malloc(blocks_obj_t, type);
    self->len = 0;
    self->alloc = 1 + (n_args == 0 ? 0 : (size_t)mp_obj_get_int(args[0]));
    self->items = m_new_maybe(mp_int_t, self->alloc);
    if (self->items == NULL) {
        m_malloc_fail(self->alloc * sizeof(mp_int_t));
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t blocks_add(mp_obj_t self_in, mp_obj_t value) {
    mp_check_self(mp_obj_is_type(self_in, (const mp_obj_type_t *)&blocks_type));
    blocks_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->len == self->alloc) {
        self->items = m_renew(mp_int_t, self->items, self->alloc, self->alloc * 2 + 1);
        self->alloc = self->alloc * 2 + 1;
    }
    self->items[self->len++] = mp_obj_get_int(value);
    return self_in;
}
static MP_DEFINE_CONST_FUN_OBJ_2(blocks_add_obj, blocks_add);

// trim(): gives back what is not used, if that can be done in place.
static mp_obj_t blocks_trim(mp_obj_t self_in) {
    blocks_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_int_t *items = m_renew_maybe(mp_int_t, self->items, self->alloc, self->len + 1, false);
    if (items != NULL) {
        self->items = items;
        self->alloc = self->len + 1;
    }
    return mp_obj_new_bool(self->alloc == self->len + 1);
}
static MP_DEFINE_CONST_FUN_OBJ_1(blocks_trim_obj, blocks_trim);

static mp_obj_t blocks_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    blocks_obj_t *self = MP_OBJ_TO_PTR(self_in);
    switch (op) {
        case MP_UNARY_OP_LEN:
            return mp_obj_new_int((mp_int_t)self->len);
        default:
            return MP_OBJ_NULL;
    }
}

// take(): the items as a list, whose length is set by hand; the block is given back.
static mp_obj_t blocks_take(mp_obj_t self_in) {
    blocks_obj_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t list = mp_obj_new_list(self->len + 1, NULL);
    size_t len;
    mp_obj_t *items;
    mp_obj_list_get(list, &len, &items);
    for (size_t i = 0; i < self->len; i++) {
        items[i] = mp_obj_new_int(self->items[i]);
    }
    items[self->len] = mp_const_none;
    mp_obj_list_set_len(list, self->len);
    m_del(mp_int_t, self->items, self->alloc);
    self->items = m_new0(mp_int_t, 1);
    self->len = self->alloc = 0;
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(blocks_take_obj, blocks_take);

// zeroed(n): sums of what blocks of all kinds have in them at first.
static mp_obj_t zeroed(mp_obj_t n_in) {
    size_t n = (size_t)mp_obj_get_int(n_in), sum = 0;
    byte *plain = m_malloc0(n);
    byte *marked = m_malloc_with_finaliser(n);
    packet_t *packet = m_new_obj_var0(packet_t, data, byte, n);
    packet_t *other = m_new_obj_var_maybe(packet_t, data, byte, n);
    packet_t *third = m_new_obj_var(packet_t, data, byte, n);
    mp_int_t *one = m_new_obj(mp_int_t), *maybe = m_new_obj_maybe(mp_int_t);
    if (other == NULL || maybe == NULL) {
        mp_raise_type(&mp_type_RuntimeError);
    }
    other->len = third->len = n;
    *one = *maybe = (mp_int_t)n;
    for (size_t i = 0; i < n; i++) {
        marked[i] = plain[i];
        sum += plain[i] + packet->data[i];
        other->data[i] = third->data[i] = (byte)i;
    }
    size_t ends = n == 0 ? 0 : (size_t)other->data[n - 1] + third->data[n - 1];
    mp_int_t words = *one + *maybe;
    m_free(plain);
    m_free(marked);
    m_del_var(packet_t, data, byte, n, packet);
    m_del_var(packet_t, data, byte, n, other);
    m_del_var(packet_t, data, byte, n, third);
    m_del_obj(mp_int_t, one);
    m_del_obj(mp_int_t, maybe);
    mp_obj_t results[] = {mp_obj_new_int((mp_int_t)sum), mp_obj_new_int((mp_int_t)ends), mp_obj_new_int(words)};
    return mp_obj_new_tuple(MP_ARRAY_SIZE(results), results);
}
static MP_DEFINE_CONST_FUN_OBJ_1(zeroed_obj, zeroed);

// joined(a, b): texts in a block that grows in place, or moves.
static mp_obj_t joined(mp_obj_t a, mp_obj_t b) {
    size_t a_len, b_len;
    const char *from = mp_obj_str_get_data(a, &a_len);
    char *text = m_malloc(a_len + 1);
    for (size_t i = 0; i < a_len; i++) {
        text[i] = from[i];
    }
    text[a_len] = 0;
    from = mp_obj_str_get_data(b, &b_len);
    char *grown = m_realloc_maybe(text, a_len + b_len + 1, true);
    text = grown != NULL ? grown : m_realloc(text, a_len + b_len + 1);
    for (size_t i = 0; i <= b_len; i++) {
        text[a_len + i] = i < b_len ? from[i] : 0;
    }
    mp_obj_t result = mp_obj_new_str_of_type(mp_obj_get_type(a), (const byte *)text, a_len + b_len);
    m_free(text);
    return result;
}
static MP_DEFINE_CONST_FUN_OBJ_2(joined_obj, joined);

// packet(data): an object with its bytes in itself; seen(packet): what they are.
static mp_obj_t packet_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_buffer_info_t info;
    if (!mp_get_buffer(args[0], &info, MP_BUFFER_READ)) {
        mp_raise_TypeError(MP_ERROR_TEXT("bytes, please"));
    }
    packet_obj_t *self = info.len % 2 == 0 ? mp_obj_malloc_var(packet_obj_t, data, byte, info.len, type)
                                           : mp_obj_malloc_var_with_finaliser(packet_obj_t, data, byte, info.len, type);
    self->len = info.len;
    memcpy(self->data, info.buf, info.len);
    return MP_OBJ_FROM_PTR(self);
}
static mp_int_t packet_buffer(mp_obj_t self_in, mp_buffer_info_t *info, mp_uint_t flags) {
    packet_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (flags & MP_BUFFER_WRITE) {
        return 1;
    }
    *info = (mp_buffer_info_t) {.buf = self->data, .len = self->len, .typecode = BYTEARRAY_TYPECODE};
    return 0;
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    blocks_type.base.type = packet_type.base.type = (void *)&mp_type_type;
    blocks_type.flags = packet_type.flags = MP_TYPE_FLAG_NONE;
    blocks_type.name = MP_QSTR_Blocks;
    packet_type.name = MP_QSTR_Packet;
    static mp_map_elem_t table[3];
    table[0] = (mp_map_elem_t) {MP_OBJ_NEW_QSTR(MP_QSTR_add), MP_OBJ_FROM_PTR(&blocks_add_obj)};
    table[1] = (mp_map_elem_t) {MP_OBJ_NEW_QSTR(MP_QSTR_trim), MP_OBJ_FROM_PTR(&blocks_trim_obj)};
    table[2] = (mp_map_elem_t) {MP_OBJ_NEW_QSTR(MP_QSTR_take), MP_OBJ_FROM_PTR(&blocks_take_obj)};
    static MP_DEFINE_CONST_DICT_WITH_SIZE(methods, table, 3);
    MP_OBJ_TYPE_SET_SLOT(&blocks_type, make_new, blocks_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&blocks_type, unary_op, blocks_unary_op, 1);
    MP_OBJ_TYPE_SET_SLOT(&blocks_type, locals_dict, (void *)&methods, 2);
    MP_OBJ_TYPE_SET_SLOT(&packet_type, make_new, packet_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&packet_type, buffer, packet_buffer, 1);
    mp_store_global(MP_QSTR_Blocks, MP_OBJ_FROM_PTR(&blocks_type));
    mp_store_global(MP_QSTR_Packet, MP_OBJ_FROM_PTR(&packet_type));
    mp_store_global(MP_QSTR_zeroed, MP_OBJ_FROM_PTR(&zeroed_obj));
    mp_store_global(MP_QSTR_joined, MP_OBJ_FROM_PTR(&joined_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
