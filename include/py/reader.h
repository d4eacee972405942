// Nothing of it can be linked into a module: see py/dynruntime.h.
#ifndef NATMOD_PY_READER_H
#define NATMOD_PY_READER_H

#include "py/dynruntime.h"

#endif
