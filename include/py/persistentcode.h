// Constants of the .mpy format are in py/runtime0.h: see py/dynruntime.h.
#ifndef NATMOD_PY_PERSISTENTCODE_H
#define NATMOD_PY_PERSISTENTCODE_H

#include "py/dynruntime.h"

#endif
