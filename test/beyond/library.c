// picolibc's mathematics and errno: .srodata constants, absolute addresses on RV32, a thread-local variable.
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include "beyond.h"

static int run(int n) {
    float x = (float)n / 4.0f;
    int sum = (int)(sinf(x) * 10000) + (int)(powf(x + 1.0f, 1.5f) * 1000) * 10 + (int)(expf(x) * 100);
    errno = 0;
    sum += strtol(n & 1 ? "99999999999999999999" : "77", 0, 10) == 77;
    return sum * 10 + (errno == ERANGE);
}
MODULE(run(n))
