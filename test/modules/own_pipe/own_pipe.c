// A stream with a ring of bytes behind it, used with what the runtime has for streams: read, readinto, readline, write, close,
// json.load, print(file=...). Exceptions of its own come from OSError and ValueError, by names that are looked up at the start.
#include "py/dynruntime.h"

typedef struct _pipe_obj_t {
    mp_obj_base_t base;
    size_t size, at, used;
    bool closed;
    byte ring[];
} pipe_obj_t;

mp_obj_full_type_t pipe_type, pipe_full_type, pipe_value_type;
mp_obj_t on_close; // called with the number of bytes that are left

static mp_uint_t pipe_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *error) {
    pipe_obj_t *self = (pipe_obj_t *)MP_OBJ_TO_PTR(self_in);
    if (self->closed) {
        *error = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    mp_uint_t n = 0;
    for (; n < size && self->used > 0; n++) {
        ((byte *)buf)[n] = self->ring[self->at];
        self->at = (self->at + 1) % self->size;
        self->used--;
    }
    return n;
}
static mp_uint_t pipe_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *error) {
    pipe_obj_t *self = (pipe_obj_t *)MP_OBJ_TO_PTR(self_in);
    if (self->closed) {
        *error = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    if (size > self->size - self->used) {
        mp_obj_t args[] = {mp_obj_new_int(MP_ENOSPC), mp_obj_new_int_from_uint(self->size - self->used)};
        nlr_raise(mp_call_function_n_kw(MP_OBJ_FROM_PTR(&pipe_full_type), 2, 0, args));
    }
    for (mp_uint_t i = 0; i < size; i++) {
        self->ring[(self->at + self->used) % self->size] = ((const byte *)buf)[i];
        self->used++;
    }
    return size;
}
static mp_uint_t pipe_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *error) {
    pipe_obj_t *self = (pipe_obj_t *)MP_OBJ_TO_PTR(self_in);
    switch (request) {
        case MP_STREAM_CLOSE:
            if (!self->closed && on_close != mp_const_none) {
                mp_obj_t left = mp_obj_new_int_from_uint(self->used);
                self->closed = true;
                mp_call_function_n_kw(on_close, 1, 0, &left);
            }
            self->closed = true;
            return 0;
        case MP_STREAM_POLL:
            return arg & ((self->used > 0 ? MP_STREAM_POLL_RD : 0u) | (self->used < self->size ? MP_STREAM_POLL_WR : 0u));
        case MP_STREAM_FLUSH:
            self->used = 0;
            return 0;
        default:
            *error = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}
static const mp_stream_p_t pipe_stream = {pipe_read, pipe_write, pipe_ioctl, 0};

static mp_obj_t pipe_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    mp_int_t size = mp_obj_get_int(args[0]);
    if (size < 1 || size > 4096) {
        mp_raise_msg((const mp_obj_type_t *)&pipe_value_type, MP_ERROR_TEXT("from 1 to 4096"));
    }
    pipe_obj_t *self = mp_obj_malloc_var(pipe_obj_t, ring, byte, (size_t)size, type);
    self->size = (size_t)size;
    self->at = self->used = 0;
    self->closed = false;
    return MP_OBJ_FROM_PTR(self);
}
static mp_obj_t pipe_close(mp_obj_t self) {
    int error;
    pipe_ioctl(self, MP_STREAM_CLOSE, 0, &error);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pipe_close_obj, pipe_close);
static mp_obj_t pipe_used(mp_obj_t self) {
    return mp_obj_new_int_from_uint(((pipe_obj_t *)MP_OBJ_TO_PTR(self))->used);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pipe_used_obj, pipe_used);

static mp_obj_t when_closed(mp_obj_t function) {
    mp_obj_t before = on_close;
    on_close = function;
    return before;
}
static MP_DEFINE_CONST_FUN_OBJ_1(when_closed_obj, when_closed);

static void to_pipe(void *self, const char *text, size_t len) {
    int error;
    if (pipe_write(MP_OBJ_FROM_PTR(self), text, len, &error) == MP_STREAM_ERROR) {
        mp_raise_OSError(error);
    }
}
// table(pipe, rows): prints with the formats of mp_printf into the pipe.
static mp_obj_t table(mp_obj_t pipe, mp_obj_t rows) {
    mp_get_stream_raise(pipe, MP_STREAM_OP_WRITE);
    mp_print_t print = {MP_OBJ_TO_PTR(pipe), to_pipe};
    mp_obj_iter_buf_t buf;
    mp_obj_t row;
    int i = 0;
    mp_fun_table.getiter(rows, &buf);
    while ((row = mp_fun_table.iternext(&buf)) != MP_OBJ_STOP_ITERATION) {
        size_t len;
        mp_obj_t *items;
        mp_obj_get_array(row, &len, &items);
        mp_printf(&print, "%2d %-6s|%5d|%05x\n", i++, mp_obj_str_get_str(items[0]), (int)mp_obj_get_int(items[1]),
            (unsigned)mp_obj_get_int(items[1]));
    }
    return MP_OBJ_NEW_SMALL_INT(i);
}
static MP_DEFINE_CONST_FUN_OBJ_2(table_obj, table);

mp_map_elem_t pipe_members[6];
static MP_DEFINE_CONST_DICT(pipe_members_dict, pipe_members);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    pipe_members[0] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_read), MP_OBJ_FROM_PTR(&mp_stream_read_obj)};
    pipe_members[1] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_readinto), MP_OBJ_FROM_PTR(&mp_stream_readinto_obj)};
    pipe_members[2] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_readline), MP_OBJ_FROM_PTR(&mp_stream_unbuffered_readline_obj)};
    pipe_members[3] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_write), MP_OBJ_FROM_PTR(&mp_stream_write_obj)};
    pipe_members[4] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_close), MP_OBJ_FROM_PTR(&pipe_close_obj)};
    pipe_members[5] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_used), MP_OBJ_FROM_PTR(&pipe_used_obj)};
    pipe_type.base.type = (void *)&mp_type_type;
    pipe_type.name = MP_QSTR_Pipe;
    MP_OBJ_TYPE_SET_SLOT(&pipe_type, make_new, pipe_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&pipe_type, protocol, &pipe_stream, 1);
    MP_OBJ_TYPE_SET_SLOT(&pipe_type, locals_dict, &pipe_members_dict, 2);
    const mp_obj_type_t *os_error = (const mp_obj_type_t *)MP_OBJ_TO_PTR(mp_load_global(MP_QSTR_OSError));
    mp_obj_exception_init(&pipe_full_type, MP_QSTR_PipeFull, os_error);
    mp_obj_exception_init(&pipe_value_type, MP_QSTR_PipeSize, &mp_type_ValueError);
    on_close = mp_const_none;
    mp_store_global(MP_QSTR_Pipe, MP_OBJ_FROM_PTR(&pipe_type));
    mp_store_global(MP_QSTR_PipeFull, MP_OBJ_FROM_PTR(&pipe_full_type));
    mp_store_global(MP_QSTR_PipeSize, MP_OBJ_FROM_PTR(&pipe_value_type));
    mp_store_global(MP_QSTR_when_closed, MP_OBJ_FROM_PTR(&when_closed_obj));
    mp_store_global(MP_QSTR_table, MP_OBJ_FROM_PTR(&table_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
