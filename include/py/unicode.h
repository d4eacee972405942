// Text as modules see it: bytes, since module builds have no Unicode str (native-abi.md 8.15).
#ifndef NATMOD_PY_UNICODE_H
#define NATMOD_PY_UNICODE_H

#include "py/obj.h"

#define UTF8_IS_NONASCII(ch) ((ch) & 0x80)
#define UTF8_IS_CONT(ch) (((ch) & 0xc0) == 0x80)

NATMOD_INLINE unichar utf8_get_char(const byte *s) {
    return *s;
}
NATMOD_INLINE const byte *utf8_next_char(const byte *s) {
    return s + 1;
}
NATMOD_INLINE size_t utf8_charlen(const byte *str, size_t len) {
    (void)str;
    return len;
}

#endif
