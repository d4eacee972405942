// Memory of modules is m_new and its kin: see py/dynruntime.h.
#ifndef NATMOD_PY_GC_H
#define NATMOD_PY_GC_H

#include "py/dynruntime.h"

#endif
