// Nothing refers to the first word of bss, so that nothing would keep a collector from taking bss away.
#include "beyond.h"

static int list[8];
__attribute__((noinline)) int *third(void) { return &list[3]; }
static int run(int n) {
    int *at = third();
    at[0] += n;
    at[1]++;
    return at[0] * 100 + at[1];
}
MODULE(run(n))
