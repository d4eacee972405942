// A buffered writer over the stream protocol.
#ifndef MICROPY_INCLUDED_EXTMOD_TEXTSINK_H
#define MICROPY_INCLUDED_EXTMOD_TEXTSINK_H

#include "py/obj.h"
#include "py/stream.h"

#define TEXTSINK_SIZE (16)

typedef struct _textsink_t {
    mp_obj_t stream;
    const mp_stream_p_t *protocol;
    size_t used;
    size_t total;
    char buf[TEXTSINK_SIZE];
} textsink_t;

void textsink_init(textsink_t *sink, mp_obj_t stream);
void textsink_put(textsink_t *sink, const char *text, size_t len);
void textsink_flush(textsink_t *sink);

#endif // MICROPY_INCLUDED_EXTMOD_TEXTSINK_H
