// mpy_init in the second object, and not the first function there.
#include "beyond.h"

int far(int n);
static int run(int n) { return far(n) * 10 + n; }
MODULE(run(n))
