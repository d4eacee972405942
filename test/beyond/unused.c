// --gc-sections: a function that nobody calls needs another that does not exist, and brings data.
#include "beyond.h"

extern int missing(int);
int big[100] = {1};
int unused(int n) { return missing(big[n]); }
int used(int n) { return n + 1; }
static int run(int n) { return used(n); }
MODULE(run(n))
