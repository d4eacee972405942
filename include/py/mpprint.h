// Where text goes: a function and its data (native-abi.md 3.18, 4.7).
#ifndef NATMOD_PY_MPPRINT_H
#define NATMOD_PY_MPPRINT_H

#include "py/mpconfig.h"

// For print functions of a runtime; none of the function table takes them.
#define PF_FLAG_LEFT_ADJUST (0x001)
#define PF_FLAG_SHOW_SIGN (0x002)
#define PF_FLAG_SPACE_SIGN (0x004)
#define PF_FLAG_SHOW_PREFIX (0x008)
#define PF_FLAG_PAD_AFTER_SIGN (0x010)
#define PF_FLAG_CENTER_ADJUST (0x020)
#define PF_FLAG_ADD_PERCENT (0x040)
#define PF_FLAG_SHOW_OCTAL_LETTER (0x080)
#define PF_FLAG_ALWAYS_DECIMAL (0x100)
#define PF_FLAG_SEP_POS (9)

typedef void (*mp_print_strn_t)(void *data, const char *str, size_t len);

typedef struct _mp_print_t {
    void *data;
    mp_print_strn_t print_strn;
} mp_print_t;

/** What print slots get for PRINT_JSON. */
typedef struct _mp_print_ext_t {
    mp_print_t base;
    const char *item_separator;
    const char *key_separator;
} mp_print_ext_t;

#define MP_PRINT_GET_EXT(print) ((mp_print_ext_t *)(print))

#endif
