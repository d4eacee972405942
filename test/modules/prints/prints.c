// prints - formatted output to the console and into a printer implemented by the module.
#include "py/dynruntime.h"

#define P(...) (mp_printf(&mp_plat_print, __VA_ARGS__))

static mp_obj_t pr_ints(mp_obj_t vo) {
    int v = (int)mp_obj_get_int(vo);
    P("[%d] [%5d] [%-5d] [%05d] [%+d] [% d]\n", v, v, v, v, v, v);
    P("[%u] [%x] [%X] [%8x] [%08X] [%-8x]\n", (unsigned)v, v, v, v, v, v);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_ints_obj, pr_ints);

static mp_obj_t pr_longs(mp_obj_t vo) {
    long v = (long)mp_obj_get_int(vo);
    P("[%ld] [%12ld] [%lu] [%lx] [%012lx]\n", v, v, (unsigned long)v, v, v);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_longs_obj, pr_longs);

static mp_obj_t pr_texts(mp_obj_t so) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(so, &b, MP_BUFFER_READ); // str data is NUL terminated
    const char *s = b.buf;
    int n1 = P("[%s] [%10s] [%-10s] [%.3s] [%10.2s] [%.*s]\n", s, s, s, s, s, 4, s);
    int n2 = P("[%c%c%c] [%3c] %% [%q] [%8q] [%.2q]\n", 'a', 66, '!', 'z', (qstr)MP_QSTR_a_qstr, (qstr)MP_QSTR_pad, (qstr)MP_QSTR_truncated);
    int n3 = P("[%b] [%b] [%6b] no arguments here\n", 1, 0, 1);
    mp_obj_t t[3] = { mp_obj_new_int(n1), mp_obj_new_int(n2), mp_obj_new_int(n3) };
    return mp_obj_new_tuple(3, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_texts_obj, pr_texts);

static mp_obj_t pr_floats(mp_obj_t fo) {
    double d = mp_obj_get_float_to_d(fo);
    P("[%f] [%.2f] [%e] [%.1e] [%g] [%10.3f] [%-10.1f] [%+.1f]\n", d, d, d, d, d, d, d, d);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_floats_obj, pr_floats);

// many arguments of mixed width: registers run out, the rest comes from the stack
static mp_obj_t pr_mixed(void) {
    P("%d %s %x %ld %c %u %s %d %lx %d %s %d\n", 1, "two", 3, 4L, '5', 6u, "seven", 8, 9L, 10, "eleven", 12);
    P("%d %.1f %d %.1f %s %.1f %d %.1f %d %.1f\n", 1, 2.5, 3, 4.5, "five", 6.5, 7, 8.5, 9, 10.5);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(pr_mixed_obj, pr_mixed);

/* own varargs function in front of vprintf */
static int __attribute__((format(printf, 2, 3))) tagged(const char *tag, const char *fmt, ...) {
    va_list ap;
    int n = P("<%s> ", tag);
    va_start(ap, fmt);
    n += mp_vprintf(&mp_plat_print, fmt, ap);
    va_end(ap);
    return n;
}
static mp_obj_t pr_tagged(mp_obj_t v) {
    int n = tagged("info", "value %d of %s, %c%c %ld %.2f\n", (int)mp_obj_get_int(v), "test", 'o', 'k', -5L, 0.25);
    return mp_obj_new_int(n);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_tagged_obj, pr_tagged);

/* a printer whose print_strn is a function of this module */
struct sink { char buf[160]; size_t len, calls; };
static void sink_put(void *data, const char *s, size_t n) {
    struct sink *k = data;
    k->calls++;
    while (n-- && k->len < sizeof k->buf) {
        char c = *s++;
        k->buf[k->len++] = c >= 'a' && c <= 'z' ? c - 32 : c;
    }
}
static mp_obj_t pr_capture(mp_obj_t v) {
    struct sink k;
    k.len = k.calls = 0;
    mp_print_t printer = { &k, sink_put };
    int n = mp_printf(&printer, "shout %s=%d, %05x|%-6d|%6d;", "value", (int)mp_obj_get_int(v), (int)mp_obj_get_int(v), (int)mp_obj_get_int(v), (int)mp_obj_get_int(v));
    mp_obj_t t[3] = { mp_obj_new_str(k.buf, k.len), mp_obj_new_bool(n == (int)k.len), mp_obj_new_bool(k.calls > 1) };
    return mp_obj_new_tuple(3, t);
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_capture_obj, pr_capture);

// print any object by calling its class's print slot with the module's printer
static mp_obj_t pr_object(mp_obj_t o, mp_obj_t kind) {
    struct sink k;
    k.len = k.calls = 0;
    mp_print_t printer = { &k, sink_put };
    const mp_obj_type_t *t = mp_obj_get_type(o);
    mp_print_fun_t fn = (mp_print_fun_t)MP_OBJ_TYPE_GET_SLOT_OR_NULL(t, print);
    if (fn == NULL) {
        return mp_const_none;
    }
    fn(&printer, o, (int)mp_obj_get_int(kind));
    return mp_obj_new_str(k.buf, k.len);
}
static MP_DEFINE_CONST_FUN_OBJ_2(pr_object_obj, pr_object);

// raw writes without formatting
static mp_obj_t pr_raw(mp_obj_t data) {
    mp_buffer_info_t b;
    mp_get_buffer_raise(data, &b, MP_BUFFER_READ);
    mp_plat_print.print_strn(mp_plat_print.data, b.buf, b.len);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(pr_raw_obj, pr_raw);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    P("prints: loading, %d functions\n", 9);
    mp_store_global(MP_QSTR_ints, MP_OBJ_FROM_PTR(&pr_ints_obj));
    mp_store_global(MP_QSTR_longs, MP_OBJ_FROM_PTR(&pr_longs_obj));
    mp_store_global(MP_QSTR_texts, MP_OBJ_FROM_PTR(&pr_texts_obj));
    mp_store_global(MP_QSTR_floats, MP_OBJ_FROM_PTR(&pr_floats_obj));
    mp_store_global(MP_QSTR_mixed, MP_OBJ_FROM_PTR(&pr_mixed_obj));
    mp_store_global(MP_QSTR_tagged, MP_OBJ_FROM_PTR(&pr_tagged_obj));
    mp_store_global(MP_QSTR_capture, MP_OBJ_FROM_PTR(&pr_capture_obj));
    mp_store_global(MP_QSTR_object, MP_OBJ_FROM_PTR(&pr_object_obj));
    mp_store_global(MP_QSTR_raw, MP_OBJ_FROM_PTR(&pr_raw_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
