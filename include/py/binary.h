// Values in memory by typecode: mp_binary_* of py/dynruntime.h.
#ifndef NATMOD_PY_BINARY_H
#define NATMOD_PY_BINARY_H

#include "py/obj.h"

/** The typecode of a bytearray. */
#define BYTEARRAY_TYPECODE (1)

#endif
