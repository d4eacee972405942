// Weak symbols: one that nobody defines, one with a strong definition behind it, one with two weak ones.
#include "beyond.h"

extern int optional(int) __attribute__((weak));
__attribute__((weak, noinline)) int choice(int n) { return n + 1000; }
__attribute__((weak, noinline)) int both(int n) { return n + 1; }
static int run(int n) { return (optional ? optional(n) : 5) * 10000 + choice(n) + both(n); }
MODULE(run(n))
