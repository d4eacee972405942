// Which ints fit into a word (native-abi.md 1.1).
#ifndef NATMOD_PY_SMALLINT_H
#define NATMOD_PY_SMALLINT_H

#include "py/obj.h"

#define MP_SMALL_INT_MIN ((mp_int_t)(((mp_int_t)MP_OBJ_WORD_MSBIT_HIGH) >> 1))
#define MP_SMALL_INT_MAX ((mp_int_t)(~(MP_SMALL_INT_MIN)))
/** The top two bits must be equal. */
#define MP_SMALL_INT_FITS(n) ((((n) ^ ((mp_uint_t)(n) << 1)) & MP_OBJ_WORD_MSBIT_HIGH) == 0)

#endif
