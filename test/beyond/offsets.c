// Addresses inside of variables: on Xtensa they are literals with an offset.
#include "beyond.h"

int wide[8];
static int run(int n) {
    volatile int *at = wide;
    int *const inside[2] = {&wide[3], &wide[5]};
    *inside[n & 1] += n;
    return at[3] * 100 + at[5] * 10 + (inside[0] == wide + 3);
}
MODULE(run(n))
