// The stream protocol (native-abi.md 3.19, 4.6).
#ifndef NATMOD_PY_STREAM_H
#define NATMOD_PY_STREAM_H

#include "py/obj.h"

#include "py/mperrno.h"

NATMOD_BEGIN_DECLS

/** What read, write and ioctl return when they fail; *errcode is then an MP_E*. */
#define MP_STREAM_ERROR ((mp_uint_t)-1)
#define mp_is_nonblocking_error(errcode) ((void)(errcode), 0)

/** Argument of MP_STREAM_SEEK; the callee writes the new position to offset. */
struct mp_stream_seek_t {
    mp_off_t offset;
    /** MP_SEEK_* */
    int whence;
};

typedef struct _mp_stream_p_t {
    mp_uint_t (*read)(mp_obj_t obj, void *buf, mp_uint_t size, int *errcode);
    mp_uint_t (*write)(mp_obj_t obj, const void *buf, mp_uint_t size, int *errcode);
    mp_uint_t (*ioctl)(mp_obj_t obj, mp_uint_t request, uintptr_t arg, int *errcode);
    mp_uint_t is_text : 1;
} mp_stream_p_t;

// Methods for types with the stream protocol, ready made: symbols that the linker finds in the function table.
extern const mp_obj_fun_builtin_var_t mp_stream_read_obj;
extern const mp_obj_fun_builtin_var_t mp_stream_readinto_obj;
extern const mp_obj_fun_builtin_var_t mp_stream_unbuffered_readline_obj;
extern const mp_obj_fun_builtin_var_t mp_stream_write_obj;

/** Not in the function table: a module that calls it defines it. */
mp_obj_t mp_stream_close(mp_obj_t stream);

NATMOD_END_DECLS

#endif
