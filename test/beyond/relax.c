// --relax: calls and addresses in objects that were assembled for linker relaxation. The static variable makes the
// reference's link a wrong one.
#include "beyond.h"

static int state;
__attribute__((noinline)) int step(int n) { return state += n; }
__attribute__((noinline)) int leaf(int n) { return n ^ 5; }
__attribute__((noinline)) int middle(int n) { return leaf(step(n)) + leaf(n) + step(1); }
static int run(int n) { return middle(n) * 100 + leaf(n); }
MODULE(run(n))
