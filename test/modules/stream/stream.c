// stream - a native stream class (read, write, ioctl), and C code that drives
// streams implemented by somebody else.
#include "py/dynruntime.h"

typedef struct {
    mp_obj_base_t base;
    uint32_t len, pos;
    uint8_t mode;          // 0 normal, 1 reads say EAGAIN, 2 reads fail with EIO, 3 short transfers of 3 bytes
    uint8_t closed, flushes;
    uint8_t buf[64];
} pipe_t;

mp_obj_full_type_t st_pipe, st_text, st_lines;

static mp_uint_t pipe_read(mp_obj_t self, void *buf, mp_uint_t size, int *err) {
    pipe_t *o = ((pipe_t *)MP_OBJ_TO_PTR(self));
    if (o->closed) {
        *err = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    if (o->mode == 1 || o->mode == 2) {
        *err = o->mode == 1 ? MP_EAGAIN : MP_EIO;
        return MP_STREAM_ERROR;
    }
    mp_uint_t n = o->len - o->pos;
    n = n > size ? size : n;
    n = o->mode == 3 && n > 3 ? 3 : n;
    for (mp_uint_t i = 0; i < n; i++) {
        ((uint8_t *)buf)[i] = o->buf[o->pos++];
    }
    return n;
}

static mp_uint_t pipe_write(mp_obj_t self, const void *buf, mp_uint_t size, int *err) {
    pipe_t *o = ((pipe_t *)MP_OBJ_TO_PTR(self));
    if (o->closed) {
        *err = MP_EINVAL;
        return MP_STREAM_ERROR;
    }
    mp_uint_t room = sizeof(o->buf) - o->pos, n = size > room ? room : size;
    if (n == 0 && size != 0) {
        *err = MP_ENOSPC;
        return MP_STREAM_ERROR;
    }
    n = o->mode == 3 && n > 3 ? 3 : n;
    for (mp_uint_t i = 0; i < n; i++) {
        o->buf[o->pos++] = ((const uint8_t *)buf)[i];
    }
    o->len = o->pos > o->len ? o->pos : o->len;
    return n;
}

static mp_uint_t pipe_ioctl(mp_obj_t self, mp_uint_t request, mp_uint_t arg, int *err) {
    pipe_t *o = ((pipe_t *)MP_OBJ_TO_PTR(self));
    switch (request) {
        case MP_STREAM_FLUSH:
            o->flushes++;
            return 0;
        case MP_STREAM_SEEK: {
            struct mp_stream_seek_t *s = (struct mp_stream_seek_t *)arg;
            mp_int_t to = (mp_int_t)s->offset + (s->whence == 1 ? (mp_int_t)o->pos : s->whence == 2 ? (mp_int_t)o->len : 0);
            if (to < 0 || to > (mp_int_t)sizeof(o->buf)) {
                *err = MP_EINVAL;
                return MP_STREAM_ERROR;
            }
            o->pos = (uint32_t)to;
            s->offset = (mp_off_t)to;
            return 0;
        }
        case MP_STREAM_POLL:
            return arg & ((o->pos < o->len ? 1u : 0u) | (o->pos < sizeof(o->buf) ? 4u : 0u));
        case MP_STREAM_CLOSE:
            o->closed = 1;
            return 0;
        default:
            *err = MP_EINVAL;
            return MP_STREAM_ERROR;
    }
}

static const mp_stream_p_t pipe_stream = { pipe_read, pipe_write, pipe_ioctl, 0 };
static const mp_stream_p_t text_stream = { pipe_read, pipe_write, pipe_ioctl, 1 };

static mp_obj_t pipe_make_new(const mp_obj_type_t *type, size_t n_pos, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_pos, n_kw, 0, 2, false);
    pipe_t *o = mp_obj_malloc(pipe_t, type);
    o->len = o->pos = 0;
    o->mode = n_pos > 1 ? (uint8_t)mp_obj_get_int_truncated(args[1]) : 0;
    o->closed = o->flushes = 0;
    if (n_pos > 0) {
        mp_buffer_info_t b;
        mp_get_buffer_raise(args[0], &b, MP_BUFFER_READ);
        for (size_t i = 0; i < b.len && i < sizeof(o->buf); i++) {
            o->buf[o->len++] = ((uint8_t *)b.buf)[i];
        }
    }
    return MP_OBJ_FROM_PTR(o);
}

static mp_obj_t pipe_seek(mp_obj_t self, mp_obj_t off, mp_obj_t whence) {
    struct mp_stream_seek_t s = { (mp_off_t)mp_obj_get_int(off), (int)mp_obj_get_int(whence) };
    int err = 0;
    if (pipe_ioctl(self, MP_STREAM_SEEK, (mp_uint_t)&s, &err) == MP_STREAM_ERROR) {
        mp_raise_OSError(err);
    }
    return mp_obj_new_int((mp_int_t)s.offset);
}
static MP_DEFINE_CONST_FUN_OBJ_3(pipe_seek_obj, pipe_seek);
static mp_obj_t pipe_close(mp_obj_t self) {
    int err;
    pipe_ioctl(self, MP_STREAM_CLOSE, 0, &err);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pipe_close_obj, pipe_close);
static mp_obj_t pipe_state(mp_obj_t self) {
    pipe_t *o = ((pipe_t *)MP_OBJ_TO_PTR(self));
    mp_obj_t t[4] = { mp_obj_new_bytes(o->buf, o->len), mp_obj_new_int_from_uint(o->pos), mp_obj_new_int_from_uint(o->flushes), mp_obj_new_bool(o->closed) };
    return mp_obj_new_tuple(4, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pipe_state_obj, pipe_state);
static mp_obj_t pipe_mode(mp_obj_t self, mp_obj_t m) {
    ((pipe_t *)MP_OBJ_TO_PTR(self))->mode = (uint8_t)mp_obj_get_int_truncated(m);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(pipe_mode_obj, pipe_mode);

mp_map_elem_t st_locals[8];
static MP_DEFINE_CONST_DICT(st_locals_dict, st_locals);

/* C code as a client of any stream object */
static mp_obj_t st_copy(size_t n, const mp_obj_t *args) { // src, dst, chunk size
    const mp_stream_p_t *r = mp_get_stream_raise(args[0], MP_STREAM_OP_READ), *w = mp_get_stream_raise(args[1], MP_STREAM_OP_WRITE);
    size_t chunk = n > 2 ? mp_obj_get_int_truncated(args[2]) : 16, total = 0;
    uint8_t buf[32];
    for (;;) {
        int err = 0;
        mp_uint_t got = r->read(args[0], buf, chunk > 32 ? 32 : chunk, &err);
        if (got == MP_STREAM_ERROR) {
            mp_raise_OSError(err);
        }
        if (got == 0) {
            return mp_obj_new_int_from_uint(total);
        }
        for (mp_uint_t off = 0; off < got;) {
            mp_uint_t put = w->write(args[1], buf + off, got - off, &err);
            if (put == MP_STREAM_ERROR) {
                mp_raise_OSError(err);
            }
            off += put;
        }
        total += got;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(st_copy_obj, 2, 3, st_copy);

static mp_obj_t st_ioctl(mp_obj_t s, mp_obj_t req, mp_obj_t arg) {
    const mp_stream_p_t *p = mp_get_stream_raise(s, MP_STREAM_OP_IOCTL);
    int err = 0;
    mp_uint_t r = p->ioctl(s, mp_obj_get_int_truncated(req), mp_obj_get_int_truncated(arg), &err);
    return r == MP_STREAM_ERROR ? mp_obj_new_int(-err) : mp_obj_new_int_from_uint(r);
}
static MP_DEFINE_CONST_FUN_OBJ_3(st_ioctl_obj, st_ioctl);

static mp_obj_t st_caps(mp_obj_t s) {
    // probing without raising: look at the class directly
    const mp_obj_type_t *t = mp_obj_get_type(s);
    const mp_stream_p_t *p = MP_OBJ_TYPE_GET_SLOT_OR_NULL(t, protocol);
    mp_uint_t caps = p == NULL ? 0 : (p->read ? 1u : 0u) | (p->write ? 2u : 0u) | (p->ioctl ? 4u : 0u) | ((p->is_text & 1) ? 8u : 0u);
    return mp_obj_new_int_from_uint(caps);
}
static MP_DEFINE_CONST_FUN_OBJ_1(st_caps_obj, st_caps);

static void make_type(mp_obj_full_type_t *t, qstr name, unsigned flags, const mp_stream_p_t *p) {
    t->base.type = &mp_type_type;
    t->name = (uint16_t)name;
    t->flags = (uint16_t)flags;
    MP_OBJ_TYPE_SET_SLOT(t, make_new, pipe_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(t, protocol, p, 1);
    MP_OBJ_TYPE_SET_SLOT(t, locals_dict, &st_locals_dict, 2);
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    st_locals[0] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_read), MP_OBJ_FROM_PTR(&mp_stream_read_obj) };
    st_locals[1] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_readinto), MP_OBJ_FROM_PTR(&mp_stream_readinto_obj) };
    st_locals[2] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_readline), MP_OBJ_FROM_PTR(&mp_stream_unbuffered_readline_obj) };
    st_locals[3] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_write), MP_OBJ_FROM_PTR(&mp_stream_write_obj) };
    st_locals[4] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_seek), MP_OBJ_FROM_PTR(&pipe_seek_obj) };
    st_locals[5] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_close), MP_OBJ_FROM_PTR(&pipe_close_obj) };
    st_locals[6] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_state), MP_OBJ_FROM_PTR(&pipe_state_obj) };
    st_locals[7] = (mp_map_elem_t) { MP_OBJ_NEW_QSTR(MP_QSTR_mode), MP_OBJ_FROM_PTR(&pipe_mode_obj) };
    make_type(&st_pipe, MP_QSTR_Pipe, MP_TYPE_FLAG_NONE, &pipe_stream);
    make_type(&st_text, MP_QSTR_TextPipe, MP_TYPE_FLAG_NONE, &text_stream);
    make_type(&st_lines, MP_QSTR_Lines, MP_TYPE_FLAG_ITER_IS_STREAM, &text_stream);
    mp_store_global(MP_QSTR_Pipe, MP_OBJ_FROM_PTR(&st_pipe));
    mp_store_global(MP_QSTR_TextPipe, MP_OBJ_FROM_PTR(&st_text));
    mp_store_global(MP_QSTR_Lines, MP_OBJ_FROM_PTR(&st_lines));
    mp_store_global(MP_QSTR_copy, MP_OBJ_FROM_PTR(&st_copy_obj));
    mp_store_global(MP_QSTR_ioctl, MP_OBJ_FROM_PTR(&st_ioctl_obj));
    mp_store_global(MP_QSTR_caps, MP_OBJ_FROM_PTR(&st_caps_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
