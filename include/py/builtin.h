// Nothing of it can be linked into a module: see py/dynruntime.h.
#ifndef NATMOD_PY_BUILTIN_H
#define NATMOD_PY_BUILTIN_H

#include "py/dynruntime.h"

#endif
