// Compiled with a section for each function and variable: .bss.*, .data.*, .text.*, and mpy_init in none of the first.
#include "beyond.h"

int zero_public;
static int zero_local[3];
int one_public = 1;
static int two_local = 2;

__attribute__((noinline)) int first(int n) { return zero_public += n; }
__attribute__((noinline)) int second(int n) { return (zero_local[n & 1] += n) + (one_public *= 2); }
static int run(int n) { return (first(n) * 100 + second(n)) * 100 + two_local++; }
MODULE(run(n))
