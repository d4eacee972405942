// The old name of py/cstack.h: see py/dynruntime.h.
#ifndef NATMOD_PY_STACKCTRL_H
#define NATMOD_PY_STACKCTRL_H

#include "py/dynruntime.h"

#endif
