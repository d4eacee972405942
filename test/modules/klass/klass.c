// klass - a native class that uses every type slot: construction with keyword
// arguments, printing, calling, operators, attributes, subscripts, both ways of
// iterating, the buffer protocol, a parent slot; and it can be subclassed in Python.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    mp_obj_t label;
    uint16_t n;
    int16_t v[16];
} vec_t;

typedef struct {
    mp_obj_base_t base;
    vec_t *src;
    uint16_t pos;
} vec_iter_t;

mp_obj_full_type_t kl_vec, kl_rev, kl_sub, kl_count;
static const mp_obj_type_t *vec_type(void) { return (const mp_obj_type_t *)&kl_vec; }

static bool is_vec(mp_obj_t o) {
    if (!mp_obj_is_obj(o) || o == MP_OBJ_NULL) {
        return false;
    }
    const mp_obj_type_t *t = ((mp_obj_base_t *)MP_OBJ_TO_PTR(o))->type;
    return t == vec_type() || t == (const mp_obj_type_t *)&kl_sub;
}

// the vec_t behind an object: the object itself, or the native part of a Python subclass instance
static vec_t *get_vec(mp_obj_t o) {
    if (is_vec(o)) {
        return ((vec_t *)MP_OBJ_TO_PTR(o));
    }
    if (mp_obj_is_obj(o) && (((mp_obj_base_t *)MP_OBJ_TO_PTR(o))->type->flags & MP_TYPE_FLAG_INSTANCE_TYPE)) {
        mp_obj_t inner = ((mp_obj_instance_t *)MP_OBJ_TO_PTR(o))->subobj[0];
        if (is_vec(inner)) {
            return ((vec_t *)MP_OBJ_TO_PTR(inner));
        }
    }
    mp_raise_TypeError(MP_ERROR_TEXT("Vec wanted"));
}

static vec_t *new_vec(const mp_obj_type_t *type, size_t n) {
    vec_t *o = mp_obj_malloc(vec_t, type);
    o->label = MP_OBJ_NEW_QSTR(MP_QSTR_unnamed);
    o->n = (uint16_t)n;
    for (size_t i = 0; i < 16; i++) {
        o->v[i] = 0;
    }
    return o;
}

static mp_obj_t vec_make_new(const mp_obj_type_t *type, size_t n_pos, size_t n_kw, const mp_obj_t *args) {
    const mp_arg_t allowed[] = {
        { MP_QSTR_items, MP_ARG_OBJ | MP_ARG_REQUIRED, { .u_int = 0 } },
        { MP_QSTR_label, MP_ARG_OBJ, { .u_obj = mp_const_none } },
        { MP_QSTR_scale, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 1 } },
        { MP_QSTR_negate, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t val[4];
    mp_arg_parse_all_kw_array(n_pos, n_kw, args, MP_ARRAY_SIZE(allowed), allowed, val);
    mp_obj_iter_buf_t it;
    vec_t *o = new_vec(type, 0);
    mp_fun_table.getiter(val[0].u_obj, &it);
    mp_obj_t x;
    while ((x = mp_fun_table.iternext(&it)) != MP_OBJ_STOP_ITERATION) {
        if (o->n == 16) {
            mp_raise_ValueError(MP_ERROR_TEXT("too many items"));
        }
        mp_int_t v = mp_obj_get_int(x) * val[2].u_int;
        o->v[o->n++] = (int16_t)(val[3].u_bool ? -v : v);
    }
    if (val[1].u_obj != mp_const_none) {
        o->label = val[1].u_obj;
    }
    return MP_OBJ_FROM_PTR(o);
}

static void vec_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    vec_t *o = get_vec(self);
    mp_buffer_info_t label;
    mp_get_buffer_raise(o->label, &label, MP_BUFFER_READ);
    mp_printf(print, kind == PRINT_REPR ? "Vec:%s(" : "%s<", label.buf);
    for (size_t i = 0; i < o->n; i++) {
        mp_printf(print, i ? ", %d" : "%d", o->v[i]);
    }
    mp_printf(print, kind == PRINT_REPR ? ")" : ">");
}

static mp_obj_t vec_call(mp_obj_t self, size_t n_pos, size_t n_kw, const mp_obj_t *args) {
    // v(i) = item i; v(i, j) = product; no keywords
    mp_arg_check_num(n_pos, n_kw, 1, 2, false);
    vec_t *o = get_vec(self);
    mp_int_t r = 1;
    for (size_t i = 0; i < n_pos; i++) {
        r *= o->v[mp_obj_get_int_truncated(args[i]) & 15];
    }
    return mp_obj_new_int(r);
}

static mp_obj_t vec_unary(mp_unary_op_t op, mp_obj_t self) {
    vec_t *o = get_vec(self);
    switch (op) {
        case MP_UNARY_OP_BOOL: return mp_obj_new_bool(o->n != 0);
        case MP_UNARY_OP_LEN: return MP_OBJ_NEW_SMALL_INT(o->n);
        case MP_UNARY_OP_NEGATIVE: {
            vec_t *r = new_vec(vec_type(), o->n);
            for (size_t i = 0; i < o->n; i++) {
                r->v[i] = (int16_t)-o->v[i];
            }
            return MP_OBJ_FROM_PTR(r);
        }
        case MP_UNARY_OP_ABS: {
            mp_int_t s = 0;
            for (size_t i = 0; i < o->n; i++) {
                s += o->v[i] < 0 ? -o->v[i] : o->v[i];
            }
            return mp_obj_new_int(s);
        }
        case MP_UNARY_OP_HASH: return MP_OBJ_NEW_SMALL_INT(o->n * 31 + o->v[0]);
        case MP_UNARY_OP_INVERT: {
            vec_t *r = new_vec(vec_type(), o->n);
            for (size_t i = 0; i < o->n; i++) {
                r->v[i] = o->v[o->n - 1 - i];
            }
            return MP_OBJ_FROM_PTR(r);
        }
        default: return MP_OBJ_NULL;
    }
}

static mp_obj_t vec_binary(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {
    vec_t *a = get_vec(lhs);
    if (op == MP_BINARY_OP_CONTAINS) {
        for (size_t i = 0; i < a->n; i++) {
            if (a->v[i] == (mp_int_t)mp_obj_get_int(rhs)) {
                return mp_const_true;
            }
        }
        return mp_const_false;
    }
    if (mp_obj_is_small_int(rhs)) {
        mp_int_t k = MP_OBJ_SMALL_INT_VALUE(rhs);
        if (op != MP_BINARY_OP_MULTIPLY && op != MP_BINARY_OP_INPLACE_MULTIPLY && op != MP_BINARY_OP_REVERSE_MULTIPLY && op != MP_BINARY_OP_REVERSE_SUBTRACT && op != MP_BINARY_OP_MODULO) {
            return MP_OBJ_NULL;
        }
        vec_t *r = op == MP_BINARY_OP_INPLACE_MULTIPLY ? a : new_vec(vec_type(), a->n);
        for (size_t i = 0; i < a->n; i++) {
            mp_int_t v = a->v[i];
            v = op == MP_BINARY_OP_REVERSE_SUBTRACT ? k - v : op == MP_BINARY_OP_MODULO ? mp_fun_table.small_int_modulo(v, k) : v * k;
            r->v[i] = (int16_t)v;
        }
        return MP_OBJ_FROM_PTR(r);
    }
    if (!is_vec(rhs)) {
        return MP_OBJ_NULL;
    }
    vec_t *b = get_vec(rhs);
    size_t n = a->n < b->n ? a->n : b->n;
    mp_int_t acc = 0;
    switch (op) {
        case MP_BINARY_OP_EQUAL:
            if (a->n != b->n) {
                return mp_const_false;
            }
            for (size_t i = 0; i < n; i++) {
                if (a->v[i] != b->v[i]) {
                    return mp_const_false;
                }
            }
            return mp_const_true;
        case MP_BINARY_OP_LESS: return mp_obj_new_bool(a->n < b->n);
        case MP_BINARY_OP_MAT_MULTIPLY:
            for (size_t i = 0; i < n; i++) {
                acc += a->v[i] * b->v[i];
            }
            return mp_obj_new_int(acc);
        case MP_BINARY_OP_ADD: case MP_BINARY_OP_SUBTRACT: case MP_BINARY_OP_INPLACE_ADD: {
            vec_t *r = op == MP_BINARY_OP_INPLACE_ADD ? a : new_vec(vec_type(), n);
            for (size_t i = 0; i < n; i++) {
                r->v[i] = (int16_t)(op == MP_BINARY_OP_SUBTRACT ? a->v[i] - b->v[i] : a->v[i] + b->v[i]);
            }
            return MP_OBJ_FROM_PTR(r);
        }
        default: return MP_OBJ_NULL;
    }
}

// attr: .label read/write/delete, .size read only; anything else is looked up in the locals dict
static void vec_attr(mp_obj_t self, qstr attr, mp_obj_t *dest) {
    vec_t *o = get_vec(self);
    if (dest[0] == MP_OBJ_NULL) {
        if (attr == MP_QSTR_label) {
            dest[0] = o->label;
        } else if (attr == MP_QSTR_size) {
            dest[0] = MP_OBJ_NEW_SMALL_INT(o->n);
        } else {
            dest[1] = MP_OBJ_SENTINEL;
        }
    } else if (attr == MP_QSTR_label) {
        o->label = dest[1] == MP_OBJ_NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_unnamed) : dest[1];
        dest[0] = MP_OBJ_NULL;
    }
}

static mp_obj_t vec_subscr(mp_obj_t self, mp_obj_t index, mp_obj_t value) {
    vec_t *o = get_vec(self);
    if (mp_obj_is_obj(index) && mp_obj_get_type(index) != mp_obj_get_type(MP_OBJ_NEW_SMALL_INT(0))) {
        // a slice object: only start and stop are honoured
        mp_obj_slice_t *s = ((mp_obj_slice_t *)MP_OBJ_TO_PTR(index));
        mp_int_t lo = s->start == mp_const_none ? 0 : mp_obj_get_int(s->start), hi = s->stop == mp_const_none ? o->n : mp_obj_get_int(s->stop);
        lo = lo < 0 ? lo + o->n : lo;
        hi = hi < 0 ? hi + o->n : hi > o->n ? o->n : hi;
        if (value != MP_OBJ_SENTINEL) {
            return MP_OBJ_NULL;
        }
        vec_t *r = new_vec(vec_type(), hi > lo ? (size_t)(hi - lo) : 0);
        for (size_t i = 0; i < r->n; i++) {
            r->v[i] = o->v[lo + (mp_int_t)i];
        }
        return MP_OBJ_FROM_PTR(r);
    }
    mp_int_t i = mp_obj_get_int(index);
    i = i < 0 ? i + o->n : i;
    if (i < 0 || i >= o->n) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("Vec index"));
    }
    if (value == MP_OBJ_SENTINEL) {
        return mp_obj_new_int(o->v[i]);
    }
    if (value == MP_OBJ_NULL) {
        for (o->n--; i < o->n; i++) {
            o->v[i] = o->v[i + 1];
        }
    } else {
        o->v[i] = (int16_t)mp_obj_get_int(value);
    }
    return mp_const_none;
}

/* iteration: the iterator lives in the caller's buffer when there is one */
static mp_obj_t vec_iternext(mp_obj_t self) {
    vec_iter_t *it = ((vec_iter_t *)MP_OBJ_TO_PTR(self));
    return it->pos < it->src->n ? mp_obj_new_int(it->src->v[it->pos++]) : MP_OBJ_STOP_ITERATION;
}
mp_obj_full_type_t kl_iter;
static mp_obj_t vec_getiter(mp_obj_t self, mp_obj_iter_buf_t *buf) {
    vec_iter_t *it = buf != NULL ? (vec_iter_t *)buf : m_new_obj(vec_iter_t);
    it->base.type = (const mp_obj_type_t *)&kl_iter;
    it->src = get_vec(self);
    it->pos = 0;
    return MP_OBJ_FROM_PTR(it);
}

static mp_int_t vec_buffer(mp_obj_t self, mp_buffer_info_t *info, mp_uint_t flags) {
    vec_t *o = get_vec(self);
    info->buf = o->v;
    info->len = o->n * sizeof(int16_t);
    info->typecode = 'h';
    return 0;
}

/* methods, in the locals dict */
static mp_obj_t vec_append(mp_obj_t self, mp_obj_t x) {
    vec_t *o = get_vec(self);
    if (o->n < 16) {
        o->v[o->n++] = (int16_t)mp_obj_get_int(x);
    }
    return self;
}
static MP_DEFINE_CONST_FUN_OBJ_2(vec_append_obj, vec_append);
static mp_obj_t vec_sum(mp_obj_t self) {
    vec_t *o = get_vec(self);
    mp_int_t s = 0;
    for (size_t i = 0; i < o->n; i++) {
        s += o->v[i];
    }
    return mp_obj_new_int(s);
}
static MP_DEFINE_CONST_FUN_OBJ_1(vec_sum_obj, vec_sum);
static mp_obj_t vec_map(size_t n, const mp_obj_t *args, mp_map_t *kw) {
    // map(fn, *, start=0): applies fn in place
    const mp_arg_t allowed[] = {
        { MP_QSTR_fn, MP_ARG_OBJ | MP_ARG_REQUIRED, { .u_int = 0 } },
        { MP_QSTR_start, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = 0 } },
    };
    mp_arg_val_t val[2];
    vec_t *o = get_vec(args[0]);
    mp_arg_parse_all(n - 1, args + 1, kw, MP_ARRAY_SIZE(allowed), allowed, val);
    for (mp_int_t i = val[1].u_int; i < o->n; i++) {
        mp_obj_t x = mp_obj_new_int(o->v[i]);
        o->v[i] = (int16_t)mp_obj_get_int(mp_call_function_n_kw(val[0].u_obj, 1, 0, &x));
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_KW(vec_map_obj, 1, vec_map);

mp_map_elem_t kl_locals[4];
static MP_DEFINE_CONST_DICT(kl_locals_dict, kl_locals);

/* Rev: iterates over a Vec backwards, with an iternext-only type */
static mp_obj_t rev_make_new(const mp_obj_type_t *type, size_t n_pos, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 1, 1, false);
    vec_iter_t *o = mp_obj_malloc(vec_iter_t, type);
    o->src = get_vec(args[0]);
    o->pos = o->src->n;
    return MP_OBJ_FROM_PTR(o);
}
static mp_obj_t rev_iternext(mp_obj_t self) {
    vec_iter_t *o = ((vec_iter_t *)MP_OBJ_TO_PTR(self));
    return o->pos ? mp_obj_new_int(o->src->v[--o->pos]) : MP_OBJ_STOP_ITERATION;
}

/* Count: a custom getiter + iternext pair; every iteration restarts it */
typedef struct { mp_obj_base_t base; mp_int_t limit, pos; } count_t;
static mp_obj_t count_make_new(const mp_obj_type_t *type, size_t n_pos, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 1, 1, false);
    count_t *o = mp_obj_malloc(count_t, type);
    o->limit = mp_obj_get_int(args[0]);
    o->pos = 0;
    return MP_OBJ_FROM_PTR(o);
}
static mp_obj_t count_getiter(mp_obj_t self, mp_obj_iter_buf_t *buf) {
    ((count_t *)MP_OBJ_TO_PTR(self))->pos = 0;
    return self;
}
static mp_obj_t count_iternext(mp_obj_t self) {
    count_t *o = ((count_t *)MP_OBJ_TO_PTR(self));
    return o->pos < o->limit ? mp_obj_new_int(o->pos++) : MP_OBJ_STOP_ITERATION;
}
static const mp_getiter_iternext_custom_t count_iter = { count_getiter, count_iternext };

static void begin_type(mp_obj_full_type_t *t, qstr name, unsigned flags) {
    t->base.type = &mp_type_type;
    t->flags = (uint16_t)flags;
    t->name = (uint16_t)name;
}

static void fill_vec(mp_obj_full_type_t *t, qstr name) {
    begin_type(t, name, MP_TYPE_FLAG_NONE);
    MP_OBJ_TYPE_SET_SLOT(t, make_new, vec_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(t, print, vec_print, 1);
    MP_OBJ_TYPE_SET_SLOT(t, call, vec_call, 2);
    MP_OBJ_TYPE_SET_SLOT(t, unary_op, vec_unary, 3);
    MP_OBJ_TYPE_SET_SLOT(t, binary_op, vec_binary, 4);
    MP_OBJ_TYPE_SET_SLOT(t, attr, vec_attr, 5);
    MP_OBJ_TYPE_SET_SLOT(t, subscr, vec_subscr, 6);
    MP_OBJ_TYPE_SET_SLOT(t, iter, vec_getiter, 7);
    MP_OBJ_TYPE_SET_SLOT(t, buffer, vec_buffer, 8);
    MP_OBJ_TYPE_SET_SLOT(t, locals_dict, &kl_locals_dict, 9);
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    kl_locals[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_append), MP_OBJ_FROM_PTR(&vec_append_obj) };
    kl_locals[1] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_total), MP_OBJ_FROM_PTR(&vec_sum_obj) };
    kl_locals[2] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_map), MP_OBJ_FROM_PTR(&vec_map_obj) };
    kl_locals[3] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_LIMIT), MP_OBJ_NEW_SMALL_INT(16) };
    fill_vec(&kl_vec, MP_QSTR_Vec);
    fill_vec(&kl_sub, MP_QSTR_SubVec);          // natively derived: same slots plus a parent
    MP_OBJ_TYPE_SET_SLOT(&kl_sub, parent, &kl_vec, 10);

    begin_type(&kl_iter, MP_QSTR_iterator, MP_TYPE_FLAG_ITER_IS_ITERNEXT);
    MP_OBJ_TYPE_SET_SLOT(&kl_iter, iter, vec_iternext, 0);
    begin_type(&kl_rev, MP_QSTR_Rev, MP_TYPE_FLAG_ITER_IS_ITERNEXT);
    MP_OBJ_TYPE_SET_SLOT(&kl_rev, make_new, rev_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&kl_rev, iter, rev_iternext, 1);
    begin_type(&kl_count, MP_QSTR_Count, MP_TYPE_FLAG_ITER_IS_CUSTOM);
    MP_OBJ_TYPE_SET_SLOT(&kl_count, make_new, count_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&kl_count, iter, &count_iter, 1);

    mp_store_global(MP_QSTR_Vec, MP_OBJ_FROM_PTR(&kl_vec));
    mp_store_global(MP_QSTR_SubVec, MP_OBJ_FROM_PTR(&kl_sub));
    mp_store_global(MP_QSTR_Rev, MP_OBJ_FROM_PTR(&kl_rev));
    mp_store_global(MP_QSTR_Count, MP_OBJ_FROM_PTR(&kl_count));
    MP_DYNRUNTIME_INIT_EXIT
}
