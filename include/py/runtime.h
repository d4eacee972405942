// What modules call of the runtime: see py/dynruntime.h.
#ifndef NATMOD_PY_RUNTIME_H
#define NATMOD_PY_RUNTIME_H

#include "py/dynruntime.h"

#endif
