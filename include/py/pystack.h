// mp_local_alloc of it: see py/dynruntime.h.
#ifndef NATMOD_PY_PYSTACK_H
#define NATMOD_PY_PYSTACK_H

#include "py/dynruntime.h"

#endif
