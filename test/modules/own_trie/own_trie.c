// A map from text to anything, as a tree of letters: keyword arguments, subscripts with deletion, membership, iteration by
// the iterator of a list, memory that only the tree refers to.
#include "py/dynruntime.h"
#include "py/objstr.h"

typedef struct _node_t {
    struct _node_t *next, *child;
    mp_obj_t value; // MP_OBJ_NULL: none ends here
    byte letter;
} node_t;

typedef struct {
    mp_obj_base_t base;
    node_t *root;
    size_t len;
    mp_obj_t missing;
} trie_t;

mp_obj_full_type_t trie_type;

static node_t *find(trie_t *self, const byte *key, size_t len, bool add) {
    node_t *node = self->root;
    for (size_t i = 0; i < len; i++) {
        node_t **at = &node->child;
        while (*at != NULL && (*at)->letter < key[i]) {
            at = &(*at)->next;
        }
        if (*at == NULL || (*at)->letter != key[i]) {
            if (!add) {
                return NULL;
            }
            node_t *made = m_new_obj(node_t);
            made->next = *at;
            made->child = NULL;
            made->value = MP_OBJ_NULL;
            made->letter = key[i];
            *at = made;
        }
        node = *at;
    }
    return node;
}

static const byte *text_of(mp_obj_t key, size_t *len) {
    if (!mp_obj_is_str(key)) {
        mp_raise_TypeError(MP_ERROR_TEXT("keys are str"));
    }
    return (const byte *)mp_obj_str_get_data(key, len);
}

static mp_obj_t trie_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { ARG_items, ARG_missing };
    const mp_arg_t allowed[] = {
        { MP_QSTR_items, MP_ARG_OBJ, { .u_obj = mp_const_none } },
        { MP_QSTR_missing, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = MP_OBJ_NULL } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, vals);
    trie_t *self = mp_obj_malloc(trie_t, type);
    self->root = m_new_obj(node_t);
    *self->root = (node_t) { NULL, NULL, MP_OBJ_NULL, 0 };
    self->len = 0;
    self->missing = vals[ARG_missing].u_obj;
    if (vals[ARG_items].u_obj != mp_const_none) {
        mp_obj_iter_buf_t buf;
        mp_fun_table.getiter(vals[ARG_items].u_obj, &buf);
        mp_obj_t pair;
        while ((pair = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
            mp_obj_t both[2];
            mp_fun_table.unpack_sequence(pair, 2, both); // the last one first
            mp_obj_subscr(MP_OBJ_FROM_PTR(self), both[1], both[0]);
        }
    }
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t trie_subscr(mp_obj_t self_in, mp_obj_t key, mp_obj_t value) {
    trie_t *self = (trie_t *)MP_OBJ_TO_PTR(self_in);
    size_t len;
    const byte *text = text_of(key, &len);
    node_t *node = find(self, text, len, value != MP_OBJ_NULL && value != MP_OBJ_SENTINEL);
    bool has = node != NULL && node->value != MP_OBJ_NULL;
    if (value == MP_OBJ_SENTINEL) {
        if (has) {
            return node->value;
        }
        if (self->missing != MP_OBJ_NULL) {
            return mp_call_function_n_kw(self->missing, 1, 0, &key);
        }
    }
    if (value == MP_OBJ_SENTINEL || (value == MP_OBJ_NULL && !has)) {
        mp_raise_type_arg(&mp_type_KeyError, key);
    }
    self->len = self->len + (value != MP_OBJ_NULL) - has;
    node->value = value;
    return mp_const_none;
}

static mp_obj_t trie_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    trie_t *self = (trie_t *)MP_OBJ_TO_PTR(self_in);
    return op == MP_UNARY_OP_LEN ? mp_obj_new_int_from_uint(self->len) : MP_OBJ_NULL;
}

static mp_obj_t trie_binary_op(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {
    if (op != MP_BINARY_OP_CONTAINS) {
        return MP_OBJ_NULL;
    }
    size_t len;
    const byte *text = text_of(rhs, &len);
    node_t *node = find((trie_t *)MP_OBJ_TO_PTR(lhs), text, len, false);
    return mp_obj_new_bool(node != NULL && node->value != MP_OBJ_NULL);
}

static void collect(node_t *node, byte *text, size_t len, mp_obj_t list) {
    if (node->value != MP_OBJ_NULL) {
        mp_obj_t pair[] = { mp_obj_new_str((const char *)text, len), node->value };
        mp_obj_list_append(list, mp_obj_new_tuple(2, pair));
    }
    for (node_t *child = node->child; child != NULL && len < 63; child = child->next) {
        text[len] = child->letter;
        collect(child, text, len + 1, list);
    }
}

// items(prefix="")
static mp_obj_t trie_items(size_t n_args, const mp_obj_t *args) {
    byte text[64];
    size_t len = 0;
    if (n_args > 1) {
        const byte *prefix = text_of(args[1], &len);
        len = MIN(len, sizeof(text) - 1);
        memcpy(text, prefix, len);
    }
    mp_obj_t list = mp_obj_new_list(0, NULL);
    node_t *node = find((trie_t *)MP_OBJ_TO_PTR(args[0]), text, len, false);
    if (node != NULL) {
        collect(node, text, len, list);
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(trie_items_obj, 1, 2, trie_items);

// The keys, by the iterator of a list of them.
static mp_obj_t trie_getiter(mp_obj_t self_in, mp_obj_iter_buf_t *iter_buf) {
    size_t len;
    mp_obj_t *items;
    mp_obj_list_get(trie_items(1, &self_in), &len, &items);
    mp_obj_t keys = mp_obj_new_list(len, NULL);
    for (size_t i = 0; i < len; i++) {
        size_t two;
        mp_obj_t *pair;
        mp_obj_tuple_get(items[i], &two, &pair);
        ((mp_obj_list_t *)MP_OBJ_TO_PTR(keys))->items[i] = pair[0];
    }
    (void)iter_buf;
    return mp_fun_table.getiter(keys, NULL);
}

mp_map_elem_t trie_members[1];
static MP_DEFINE_CONST_DICT(trie_dict, trie_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    trie_members[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_items), MP_OBJ_FROM_PTR(&trie_items_obj) };
    trie_type.base.type = &mp_type_type;
    trie_type.flags = MP_TYPE_FLAG_NONE;
    trie_type.name = MP_QSTR_Trie;
    MP_OBJ_TYPE_SET_SLOT(&trie_type, make_new, trie_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&trie_type, unary_op, trie_unary_op, 1);
    MP_OBJ_TYPE_SET_SLOT(&trie_type, binary_op, trie_binary_op, 2);
    MP_OBJ_TYPE_SET_SLOT(&trie_type, subscr, trie_subscr, 3);
    MP_OBJ_TYPE_SET_SLOT(&trie_type, iter, trie_getiter, 4);
    MP_OBJ_TYPE_SET_SLOT(&trie_type, locals_dict, &trie_dict, 5);
    mp_store_global(MP_QSTR_Trie, MP_OBJ_FROM_PTR(&trie_type));
    MP_DYNRUNTIME_INIT_EXIT
}
