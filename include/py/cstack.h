// mp_cstack_check of it: see py/dynruntime.h.
#ifndef NATMOD_PY_CSTACK_H
#define NATMOD_PY_CSTACK_H

#include "py/dynruntime.h"

#endif
