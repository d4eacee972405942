// State of the runtime is out of a module's reach: see py/dynruntime.h.
#ifndef NATMOD_PY_MPSTATE_H
#define NATMOD_PY_MPSTATE_H

#include "py/dynruntime.h"

#endif
