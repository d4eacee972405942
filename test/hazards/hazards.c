// One function for each hazard of native-abi.md section 11 that machine code can run into; hazards.test.ts calls them.
#include "py/dynruntime.h"

static mp_obj_t none(void) {
    return mp_const_none;
}

typedef struct {
    mp_obj_base_t base;
    mp_obj_t value;
} thing_t;

static mp_obj_t thing_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    (void)n_kw;
    thing_t *o = mp_obj_malloc(thing_t, type);
    o->value = n_args > 0 ? args[0] : MP_OBJ_NEW_SMALL_INT(3);
    return MP_OBJ_FROM_PTR(o);
}

// 11.1: the type word is the address of the table entry.
mp_obj_full_type_t indirect;

// 11.2: the flag without a slot.
mp_obj_full_type_t no_iter;

// 11.3: a custom iterator, to be subclassed.
mp_obj_full_type_t custom;
static mp_obj_t custom_getiter(mp_obj_t self, mp_obj_iter_buf_t *buf) {
    (void)buf;
    return self;
}
static mp_obj_t custom_next(mp_obj_t self_in) {
    thing_t *self = MP_OBJ_TO_PTR(self_in);
    mp_int_t left = MP_OBJ_SMALL_INT_VALUE(self->value);
    if (left == 0) {
        return MP_OBJ_STOP_ITERATION;
    }
    self->value = MP_OBJ_NEW_SMALL_INT(left - 1);
    return MP_OBJ_NEW_SMALL_INT(left);
}
mp_getiter_iternext_custom_t custom_iter;

// 11.5: unused entries in the table of members; 11.6: a slot index with gaps.
mp_obj_full_type_t gaps;
mp_map_elem_t gaps_table[5];
mp_obj_dict_t gaps_dict;
static mp_obj_t gaps_hello(mp_obj_t self) {
    (void)self;
    return MP_OBJ_NEW_QSTR(MP_QSTR_hello);
}
static MP_DEFINE_CONST_FUN_OBJ_1(gaps_hello_obj, gaps_hello);
static void gaps_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)self;
    (void)kind;
    mp_printf(print, "gaps");
}

// 11.7: the name is looked up in the caller's globals.
static mp_obj_t raise_value(void) {
    mp_raise_ValueError("from C");
}
static MP_DEFINE_CONST_FUN_OBJ_0(raise_value_obj, raise_value);

// 11.8: what a name gives need not be a type.
static mp_obj_t raise_as(mp_obj_t type) {
    mp_raise_msg((const mp_obj_type_t *)MP_OBJ_TO_PTR(type), "text");
}
static MP_DEFINE_CONST_FUN_OBJ_1(raise_as_obj, raise_as);

// 11.9
static mp_obj_t truncate(mp_obj_t o) {
    return mp_obj_new_int(mp_obj_get_int(o));
}
static MP_DEFINE_CONST_FUN_OBJ_1(truncate_obj, truncate);

// 11.10: the entry comes back, the macro loops for ever.
static mp_obj_t raise_none(void) {
    nlr_raise(mp_const_none);
}
static MP_DEFINE_CONST_FUN_OBJ_0(raise_none_obj, raise_none);

// 11.11: the exception refers to the text in place.
char text[8];
static mp_obj_t raise_text(mp_obj_t first) {
    text[0] = (char)mp_obj_get_int(first);
    text[1] = 'b';
    mp_raise_msg(&mp_type_ValueError, text);
}
static MP_DEFINE_CONST_FUN_OBJ_1(raise_text_obj, raise_text);
static mp_obj_t change_text(void) {
    text[1] = 'c';
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(change_text_obj, change_text);

// 11.12: containers of the wrong kind.
static mp_obj_t wrong(mp_obj_t which, mp_obj_t o) {
    switch (mp_obj_get_int(which)) {
        case 0:
            mp_obj_list_append(o, which);
            break;
        case 1:
            mp_obj_dict_store(o, which, which);
            break;
        default:
            mp_fun_table.set_store(o, which);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_2(wrong_obj, wrong);

// 11.13
mp_int_t words[4];
static mp_obj_t bad_free(mp_obj_t how) {
    mp_int_t *block = m_malloc(64);
    switch (mp_obj_get_int(how)) {
        case 0:
            mp_fun_table.realloc_(block, 0, false);
            mp_fun_table.realloc_(block, 0, false);
            break;
        case 1:
            mp_fun_table.realloc_(block + 1, 0, false);
            break;
        case 2:
            mp_fun_table.realloc_(words, 0, false);
            break;
        default:
            mp_fun_table.realloc_(block + 1, 128, true);
    }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(bad_free_obj, bad_free);

// 11.15, 11.16
static mp_obj_t unary(mp_obj_t op, mp_obj_t o) {
    mp_obj_t result = mp_unary_op((mp_unary_op_t)mp_obj_get_int(op), o);
    return result == MP_OBJ_NULL ? MP_OBJ_NEW_QSTR(MP_QSTR_null) : result;
}
static MP_DEFINE_CONST_FUN_OBJ_2(unary_obj, unary);
static mp_obj_t divide(mp_obj_t a, mp_obj_t b) {
    mp_int_t x = mp_obj_get_int(a), y = mp_obj_get_int(b);
    mp_obj_t pair[2] = {
        mp_obj_new_int(mp_fun_table.small_int_floor_divide(x, y)),
        mp_obj_new_int(mp_fun_table.small_int_modulo(x, y)),
    };
    return mp_obj_new_tuple(2, pair);
}
static MP_DEFINE_CONST_FUN_OBJ_2(divide_obj, divide);

// 11.17: a stream that refuses requests it does not know, the one before an OSError included.
mp_obj_full_type_t stream;
mp_stream_p_t stream_p;
mp_int_t last_request;
static mp_uint_t stream_read(mp_obj_t self, void *buf, mp_uint_t size, int *errcode) {
    (void)self;
    (void)buf;
    (void)size;
    *errcode = 5;
    return MP_STREAM_ERROR;
}
static mp_uint_t stream_ioctl(mp_obj_t self, mp_uint_t request, uintptr_t arg, int *errcode) {
    (void)self;
    (void)arg;
    last_request = (mp_int_t)request;
    *errcode = 22;
    return MP_STREAM_ERROR;
}
static mp_obj_t request(void) {
    return mp_obj_new_int(last_request);
}
static MP_DEFINE_CONST_FUN_OBJ_0(request_obj, request);

// 11.18
static mp_obj_t throw_into(mp_obj_t gen, mp_obj_t error) {
    mp_obj_t ret = error;
    mp_fun_table.yield_from(gen, mp_const_none, &ret);
    return ret;
}
static MP_DEFINE_CONST_FUN_OBJ_2(throw_into_obj, throw_into);

// 11.19, 11.20
static mp_obj_t prints(mp_obj_t o) {
    mp_int_t value = mp_obj_get_int(o);
    mp_printf(&mp_plat_print, "%d|%i|%q\n", value, 7, MP_QSTR_hello);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(prints_obj, prints);

// 11.21: the printer is used after the call that it was for.
mp_obj_full_type_t keeper;
const mp_print_t *kept;
static void keeper_print(const mp_print_t *print, mp_obj_t self, mp_print_kind_t kind) {
    (void)self;
    (void)kind;
    kept = print;
    mp_printf(print, "keeper");
}
static mp_obj_t print_later(void) {
    mp_printf(kept, "later");
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(print_later_obj, print_later);

// 11.23
static mp_obj_t overwrite(size_t n, const mp_obj_t *args) {
    for (size_t i = 0; i < n; i++) {
        ((mp_obj_t *)args)[i] = mp_const_none;
    }
    return mp_obj_new_int((mp_int_t)n);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(overwrite_obj, 0, 9, overwrite);

// 11.24: returns with a handler that is still linked.
static mp_obj_t leave_handler(void) {
    nlr_buf_t nlr;
    mp_fun_table.nlr_push(&nlr);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(leave_handler_obj, leave_handler);
static mp_obj_t pop_nothing(void) {
    mp_fun_table.nlr_pop();
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(pop_nothing_obj, pop_nothing);

// 11.25, 11.26: Python from C from Python.
static mp_obj_t call(mp_obj_t f, mp_obj_t arg) {
    return mp_fun_table.call_function_n_kw(f, 1, &arg);
}
static MP_DEFINE_CONST_FUN_OBJ_2(call_obj, call);

// 11.27: constants are writable.
static const volatile int constant[2] = {1, 2};
static mp_obj_t write_constant(void) {
    ((volatile int *)constant)[1] = 40;
    return mp_obj_new_int(constant[0] + constant[1]);
}
static MP_DEFINE_CONST_FUN_OBJ_0(write_constant_obj, write_constant);

// 11.28
static mp_obj_t misaligned(void) {
    volatile uint8_t *bytes = (volatile uint8_t *)words;
    bytes[1] = 1;
    bytes[2] = 2;
    bytes[3] = 3;
    bytes[4] = 4;
    return mp_obj_new_int(*(volatile int32_t *)(bytes + 1));
}
static MP_DEFINE_CONST_FUN_OBJ_0(misaligned_obj, misaligned);

// 11.31: two words of dest are written, no more, and those of an absent method are left alone.
static mp_obj_t method(mp_obj_t o) {
    mp_obj_t dest[3] = {MP_OBJ_NULL, MP_OBJ_NULL, MP_OBJ_NEW_SMALL_INT(77)};
    mp_load_method_maybe(o, MP_QSTR_hello, dest);
    mp_obj_t found = mp_obj_new_bool(dest[0] != MP_OBJ_NULL);
    mp_obj_t pair[2] = {found, dest[2]};
    return mp_obj_new_tuple(2, pair);
}
static MP_DEFINE_CONST_FUN_OBJ_1(method_obj, method);

// 11.33: how much deeper on the stack mpy_init was than this.
uintptr_t init_depth;
static mp_obj_t above_init(void) {
    volatile int here = 0;
    return mp_obj_new_int((mp_int_t)((uintptr_t)&here - init_depth));
}
static MP_DEFINE_CONST_FUN_OBJ_0(above_init_obj, above_init);

static void define(mp_obj_full_type_t *type, qstr name, uint16_t flags) {
    type->base.type = &mp_type_type;
    type->name = name;
    type->flags = flags;
    MP_OBJ_TYPE_SET_SLOT(type, make_new, thing_new, 0);
    mp_store_global(name, MP_OBJ_FROM_PTR(type));
}

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    volatile int here = 0;
    init_depth = (uintptr_t)&here;
    (void)none;

    define(&indirect, MP_QSTR_Indirect, MP_TYPE_FLAG_NONE);
    indirect.base.type = (const mp_obj_type_t *)&mp_fun_table.type_type;
    define(&no_iter, MP_QSTR_NoIter, MP_TYPE_FLAG_ITER_IS_CUSTOM);
    define(&custom, MP_QSTR_Custom, MP_TYPE_FLAG_ITER_IS_CUSTOM);
    custom_iter.getiter = custom_getiter;
    custom_iter.iternext = custom_next;
    MP_OBJ_TYPE_SET_SLOT(&custom, iter, &custom_iter, 1);
    define(&gaps, MP_QSTR_Gaps, MP_TYPE_FLAG_NONE);
    MP_OBJ_TYPE_SET_SLOT(&gaps, print, gaps_print, 9);
    gaps_table[1].key = MP_OBJ_NEW_QSTR(MP_QSTR_hello);
    gaps_table[1].value = MP_OBJ_FROM_PTR(&gaps_hello_obj);
    gaps_dict.base.type = mp_obj_get_type(mp_obj_new_dict(0));
    gaps_dict.map.all_keys_are_qstrs = 1;
    gaps_dict.map.is_fixed = 1;
    gaps_dict.map.is_ordered = 1;
    gaps_dict.map.used = 5;
    gaps_dict.map.alloc = 5;
    gaps_dict.map.table = gaps_table;
    MP_OBJ_TYPE_SET_SLOT(&gaps, locals_dict, &gaps_dict, 10);
    define(&stream, MP_QSTR_Stream, MP_TYPE_FLAG_NONE);
    stream_p.read = stream_read;
    stream_p.ioctl = stream_ioctl;
    MP_OBJ_TYPE_SET_SLOT(&stream, protocol, &stream_p, 1);
    define(&keeper, MP_QSTR_Keeper, MP_TYPE_FLAG_NONE);
    MP_OBJ_TYPE_SET_SLOT(&keeper, print, keeper_print, 1);

    mp_store_global(MP_QSTR_raise_value, MP_OBJ_FROM_PTR(&raise_value_obj));
    mp_store_global(MP_QSTR_raise_as, MP_OBJ_FROM_PTR(&raise_as_obj));
    mp_store_global(MP_QSTR_truncate, MP_OBJ_FROM_PTR(&truncate_obj));
    mp_store_global(MP_QSTR_raise_none, MP_OBJ_FROM_PTR(&raise_none_obj));
    mp_store_global(MP_QSTR_raise_text, MP_OBJ_FROM_PTR(&raise_text_obj));
    mp_store_global(MP_QSTR_change_text, MP_OBJ_FROM_PTR(&change_text_obj));
    mp_store_global(MP_QSTR_wrong, MP_OBJ_FROM_PTR(&wrong_obj));
    mp_store_global(MP_QSTR_bad_free, MP_OBJ_FROM_PTR(&bad_free_obj));
    mp_store_global(MP_QSTR_unary, MP_OBJ_FROM_PTR(&unary_obj));
    mp_store_global(MP_QSTR_divide, MP_OBJ_FROM_PTR(&divide_obj));
    mp_store_global(MP_QSTR_request, MP_OBJ_FROM_PTR(&request_obj));
    mp_store_global(MP_QSTR_throw_into, MP_OBJ_FROM_PTR(&throw_into_obj));
    mp_store_global(MP_QSTR_prints, MP_OBJ_FROM_PTR(&prints_obj));
    mp_store_global(MP_QSTR_print_later, MP_OBJ_FROM_PTR(&print_later_obj));
    mp_store_global(MP_QSTR_overwrite, MP_OBJ_FROM_PTR(&overwrite_obj));
    mp_store_global(MP_QSTR_leave_handler, MP_OBJ_FROM_PTR(&leave_handler_obj));
    mp_store_global(MP_QSTR_pop_nothing, MP_OBJ_FROM_PTR(&pop_nothing_obj));
    mp_store_global(MP_QSTR_call, MP_OBJ_FROM_PTR(&call_obj));
    mp_store_global(MP_QSTR_write_constant, MP_OBJ_FROM_PTR(&write_constant_obj));
    mp_store_global(MP_QSTR_misaligned, MP_OBJ_FROM_PTR(&misaligned_obj));
    mp_store_global(MP_QSTR_method, MP_OBJ_FROM_PTR(&method_obj));
    mp_store_global(MP_QSTR_above_init, MP_OBJ_FROM_PTR(&above_init_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
