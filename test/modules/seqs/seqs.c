// seqs - building and taking apart tuples, lists, dicts, sets and slices.
#include "py/dynruntime.h"

static mp_obj_t sq_build(mp_obj_t count) {
    size_t n = mp_obj_get_int_truncated(count);
    mp_obj_t items[8];
    for (size_t i = 0; i < 8; i++) {
        items[i] = MP_OBJ_NEW_SMALL_INT(i * i);
    }
    if (n > 8) {
        n = 8;
    }
    mp_obj_t t = mp_obj_new_tuple(n, items), l = mp_obj_new_list(n, items), s = mp_fun_table.new_set(n, items), d = mp_obj_new_dict(n);
    for (size_t i = 0; i < n; i++) {
        mp_obj_dict_store(d, items[i], MP_OBJ_NEW_SMALL_INT(i));
        mp_obj_list_append(l, mp_obj_new_int(-(mp_int_t)i));
    }
    mp_fun_table.set_store(s, MP_OBJ_NEW_SMALL_INT(1000));
    mp_fun_table.set_store(s, MP_OBJ_NEW_SMALL_INT(0));
    mp_obj_t all[4] = { t, l, d, s };
    return mp_obj_new_tuple(4, all);
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_build_obj, sq_build);

// reads lists and tuples straight from their memory layout
static mp_obj_t sq_weighted(mp_obj_t seq) {
    size_t n;
    mp_obj_t *p;
    if (!mp_obj_is_type(seq, &mp_type_list) && !mp_obj_is_type(seq, &mp_type_tuple)) {
        mp_raise_TypeError(MP_ERROR_TEXT("list or tuple wanted"));
    }
    mp_obj_get_array(seq, &n, &p);
    mp_int_t s = 0;
    for (size_t i = 0; i < n; i++) {
        s += (mp_int_t)(i + 1) * mp_obj_get_int(p[i]);
    }
    return mp_obj_new_int(s);
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_weighted_obj, sq_weighted);

// writes list items in place
static mp_obj_t sq_rotate(mp_obj_t list) {
    size_t n;
    mp_obj_t *p;
    mp_obj_list_get(list, &n, &p);
    if (n > 1) {
        mp_obj_t first = p[0];
        for (size_t i = 1; i < n; i++) {
            p[i - 1] = p[i];
        }
        p[n - 1] = first;
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_rotate_obj, sq_rotate);

// walks the hash table of a dict; counts and sums integer values
static mp_obj_t sq_walk(mp_obj_t dict) {
    if (!mp_obj_is_type(dict, &mp_type_dict)) {
        mp_raise_TypeError(MP_ERROR_TEXT("dict wanted"));
    }
    mp_map_t *m = mp_obj_dict_get_map(dict);
    mp_int_t sum = 0;
    size_t filled = 0, ints = 0;
    for (size_t i = 0; i < m->alloc; i++) {
        if (mp_map_slot_is_filled(m, i)) {
            filled++;
            if (mp_obj_is_small_int(m->table[i].value)) {
                ints++;
                sum += MP_OBJ_SMALL_INT_VALUE(m->table[i].value);
            }
        }
    }
    mp_obj_t t[4] = { mp_obj_new_int_from_uint(filled), mp_obj_new_bool(filled == m->used), mp_obj_new_int_from_uint(ints), mp_obj_new_int(sum) };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_walk_obj, sq_walk);

// subscript load / store / delete on anything
static mp_obj_t sq_item(size_t n, const mp_obj_t *args) {
    return mp_obj_subscr(args[0], args[1], n > 2 ? args[2] : MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(sq_item_obj, 2, 3, sq_item);
static mp_obj_t sq_remove(mp_obj_t o, mp_obj_t key) {
    mp_obj_subscr(o, key, MP_OBJ_NULL);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(sq_remove_obj, sq_remove);

static mp_obj_t sq_cut(size_t n, const mp_obj_t *args) {
    mp_obj_t sl = mp_fun_table.new_slice(args[1], args[2], n > 3 ? args[3] : mp_const_none);
    return mp_obj_subscr(args[0], sl, MP_OBJ_SENTINEL);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(sq_cut_obj, 3, 4, sq_cut);

// {word: [positions]} of a list of strings
static mp_obj_t sq_index(mp_obj_t words) {
    size_t n;
    mp_obj_t *p;
    mp_obj_t d = mp_obj_new_dict(0);
    mp_obj_get_array(words, &n, &p);
    for (size_t i = 0; i < n; i++) {
        mp_obj_t l;
        if (mp_fun_table.obj_is_true(mp_binary_op(MP_BINARY_OP_CONTAINS, d, p[i]))) {
            l = mp_obj_subscr(d, p[i], MP_OBJ_SENTINEL);
        } else {
            l = mp_obj_new_list(0, NULL);
            mp_obj_dict_store(d, p[i], l);
        }
        mp_obj_list_append(l, MP_OBJ_NEW_SMALL_INT(i));
    }
    return d;
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_index_obj, sq_index);

// operators by number, on any operands
static mp_obj_t sq_op(mp_obj_t op, mp_obj_t a, mp_obj_t b) {
    return mp_binary_op((int)mp_obj_get_int(op), a, b);
}
static MP_DEFINE_CONST_FUN_OBJ_3(sq_op_obj, sq_op);
static mp_obj_t sq_unop(mp_obj_t op, mp_obj_t a) {
    mp_obj_t r = mp_unary_op((int)mp_obj_get_int(op), a);
    return r == MP_OBJ_NULL ? mp_const_none : r;
}
static MP_DEFINE_CONST_FUN_OBJ_2(sq_unop_obj, sq_unop);

static mp_obj_t sq_unpack(mp_obj_t seq, mp_obj_t count) {
    mp_obj_t out[8];
    size_t n = mp_obj_get_int_truncated(count) & 7;
    mp_fun_table.unpack_sequence(seq, n, out); // stored last item first
    for (size_t i = 0; i < n / 2; i++) {
        mp_obj_t t = out[i];
        out[i] = out[n - 1 - i];
        out[n - 1 - i] = t;
    }
    return mp_obj_new_tuple(n, out);
}
static MP_DEFINE_CONST_FUN_OBJ_2(sq_unpack_obj, sq_unpack);

// a, b, *rest, z = seq
static mp_obj_t sq_spread(mp_obj_t seq) {
    mp_obj_t out[4];
    mp_fun_table.unpack_ex(seq, 2 | (1 << 8), out);
    mp_obj_t t[4] = { out[3], out[2], out[1], out[0] };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_spread_obj, sq_spread);

static mp_obj_t sq_kind(mp_obj_t o) {
    unsigned k = mp_obj_is_small_int(o) ? 1 : mp_obj_is_qstr(o) ? 2 : mp_obj_is_obj(o) ? 4 : 8;
    const mp_obj_type_t *t = mp_obj_get_type(o);
    mp_obj_t r[2] = { MP_OBJ_NEW_SMALL_INT(k), MP_OBJ_FROM_PTR(t) };
    return mp_obj_new_tuple(2, r);
}
static MP_DEFINE_CONST_FUN_OBJ_1(sq_kind_obj, sq_kind);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_build, MP_OBJ_FROM_PTR(&sq_build_obj));
    mp_store_global(MP_QSTR_weighted, MP_OBJ_FROM_PTR(&sq_weighted_obj));
    mp_store_global(MP_QSTR_rotate, MP_OBJ_FROM_PTR(&sq_rotate_obj));
    mp_store_global(MP_QSTR_walk, MP_OBJ_FROM_PTR(&sq_walk_obj));
    mp_store_global(MP_QSTR_item, MP_OBJ_FROM_PTR(&sq_item_obj));
    mp_store_global(MP_QSTR_remove, MP_OBJ_FROM_PTR(&sq_remove_obj));
    mp_store_global(MP_QSTR_cut, MP_OBJ_FROM_PTR(&sq_cut_obj));
    mp_store_global(MP_QSTR_index, MP_OBJ_FROM_PTR(&sq_index_obj));
    mp_store_global(MP_QSTR_op, MP_OBJ_FROM_PTR(&sq_op_obj));
    mp_store_global(MP_QSTR_unop, MP_OBJ_FROM_PTR(&sq_unop_obj));
    mp_store_global(MP_QSTR_unpack, MP_OBJ_FROM_PTR(&sq_unpack_obj));
    mp_store_global(MP_QSTR_spread, MP_OBJ_FROM_PTR(&sq_spread_obj));
    mp_store_global(MP_QSTR_kind, MP_OBJ_FROM_PTR(&sq_kind_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
