// What a native module in C needs to know of its host: the table of host functions, the objects that a module lays out
// in its own memory, and a few helpers. No other header of MicroPython is needed, and no C library.
//
// Build a module with the header that `natmod link --preprocess` makes of its sources included first, so that every
// name after MP_QSTR_ in them is defined (see rebuild.mjs). Things to keep in mind:
//   - Variables that the module changes must be global, not static, and without an initial value.
//   - A raise never returns to the function that raised: whatever it held is abandoned to the collector.
//   - Floats go through the host (mp_binary_op, obj_new_float_from_f), so that no soft-float library is linked.
#ifndef NATMOD_H
#define NATMOD_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- Words: an object is a pointer, or a tagged value in one machine word

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef void *mp_obj_t;
typedef size_t qstr;

#define MP_OBJ_NULL ((mp_obj_t)0)
#define MP_OBJ_STOP_ITERATION MP_OBJ_NULL
// In attr and subscr slots: "load, please".
#define MP_OBJ_SENTINEL ((mp_obj_t)4)
#define MP_OBJ_SMALL(i) ((mp_obj_t)(((mp_uint_t)(i) << 1) | 1))
#define MP_OBJ_QSTR(q) ((mp_obj_t)(((mp_uint_t)(q) << 3) | 2))
#define MP_OBJ_OF(pointer) ((mp_obj_t)(pointer))

// ---- Objects

typedef struct mp_obj_type mp_obj_type_t;
typedef struct { const mp_obj_type_t *type; } mp_obj_base_t;

typedef struct { mp_obj_t key, value; } mp_map_elem_t;
// Low three bits of `used`: all keys are qstrs, fixed, ordered; the count is above them.
typedef struct { size_t used, alloc; mp_map_elem_t *table; } mp_map_t;
typedef struct { mp_obj_base_t base; mp_map_t map; } mp_obj_dict_t;
#define MP_MAP_USED(n) (7 | (size_t)(n) << 3)

typedef struct { mp_obj_base_t base; mp_obj_dict_t *globals; } mp_obj_module_t;
typedef struct {
    mp_obj_module_t module;
    const void *qstr_table, *obj_table;
} mp_module_context_t;
typedef struct { mp_obj_base_t base; const mp_module_context_t *context; } mp_obj_fun_bc_t;

typedef struct { mp_obj_base_t base; const void *fun; } mp_obj_fun_fixed_t;
typedef struct { mp_obj_base_t base; uint32_t sig; const void *fun; } mp_obj_fun_var_t;

typedef struct { mp_obj_base_t base; size_t len; mp_obj_t items[]; } mp_obj_tuple_t;
typedef struct { mp_obj_base_t base; size_t alloc, len; mp_obj_t *items; } mp_obj_list_t;

typedef struct { mp_obj_base_t base; void *buf[3]; } mp_obj_iter_buf_t;
typedef struct { void *buf; size_t len; int typecode; } mp_buffer_info_t;
enum { MP_BUFFER_READ = 1, MP_BUFFER_WRITE = 2, MP_BUFFER_RAISE_IF_UNSUPPORTED = 4 };

typedef struct { void *data; void (*print_strn)(void *data, const char *text, size_t len); } mp_print_t;
typedef enum { PRINT_STR, PRINT_REPR } mp_print_kind_t;

// ---- Types: a table of slots, each present or not

enum mp_slot {
    MP_SLOT_make_new, MP_SLOT_print, MP_SLOT_call, MP_SLOT_unary_op, MP_SLOT_binary_op, MP_SLOT_attr,
    MP_SLOT_subscr, MP_SLOT_iter, MP_SLOT_buffer, MP_SLOT_protocol, MP_SLOT_parent, MP_SLOT_locals_dict,
    MP_SLOT_COUNT
};
struct mp_obj_type {
    mp_obj_base_t base;
    uint16_t flags, name;
    // 0: the slot is absent; k: it is slots[k - 1].
    uint8_t slot_index[MP_SLOT_COUNT];
    const void *slots[11];
};
enum { MP_TYPE_FLAG_ITER_IS_ITERNEXT = 0x80 };

#define MP_SET_SLOT(type, slot, value, place) \
    ((type)->slot_index[MP_SLOT_##slot] = (place) + 1, (type)->slots[place] = (value))
#define MP_GET_SLOT(type, slot) ((type)->slots[(type)->slot_index[MP_SLOT_##slot] - 1])

// ---- Numbers of operators and of native types

typedef enum {
    MP_UNARY_OP_POSITIVE, MP_UNARY_OP_NEGATIVE, MP_UNARY_OP_INVERT, MP_UNARY_OP_NOT, MP_UNARY_OP_BOOL,
    MP_UNARY_OP_LEN, MP_UNARY_OP_HASH, MP_UNARY_OP_ABS
} mp_unary_op_t;
typedef enum {
    MP_BINARY_OP_LESS = 0, MP_BINARY_OP_MORE = 1, MP_BINARY_OP_EQUAL = 2, MP_BINARY_OP_OR = 22,
    MP_BINARY_OP_LSHIFT = 25, MP_BINARY_OP_ADD = 27, MP_BINARY_OP_SUBTRACT = 28, MP_BINARY_OP_MULTIPLY = 29,
    MP_BINARY_OP_FLOOR_DIVIDE = 31, MP_BINARY_OP_TRUE_DIVIDE = 32, MP_BINARY_OP_POWER = 34,
    MP_BINARY_OP_REVERSE_MULTIPLY = 44
} mp_binary_op_t;
enum { MP_NATIVE_BOOL = 1, MP_NATIVE_INT = 2, MP_NATIVE_UINT = 3 };

// ---- The host's function table, in its fixed order of 87 words

struct mp_fun_table {
    mp_obj_t const_none, const_false, const_true;
    mp_uint_t (*native_from_obj)(mp_obj_t o, mp_uint_t native_type);
    mp_obj_t (*native_to_obj)(mp_uint_t value, mp_uint_t native_type);
    mp_obj_dict_t *(*swap_globals)(mp_obj_dict_t *globals);
    mp_obj_t (*load_name)(qstr);
    mp_obj_t (*load_global)(qstr);
    mp_obj_t (*load_build_class)(void);
    mp_obj_t (*load_attr)(mp_obj_t o, qstr);
    void (*load_method)(mp_obj_t o, qstr, mp_obj_t *dest);
    void (*load_super_method)(qstr, mp_obj_t *dest);
    void (*store_name)(qstr, mp_obj_t);
    void (*store_global)(qstr, mp_obj_t);
    void (*store_attr)(mp_obj_t o, qstr, mp_obj_t value);
    mp_obj_t (*obj_subscr)(mp_obj_t o, mp_obj_t index, mp_obj_t value);
    bool (*obj_is_true)(mp_obj_t o);
    mp_obj_t (*unary_op)(mp_unary_op_t, mp_obj_t o);
    mp_obj_t (*binary_op)(mp_binary_op_t, mp_obj_t left, mp_obj_t right);
    mp_obj_t (*new_tuple)(size_t n, const mp_obj_t *items);
    mp_obj_t (*new_list)(size_t n, mp_obj_t *items);
    mp_obj_t (*new_dict)(size_t room);
    mp_obj_t (*new_set)(size_t n, mp_obj_t *items);
    void (*set_store)(mp_obj_t set, mp_obj_t item);
    mp_obj_t (*list_append)(mp_obj_t list, mp_obj_t item);
    mp_obj_t (*dict_store)(mp_obj_t dict, mp_obj_t key, mp_obj_t value);
    mp_obj_t (*make_function_from_proto_fun)(const void *proto, const mp_module_context_t *, const mp_obj_t *defaults);
    mp_obj_t (*call_function_n_kw)(mp_obj_t fun, size_t n_args_kw, const mp_obj_t *args);
    mp_obj_t (*call_method_n_kw)(size_t n_args, size_t n_kw, const mp_obj_t *args);
    mp_obj_t (*call_method_n_kw_var)(bool have_self, size_t n_args_kw, const mp_obj_t *args);
    mp_obj_t (*getiter)(mp_obj_t o, mp_obj_iter_buf_t *);
    mp_obj_t (*iternext)(mp_obj_iter_buf_t *);
    unsigned int (*nlr_push)(void *buffer);
    void (*nlr_pop)(void);
    void (*raise)(mp_obj_t exception);
    mp_obj_t (*import_name)(qstr, mp_obj_t from_list, mp_obj_t level);
    mp_obj_t (*import_from)(mp_obj_t module, qstr);
    void (*import_all)(mp_obj_t module);
    mp_obj_t (*new_slice)(mp_obj_t start, mp_obj_t stop, mp_obj_t step);
    void (*unpack_sequence)(mp_obj_t sequence, size_t n, mp_obj_t *items);
    void (*unpack_ex)(mp_obj_t sequence, size_t left_right, mp_obj_t *items);
    void (*delete_name)(qstr);
    void (*delete_global)(qstr);
    mp_obj_t (*new_closure)(mp_obj_t fun, size_t n, const mp_obj_t *closed);
    void (*arg_check_num_sig)(size_t n_args, size_t n_kw, uint32_t sig);
    void (*setup_code_state_native)(void *state, size_t n_args, size_t n_kw, const mp_obj_t *args);
    mp_int_t (*small_int_floor_divide)(mp_int_t, mp_int_t);
    mp_int_t (*small_int_modulo)(mp_int_t, mp_int_t);
    bool (*yield_from)(mp_obj_t generator, mp_obj_t send, mp_obj_t *result);
    void *setjmp_;
    void *(*memset_)(void *, int, size_t);
    void *(*memmove_)(void *, const void *, size_t);
    void *(*realloc_)(void *, size_t, bool may_move);
    int (*printf_)(const mp_print_t *, const char *format, ...);
    int (*vprintf_)(const mp_print_t *, const char *format, va_list);
    void (*raise_msg)(const mp_obj_type_t *type, const char *text);
    const mp_obj_type_t *(*obj_get_type)(mp_obj_t);
    mp_obj_t (*obj_new_str)(const char *, size_t);
    mp_obj_t (*obj_new_bytes)(const uint8_t *, size_t);
    mp_obj_t (*obj_new_bytearray_by_ref)(size_t, void *);
    mp_obj_t (*obj_new_float_from_f)(float);
    mp_obj_t (*obj_new_float_from_d)(double);
    float (*obj_get_float_to_f)(mp_obj_t);
    double (*obj_get_float_to_d)(mp_obj_t);
    void (*load_method_maybe)(mp_obj_t o, qstr, mp_obj_t *dest);
    bool (*get_buffer)(mp_obj_t o, mp_buffer_info_t *, mp_uint_t flags);
    const void *(*get_stream_raise)(mp_obj_t o, int flags);
    void (*arg_parse_all)(size_t, const mp_obj_t *, mp_map_t *, size_t, const void *, void *);
    void (*arg_parse_all_kw_array)(size_t, size_t, const mp_obj_t *, size_t, const void *, void *);
    size_t (*binary_get_size)(char order, char code, size_t *align);
    mp_obj_t (*binary_get_val_array)(char code, void *items, size_t index);
    void (*binary_set_val_array)(char code, void *items, size_t index, mp_obj_t value);
    const mp_print_t *plat_print;
    const void *types_and_stream_functions[14];
};
// The linker binds these names to the host's table and to words in it.
extern const struct mp_fun_table mp_fun_table;
extern const mp_obj_type_t mp_type_type, mp_type_str, mp_type_list, mp_type_dict, mp_type_fun_builtin_0,
    mp_type_fun_builtin_1, mp_type_fun_builtin_2, mp_type_fun_builtin_3, mp_type_fun_builtin_var, mp_type_Exception;

#define HOST mp_fun_table
#define MP_NONE (HOST.const_none)
#define MP_BOOL(condition) ((condition) ? HOST.const_true : HOST.const_false)

// ---- Functions as objects, and the start of a module

#define MP_FUNCTION_0(object, function) \
    static const mp_obj_fun_fixed_t object = {{&mp_type_fun_builtin_0}, (const void *)(function)}
#define MP_FUNCTION_1(object, function) \
    static const mp_obj_fun_fixed_t object = {{&mp_type_fun_builtin_1}, (const void *)(function)}
#define MP_FUNCTION_2(object, function) \
    static const mp_obj_fun_fixed_t object = {{&mp_type_fun_builtin_2}, (const void *)(function)}
// mp_obj_t function(size_t n_args, const mp_obj_t *args)
#define MP_FUNCTION_VAR(object, min, max, function) \
    static const mp_obj_fun_var_t object = \
        {{&mp_type_fun_builtin_var}, (uint32_t)(min) << 17 | (uint32_t)(max) << 1, (const void *)(function)}

// The host calls mpy_init when the module is imported; what is stored as a global becomes an attribute of the module.
#define NATMOD_BEGIN(self) mp_obj_dict_t *natmod_globals = HOST.swap_globals((self)->context->module.globals)
#define NATMOD_ADD(name, object) HOST.store_global(name, MP_OBJ_OF(object))
#define NATMOD_END \
    do { \
        HOST.swap_globals(natmod_globals); \
        return MP_NONE; \
    } while (0)

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args);

// ---- Helpers

// The low bits of an int; TypeError for what is no number.
static inline mp_int_t mp_int_of(mp_obj_t o) { return (mp_int_t)HOST.native_from_obj(o, MP_NATIVE_INT); }
static inline mp_obj_t mp_new_int(mp_int_t i) { return HOST.native_to_obj((mp_uint_t)i, MP_NATIVE_INT); }
static inline mp_obj_t mp_new_uint(mp_uint_t u) { return HOST.native_to_obj(u, MP_NATIVE_UINT); }

// A built-in exception type by name: MP_RAISE(ValueError, "text"). One that is not among the names that every host
// numbers alike must also stand somewhere in the source with its prefix, so that --preprocess finds it.
#define MP_RAISE(name, text) mp_raise_type(HOST.load_global(MP_QSTR_##name), text)
static inline _Noreturn void mp_raise_type(mp_obj_t type, const char *text) {
    HOST.raise_msg((const mp_obj_type_t *)type, text);
    __builtin_unreachable();
}

// Zeroed memory that the collector frees when nothing refers to it.
static inline void *mp_alloc(size_t size) {
    void *memory = HOST.realloc_(NULL, size, false);
    if (memory == NULL && size != 0) HOST.raise(HOST.load_global(MP_QSTR_MemoryError));
    return memory;
}

// The bytes of a str, bytes, bytearray, array or memoryview; TypeError for anything else.
static inline void mp_read_buffer(mp_obj_t o, mp_buffer_info_t *info) {
    HOST.get_buffer(o, info, MP_BUFFER_READ | MP_BUFFER_RAISE_IF_UNSUPPORTED);
}

#endif
