// Floating point without hardware for it: functions of libgcc, on armv6m with tables of absolute addresses and calls of one another.
#include "beyond.h"

static int run(int n) {
    volatile double scale = 1.25;
    volatile float half = 0.5f;
    double sum = 0;
    for (int i = 1; i <= n; i++) sum += scale * i / (i + 1.0);
    float small = (float)n * half + half / 3.0f;
    return (int)(sum * 10000) * 100 + (int)(small * 10) + (sum > 2.0);
}
MODULE(run(n))
