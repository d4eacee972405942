// A mapping that forgets what was used longest ago: subscripts, membership, iteration, attributes, calls into Python.
#include "py/dynruntime.h"

typedef struct _lru_node_t {
    struct _lru_node_t *newer, *older;
    mp_obj_t key, value;
} lru_node_t;

typedef struct _mp_obj_lru_t {
    mp_obj_base_t base;
    mp_obj_t index; // dict: key -> address of a node, as an int
    mp_obj_t on_evict;
    lru_node_t *newest, *oldest;
    size_t len, capacity;
    mp_uint_t hits, misses;
} mp_obj_lru_t;

typedef struct _mp_obj_lru_it_t {
    mp_obj_base_t base;
    mp_fun_1_t iternext;
    lru_node_t *next;
} mp_obj_lru_it_t;

mp_obj_full_type_t lru_type, lru_it_type;
mp_obj_full_type_t lru_error_type;

static void unlink_node(mp_obj_lru_t *self, lru_node_t *node) {
    *(node->newer ? &node->newer->older : &self->newest) = node->older;
    *(node->older ? &node->older->newer : &self->oldest) = node->newer;
}

static void link_newest(mp_obj_lru_t *self, lru_node_t *node) {
    node->newer = NULL;
    node->older = self->newest;
    *(self->newest ? &self->newest->newer : &self->oldest) = node;
    self->newest = node;
}

static lru_node_t *find(mp_obj_lru_t *self, mp_obj_t key) {
    if (!mp_obj_is_true(mp_binary_op(MP_BINARY_OP_CONTAINS, self->index, key))) {
        return NULL;
    }
    return (lru_node_t *)mp_obj_get_int_truncated(mp_obj_subscr(self->index, key, MP_OBJ_SENTINEL));
}

static void forget(mp_obj_lru_t *self, lru_node_t *node) {
    mp_obj_subscr(self->index, node->key, MP_OBJ_NULL);
    unlink_node(self, node);
    self->len--;
}

static mp_obj_t lru_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    enum { ARG_capacity, ARG_on_evict };
    const mp_arg_t allowed_args[] = {
        { MP_QSTR_capacity, MP_ARG_INT, { .u_int = 4 } },
        { MP_QSTR_on_evict, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_obj = mp_const_none } },
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, MP_ARRAY_SIZE(allowed_args), allowed_args, vals);
    if (vals[ARG_capacity].u_int < 1) {
        mp_raise_msg((const mp_obj_type_t *)&lru_error_type, MP_ERROR_TEXT("capacity must be positive"));
    }
    mp_obj_lru_t *self = mp_obj_malloc(mp_obj_lru_t, type);
    self->index = mp_obj_new_dict(0);
    self->on_evict = vals[ARG_on_evict].u_obj;
    self->newest = self->oldest = NULL;
    self->len = 0;
    self->capacity = (size_t)vals[ARG_capacity].u_int;
    self->hits = self->misses = 0;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t lru_subscr(mp_obj_t self_in, mp_obj_t key, mp_obj_t value) {
    mp_obj_lru_t *self = MP_OBJ_TO_PTR(self_in);
    lru_node_t *node = find(self, key);
    if (value == MP_OBJ_SENTINEL) {
        if (node == NULL) {
            self->misses++;
            mp_raise_type_arg(&mp_type_KeyError, key);
        }
        self->hits++;
        unlink_node(self, node);
        link_newest(self, node);
        return node->value;
    }
    if (value == MP_OBJ_NULL) {
        if (node == NULL) {
            mp_raise_type_arg(&mp_type_KeyError, key);
        }
        forget(self, node);
        return mp_const_none;
    }
    if (node != NULL) {
        unlink_node(self, node);
    } else {
        if (self->len == self->capacity) {
            lru_node_t *last = self->oldest;
            forget(self, last);
            if (self->on_evict != mp_const_none) {
                mp_obj_t pair[2] = { last->key, last->value };
                mp_call_function_n_kw(self->on_evict, MP_ARRAY_SIZE(pair), 0, pair);
            }
        }
        node = m_new_obj(lru_node_t);
        node->key = key;
        mp_obj_dict_store(self->index, key, mp_obj_new_int_from_uint((mp_uint_t)node));
        self->len++;
    }
    node->value = value;
    link_newest(self, node);
    return mp_const_none;
}

static mp_obj_t lru_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    mp_obj_lru_t *self = MP_OBJ_TO_PTR(self_in);
    switch (op) {
        case MP_UNARY_OP_BOOL:
            return mp_obj_new_bool(self->len != 0);
        case MP_UNARY_OP_LEN:
            return MP_OBJ_NEW_SMALL_INT(self->len);
        default:
            return MP_OBJ_NULL;
    }
}

static mp_obj_t lru_binary_op(mp_binary_op_t op, mp_obj_t lhs_in, mp_obj_t rhs_in) {
    if (op != MP_BINARY_OP_CONTAINS) {
        return MP_OBJ_NULL;
    }
    return mp_obj_new_bool(find(MP_OBJ_TO_PTR(lhs_in), rhs_in) != NULL);
}

static void lru_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    (void)kind;
    mp_obj_lru_t *self = MP_OBJ_TO_PTR(self_in);
    mp_printf(print, "<Lru %u/%u>", (uint)self->len, (uint)self->capacity);
}

static void lru_attr(mp_obj_t self_in, qstr attr, mp_obj_t *dest) {
    mp_obj_lru_t *self = MP_OBJ_TO_PTR(self_in);
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_hits) {
            dest[0] = mp_obj_new_int_from_uint(self->hits);
        } else if (attr == MP_QSTR_misses) {
            dest[0] = mp_obj_new_int_from_uint(self->misses);
        } else if (attr == MP_QSTR_capacity) {
            dest[0] = mp_obj_new_int_from_uint(self->capacity);
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    } else if (attr == MP_QSTR_capacity && dest[1] != MP_OBJ_NULL) {
        mp_int_t capacity = mp_obj_get_int(dest[1]);
        while (self->len > (size_t)capacity) {
            forget(self, self->oldest);
        }
        self->capacity = (size_t)capacity;
        dest[0] = MP_OBJ_NULL;
    }
}

static mp_obj_t lru_it_iternext(mp_obj_t self_in) {
    mp_obj_lru_it_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->next == NULL) {
        return MP_OBJ_STOP_ITERATION;
    }
    mp_obj_t key = self->next->key;
    self->next = self->next->older;
    return key;
}

static mp_obj_t lru_getiter(mp_obj_t self_in, mp_obj_iter_buf_t *iter_buf) {
    MP_STATIC_ASSERT(sizeof(mp_obj_lru_it_t) <= sizeof(mp_obj_iter_buf_t));
    mp_obj_lru_it_t *it = (mp_obj_lru_it_t *)iter_buf;
    it->base.type = (const mp_obj_type_t *)&lru_it_type;
    it->next = ((mp_obj_lru_t *)MP_OBJ_TO_PTR(self_in))->newest;
    return MP_OBJ_FROM_PTR(it);
}

static mp_obj_t lru_get(size_t n_args, const mp_obj_t *args) {
    mp_obj_lru_t *self = MP_OBJ_TO_PTR(args[0]);
    if (find(self, args[1]) == NULL) {
        self->misses++;
        return n_args > 2 ? args[2] : mp_const_none;
    }
    return lru_subscr(args[0], args[1], MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(lru_get_obj, 2, 3, lru_get);

static mp_obj_t lru_items(mp_obj_t self_in) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    for (lru_node_t *node = ((mp_obj_lru_t *)MP_OBJ_TO_PTR(self_in))->newest; node != NULL; node = node->older) {
        mp_obj_t pair[] = { node->key, node->value };
        mp_obj_list_append(list, mp_obj_new_tuple(2, pair));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(lru_items_obj, lru_items);

// update(mapping or pairs, **more)
static mp_obj_t lru_update(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    mp_arg_check_num(n_args, 0, 1, 2, false);
    if (n_args > 1) {
        mp_obj_iter_buf_t buf;
        mp_obj_t iter_from = args[1];
        if (mp_obj_is_type(args[1], &mp_type_dict)) {
            mp_obj_t method[2];
            mp_load_method(args[1], MP_QSTR_items, method);
            iter_from = mp_fun_table.call_method_n_kw(0, 0, method);
        }
        mp_fun_table.getiter(iter_from, &buf);
        mp_obj_t item;
        while ((item = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
            size_t n;
            mp_obj_t *pair;
            mp_obj_get_array(item, &n, &pair);
            if (n != 2) {
                mp_raise_ValueError(MP_ERROR_TEXT("pairs wanted"));
            }
            lru_subscr(args[0], pair[0], pair[1]);
        }
    }
    for (size_t i = 0; i < kw->alloc; i++) {
        if (mp_map_slot_is_filled(kw, i)) {
            lru_subscr(args[0], kw->table[i].key, kw->table[i].value);
        }
    }
    return args[0];
}
static MP_DEFINE_CONST_FUN_OBJ_KW(lru_update_obj, 1, lru_update);

mp_map_elem_t lru_locals_dict_table[3];
static MP_DEFINE_CONST_DICT(lru_locals_dict, lru_locals_dict_table);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY

    mp_obj_exception_init(&lru_error_type, MP_QSTR_LruError, &mp_type_ValueError);

    lru_it_type.base.type = &mp_type_type;
    lru_it_type.name = MP_QSTR_iterator;
    lru_it_type.flags = MP_TYPE_FLAG_ITER_IS_ITERNEXT;
    MP_OBJ_TYPE_SET_SLOT(&lru_it_type, iter, lru_it_iternext, 0);

    lru_type.base.type = &mp_type_type;
    lru_type.name = MP_QSTR_Lru;
    MP_OBJ_TYPE_SET_SLOT(&lru_type, make_new, lru_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, print, lru_print, 1);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, unary_op, lru_unary_op, 2);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, binary_op, lru_binary_op, 3);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, attr, lru_attr, 4);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, subscr, lru_subscr, 5);
    MP_OBJ_TYPE_SET_SLOT(&lru_type, iter, lru_getiter, 6);
    lru_locals_dict_table[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_get), MP_OBJ_FROM_PTR(&lru_get_obj) };
    lru_locals_dict_table[1] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_items), MP_OBJ_FROM_PTR(&lru_items_obj) };
    lru_locals_dict_table[2] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_update), MP_OBJ_FROM_PTR(&lru_update_obj) };
    MP_OBJ_TYPE_SET_SLOT(&lru_type, locals_dict, &lru_locals_dict, 7);

    mp_store_global(MP_QSTR_Lru, MP_OBJ_FROM_PTR(&lru_type));
    mp_store_global(MP_QSTR_LruError, MP_OBJ_FROM_PTR(&lru_error_type));
    MP_DYNRUNTIME_INIT_EXIT
}
