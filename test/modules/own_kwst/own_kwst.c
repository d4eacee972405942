// Keywords in both directions and streams in both directions.
#include "py/dynruntime.h"

extern unsigned int nlr_try(nlr_buf_t *) __attribute__((returns_twice));
mp_obj_full_type_t tape_type;

// take(a, b=7, *, flag=False, name=None, n)
static mp_obj_t take(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    enum { A, B, FLAG, NAME, N };
    mp_arg_t allowed[] = {
        {MP_QSTR_a, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_int = 0}},
        {MP_QSTR_b, MP_ARG_INT, {.u_int = 7}},
        {MP_QSTR_flag, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false}},
        {MP_QSTR_name, MP_ARG_KW_ONLY | MP_ARG_OBJ, {.u_obj = mp_const_none}},
        {MP_QSTR_n, MP_ARG_KW_ONLY | MP_ARG_REQUIRED | MP_ARG_INT, {.u_int = 0}},
    };
    mp_arg_val_t v[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args, args, kw, MP_ARRAY_SIZE(allowed), allowed, v);
    mp_obj_t t[5] = {v[A].u_obj, mp_obj_new_int(v[B].u_int), mp_obj_new_bool(v[FLAG].u_bool), v[NAME].u_obj, mp_obj_new_int(v[N].u_int)};
    return mp_obj_new_tuple(5, t);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(take_obj, 0, take);

// give(f, *pos, **kw): f(*pos, **kw), the keywords handed on in their order, with x=1 added
static mp_obj_t give(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    mp_obj_t out[32];
    size_t n = 0, k = 0;
    for (size_t i = 1; i < n_args; i++) out[n++] = args[i];
    for (size_t i = 0; i < kw->alloc; i++)
        if (mp_map_slot_is_filled(kw, i)) {
            out[n++] = kw->table[i].key;
            out[n++] = kw->table[i].value;
            k++;
        }
    out[n++] = MP_OBJ_NEW_QSTR(MP_QSTR_x);
    out[n++] = MP_OBJ_NEW_SMALL_INT(1);
    return mp_call_function_n_kw(args[0], n_args - 1, k + 1, out);
}
static MP_DEFINE_CONST_FUN_OBJ_KW(give_obj, 1, give);

// method(o): o.meth(1, 2, key=3, x=o)
static mp_obj_t method(mp_obj_t o) {
    mp_obj_t a[8];
    mp_load_method(o, MP_QSTR_meth, a);
    a[2] = MP_OBJ_NEW_SMALL_INT(1);
    a[3] = MP_OBJ_NEW_SMALL_INT(2);
    a[4] = MP_OBJ_NEW_QSTR(MP_QSTR_key);
    a[5] = MP_OBJ_NEW_SMALL_INT(3);
    a[6] = MP_OBJ_NEW_QSTR(MP_QSTR_x);
    a[7] = o;
    return mp_fun_table.call_method_n_kw(2, 2, a);
}
static MP_DEFINE_CONST_FUN_OBJ_1(method_obj, method);

// Tape(text=..., step=..): a stream that reads step bytes at a time and writes to a list
typedef struct { mp_obj_base_t base; mp_obj_t text, log; size_t at, step; } tape_t;
static mp_uint_t tape_read(mp_obj_t self_in, void *buf, mp_uint_t size, int *err) {
    tape_t *self = MP_OBJ_TO_PTR(self_in);
    mp_buffer_info_t b;
    mp_get_buffer_raise(self->text, &b, MP_BUFFER_READ);
    size_t n = b.len - self->at;
    if (n > size) n = size;
    if (n > self->step) n = self->step;
    for (size_t i = 0; i < n; i++) ((byte *)buf)[i] = ((byte *)b.buf)[self->at++];
    if (n > 0 && ((byte *)buf)[0] == '!') { *err = MP_EIO; return MP_STREAM_ERROR; }
    if (n > 0 && ((byte *)buf)[0] == '?') mp_raise_ValueError(MP_ERROR_TEXT("question"));
    return n;
}
static mp_uint_t tape_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *err) {
    tape_t *self = MP_OBJ_TO_PTR(self_in);
    if (size > self->step) size = self->step;
    mp_obj_list_append(self->log, mp_obj_new_bytes(buf, size));
    return size;
}
static mp_uint_t tape_ioctl(mp_obj_t self_in, mp_uint_t req, uintptr_t arg, int *err) {
    tape_t *self = MP_OBJ_TO_PTR(self_in);
    mp_obj_t t[2] = {mp_obj_new_int(req), mp_obj_new_int(req == MP_STREAM_POLL ? (mp_int_t)arg : -1)};
    mp_obj_list_append(self->log, mp_obj_new_tuple(2, t));
    if (req == MP_STREAM_POLL) return arg & MP_STREAM_POLL_RD;
    if (req == MP_STREAM_CLOSE || req == MP_STREAM_FLUSH) return 0;
    *err = MP_EINVAL;
    return MP_STREAM_ERROR;
}
static const mp_stream_p_t tape_p = {.read = tape_read, .write = tape_write, .ioctl = tape_ioctl};
static mp_obj_t tape_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_t allowed[] = {{MP_QSTR_text, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_int = 0}}, {MP_QSTR_step, MP_ARG_INT, {.u_int = 1000}}};
    mp_arg_val_t v[2];
    mp_arg_parse_all_kw_array(n_args, n_kw, args, 2, allowed, v);
    tape_t *o = mp_obj_malloc(tape_t, type);
    o->text = v[0].u_obj;
    o->step = v[1].u_int;
    o->log = mp_obj_new_list(0, NULL);
    return MP_OBJ_FROM_PTR(o);
}
static mp_obj_t tape_log(mp_obj_t self_in) { return ((tape_t *)MP_OBJ_TO_PTR(self_in))->log; }
static MP_DEFINE_CONST_FUN_OBJ_1(tape_log_obj, tape_log);
mp_map_elem_t tape_table[5];
static MP_DEFINE_CONST_DICT(tape_locals, tape_table);

// pump(src, dst, chunk): (copied, error or None): exceptions of either side are caught, OSError's made from codes
static mp_obj_t pump(mp_obj_t src, mp_obj_t dst, mp_obj_t chunk_in) {
    volatile mp_int_t total = 0;
    mp_obj_t volatile e = mp_const_none;
    nlr_buf_t nlr;
    if (nlr_try(&nlr) == 0) {
        const mp_stream_p_t *r = mp_get_stream_raise(src, MP_STREAM_OP_READ), *w = mp_get_stream_raise(dst, MP_STREAM_OP_WRITE);
        mp_int_t chunk = mp_obj_get_int(chunk_in);
        byte *buf = m_malloc(chunk);
        for (;;) {
            int err = 0;
            mp_uint_t n = r->read(src, buf, chunk, &err);
            if (n == MP_STREAM_ERROR) mp_raise_OSError(err);
            if (n == 0) break;
            for (mp_uint_t at = 0; at < n;) {
                mp_uint_t k = w->write(dst, buf + at, n - at, &err);
                if (k == MP_STREAM_ERROR) mp_raise_OSError(err);
                if (k == 0) break;
                at += k;
                total += k;
            }
        }
        mp_fun_table.nlr_pop();
    } else
        e = MP_OBJ_FROM_PTR(nlr.ret_val);
    mp_obj_t t[2] = {mp_obj_new_int(total), e};
    return mp_obj_new_tuple(2, t);
}
static MP_DEFINE_CONST_FUN_OBJ_3(pump_obj, pump);

// control(stream, request, arg): result, or OSError
static mp_obj_t control(mp_obj_t s, mp_obj_t req, mp_obj_t arg) {
    int err = 0;
    mp_uint_t r = mp_get_stream_raise(s, MP_STREAM_OP_IOCTL)->ioctl(s, mp_obj_get_int(req), mp_obj_get_int(arg), &err);
    if (r == MP_STREAM_ERROR) mp_raise_OSError(err);
    return mp_obj_new_int(r);
}
static MP_DEFINE_CONST_FUN_OBJ_3(control_obj, control);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    tape_type.base.type = &mp_type_type;
    tape_type.name = MP_QSTR_Tape;
    tape_type.flags = MP_TYPE_FLAG_ITER_IS_STREAM;
    tape_table[0] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_read), MP_OBJ_FROM_PTR(&mp_stream_read_obj)};
    tape_table[1] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_readinto), MP_OBJ_FROM_PTR(&mp_stream_readinto_obj)};
    tape_table[2] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_readline), MP_OBJ_FROM_PTR(&mp_stream_unbuffered_readline_obj)};
    tape_table[3] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_write), MP_OBJ_FROM_PTR(&mp_stream_write_obj)};
    tape_table[4] = (mp_map_elem_t){MP_OBJ_NEW_QSTR(MP_QSTR_log), MP_OBJ_FROM_PTR(&tape_log_obj)};
    MP_OBJ_TYPE_SET_SLOT(&tape_type, make_new, tape_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&tape_type, protocol, &tape_p, 1);
    MP_OBJ_TYPE_SET_SLOT(&tape_type, locals_dict, &tape_locals, 2);
    mp_store_global(MP_QSTR_Tape, MP_OBJ_FROM_PTR(&tape_type));
    mp_store_global(MP_QSTR_take, MP_OBJ_FROM_PTR(&take_obj));
    mp_store_global(MP_QSTR_give, MP_OBJ_FROM_PTR(&give_obj));
    mp_store_global(MP_QSTR_method, MP_OBJ_FROM_PTR(&method_obj));
    mp_store_global(MP_QSTR_pump, MP_OBJ_FROM_PTR(&pump_obj));
    mp_store_global(MP_QSTR_control, MP_OBJ_FROM_PTR(&control_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
