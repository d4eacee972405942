// A class of its own: Vector(1, 2, 3) with + - * (by a number, and the dot product), ==, len(), abs() in the sense of
// the sum of magnitudes, iteration, indexing, and a repr() that can be read back.
//
//   natmod call vector.mpy dot '(1, 2, 3)' '(4, 5, 6)'
//   32
#include "../natmod.h"

typedef struct {
    mp_obj_base_t base;
    size_t len;
    mp_int_t item[];
} vector_t;

typedef struct {
    mp_obj_base_t base;
    vector_t *vector;
    size_t next;
} vector_iterator_t;

// Types live in zeroed memory and are filled in by mpy_init, because the addresses in them are known only then.
mp_obj_type_t vector_type, vector_iterator_type;

static vector_t *new_vector(size_t len) {
    vector_t *vector = py_alloc(sizeof(vector_t) + len * sizeof(mp_int_t));
    vector->base.type = &vector_type;
    vector->len = len;
    return vector;
}

static bool is_vector(mp_obj_t object) {
    return mp_fun_table.obj_get_type(object) == &vector_type;
}

static mp_obj_t make_new(const mp_obj_type_t *type, size_t n, size_t n_kw, const mp_obj_t *args) {
    (void)type;
    mp_fun_table.arg_check_num_sig(n, n_kw, PY_SIG(0, 0xffff));
    vector_t *vector = new_vector(n);
    for (size_t i = 0; i < n; i++) {
        vector->item[i] = c_int(args[i]);
    }
    return vector;
}

static void print(const mp_print_t *printer, mp_obj_t self, int kind) {
    vector_t *vector = self;
    mp_fun_table.printf_(printer, kind == PRINT_REPR ? "Vector(" : "<");
    for (size_t i = 0; i < vector->len; i++) {
        mp_fun_table.printf_(printer, i == 0 ? "%d" : ", %d", (int)vector->item[i]);
    }
    mp_fun_table.printf_(printer, kind == PRINT_REPR ? ")" : ">");
}

static mp_obj_t unary_op(int op, mp_obj_t self) {
    vector_t *vector = self;
    mp_int_t sum = 0;
    switch (op) {
        case UNARY_BOOL:
            return PY_BOOL(vector->len != 0);
        case UNARY_LEN:
            return py_int((mp_int_t)vector->len);
        case UNARY_ABS:
            for (size_t i = 0; i < vector->len; i++) {
                sum += vector->item[i] < 0 ? -vector->item[i] : vector->item[i];
            }
            return py_int(sum);
        case UNARY_NEG: {
            vector_t *result = new_vector(vector->len);
            for (size_t i = 0; i < vector->len; i++) {
                result->item[i] = -vector->item[i];
            }
            return result;
        }
        default:
            return PY_UNSUPPORTED;
    }
}

static void check_same_length(const vector_t *a, const vector_t *b) {
    if (a->len != b->len) {
        py_raise(MP_QSTR_ValueError, "vectors of different lengths");
    }
}

static mp_obj_t binary_op(int op, mp_obj_t left, mp_obj_t right) {
    vector_t *a = left;
    if (!is_vector(right)) {
        if (op != BINARY_MUL && op != BINARY_RMUL) {
            return PY_UNSUPPORTED;
        }
        mp_int_t factor = c_int(right);
        vector_t *result = new_vector(a->len);
        for (size_t i = 0; i < a->len; i++) {
            result->item[i] = a->item[i] * factor;
        }
        return result;
    }
    vector_t *b = right;
    switch (op) {
        case BINARY_EQ: {
            bool same = a->len == b->len;
            for (size_t i = 0; same && i < a->len; i++) {
                same = a->item[i] == b->item[i];
            }
            return PY_BOOL(same);
        }
        case BINARY_MUL: {
            check_same_length(a, b);
            mp_int_t sum = 0;
            for (size_t i = 0; i < a->len; i++) {
                sum += a->item[i] * b->item[i];
            }
            return py_int(sum);
        }
        case BINARY_ADD:
        case BINARY_SUB: {
            check_same_length(a, b);
            vector_t *result = new_vector(a->len);
            for (size_t i = 0; i < a->len; i++) {
                result->item[i] = op == BINARY_ADD ? a->item[i] + b->item[i] : a->item[i] - b->item[i];
            }
            return result;
        }
        default:
            return PY_UNSUPPORTED;
    }
}

static mp_obj_t subscr(mp_obj_t self, mp_obj_t index, mp_obj_t value) {
    vector_t *vector = self;
    mp_int_t i = c_int(index);
    if (i < 0) {
        i += (mp_int_t)vector->len;
    }
    if (i < 0 || (size_t)i >= vector->len) {
        py_raise(MP_QSTR_IndexError, "vector index out of range");
    }
    if (value == PY_SENTINEL) {
        return py_int(vector->item[i]);
    }
    if (value == NULL) {
        return PY_UNSUPPORTED; // del v[i]
    }
    vector->item[i] = c_int(value);
    return PY_NONE;
}

static mp_obj_t getiter(mp_obj_t self, mp_obj_iter_buf_t *buffer) {
    vector_iterator_t *iterator = (vector_iterator_t *)buffer;
    iterator->base.type = &vector_iterator_type;
    iterator->vector = self;
    iterator->next = 0;
    return iterator;
}

static mp_obj_t iternext(mp_obj_t self) {
    vector_iterator_t *iterator = self;
    vector_t *vector = iterator->vector;
    return iterator->next < vector->len ? py_int(vector->item[iterator->next++]) : PY_STOP;
}

static vector_t *vector_from(mp_obj_t iterable) {
    mp_obj_iter_buf_t buffer;
    mp_obj_t item;
    size_t len = 0;
    mp_fun_table.getiter(iterable, &buffer);
    while (mp_fun_table.iternext(&buffer) != PY_STOP) {
        len++;
    }
    vector_t *vector = new_vector(len);
    mp_fun_table.getiter(iterable, &buffer);
    for (size_t i = 0; i < len && (item = mp_fun_table.iternext(&buffer)) != PY_STOP; i++) {
        vector->item[i] = c_int(item);
    }
    return vector;
}

// dot(a, b) of any two iterables that can be walked twice.
static mp_obj_t dot(mp_obj_t a, mp_obj_t b) {
    mp_obj_t left = vector_from(a);
    return binary_op(BINARY_MUL, left, vector_from(b));
}
PY_FUNCTION_2(dot_object, dot);

MODULE_BEGIN
    vector_type.base.type = &mp_type_type;
    vector_type.name = MP_QSTR_Vector;
    py_set_slot(&vector_type, SLOT_make_new, make_new);
    py_set_slot(&vector_type, SLOT_print, print);
    py_set_slot(&vector_type, SLOT_unary_op, unary_op);
    py_set_slot(&vector_type, SLOT_binary_op, binary_op);
    py_set_slot(&vector_type, SLOT_subscr, subscr);
    py_set_slot(&vector_type, SLOT_iter, getiter);
    vector_iterator_type.base.type = &mp_type_type;
    vector_iterator_type.flags = TYPE_FLAG_ITER_IS_ITERNEXT;
    vector_iterator_type.name = MP_QSTR_iterator;
    py_set_slot(&vector_iterator_type, SLOT_iter, iternext);
    MODULE_ADD(MP_QSTR_Vector, &vector_type);
    MODULE_ADD(MP_QSTR_dot, &dot_object);
MODULE_END
