// Functions of newlib's libm, which want to say in errno how they failed: libm has no errno, so that the linker makes one.
#include <math.h>

#include "beyond.h"

static int run(int n) {
    volatile float x = (float)n * 0.75f + 0.5f;
    volatile double y = n - 2;
    float sum = powf(x, 1.5f) + expf(x) + logf(x) + fmodf(x, 0.4f) + sqrtf(x) + sinf(x);
    return (int)(sum * 100) * 10 + (log(y) < 0) + 2 * (fmod(y, 0.3) > 0.05);
}
MODULE(run(n))
