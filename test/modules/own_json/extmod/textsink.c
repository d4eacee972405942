// Shared source: included before py/dynruntime.h by some, compiled alone by others.
#include "py/runtime.h"
#include "py/mperrno.h"
#include "py/stream.h"

#if MICROPY_ENABLE_DYNRUNTIME
#include "py/dynruntime.h"
#endif

#include "extmod/textsink.h"

#if !MICROPY_ENABLE_DYNRUNTIME
#error "this copy is for native modules"
#endif

void textsink_init(textsink_t *sink, mp_obj_t stream) {
    sink->stream = stream;
    sink->protocol = mp_get_stream_raise(stream, MP_STREAM_OP_WRITE);
    sink->used = 0;
    sink->total = 0;
}

void textsink_flush(textsink_t *sink) {
    size_t done = 0;
    while (done < sink->used) {
        int errcode = 0;
        mp_uint_t n = sink->protocol->write(sink->stream, sink->buf + done, sink->used - done, &errcode);
        if (n == MP_STREAM_ERROR) {
            if (mp_is_nonblocking_error(errcode)) {
                continue;
            }
            mp_raise_OSError(errcode);
        }
        if (n == 0) {
            mp_raise_OSError(MP_ENOSPC);
        }
        done += n;
    }
    sink->used = 0;
}

void textsink_put(textsink_t *sink, const char *text, size_t len) {
    sink->total += len;
    while (len > 0) {
        size_t room = MIN(len, MP_ARRAY_SIZE(sink->buf) - sink->used);
        memcpy(sink->buf + sink->used, text, room);
        sink->used += room;
        text += room;
        len -= room;
        if (sink->used == MP_ARRAY_SIZE(sink->buf)) {
            textsink_flush(sink);
        }
    }
}
