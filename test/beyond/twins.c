// --icf: equal functions and constants in two files.
#include "beyond.h"

int one(int n);
int two(int n);
const char *one_text(void);
const char *two_text(void);
static int run(int n) { return (one(n) * 10 + two(n)) * 1000 + one_text()[n & 3] + two_text()[0]; }
MODULE(run(n))
