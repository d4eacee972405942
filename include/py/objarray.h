// bytearray, array and memoryview (native-abi.md 3.22).
#ifndef NATMOD_PY_OBJARRAY_H
#define NATMOD_PY_OBJARRAY_H

#include "py/obj.h"

#include "py/binary.h"

/** Added to the typecode of a memoryview that may be written. */
#define MP_OBJ_ARRAY_TYPECODE_FLAG_RW (0x80)

typedef struct _mp_obj_array_t {
    mp_obj_base_t base;
    size_t typecode : 8;
    /** Room behind the last element; memoryview: offset of the first, in elements. */
    size_t free : (8 * sizeof(size_t) - 8);
    /** In elements. */
    size_t len;
    void *items;
} mp_obj_array_t;

#endif
