// Missing symbol: a function that is declared and nowhere defined.
#include "../../../examples/natmod.h"

mp_int_t checksum(const uint8_t *data, size_t length);

static mp_obj_t check(mp_obj_t buffer) {
    mp_buffer_info_t data;
    mp_read_buffer(buffer, &data);
    return mp_new_int(checksum(data.buf, data.len));
}
MP_FUNCTION_1(check_obj, check);

mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    NATMOD_BEGIN(self);
    NATMOD_ADD(MP_QSTR_check, &check_obj);
    NATMOD_END;
}
