// Iteration in buffers on the stack, over whatever comes, nested; and own iterables of each kind.
#include "py/dynruntime.h"

extern unsigned int nlr_try(nlr_buf_t *) __attribute__((returns_twice));
mp_obj_full_type_t count_type, box_type, twice_type;

static mp_obj_t to_list(mp_obj_t it) {
    mp_obj_iter_buf_t buf;
    mp_obj_t list = mp_obj_new_list(0, NULL);
    mp_fun_table.getiter(it, &buf);
    for (mp_obj_t v; (v = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION;) mp_obj_list_append(list, v);
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_1(to_list_obj, to_list);

// two at once, in step
static mp_obj_t pairs(mp_obj_t a, mp_obj_t b) {
    mp_obj_iter_buf_t p, q;
    mp_obj_t list = mp_obj_new_list(0, NULL);
    mp_fun_table.getiter(a, &p);
    mp_fun_table.getiter(b, &q);
    for (;;) {
        mp_obj_t t[2] = {mp_fun_table.iternext(&p)};
        if (t[0] == MP_OBJ_STOP_ITERATION) break;
        t[1] = mp_fun_table.iternext(&q);
        if (t[1] == MP_OBJ_STOP_ITERATION) break;
        mp_obj_list_append(list, mp_obj_new_tuple(2, t));
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_2(pairs_obj, pairs);

static void flat(mp_obj_t list, mp_obj_t it, mp_int_t depth) {
    mp_obj_iter_buf_t buf;
    mp_fun_table.getiter(it, &buf);
    for (mp_obj_t v; (v = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION;) {
        if (depth > 0 && (mp_obj_is_type(v, &mp_type_list) || mp_obj_is_type(v, &mp_type_tuple)))
            flat(list, v, depth - 1);
        else
            mp_obj_list_append(list, v);
    }
}
static mp_obj_t flatten(mp_obj_t it, mp_obj_t depth) {
    mp_obj_t list = mp_obj_new_list(0, NULL);
    flat(list, it, mp_obj_get_int(depth));
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_2(flatten_obj, flatten);

// (count before the exception, exception or None)
static mp_obj_t until(mp_obj_t it) {
    volatile mp_int_t n = 0;
    mp_obj_t volatile e = mp_const_none;
    nlr_buf_t nlr;
    if (nlr_try(&nlr) == 0) {
        mp_obj_iter_buf_t buf;
        mp_fun_table.getiter(it, &buf);
        while (mp_fun_table.iternext(&buf) != MP_OBJ_STOP_ITERATION) n++;
        mp_fun_table.nlr_pop();
    } else
        e = MP_OBJ_FROM_PTR(nlr.ret_val);
    mp_obj_t t[2] = {mp_obj_new_int(n), e};
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(until_obj, until);

// an iterator: Count(n) gives n-1 .. 0, iternext in the slot
typedef struct { mp_obj_base_t base; mp_int_t left; } count_t;
static mp_obj_t count_next(mp_obj_t self_in) {
    count_t *self = MP_OBJ_TO_PTR(self_in);
    if (self->left == 13) mp_raise_ValueError(MP_ERROR_TEXT("unlucky"));
    return self->left <= 0 ? MP_OBJ_STOP_ITERATION : mp_obj_new_int(--self->left);
}
static mp_obj_t count_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    count_t *o = mp_obj_malloc(count_t, type);
    o->left = mp_obj_get_int(args[0]);
    return MP_OBJ_FROM_PTR(o);
}

// a container: Box(x) iterates over x; getiter in the slot
typedef struct { mp_obj_base_t base; mp_obj_t of; } box_t;
static mp_obj_t box_iter(mp_obj_t self_in, mp_obj_iter_buf_t *buf) {
    return mp_fun_table.getiter(((box_t *)MP_OBJ_TO_PTR(self_in))->of, NULL);
}
static mp_obj_t box_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    box_t *o = mp_obj_malloc(box_t, type);
    o->of = args[0];
    return MP_OBJ_FROM_PTR(o);
}

// own iterator that lives in the buffer: Twice(n) gives 0 0 1 1 .. n-1 n-1
typedef struct { mp_obj_base_t base; mp_int_t n; } twice_t;
typedef struct { mp_obj_base_t base; mp_obj_t dummy; mp_int_t at, end; } twice_it_t;
mp_obj_full_type_t twice_it_type;
static mp_obj_t twice_next(mp_obj_t self_in) {
    twice_it_t *it = MP_OBJ_TO_PTR(self_in);
    return it->at >= it->end ? MP_OBJ_STOP_ITERATION : mp_obj_new_int(it->at++ / 2);
}
static mp_obj_t twice_iter(mp_obj_t self_in, mp_obj_iter_buf_t *buf) {
    twice_it_t *it = (twice_it_t *)buf;
    it->base.type = (mp_obj_type_t *)&twice_it_type;
    it->dummy = self_in;
    it->at = 0;
    it->end = 2 * ((twice_t *)MP_OBJ_TO_PTR(self_in))->n;
    return MP_OBJ_FROM_PTR(it);
}
static mp_obj_t twice_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    twice_t *o = mp_obj_malloc(twice_t, type);
    o->n = mp_obj_get_int(args[0]);
    return MP_OBJ_FROM_PTR(o);
}

static void make(mp_obj_full_type_t *t, qstr name, int flags, const void *new, const void *iter) {
    t->base.type = &mp_type_type;
    t->flags = flags;
    t->name = name;
    MP_OBJ_TYPE_SET_SLOT(t, iter, iter, 0);
    if (new) MP_OBJ_TYPE_SET_SLOT(t, make_new, new, 1);
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    make(&count_type, MP_QSTR_Count, MP_TYPE_FLAG_ITER_IS_ITERNEXT, count_new, count_next);
    make(&box_type, MP_QSTR_Box, MP_TYPE_FLAG_ITER_IS_GETITER, box_new, box_iter);
    make(&twice_type, MP_QSTR_Twice, MP_TYPE_FLAG_ITER_IS_GETITER, twice_new, twice_iter);
    make(&twice_it_type, MP_QSTR_twice_iterator, MP_TYPE_FLAG_ITER_IS_ITERNEXT, NULL, twice_next);
    mp_store_global(MP_QSTR_Count, MP_OBJ_FROM_PTR(&count_type));
    mp_store_global(MP_QSTR_Box, MP_OBJ_FROM_PTR(&box_type));
    mp_store_global(MP_QSTR_Twice, MP_OBJ_FROM_PTR(&twice_type));
    mp_store_global(MP_QSTR_to_list, MP_OBJ_FROM_PTR(&to_list_obj));
    mp_store_global(MP_QSTR_pairs, MP_OBJ_FROM_PTR(&pairs_obj));
    mp_store_global(MP_QSTR_flatten, MP_OBJ_FROM_PTR(&flatten_obj));
    mp_store_global(MP_QSTR_until, MP_OBJ_FROM_PTR(&until_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
