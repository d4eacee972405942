// Interned strings as numbers. MP_QSTR_name comes from the module's generated header: a constant for the 165 static names,
// a load from mp_native_qstr_table for its own (native-abi.md 8.1).
#ifndef NATMOD_PY_QSTR_H
#define NATMOD_PY_QSTR_H

#include "py/misc.h"

typedef size_t qstr;
typedef uint16_t qstr_short_t;

// They exist, and mean nothing in a module.
enum { MP_QSTRnumber_of_static, MP_QSTRnumber_of };

#endif
