// The library has a thread-local variable, as picolibc has errno: here it is one per module.
#include "beyond.h"

int set_error(int n);
int last_error(void);
static int run(int n) { return set_error(n) * 100 + last_error(); }
MODULE(run(n))
