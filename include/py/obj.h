// Object words and the structures behind them (native-abi.md sections 1, 3 and 8.3, 8.4, 8.11, 8.12). Everything here is
// layout: what calls the runtime is in py/dynruntime.h.
#ifndef NATMOD_PY_OBJ_H
#define NATMOD_PY_OBJ_H

#include "py/mpconfig.h"
#include "py/misc.h"
#include "py/mpprint.h"
#include "py/qstr.h"
#include "py/runtime0.h"

NATMOD_BEGIN_DECLS

// ---- Words ----

typedef void *mp_obj_t;
typedef const void *mp_const_obj_t;
typedef mp_const_obj_t mp_rom_obj_t;

/** Not an object: no value, deletion, not supported. */
#define MP_OBJ_NULL ((mp_obj_t)0)
/** The end of an iteration; the same word. */
#define MP_OBJ_STOP_ITERATION ((mp_obj_t)0)
/** Asks for a load in subscr, for a store or deletion in attr. */
#define MP_OBJ_SENTINEL ((mp_obj_t)4)

#define MP_OBJ_TO_PTR(o) ((void *)(o))
#define MP_OBJ_FROM_PTR(p) ((mp_obj_t)(p))

NATMOD_INLINE bool mp_obj_is_small_int(mp_const_obj_t o) {
    return ((mp_uint_t)o & 1) != 0;
}
NATMOD_INLINE bool mp_obj_is_qstr(mp_const_obj_t o) {
    return ((mp_uint_t)o & 7) == 2;
}
NATMOD_INLINE bool mp_obj_is_immediate_obj(mp_const_obj_t o) {
    return ((mp_uint_t)o & 7) == 6;
}
/** Whether the word points to something that begins with a type. */
NATMOD_INLINE bool mp_obj_is_obj(mp_const_obj_t o) {
    return ((mp_uint_t)o & 3) == 0;
}

#define MP_OBJ_SMALL_INT_VALUE(o) (((mp_int_t)(o)) >> 1)
#define MP_OBJ_NEW_SMALL_INT(value) ((mp_obj_t)((((mp_uint_t)(value)) << 1) | 1))
#define MP_OBJ_IMMEDIATE_OBJ_VALUE(o) (((mp_uint_t)(o)) >> 3)
#define MP_OBJ_NEW_IMMEDIATE_OBJ(value) ((mp_obj_t)(((mp_uint_t)(value) << 3) | 6))

// Words in constant tables. There is no MP_ROM_QSTR: the number of a module's own name is known only when it is loaded.
#define MP_ROM_INT(value) MP_OBJ_NEW_SMALL_INT(value)
#define MP_ROM_PTR(p) ((mp_rom_obj_t)(p))
#define MP_ROM_NONE mp_const_none
#define MP_ROM_FALSE mp_const_false
#define MP_ROM_TRUE mp_const_true

// ---- Types ----

typedef struct _mp_obj_type_t mp_obj_type_t;

/** Every object begins with it. */
typedef struct _mp_obj_base_t {
    const mp_obj_type_t *type;
} mp_obj_base_t;

// A slot index of 0 means that the type lacks the slot, k > 0 that it is slots[k - 1].
#define NATMOD_TYPE_HEAD \
    mp_obj_base_t base; \
    uint16_t flags; \
    uint16_t name; \
    uint8_t slot_index_make_new; \
    uint8_t slot_index_print; \
    uint8_t slot_index_call; \
    uint8_t slot_index_unary_op; \
    uint8_t slot_index_binary_op; \
    uint8_t slot_index_attr; \
    uint8_t slot_index_subscr; \
    uint8_t slot_index_iter; \
    uint8_t slot_index_buffer; \
    uint8_t slot_index_protocol; \
    uint8_t slot_index_parent; \
    uint8_t slot_index_locals_dict;

struct _mp_obj_type_t {
    NATMOD_TYPE_HEAD
    const void *slots[];
};

typedef struct _mp_obj_empty_type_t {
    NATMOD_TYPE_HEAD
} mp_obj_empty_type_t;

/** What modules define, in zeroed memory, and fill in with MP_OBJ_TYPE_SET_SLOT. */
typedef struct _mp_obj_full_type_t {
    NATMOD_TYPE_HEAD
    const void *slots[11];
} mp_obj_full_type_t;

// ---- Maps ----

typedef struct _mp_map_elem_t {
    mp_obj_t key;
    mp_obj_t value;
} mp_map_elem_t;

typedef struct _mp_rom_map_elem_t {
    mp_rom_obj_t key;
    mp_rom_obj_t value;
} mp_rom_map_elem_t;

typedef struct _mp_map_t {
    size_t all_keys_are_qstrs : 1;
    size_t is_fixed : 1;
    size_t is_ordered : 1;
    size_t used : (8 * sizeof(size_t) - 3);
    size_t alloc;
    mp_map_elem_t *table;
} mp_map_t;

typedef struct _mp_set_t {
    size_t alloc;
    size_t used;
    mp_obj_t *table;
} mp_set_t;

NATMOD_INLINE bool mp_map_slot_is_filled(const mp_map_t *map, size_t pos) {
    return map->table[pos].key != MP_OBJ_NULL && map->table[pos].key != MP_OBJ_SENTINEL;
}
NATMOD_INLINE bool mp_set_slot_is_filled(const mp_set_t *set, size_t pos) {
    return set->table[pos] != MP_OBJ_NULL && set->table[pos] != MP_OBJ_SENTINEL;
}

typedef struct _mp_obj_dict_t {
    mp_obj_base_t base;
    mp_map_t map;
} mp_obj_dict_t;

NATMOD_INLINE mp_map_t *mp_obj_dict_get_map(mp_obj_t dict) {
    return &((mp_obj_dict_t *)MP_OBJ_TO_PTR(dict))->map;
}

// ---- Slots: what their functions look like ----

typedef struct _mp_obj_iter_buf_t {
    mp_obj_base_t base;
    mp_obj_t buf[3];
} mp_obj_iter_buf_t;
/** Words of one. */
#define MP_OBJ_ITER_BUF_NSLOTS ((sizeof(mp_obj_iter_buf_t) + sizeof(mp_obj_t) - 1) / sizeof(mp_obj_t))

typedef struct _mp_buffer_info_t {
    void *buf;
    /** In bytes. */
    size_t len;
    int typecode;
} mp_buffer_info_t;

typedef mp_obj_t (*mp_fun_0_t)(void);
typedef mp_obj_t (*mp_fun_1_t)(mp_obj_t);
typedef mp_obj_t (*mp_fun_2_t)(mp_obj_t, mp_obj_t);
typedef mp_obj_t (*mp_fun_3_t)(mp_obj_t, mp_obj_t, mp_obj_t);
typedef mp_obj_t (*mp_fun_var_t)(size_t n_args, const mp_obj_t *args);
typedef mp_obj_t (*mp_fun_kw_t)(size_t n_args, const mp_obj_t *args, mp_map_t *kwargs);

typedef void (*mp_print_fun_t)(const mp_print_t *print, mp_obj_t o, mp_print_kind_t kind);
typedef mp_obj_t (*mp_make_new_fun_t)(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args);
typedef mp_obj_t (*mp_call_fun_t)(mp_obj_t fun, size_t n_args, size_t n_kw, const mp_obj_t *args);
typedef mp_obj_t (*mp_unary_op_fun_t)(mp_unary_op_t op, mp_obj_t o);
typedef mp_obj_t (*mp_binary_op_fun_t)(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs);
typedef void (*mp_attr_fun_t)(mp_obj_t self, qstr attr, mp_obj_t *dest);
typedef mp_obj_t (*mp_subscr_fun_t)(mp_obj_t self, mp_obj_t index, mp_obj_t value);
typedef mp_obj_t (*mp_getiter_fun_t)(mp_obj_t self, mp_obj_iter_buf_t *iter_buf);
typedef mp_obj_t (*mp_iternext_fun_t)(mp_obj_t self);
typedef mp_int_t (*mp_buffer_fun_t)(mp_obj_t o, mp_buffer_info_t *bufinfo, mp_uint_t flags);

/** The iter slot of a type with MP_TYPE_FLAG_ITER_IS_CUSTOM points to one. */
typedef struct _mp_getiter_iternext_custom_t {
    mp_getiter_fun_t getiter;
    mp_iternext_fun_t iternext;
} mp_getiter_iternext_custom_t;

#define NATMOD_SLOT_CAST_make_new(p) ((mp_make_new_fun_t)(p))
#define NATMOD_SLOT_CAST_print(p) ((mp_print_fun_t)(p))
#define NATMOD_SLOT_CAST_call(p) ((mp_call_fun_t)(p))
#define NATMOD_SLOT_CAST_unary_op(p) ((mp_unary_op_fun_t)(p))
#define NATMOD_SLOT_CAST_binary_op(p) ((mp_binary_op_fun_t)(p))
#define NATMOD_SLOT_CAST_attr(p) ((mp_attr_fun_t)(p))
#define NATMOD_SLOT_CAST_subscr(p) ((mp_subscr_fun_t)(p))
#define NATMOD_SLOT_CAST_iter(p) (p)
#define NATMOD_SLOT_CAST_buffer(p) ((mp_buffer_fun_t)(p))
#define NATMOD_SLOT_CAST_protocol(p) (p)
#define NATMOD_SLOT_CAST_parent(p) (p)
#define NATMOD_SLOT_CAST_locals_dict(p) ((mp_obj_dict_t *)(p))

#define MP_OBJ_TYPE_HAS_SLOT(t, f) ((t)->slot_index_##f)
#define MP_OBJ_TYPE_GET_SLOT(t, f) (NATMOD_SLOT_CAST_##f((t)->slots[(t)->slot_index_##f - 1]))
#define MP_OBJ_TYPE_GET_SLOT_OR_NULL(t, f) \
    (NATMOD_SLOT_CAST_##f(MP_OBJ_TYPE_HAS_SLOT(t, f) ? (t)->slots[(t)->slot_index_##f - 1] : NULL))
#define MP_OBJ_TYPE_SET_SLOT(t, f, v, n) ((t)->slot_index_##f = (n) + 1, (t)->slots[(n)] = (const void *)(v))
#define MP_OBJ_TYPE_OFFSETOF_SLOT(f) (offsetof(mp_obj_type_t, slot_index_##f))
#define MP_OBJ_TYPE_HAS_SLOT_BY_OFFSET(t, offset) (*(const uint8_t *)((const char *)(t) + (offset)) != 0)

// ---- Tests of type ----

NATMOD_INLINE bool mp_obj_is_exact_type(mp_const_obj_t o, const mp_obj_type_t *type) {
    return mp_obj_is_obj(o) && ((const mp_obj_base_t *)o)->type == type;
}
/** The same; `type` must not be that of bool, int, str, None or float, whose objects may be plain words. */
#define mp_obj_is_type(o, t) (mp_obj_is_exact_type((o), (t)))
#define mp_obj_is_native_type(t) (!((t)->flags & MP_TYPE_FLAG_INSTANCE_TYPE))
#define mp_obj_is_instance_type(t) (((t)->flags & MP_TYPE_FLAG_INSTANCE_TYPE) != 0)

// Old spellings.
#define MP_OBJ_IS_SMALL_INT mp_obj_is_small_int
#define MP_OBJ_IS_QSTR mp_obj_is_qstr
#define MP_OBJ_IS_OBJ mp_obj_is_obj
#define MP_OBJ_IS_INT mp_obj_is_int
#define MP_OBJ_IS_TYPE mp_obj_is_type
#define MP_OBJ_IS_STR mp_obj_is_str
#define MP_OBJ_IS_STR_OR_BYTES mp_obj_is_str_or_bytes
#define MP_OBJ_IS_FUN mp_obj_is_fun
#define MP_MAP_SLOT_IS_FILLED mp_map_slot_is_filled
#define MP_SET_SLOT_IS_FILLED mp_set_slot_is_filled

// ---- Objects ----

typedef struct _mp_obj_module_t {
    mp_obj_base_t base;
    mp_obj_dict_t *globals;
} mp_obj_module_t;

typedef struct _mp_obj_slice_t {
    mp_obj_base_t base;
    mp_obj_t start;
    mp_obj_t stop;
    mp_obj_t step;
} mp_obj_slice_t;

typedef struct _mp_bound_slice_t {
    mp_int_t start;
    mp_int_t stop;
    mp_int_t step;
} mp_bound_slice_t;

typedef struct _mp_obj_cell_t {
    mp_obj_base_t base;
    mp_obj_t obj;
} mp_obj_cell_t;

NATMOD_INLINE mp_obj_t mp_obj_cell_get(mp_obj_t self_in) {
    return ((mp_obj_cell_t *)MP_OBJ_TO_PTR(self_in))->obj;
}
NATMOD_INLINE void mp_obj_cell_set(mp_obj_t self_in, mp_obj_t obj) {
    ((mp_obj_cell_t *)MP_OBJ_TO_PTR(self_in))->obj = obj;
}

typedef struct _mp_obj_static_class_method_t {
    mp_obj_base_t base;
    mp_obj_t fun;
} mp_obj_static_class_method_t;

typedef struct _mp_rom_obj_static_class_method_t {
    mp_obj_base_t base;
    mp_rom_obj_t fun;
} mp_rom_obj_static_class_method_t;

/** An instance of a Python class. subobj[0] exists iff the class has a native base: the native object. */
typedef struct _mp_obj_instance_t {
    mp_obj_base_t base;
    mp_map_t members;
    mp_obj_t subobj[];
} mp_obj_instance_t;

// ---- Built-in functions ----

typedef struct _mp_obj_fun_builtin_fixed_t {
    mp_obj_base_t base;
    union {
        mp_fun_0_t _0;
        mp_fun_1_t _1;
        mp_fun_2_t _2;
        mp_fun_3_t _3;
    } fun;
} mp_obj_fun_builtin_fixed_t;

typedef struct _mp_obj_fun_builtin_var_t {
    mp_obj_base_t base;
    /** MP_OBJ_FUN_MAKE_SIG of it. */
    uint32_t sig;
    union {
        mp_fun_var_t var;
        mp_fun_kw_t kw;
    } fun;
} mp_obj_fun_builtin_var_t;

/** As n_args_max: no limit. */
#define MP_OBJ_FUN_ARGS_MAX (0xffff)
#define MP_OBJ_FUN_MAKE_SIG(n_args_min, n_args_max, takes_kw) \
    ((uint32_t)((((uint32_t)(n_args_min)) << 17) | (((uint32_t)(n_args_max)) << 1) | ((takes_kw) ? 1 : 0)))

#define MP_DECLARE_CONST_FUN_OBJ_0(obj_name) extern const mp_obj_fun_builtin_fixed_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_1(obj_name) extern const mp_obj_fun_builtin_fixed_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_2(obj_name) extern const mp_obj_fun_builtin_fixed_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_3(obj_name) extern const mp_obj_fun_builtin_fixed_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_VAR(obj_name) extern const mp_obj_fun_builtin_var_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_VAR_BETWEEN(obj_name) extern const mp_obj_fun_builtin_var_t obj_name
#define MP_DECLARE_CONST_FUN_OBJ_KW(obj_name) extern const mp_obj_fun_builtin_var_t obj_name

// The type words are symbols that the linker knows: entries of the function table.
#define NATMOD_FUN_FIXED(obj_name, fun_name, n, member) \
    const mp_obj_fun_builtin_fixed_t obj_name = {{&mp_type_fun_builtin_##n}, {.member = fun_name}}
#define NATMOD_FUN_VAR(obj_name, sig_value, member, fun_name) \
    const mp_obj_fun_builtin_var_t obj_name = {{&mp_type_fun_builtin_var}, sig_value, {.member = fun_name}}

#define MP_DEFINE_CONST_FUN_OBJ_0(obj_name, fun_name) NATMOD_FUN_FIXED(obj_name, fun_name, 0, _0)
#define MP_DEFINE_CONST_FUN_OBJ_1(obj_name, fun_name) NATMOD_FUN_FIXED(obj_name, fun_name, 1, _1)
#define MP_DEFINE_CONST_FUN_OBJ_2(obj_name, fun_name) NATMOD_FUN_FIXED(obj_name, fun_name, 2, _2)
#define MP_DEFINE_CONST_FUN_OBJ_3(obj_name, fun_name) NATMOD_FUN_FIXED(obj_name, fun_name, 3, _3)
#define MP_DEFINE_CONST_FUN_OBJ_VAR(obj_name, n_args_min, fun_name) \
    NATMOD_FUN_VAR(obj_name, MP_OBJ_FUN_MAKE_SIG(n_args_min, MP_OBJ_FUN_ARGS_MAX, false), var, fun_name)
#define MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(obj_name, n_args_min, n_args_max, fun_name) \
    NATMOD_FUN_VAR(obj_name, MP_OBJ_FUN_MAKE_SIG(n_args_min, n_args_max, false), var, fun_name)
#define MP_DEFINE_CONST_FUN_OBJ_KW(obj_name, n_args_min, fun_name) \
    NATMOD_FUN_VAR(obj_name, MP_OBJ_FUN_MAKE_SIG(n_args_min, MP_OBJ_FUN_ARGS_MAX, true), kw, fun_name)

// ---- Constant maps ----

#define NATMOD_CONST_MAP(table_name, n) {1, 1, 1, (n), (n), (mp_map_elem_t *)(mp_rom_map_elem_t *)(table_name)}

#define MP_DEFINE_CONST_MAP(map_name, table_name) \
    const mp_map_t map_name = NATMOD_CONST_MAP(table_name, MP_ARRAY_SIZE(table_name))
#define MP_DEFINE_CONST_DICT_WITH_SIZE(dict_name, table_name, n) \
    const mp_obj_dict_t dict_name = {{&mp_type_dict}, NATMOD_CONST_MAP(table_name, n)}
#define MP_DEFINE_CONST_DICT(dict_name, table_name) \
    MP_DEFINE_CONST_DICT_WITH_SIZE(dict_name, table_name, MP_ARRAY_SIZE(table_name))

// ---- Parsing of arguments ----

typedef union _mp_arg_val_t {
    bool u_bool;
    mp_int_t u_int;
    mp_obj_t u_obj;
    mp_rom_obj_t u_rom_obj;
} mp_arg_val_t;

typedef struct _mp_arg_t {
    uint16_t qst;
    /** MP_ARG_* */
    uint16_t flags;
    mp_arg_val_t defval;
} mp_arg_t;

// Types that the linker finds in the function table; the others are reached at run time (py/dynruntime.h).
extern const mp_obj_type_t mp_type_dict;
extern const mp_obj_type_t mp_type_fun_builtin_0;
extern const mp_obj_type_t mp_type_fun_builtin_1;
extern const mp_obj_type_t mp_type_fun_builtin_2;
extern const mp_obj_type_t mp_type_fun_builtin_3;
extern const mp_obj_type_t mp_type_fun_builtin_var;

NATMOD_END_DECLS

#endif
