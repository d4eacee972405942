// Zero-filled variables with internal linkage: scalars, arrays, one in a function; loads, stores and addresses of them.
#include "beyond.h"

static int total;
static unsigned char bytes[40];
static int words[100];

static __attribute__((noinline)) void bump(int *where, int by) { *where += by; }
static int run(int n) {
    static int calls;
    calls++;
    bytes[n & 31] += 3;
    words[n & 63] += bytes[n & 31];
    bump(&words[99], n);
    total += words[n & 63];
    return (total * 100 + words[99]) * 10 + calls;
}
MODULE(run(n))
