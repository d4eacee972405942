// natmod.h: what the examples need of MicroPython's native interface (.mpy 6.3, 32 and 64 bits). Small on purpose: the
// function table has all 87 places, but only the entries that examples use have a type.
//
// A source is compiled with its qstr header in front (-include NAME.qstr.h), which `natmod link --preprocess` makes from
// the MP_QSTR_... names that the source uses.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef size_t qstr;

// An object is one tagged word: ...1 a small int, ..010 the number of an interned string, ..110 None, False or True,
// ...00 the address of a struct whose first member is its type.
typedef void *mp_obj_t;

typedef struct _mp_obj_type_t mp_obj_type_t;
typedef struct { const mp_obj_type_t *type; } mp_obj_base_t;
typedef struct { mp_obj_t key, value; } mp_map_elem_t;
// `head` holds three flags (keys are all qstrs, fixed, ordered) and above them the number of entries.
typedef struct { mp_uint_t head, alloc; mp_map_elem_t *table; } mp_map_t;
typedef struct { mp_obj_base_t base; mp_map_t map; } mp_obj_dict_t;
typedef struct { mp_obj_base_t base; mp_obj_dict_t *globals; } mp_obj_module_t;
typedef struct { mp_obj_module_t module; const uint16_t *qstr_table; mp_obj_t *obj_table; } mp_module_context_t;
// What mpy_init gets as `self`.
typedef struct { mp_obj_base_t base; const mp_module_context_t *context; } mp_obj_fun_bc_t;
typedef struct { mp_obj_base_t base; mp_obj_t buf[3]; } mp_obj_iter_buf_t;
typedef struct { void *buf; size_t len; int typecode; } mp_buffer_info_t;
typedef struct { void *data; void (*print_strn)(void *data, const char *text, size_t len); } mp_print_t;

// Type objects: twelve slot numbers, 0 for none, k for slots[k - 1].
enum {
    SLOT_make_new, SLOT_print, SLOT_call, SLOT_unary_op, SLOT_binary_op, SLOT_attr, SLOT_subscr, SLOT_iter,
    SLOT_buffer, SLOT_protocol, SLOT_parent, SLOT_locals_dict, SLOT_COUNT
};
struct _mp_obj_type_t {
    mp_obj_base_t base;
    uint16_t flags, name;
    uint8_t slot_index[SLOT_COUNT];
    const void *slots[SLOT_COUNT];
};
enum { TYPE_FLAG_ITER_IS_ITERNEXT = 0x80 };

enum { UNARY_NEG = 1, UNARY_BOOL = 4, UNARY_LEN = 5, UNARY_ABS = 7 };
enum { BINARY_EQ = 2, BINARY_ADD = 27, BINARY_SUB = 28, BINARY_MUL = 29, BINARY_TRUEDIV = 32, BINARY_RMUL = 44 };
enum { AS_INT = 2, AS_UINT = 3, AS_QSTR = 8 };
enum { PRINT_REPR = 1 };
enum { BUFFER_READ = 1, BUFFER_OR_RAISE = 4 };

// The runtime's functions, by their place in the table.
extern const struct {
    mp_obj_t const_none, const_false, const_true;                        // 0
    mp_uint_t (*native_from_obj)(mp_obj_t, mp_uint_t as);                // 3
    mp_obj_t (*native_to_obj)(mp_uint_t, mp_uint_t as);                  // 4
    mp_obj_dict_t *(*swap_globals)(mp_obj_dict_t *);                     // 5
    void *load_name;
    mp_obj_t (*load_global)(qstr);                                       // 7
    void *unused8[5];
    void (*store_global)(qstr, mp_obj_t);                                // 13
    void *unused14[4];
    mp_obj_t (*binary_op)(int op, mp_obj_t, mp_obj_t);                   // 18
    mp_obj_t (*new_tuple)(size_t n, const mp_obj_t *items);              // 19
    mp_obj_t (*new_list)(size_t n, mp_obj_t *items);                     // 20
    void *unused21[3];
    mp_obj_t (*list_append)(mp_obj_t list, mp_obj_t item);               // 24
    void *unused25[5];
    mp_obj_t (*getiter)(mp_obj_t, mp_obj_iter_buf_t *);                  // 30
    mp_obj_t (*iternext)(mp_obj_iter_buf_t *);                           // 31
    void *unused32[12];
    void (*arg_check_num_sig)(size_t n, size_t n_kw, uint32_t sig);      // 44
    void *unused45[7];
    void *(*realloc_)(void *, size_t bytes, bool may_move);              // 52
    int (*printf_)(const mp_print_t *, const char *format, ...);         // 53
    void *unused54;
    void (*raise_msg)(const mp_obj_type_t *, const char *text);          // 55
    const mp_obj_type_t *(*obj_get_type)(mp_obj_t);                      // 56
    mp_obj_t (*obj_new_str)(const char *, size_t);                       // 57
    mp_obj_t (*obj_new_bytes)(const uint8_t *, size_t);                  // 58
    void *unused59[6];
    bool (*get_buffer)(mp_obj_t, mp_buffer_info_t *, mp_uint_t flags);   // 65
    void *unused66[6];
    const mp_print_t *plat_print;                                        // 72
    const mp_obj_type_t *types[10];                                      // 73
    const void *streams[4];                                              // 83
} mp_fun_table;

// Entries of the table that the linker puts into constants directly.
extern const mp_obj_type_t mp_type_type, mp_type_dict;
extern const mp_obj_type_t mp_type_fun_builtin_1, mp_type_fun_builtin_2, mp_type_fun_builtin_var;

// ---- Function objects

typedef mp_obj_t (*py_function_1)(mp_obj_t);
typedef mp_obj_t (*py_function_2)(mp_obj_t, mp_obj_t);
typedef mp_obj_t (*py_function_n)(size_t n, const mp_obj_t *args);
typedef struct { mp_obj_base_t base; const void *code; } py_fixed_t;
typedef struct { mp_obj_base_t base; uint32_t sig; const void *code; } py_variable_t;

/// Number of arguments from `least` to `most`, as the runtime checks it.
#define PY_SIG(least, most) ((uint32_t)(least) << 17 | (uint32_t)(most) << 1)
#define PY_FUNCTION_1(object, function) static const py_fixed_t object = { { &mp_type_fun_builtin_1 }, function }
#define PY_FUNCTION_2(object, function) static const py_fixed_t object = { { &mp_type_fun_builtin_2 }, function }
#define PY_FUNCTION_N(object, least, most, function) \
    static const py_variable_t object = { { &mp_type_fun_builtin_var }, PY_SIG(least, most), function }

// ---- Values

#define PY_NONE (mp_fun_table.const_none)
#define PY_BOOL(condition) ((condition) ? mp_fun_table.const_true : mp_fun_table.const_false)
#define PY_SENTINEL ((mp_obj_t)4)
#define PY_UNSUPPORTED ((mp_obj_t)0)
#define PY_STOP ((mp_obj_t)0)

static inline mp_obj_t py_int(mp_int_t value) { return mp_fun_table.native_to_obj((mp_uint_t)value, AS_INT); }
static inline mp_obj_t py_uint(mp_uint_t value) { return mp_fun_table.native_to_obj(value, AS_UINT); }
static inline mp_obj_t py_qstr(qstr name) { return mp_fun_table.native_to_obj(name, AS_QSTR); }
static inline mp_int_t c_int(mp_obj_t object) { return (mp_int_t)mp_fun_table.native_from_obj(object, AS_INT); }
static inline mp_uint_t c_uint(mp_obj_t object) { return mp_fun_table.native_from_obj(object, AS_UINT); }

/// The memory of bytes, str, bytearray, array ...; raises TypeError for anything else.
static inline mp_buffer_info_t c_buffer(mp_obj_t object) {
    mp_buffer_info_t info;
    mp_fun_table.get_buffer(object, &info, BUFFER_READ | BUFFER_OR_RAISE);
    return info;
}

/// Memory that the collector owns; raises MemoryError when there is none.
static inline void *py_alloc(size_t bytes) { return mp_fun_table.realloc_(NULL, bytes, false); }

/// Raises a built-in exception: py_raise(MP_QSTR_ValueError, "...").
static inline void __attribute__((noreturn)) py_raise(qstr type, const char *text) {
    mp_fun_table.raise_msg((const mp_obj_type_t *)mp_fun_table.load_global(type), text);
    __builtin_unreachable();
}

static inline void py_set_slot(mp_obj_type_t *type, int slot, const void *value) {
    type->slots[slot] = value;
    type->slot_index[slot] = (uint8_t)(slot + 1);
}

// ---- The module: mpy_init is MODULE_BEGIN, one MODULE_ADD per name, MODULE_END.

#define MODULE_BEGIN \
    mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n, size_t n_kw, mp_obj_t *args); \
    mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n, size_t n_kw, mp_obj_t *args) { \
        (void)n, (void)n_kw, (void)args; \
        mp_obj_dict_t *caller_globals = mp_fun_table.swap_globals(self->context->module.globals);
#define MODULE_ADD(name, object) mp_fun_table.store_global(name, (mp_obj_t)(object))
#define MODULE_END \
        mp_fun_table.swap_globals(caller_globals); \
        return PY_NONE; \
    }
