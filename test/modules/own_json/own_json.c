// The wrapper of a shared source, as modules of firmware are made native: configuration, shared source, entry.
#define MICROPY_PY_OWN_JSON (1)

#include "py/dynruntime.h"

#if !defined(__linux__)
void *memcpy(void *dst, const void *src, size_t n) {
    return mp_fun_table.memmove_(dst, src, n);
}
#endif

// What the function table lacks, under the name that firmware has for it.
mp_obj_t mp_stream_close(mp_obj_t stream) {
    const mp_stream_p_t *p = mp_get_stream(stream);
    int errcode;
    if (p->ioctl(stream, MP_STREAM_CLOSE, 0, &errcode) == MP_STREAM_ERROR) {
        mp_raise_OSError(errcode);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(mp_stream_close_obj, mp_stream_close);

// Names are searched in the sources, not in what they include: MP_QSTR_obj, MP_QSTR_stream, MP_QSTR_default, MP_QSTR_indent,
// MP_QSTR_sort_keys, MP_QSTR_sort.
#include "extmod/modencode.c"

// A bounded text stream, to see what happens when a stream is full or takes little at a time.
typedef struct _mp_obj_slot_t {
    mp_obj_base_t base;
    uint16_t room, used, at_a_time;
    bool open;
    char text[];
} mp_obj_slot_t;

#define mp_type_slot (*(mp_obj_full_type_t *)slot_type)
mp_obj_full_type_t *slot_type;

static mp_uint_t slot_write(mp_obj_t self_in, const void *buf, mp_uint_t size, int *errcode) {
    mp_obj_slot_t *self = MP_OBJ_TO_PTR(self_in);
    if (!self->open) {
        *errcode = MP_EBADF;
        return MP_STREAM_ERROR;
    }
    size = MIN(size, MIN((mp_uint_t)self->at_a_time, (mp_uint_t)(self->room - self->used)));
    memcpy(self->text + self->used, buf, size);
    self->used += (uint16_t)size;
    return size;
}

static mp_uint_t slot_ioctl(mp_obj_t self_in, mp_uint_t request, uintptr_t arg, int *errcode) {
    (void)arg;
    mp_obj_slot_t *self = MP_OBJ_TO_PTR(self_in);
    if (request == MP_STREAM_CLOSE) {
        self->open = false;
        return 0;
    }
    *errcode = MP_EINVAL;
    return MP_STREAM_ERROR;
}

static const mp_stream_p_t slot_stream_p = {
    .write = slot_write,
    .ioctl = slot_ioctl,
    .is_text = true,
};

static mp_obj_t slot_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 2, false);
    mp_int_t room = mp_obj_get_int(args[0]);
    if (room < 0 || room > 1000) {
        mp_raise_ValueError(MP_ERROR_TEXT("room"));
    }
    mp_obj_slot_t *self = mp_obj_malloc_var(mp_obj_slot_t, text, char, (size_t)room, type);
    self->room = (uint16_t)room;
    self->used = 0;
    self->at_a_time = n_args > 1 ? (uint16_t)mp_obj_get_int(args[1]) : 0xffff;
    self->open = true;
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t slot_text(mp_obj_t self_in) {
    mp_obj_slot_t *self = MP_OBJ_TO_PTR(self_in);
    return mp_obj_new_str(self->text, self->used);
}
static MP_DEFINE_CONST_FUN_OBJ_1(slot_text_obj, slot_text);

mp_map_elem_t slot_locals_dict_table[3];
static MP_DEFINE_CONST_DICT(slot_locals_dict, slot_locals_dict_table);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY

    slot_type = m_new0(mp_obj_full_type_t, 1);
    mp_type_slot.base.type = (void *)&mp_type_type;
    mp_type_slot.flags = MP_TYPE_FLAG_NONE;
    mp_type_slot.name = MP_QSTR_Slot;
    MP_OBJ_TYPE_SET_SLOT(&mp_type_slot, make_new, slot_make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&mp_type_slot, protocol, &slot_stream_p, 1);
    slot_locals_dict_table[0] = (mp_map_elem_t){ MP_OBJ_NEW_QSTR(MP_QSTR_write), MP_OBJ_FROM_PTR(&mp_stream_write_obj) };
    slot_locals_dict_table[1] = (mp_map_elem_t){ MP_OBJ_NEW_QSTR(MP_QSTR_close), MP_OBJ_FROM_PTR(&mp_stream_close_obj) };
    slot_locals_dict_table[2] = (mp_map_elem_t){ MP_OBJ_NEW_QSTR(MP_QSTR_text), MP_OBJ_FROM_PTR(&slot_text_obj) };
    MP_OBJ_TYPE_SET_SLOT(&mp_type_slot, locals_dict, (void *)&slot_locals_dict, 2);

    mp_store_global(MP_QSTR_Slot, MP_OBJ_FROM_PTR(slot_type));
    mp_store_global(MP_QSTR_dump, MP_OBJ_FROM_PTR(&encode_dump_obj));
    mp_store_global(MP_QSTR_BLOCK, MP_OBJ_NEW_SMALL_INT(TEXTSINK_SIZE));

    MP_DYNRUNTIME_INIT_EXIT
}
