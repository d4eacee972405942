// A matrix of floats in C++: templates, a scoped guard, overloads, lambdas; the buffer protocol and operators of Python.
#include "py/dynruntime.h"

namespace {

struct Matrix {
    mp_obj_base_t base;
    uint16_t rows, cols;
    float data[];

    size_t size() const { return size_t(rows) * cols; }
    float &at(size_t r, size_t c) { return data[r * cols + c]; }
    const float &at(size_t r, size_t c) const { return data[r * cols + c]; }
    static Matrix *make(size_t rows, size_t cols);
    static Matrix *of(mp_obj_t o) { return static_cast<Matrix *>(MP_OBJ_TO_PTR(o)); }
    mp_obj_t object() { return MP_OBJ_FROM_PTR(this); }
};

struct RowIterator {
    mp_obj_base_t base;
    Matrix *matrix;
    size_t next;
};

} // namespace

// Zeroed memory that the module keeps; static data would be out of its reach.
extern "C" {
mp_obj_full_type_t matrix_type, matrix_rows_type;
mp_map_elem_t matrix_members[3];
}

namespace {

constexpr size_t LIMIT = 64;

Matrix *Matrix::make(size_t rows, size_t cols) {
    if (rows < 1 || cols < 1 || rows > LIMIT || cols > LIMIT) {
        mp_raise_ValueError(MP_ERROR_TEXT("bad shape"));
    }
    auto *m = mp_obj_malloc_var(Matrix, data, float, rows * cols, &matrix_type);
    m->rows = uint16_t(rows);
    m->cols = uint16_t(cols);
    return m;
}

bool is_matrix(mp_obj_t o) {
    return mp_obj_is_type(o, reinterpret_cast<const mp_obj_type_t *>(&matrix_type));
}

/** Calls `f` with what an iterable gives. */
template <typename F>
void for_each(mp_obj_t iterable, F f) {
    mp_obj_iter_buf_t buf;
    mp_fun_table.getiter(iterable, &buf);
    while (mp_obj_t item = mp_fun_table.iternext(&buf)) {
        f(item);
    }
}

template <typename F>
mp_obj_t zip(const Matrix &a, const Matrix &b, F f) {
    if (a.rows != b.rows || a.cols != b.cols) {
        mp_raise_ValueError(MP_ERROR_TEXT("shapes differ"));
    }
    Matrix *out = Matrix::make(a.rows, a.cols);
    for (size_t i = 0; i < a.size(); i++) {
        out->data[i] = f(a.data[i], b.data[i]);
    }
    return out->object();
}

template <typename F>
mp_obj_t map(const Matrix &a, F f) {
    Matrix *out = Matrix::make(a.rows, a.cols);
    for (size_t i = 0; i < a.size(); i++) {
        out->data[i] = f(a.data[i]);
    }
    return out->object();
}

/** Counts levels of evaluation while it lives. */
class Scope {
  public:
    explicit Scope(uint8_t &depth) : depth_(depth) { ++depth_; }
    ~Scope() { --depth_; }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    uint8_t &depth_;
};

mp_obj_t make_new(const mp_obj_type_t *, size_t n_args, size_t n_kw, const mp_obj_t *args) {
    mp_arg_check_num(n_args, n_kw, 1, 3, false);
    if (n_args == 1) {
        size_t rows = 0, cols = 0;
        for_each(args[0], [&](mp_obj_t row) {
            const size_t n = size_t(mp_obj_get_int(mp_obj_len(row)));
            if (rows++ > 0 && n != cols) {
                mp_raise_ValueError(MP_ERROR_TEXT("ragged rows"));
            }
            cols = n;
        });
        Matrix *m = Matrix::make(rows, cols);
        float *to = m->data;
        for_each(args[0], [&](mp_obj_t row) { for_each(row, [&](mp_obj_t x) { *to++ = mp_obj_get_float_to_f(x); }); });
        return m->object();
    }
    Matrix *m = Matrix::make(size_t(mp_obj_get_int(args[0])), size_t(mp_obj_get_int(args[1])));
    if (n_args > 2) {
        const float fill = mp_obj_get_float_to_f(args[2]);
        for (size_t i = 0; i < m->size(); i++) {
            m->data[i] = fill;
        }
    }
    return m->object();
}

void print(const mp_print_t *out, mp_obj_t self_in, mp_print_kind_t kind) {
    const Matrix &m = *Matrix::of(self_in);
    mp_printf(out, kind == PRINT_REPR ? "Matrix(" : "");
    for (size_t r = 0; r < m.rows; r++) {
        mp_printf(out, r == 0 ? "[" : "; ");
        for (size_t c = 0; c < m.cols; c++) {
            mp_printf(out, c == 0 ? "%d" : " %d", int(m.at(r, c)));
        }
    }
    mp_printf(out, kind == PRINT_REPR ? "])" : "]");
}

mp_obj_t unary_op(mp_unary_op_t op, mp_obj_t self_in) {
    const Matrix &m = *Matrix::of(self_in);
    switch (op) {
        case MP_UNARY_OP_LEN:
            return MP_OBJ_NEW_SMALL_INT(m.rows);
        case MP_UNARY_OP_BOOL:
            return mp_const_true;
        case MP_UNARY_OP_NEGATIVE:
            return map(m, [](float x) { return -x; });
        case MP_UNARY_OP_ABS: {
            float sum = 0;
            for (size_t i = 0; i < m.size(); i++) {
                sum += m.data[i] * m.data[i];
            }
            return mp_obj_new_float_from_f(sum);
        }
        case MP_UNARY_OP_INVERT: {
            Matrix *t = Matrix::make(m.cols, m.rows);
            for (size_t r = 0; r < m.rows; r++) {
                for (size_t c = 0; c < m.cols; c++) {
                    t->at(c, r) = m.at(r, c);
                }
            }
            return t->object();
        }
        default:
            return MP_OBJ_NULL;
    }
}

mp_obj_t product(const Matrix &a, const Matrix &b) {
    if (a.cols != b.rows) {
        mp_raise_ValueError(MP_ERROR_TEXT("shapes differ"));
    }
    Matrix *out = Matrix::make(a.rows, b.cols);
    for (size_t r = 0; r < a.rows; r++) {
        for (size_t c = 0; c < b.cols; c++) {
            float sum = 0;
            for (size_t k = 0; k < a.cols; k++) {
                sum += a.at(r, k) * b.at(k, c);
            }
            out->at(r, c) = sum;
        }
    }
    return out->object();
}

mp_obj_t binary_op(mp_binary_op_t op, mp_obj_t lhs, mp_obj_t rhs) {
    const Matrix &a = *Matrix::of(lhs);
    if (!is_matrix(rhs)) {
        if (op != MP_BINARY_OP_MULTIPLY && op != MP_BINARY_OP_REVERSE_MULTIPLY) {
            return MP_OBJ_NULL;
        }
        const float k = mp_obj_get_float_to_f(rhs);
        return map(a, [k](float x) { return x * k; });
    }
    const Matrix &b = *Matrix::of(rhs);
    switch (op) {
        case MP_BINARY_OP_ADD:
            return zip(a, b, [](float x, float y) { return x + y; });
        case MP_BINARY_OP_SUBTRACT:
            return zip(a, b, [](float x, float y) { return x - y; });
        case MP_BINARY_OP_MAT_MULTIPLY:
            return product(a, b);
        case MP_BINARY_OP_EQUAL: {
            bool same = a.rows == b.rows && a.cols == b.cols;
            for (size_t i = 0; same && i < a.size(); i++) {
                same = a.data[i] == b.data[i];
            }
            return mp_obj_new_bool(same);
        }
        default:
            return MP_OBJ_NULL;
    }
}

size_t index_of(mp_obj_t o, size_t n) {
    auto i = mp_int_t(mp_obj_get_int(o));
    if (i < 0) {
        i += mp_int_t(n);
    }
    if (i < 0 || size_t(i) >= n) {
        mp_raise_msg(&mp_type_IndexError, MP_ERROR_TEXT("matrix index"));
    }
    return size_t(i);
}

mp_obj_t row_of(const Matrix &m, size_t r) {
    mp_obj_t cells[LIMIT];
    for (size_t c = 0; c < m.cols; c++) {
        cells[c] = mp_obj_new_float_from_f(m.at(r, c));
    }
    return mp_obj_new_tuple(m.cols, cells);
}

mp_obj_t subscr(mp_obj_t self_in, mp_obj_t index, mp_obj_t value) {
    Matrix &m = *Matrix::of(self_in);
    if (value == MP_OBJ_NULL) {
        return MP_OBJ_NULL;
    }
    if (mp_obj_is_type(index, &mp_type_tuple)) {
        size_t n;
        mp_obj_t *items;
        mp_obj_get_array(index, &n, &items);
        if (n != 2) {
            mp_raise_TypeError(MP_ERROR_TEXT("two indices wanted"));
        }
        float &cell = m.at(index_of(items[0], m.rows), index_of(items[1], m.cols));
        if (value == MP_OBJ_SENTINEL) {
            return mp_obj_new_float_from_f(cell);
        }
        cell = mp_obj_get_float_to_f(value);
        return mp_const_none;
    }
    const size_t r = index_of(index, m.rows);
    if (value == MP_OBJ_SENTINEL) {
        return row_of(m, r);
    }
    size_t c = 0;
    for_each(value, [&](mp_obj_t x) {
        if (c < m.cols) {
            m.at(r, c++) = mp_obj_get_float_to_f(x);
        }
    });
    return mp_const_none;
}

mp_obj_t rows_next(mp_obj_t self_in) {
    auto *it = static_cast<RowIterator *>(MP_OBJ_TO_PTR(self_in));
    return it->next < it->matrix->rows ? row_of(*it->matrix, it->next++) : MP_OBJ_STOP_ITERATION;
}

mp_obj_t rows(mp_obj_t self_in, mp_obj_iter_buf_t *buf) {
    static_assert(sizeof(RowIterator) <= sizeof(mp_obj_iter_buf_t), "it lives in the caller's buffer");
    auto *it = reinterpret_cast<RowIterator *>(buf);
    it->base.type = reinterpret_cast<const mp_obj_type_t *>(&matrix_rows_type);
    it->matrix = Matrix::of(self_in);
    it->next = 0;
    return MP_OBJ_FROM_PTR(it);
}

mp_int_t buffer(mp_obj_t self_in, mp_buffer_info_t *info, mp_uint_t) {
    Matrix &m = *Matrix::of(self_in);
    info->buf = m.data;
    info->len = m.size() * sizeof(float);
    info->typecode = 'f';
    return 0;
}

mp_obj_t shape(mp_obj_t self_in) {
    const Matrix &m = *Matrix::of(self_in);
    mp_obj_t both[] = {MP_OBJ_NEW_SMALL_INT(m.rows), MP_OBJ_NEW_SMALL_INT(m.cols)};
    return mp_obj_new_tuple(MP_ARRAY_SIZE(both), both);
}
MP_DEFINE_CONST_FUN_OBJ_1(shape_obj, shape);

float minor_of(const Matrix &m, uint8_t &depth, uint32_t used, size_t r) {
    Scope scope(depth);
    if (r == m.rows) {
        return 1;
    }
    float sum = 0, sign = 1;
    for (size_t c = 0; c < m.cols; c++) {
        if ((used >> c & 1) == 0) {
            sum += sign * m.at(r, c) * minor_of(m, depth, used | 1u << c, r + 1);
            sign = -sign;
        }
    }
    return sum;
}

mp_obj_t det(mp_obj_t self_in) {
    const Matrix &m = *Matrix::of(self_in);
    if (m.rows != m.cols || m.rows > 6) {
        mp_raise_ValueError(MP_ERROR_TEXT("bad shape"));
    }
    uint8_t depth = 0;
    const float d = minor_of(m, depth, 0, 0);
    return mp_obj_new_float_from_f(depth == 0 ? d : -1);
}
MP_DEFINE_CONST_FUN_OBJ_1(det_obj, det);

mp_obj_t apply(size_t n_args, const mp_obj_t *args, mp_map_t *kw) {
    const mp_arg_t allowed[] = {
        {MP_QSTR_fn, MP_ARG_REQUIRED | MP_ARG_OBJ, {.u_obj = MP_OBJ_NULL}},
        {MP_QSTR_inplace, MP_ARG_KW_ONLY | MP_ARG_BOOL, {.u_bool = false}},
    };
    mp_arg_val_t vals[MP_ARRAY_SIZE(allowed)];
    mp_arg_parse_all(n_args - 1, args + 1, kw, MP_ARRAY_SIZE(allowed), allowed, vals);
    Matrix &m = *Matrix::of(args[0]);
    Matrix *out = vals[1].u_bool ? &m : Matrix::make(m.rows, m.cols);
    for (size_t i = 0; i < m.size(); i++) {
        mp_obj_t x = mp_obj_new_float_from_f(m.data[i]);
        out->data[i] = mp_obj_get_float_to_f(mp_call_function_n_kw(vals[0].u_obj, 1, 0, &x));
    }
    return out->object();
}
MP_DEFINE_CONST_FUN_OBJ_KW(apply_obj, 2, apply);

MP_DEFINE_CONST_DICT(members_dict, matrix_members);

} // namespace

extern "C" mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    matrix_members[0] = {MP_OBJ_NEW_QSTR(MP_QSTR_shape), MP_OBJ_FROM_PTR(&shape_obj)};
    matrix_members[1] = {MP_OBJ_NEW_QSTR(MP_QSTR_det), MP_OBJ_FROM_PTR(&det_obj)};
    matrix_members[2] = {MP_OBJ_NEW_QSTR(MP_QSTR_apply), MP_OBJ_FROM_PTR(&apply_obj)};

    matrix_rows_type.base.type = &mp_type_type;
    matrix_rows_type.flags = MP_TYPE_FLAG_ITER_IS_ITERNEXT;
    matrix_rows_type.name = MP_QSTR_iterator;
    MP_OBJ_TYPE_SET_SLOT(&matrix_rows_type, iter, rows_next, 0);

    matrix_type.base.type = &mp_type_type;
    matrix_type.name = MP_QSTR_Matrix;
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, make_new, make_new, 0);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, print, print, 1);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, unary_op, unary_op, 2);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, binary_op, binary_op, 3);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, subscr, subscr, 4);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, iter, rows, 5);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, buffer, buffer, 6);
    MP_OBJ_TYPE_SET_SLOT(&matrix_type, locals_dict, &members_dict, 7);
    mp_store_global(MP_QSTR_Matrix, MP_OBJ_FROM_PTR(&matrix_type));
    MP_DYNRUNTIME_INIT_EXIT
}
