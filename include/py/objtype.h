// Types of Python classes: mp_obj_instance_t of py/obj.h: see py/dynruntime.h.
#ifndef NATMOD_PY_OBJTYPE_H
#define NATMOD_PY_OBJTYPE_H

#include "py/dynruntime.h"

#endif
