// vector - a class: construction, print, operators, subscripts, iteration, a method and equality.
//
//   natmod call vector.mpy Vector 1 2 3             Vector(1, 2, 3)
//   natmod call vector.mpy scaled '[1, 2.5]' 2      Vector(2, 5.0)
//   natmod call vector.mpy dot '(1, 2)' '[3, 4]'    11
//   natmod call vector.mpy cross '[1,0,0]' '[0,1,0]'  Vector(0, 0, 1)
//   natmod call vector.mpy dot '[1]' '[1, 2]'       ValueError: vectors of different length
//
// In Python: v = Vector(1, 2); v + v, v - v, v * 2, 2 * v, -v, abs(v), len(v), v[0], v[-1] = 3, list(v), v.dot(v)
#include "../natmod.h"

typedef struct {
    mp_obj_base_t base;
    size_t len;
    mp_obj_t items[];
} vector_t;

typedef struct {
    mp_obj_base_t base;
    vector_t *vector;
    size_t next;
} cursor_t;

// Filled in by mpy_init: names are numbers that only the host knows.
mp_obj_type_t vector_type;
mp_obj_type_t vector_cursor_type;
mp_map_elem_t vector_members[1];

static mp_obj_t operate(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) { return HOST.binary_op(op, left, right); }

static bool is_vector(mp_obj_t o) { return HOST.obj_get_type(o) == &vector_type; }

static vector_t *new_vector(size_t len) {
    vector_t *self = mp_alloc(sizeof(*self) + len * sizeof(self->items[0]));
    self->base.type = &vector_type;
    self->len = len;
    return self;
}

static mp_obj_t vector_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    if (n_kw != 0) MP_RAISE(TypeError, "Vector takes no keyword arguments");
    vector_t *self = new_vector(n_args);
    for (size_t i = 0; i < n_args; i++) self->items[i] = args[i];
    return self;
}

// A vector as it is; anything else that iterates as a new one.
static vector_t *as_vector(mp_obj_t o) {
    if (is_vector(o)) return o;
    mp_obj_list_t *list = HOST.new_list(0, NULL);
    mp_obj_iter_buf_t iterator;
    HOST.getiter(o, &iterator);
    for (mp_obj_t item; (item = HOST.iternext(&iterator)) != MP_OBJ_STOP_ITERATION;) HOST.list_append(list, item);
    return vector_make_new(&vector_type, list->len, 0, list->items);
}

static void vector_print(const mp_print_t *print, mp_obj_t self_in, mp_print_kind_t kind) {
    vector_t *self = self_in;
    HOST.printf_(print, "Vector(");
    for (size_t i = 0; i < self->len; i++) {
        if (i > 0) HOST.printf_(print, ", ");
        // repr() of the item, whatever it is: the host knows how.
        mp_obj_t text = HOST.call_function_n_kw(HOST.load_global(MP_QSTR_repr), 1, &self->items[i]);
        mp_buffer_info_t characters;
        mp_read_buffer(text, &characters);
        print->print_strn(print->data, characters.buf, characters.len);
    }
    HOST.printf_(print, ")");
}

static mp_obj_t scale(vector_t *self, mp_obj_t factor) {
    vector_t *result = new_vector(self->len);
    for (size_t i = 0; i < self->len; i++)
        result->items[i] = operate(MP_BINARY_OP_MULTIPLY, self->items[i], factor);
    return result;
}

static void check_same_length(vector_t *a, vector_t *b) {
    if (a->len != b->len) MP_RAISE(ValueError, "vectors of different length");
}

static mp_obj_t dot_product(vector_t *a, vector_t *b) {
    check_same_length(a, b);
    mp_obj_t sum = MP_OBJ_SMALL(0);
    for (size_t i = 0; i < a->len; i++)
        sum = operate(MP_BINARY_OP_ADD, sum, operate(MP_BINARY_OP_MULTIPLY, a->items[i], b->items[i]));
    return sum;
}

static mp_obj_t vector_unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    vector_t *self = self_in;
    switch (op) {
        case MP_UNARY_OP_LEN: return mp_new_uint(self->len);
        case MP_UNARY_OP_NEGATIVE: return scale(self, MP_OBJ_SMALL(-1));
        // The length in the other sense.
        case MP_UNARY_OP_ABS: {
            mp_obj_t half = operate(MP_BINARY_OP_TRUE_DIVIDE, MP_OBJ_SMALL(1), MP_OBJ_SMALL(2));
            return operate(MP_BINARY_OP_POWER, dot_product(self, self), half);
        }
        // Neither BOOL (then the length decides) nor HASH (then it has none).
        default: return MP_OBJ_NULL;
    }
}

static mp_obj_t vector_binary_op(mp_binary_op_t op, mp_obj_t left, mp_obj_t right) {
    vector_t *self = left;
    switch (op) {
        case MP_BINARY_OP_MULTIPLY:
        case MP_BINARY_OP_REVERSE_MULTIPLY: return is_vector(right) ? MP_OBJ_NULL : scale(self, right);
        case MP_BINARY_OP_ADD:
        case MP_BINARY_OP_SUBTRACT: {
            if (!is_vector(right)) return MP_OBJ_NULL;
            vector_t *other = right;
            check_same_length(self, other);
            vector_t *result = new_vector(self->len);
            for (size_t i = 0; i < self->len; i++) result->items[i] = operate(op, self->items[i], other->items[i]);
            return result;
        }
        // The host asks only when both are vectors.
        case MP_BINARY_OP_EQUAL: {
            vector_t *other = right;
            if (self->len != other->len) return MP_BOOL(false);
            for (size_t i = 0; i < self->len; i++)
                if (!HOST.obj_is_true(operate(op, self->items[i], other->items[i]))) return MP_BOOL(false);
            return MP_BOOL(true);
        }
        default: return MP_OBJ_NULL;
    }
}

static mp_obj_t vector_subscr(mp_obj_t self_in, mp_obj_t index_in, mp_obj_t value) {
    vector_t *self = self_in;
    if (value == MP_OBJ_NULL) return MP_OBJ_NULL;
    mp_int_t index = mp_int_of(index_in);
    if (index < 0) index += (mp_int_t)self->len;
    if (index < 0 || (size_t)index >= self->len) MP_RAISE(IndexError, "vector index out of range");
    if (value == MP_OBJ_SENTINEL) return self->items[index];
    self->items[index] = value;
    return MP_NONE;
}

static mp_obj_t vector_iter(mp_obj_t self_in, mp_obj_iter_buf_t *room) {
    // The host lends room for four words; a cursor has three.
    cursor_t *cursor = (cursor_t *)room;
    cursor->base.type = &vector_cursor_type;
    cursor->vector = self_in;
    cursor->next = 0;
    return cursor;
}

static mp_obj_t cursor_next(mp_obj_t self_in) {
    cursor_t *self = self_in;
    return self->next < self->vector->len ? self->vector->items[self->next++] : MP_OBJ_STOP_ITERATION;
}

static mp_obj_t dot(mp_obj_t a, mp_obj_t b) { return dot_product(as_vector(a), as_vector(b)); }
MP_FUNCTION_2(dot_obj, dot);

static mp_obj_t scaled(mp_obj_t a, mp_obj_t factor) { return scale(as_vector(a), factor); }
MP_FUNCTION_2(scaled_obj, scaled);

static mp_obj_t cross(mp_obj_t a_in, mp_obj_t b_in) {
    vector_t *a = as_vector(a_in), *b = as_vector(b_in), *result = new_vector(3);
    if (a->len != 3 || b->len != 3) MP_RAISE(ValueError, "cross needs vectors of length 3");
    for (int i = 0; i < 3; i++) {
        int j = i == 2 ? 0 : i + 1, k = i == 0 ? 2 : i - 1;
        result->items[i] = operate(MP_BINARY_OP_SUBTRACT, operate(MP_BINARY_OP_MULTIPLY, a->items[j], b->items[k]),
            operate(MP_BINARY_OP_MULTIPLY, a->items[k], b->items[j]));
    }
    return result;
}
MP_FUNCTION_2(cross_obj, cross);

static const mp_obj_dict_t vector_locals = {{&mp_type_dict}, {MP_MAP_USED(1), 1, vector_members}};

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    vector_members[0] = (mp_map_elem_t){MP_OBJ_QSTR(MP_QSTR_dot), MP_OBJ_OF(&dot_obj)};
    vector_type.base.type = &mp_type_type;
    vector_type.name = MP_QSTR_Vector;
    MP_SET_SLOT(&vector_type, make_new, vector_make_new, 0);
    MP_SET_SLOT(&vector_type, print, vector_print, 1);
    MP_SET_SLOT(&vector_type, unary_op, vector_unary_op, 2);
    MP_SET_SLOT(&vector_type, binary_op, vector_binary_op, 3);
    MP_SET_SLOT(&vector_type, subscr, vector_subscr, 4);
    MP_SET_SLOT(&vector_type, iter, vector_iter, 5);
    MP_SET_SLOT(&vector_type, locals_dict, &vector_locals, 6);
    vector_cursor_type.base.type = &mp_type_type;
    vector_cursor_type.name = MP_QSTR_cursor;
    vector_cursor_type.flags = MP_TYPE_FLAG_ITER_IS_ITERNEXT;
    MP_SET_SLOT(&vector_cursor_type, iter, cursor_next, 0);
    NATMOD_ADD(MP_QSTR_Vector, &vector_type);
    NATMOD_ADD(MP_QSTR_dot, &dot_obj);
    NATMOD_ADD(MP_QSTR_scaled, &scaled_obj);
    NATMOD_ADD(MP_QSTR_cross, &cross_obj);
    NATMOD_END;
}
