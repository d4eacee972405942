// Small data, as compilers for RISC-V place it without -fpic: .sdata, .sbss and .srodata.
#include "beyond.h"

static __attribute__((section(".sdata"))) int start = 30;
static __attribute__((section(".sbss"), nocommon)) int count;
static const __attribute__((section(".srodata.cst4"))) int factor = 7;

static __attribute__((noinline)) int times(int n, const volatile int *by) { return n * *by; }
static int run(int n) {
    count += n;
    return times(start++, &factor) * 1000 + count;
}
MODULE(run(n))
