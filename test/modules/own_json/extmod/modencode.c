// Shared source with the functions of the module; the module's own file includes it, as wrappers of firmware modules do.
#include <string.h>

#include "py/objlist.h"
#include "py/objtuple.h"
#include "py/runtime.h"
#include "py/stream.h"

#include "extmod/textsink.h"

#if MICROPY_PY_OWN_JSON

#define PUT(sink, literal) (textsink_put((sink), (literal), sizeof(literal) - 1))

typedef struct _encoder_t {
    textsink_t sink;
    mp_obj_t fallback;
    mp_int_t indent;
    bool sort;
    uint8_t depth;
} encoder_t;

static void encode(encoder_t *self, mp_obj_t o);

static void encode_text(encoder_t *self, mp_obj_t o) {
    size_t len;
    const char *s = mp_obj_str_get_data(o, &len);
    PUT(&self->sink, "\"");
    for (size_t i = 0; i < len; i++) {
        byte c = (byte)s[i];
        switch (c) {
            case '"':
            case '\\': {
                char both[2] = { '\\', (char)c };
                textsink_put(&self->sink, both, 2);
                break;
            }
            case '\n':
                PUT(&self->sink, "\\n");
                break;
            case '\t':
                PUT(&self->sink, "\\t");
                MP_FALLTHROUGH
            case '\0':
                break;
            default:
                if (c < 32) {
                    static const char hex[] = "0123456789abcdef";
                    char code[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };
                    textsink_put(&self->sink, code, MP_ARRAY_SIZE(code));
                } else {
                    textsink_put(&self->sink, (const char *)&c, 1);
                }
        }
    }
    PUT(&self->sink, "\"");
}

static void encode_break(encoder_t *self) {
    if (self->indent < 0) {
        return;
    }
    PUT(&self->sink, "\n");
    for (mp_int_t i = self->indent * self->depth; i > 0; i--) {
        PUT(&self->sink, " ");
    }
}

static void encode_enter(encoder_t *self) {
    if (++self->depth > 6) {
        mp_raise_msg(&mp_type_RuntimeError, MP_ERROR_TEXT("nested too deeply"));
    }
}

static void encode_dict(encoder_t *self, mp_obj_t o) {
    mp_map_t *map = mp_obj_dict_get_map(o);
    mp_obj_t keys = mp_obj_new_list(0, NULL);
    for (size_t i = 0; i < map->alloc; i++) {
        if (mp_map_slot_is_filled(map, i)) {
            mp_obj_list_append(keys, map->table[i].key);
        }
    }
    if (self->sort) {
        mp_obj_t sort[2];
        mp_load_method(keys, MP_QSTR_sort, sort);
        mp_fun_table.call_method_n_kw(0, 0, sort);
    }
    size_t n;
    mp_obj_t *items;
    mp_obj_get_array(keys, &n, &items);
    PUT(&self->sink, "{");
    encode_enter(self);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            PUT(&self->sink, ",");
        }
        encode_break(self);
        if (!mp_obj_is_str(items[i])) {
            mp_raise_type_arg(&mp_type_KeyError, items[i]);
        }
        encode_text(self, items[i]);
        PUT(&self->sink, ": ");
        encode(self, mp_obj_subscr(o, items[i], MP_OBJ_SENTINEL));
    }
    self->depth--;
    if (n > 0) {
        encode_break(self);
    }
    PUT(&self->sink, "}");
}

static void encode_array(encoder_t *self, size_t n, mp_obj_t *items) {
    PUT(&self->sink, "[");
    encode_enter(self);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) {
            PUT(&self->sink, ",");
        }
        encode_break(self);
        encode(self, items[i]);
    }
    self->depth--;
    if (n > 0) {
        encode_break(self);
    }
    PUT(&self->sink, "]");
}

static void encode(encoder_t *self, mp_obj_t o) {
    if (o == mp_const_none) {
        PUT(&self->sink, "null");
    } else if (mp_obj_is_bool(o)) {
        if (mp_obj_is_true(o)) {
            PUT(&self->sink, "true");
        } else {
            PUT(&self->sink, "false");
        }
    } else if (mp_obj_is_str(o)) {
        encode_text(self, o);
    } else if (mp_obj_is_int(o)) {
        mp_obj_t text = mp_call_function_n_kw(mp_load_global(MP_QSTR_str), 1, 0, &o);
        size_t len;
        const char *s = mp_obj_str_get_data(text, &len);
        textsink_put(&self->sink, s, len);
    } else if (mp_obj_is_type(o, &mp_type_dict)) {
        encode_dict(self, o);
    } else if (mp_obj_is_type(o, &mp_type_list) || mp_obj_is_type(o, &mp_type_tuple)) {
        size_t n;
        mp_obj_t *items;
        mp_obj_get_array(o, &n, &items);
        encode_array(self, n, items);
    } else if (self->fallback != mp_const_none) {
        encode(self, mp_call_function_n_kw(self->fallback, 1, 0, &o));
    } else {
        mp_raise_TypeError(MP_ERROR_TEXT("not serialisable"));
    }
}

static const uint16_t *const unused_table = NULL;

static mp_obj_t encode_dump(size_t n_args, const mp_obj_t *pos_args, mp_map_t *kw_args) {
    enum { ARG_obj, ARG_stream, ARG_default, ARG_indent, ARG_sort_keys };
    const mp_arg_t allowed_args[] = {
        { MP_QSTR_obj, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_stream, MP_ARG_REQUIRED | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_INT(0) } },
        { MP_QSTR_default, MP_ARG_KW_ONLY | MP_ARG_OBJ, { .u_rom_obj = MP_ROM_NONE } },
        { MP_QSTR_indent, MP_ARG_KW_ONLY | MP_ARG_INT, { .u_int = -1 } },
        { MP_QSTR_sort_keys, MP_ARG_KW_ONLY | MP_ARG_BOOL, { .u_bool = false } },
    };
    mp_arg_val_t args[MP_ARRAY_SIZE(allowed_args)];
    mp_arg_parse_all(n_args, pos_args, kw_args, MP_ARRAY_SIZE(allowed_args), allowed_args, args);

    encoder_t self;
    textsink_init(&self.sink, args[ARG_stream].u_obj);
    self.fallback = args[ARG_default].u_obj;
    self.indent = args[ARG_indent].u_int;
    self.sort = args[ARG_sort_keys].u_bool;
    self.depth = 0;
    encode(&self, args[ARG_obj].u_obj);
    textsink_flush(&self.sink);
    return mp_obj_new_int_from_uint(self.sink.total + (unused_table != NULL));
}
static MP_DEFINE_CONST_FUN_OBJ_KW(encode_dump_obj, 2, encode_dump);

#if !MICROPY_ENABLE_DYNRUNTIME
static const mp_rom_map_elem_t own_json_globals_table[] = {
    { MP_ROM_QSTR(MP_QSTR_dump), MP_ROM_PTR(&encode_dump_obj) },
};
MP_REGISTER_MODULE(MP_QSTR_own_json, own_json_module);
#endif

#endif // MICROPY_PY_OWN_JSON
