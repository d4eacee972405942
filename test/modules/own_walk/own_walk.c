// The four ways in which a type can be iterated: getiter, iternext, a pair of both, and lines of a stream.
#include "py/dynruntime.h"

typedef struct _walk_obj_t {
    mp_obj_base_t base;
    mp_int_t at, end, step;
} walk_obj_t;

typedef struct _lines_obj_t {
    mp_obj_base_t base;
    mp_obj_t text;
    size_t at;
} lines_obj_t;

mp_obj_full_type_t range_type, down_type, pair_type, lines_type;
mp_int_t started; // how many iterators were made

static mp_obj_t walk_new(const mp_obj_full_type_t *type, mp_int_t at, mp_int_t end, mp_int_t step) {
    walk_obj_t *self = mp_obj_malloc(walk_obj_t, (const mp_obj_type_t *)type);
    self->at = at;
    self->end = end;
    self->step = step;
    return MP_OBJ_FROM_PTR(self);
}
static mp_obj_t walk_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    return walk_new((const mp_obj_full_type_t *)type, 0, mp_obj_get_int(args[0]), 1);
}

// Down(n): its own iterator, once.
static mp_obj_t down_next(mp_obj_t self_in) {
    walk_obj_t *self = (walk_obj_t *)MP_OBJ_TO_PTR(self_in);
    return self->end > 0 ? mp_obj_new_int(self->end--) : MP_OBJ_STOP_ITERATION;
}

// Range(n): a new iterator each time, in the buffer of the loop where that is large enough.
static mp_obj_t range_next(mp_obj_t self_in) {
    mp_obj_iter_buf_t *self = (mp_obj_iter_buf_t *)MP_OBJ_TO_PTR(self_in);
    mp_int_t at = MP_OBJ_SMALL_INT_VALUE(self->buf[0]);
    if (at >= MP_OBJ_SMALL_INT_VALUE(self->buf[1])) {
        return MP_OBJ_STOP_ITERATION;
    }
    self->buf[0] = MP_OBJ_NEW_SMALL_INT(at + 1);
    return MP_OBJ_NEW_SMALL_INT(at * at);
}
mp_obj_full_type_t squares_type;
static mp_obj_t range_getiter(mp_obj_t self_in, mp_obj_iter_buf_t *buf) {
    const walk_obj_t *self = (const walk_obj_t *)MP_OBJ_TO_PTR(self_in);
    started++;
    buf->base.type = (const mp_obj_type_t *)&squares_type;
    buf->buf[0] = MP_OBJ_NEW_SMALL_INT(0);
    buf->buf[1] = MP_OBJ_NEW_SMALL_INT(self->end);
    return MP_OBJ_FROM_PTR(buf);
}

// Pair(n): begins anew where a loop begins, goes on with next().
static mp_obj_t pair_getiter(mp_obj_t self_in, mp_obj_iter_buf_t *buf) {
    walk_obj_t *self = (walk_obj_t *)MP_OBJ_TO_PTR(self_in);
    started++;
    self->at = 0;
    return self_in;
}
static mp_obj_t pair_next(mp_obj_t self_in) {
    walk_obj_t *self = (walk_obj_t *)MP_OBJ_TO_PTR(self_in);
    if (self->at >= self->end) {
        return MP_OBJ_STOP_ITERATION;
    }
    mp_obj_t both[] = {mp_obj_new_int(self->at), mp_obj_new_int(self->end - self->at)};
    self->at++;
    return mp_obj_new_tuple(2, both);
}
static const mp_getiter_iternext_custom_t pair_iter = {pair_getiter, pair_next};

// Lines(text): a stream that is read only.
static mp_obj_t lines_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    lines_obj_t *self = mp_obj_malloc(lines_obj_t, type);
    self->text = args[0];
    self->at = 0;
    return MP_OBJ_FROM_PTR(self);
}
static mp_uint_t lines_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *error) {
    lines_obj_t *self = (lines_obj_t *)MP_OBJ_TO_PTR(self_in);
    size_t len;
    const char *text = mp_obj_str_get_data(self->text, &len);
    size_t n = MIN(size, len - self->at);
    memcpy(buf, text + self->at, n);
    self->at += n;
    return n;
}
static const mp_stream_p_t lines_stream = {lines_read, NULL, NULL, 1};

static mp_obj_t count(void) {
    return mp_obj_new_int(started);
}
static MP_DEFINE_CONST_FUN_OBJ_0(count_obj, count);

// nested(a, b): all pairs, from C, with both iterators on the stack.
static mp_obj_t nested(mp_obj_t a, mp_obj_t b) {
    mp_obj_iter_buf_t outer, inner;
    mp_obj_t list = mp_obj_new_list(0, NULL), both[2];
    mp_fun_table.getiter(a, &outer);
    while ((both[0] = mp_fun_table.iternext(&outer)) != MP_OBJ_STOP_ITERATION) {
        mp_fun_table.getiter(b, &inner);
        while ((both[1] = mp_fun_table.iternext(&inner)) != MP_OBJ_STOP_ITERATION) {
            mp_obj_list_append(list, mp_obj_new_tuple(2, both));
        }
    }
    return list;
}
static MP_DEFINE_CONST_FUN_OBJ_2(nested_obj, nested);

static void begin(mp_obj_full_type_t *type, qstr name, uint16_t flags, mp_make_new_fun_t make_new) {
    type->base.type = (void *)&mp_type_type;
    type->name = (uint16_t)name;
    type->flags = flags;
    MP_OBJ_TYPE_SET_SLOT(type, make_new, make_new, 0);
    mp_store_global(name, MP_OBJ_FROM_PTR(type));
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    begin(&range_type, MP_QSTR_Range, MP_TYPE_FLAG_ITER_IS_GETITER, walk_make_new);
    MP_OBJ_TYPE_SET_SLOT(&range_type, iter, range_getiter, 1);
    begin(&squares_type, MP_QSTR_Squares, MP_TYPE_FLAG_ITER_IS_ITERNEXT, walk_make_new);
    MP_OBJ_TYPE_SET_SLOT(&squares_type, iter, range_next, 1);
    begin(&down_type, MP_QSTR_Down, MP_TYPE_FLAG_ITER_IS_ITERNEXT, walk_make_new);
    MP_OBJ_TYPE_SET_SLOT(&down_type, iter, down_next, 1);
    begin(&pair_type, MP_QSTR_Pair, MP_TYPE_FLAG_ITER_IS_CUSTOM, walk_make_new);
    MP_OBJ_TYPE_SET_SLOT(&pair_type, iter, &pair_iter, 1);
    begin(&lines_type, MP_QSTR_Lines, MP_TYPE_FLAG_ITER_IS_STREAM, lines_make_new);
    MP_OBJ_TYPE_SET_SLOT(&lines_type, protocol, &lines_stream, 1);
    mp_store_global(MP_QSTR_count, MP_OBJ_FROM_PTR(&count_obj));
    mp_store_global(MP_QSTR_nested, MP_OBJ_FROM_PTR(&nested_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
