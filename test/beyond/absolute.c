// Code that is not position-independent: absolute addresses, constants with pointers, a jump table.
#include "beyond.h"

static int state;
static int zero[4];
int visible;
static const char *const texts[] = {"one", "two", "three"};
static const void *const firmware[] = {&mp_fun_table};

static __attribute__((noinline)) int choose(int n) {
    switch (n) {
    case 0: return 11;
    case 1: return state;
    case 2: return zero[1]++;
    case 3: return visible;
    case 4: return texts[1][0];
    case 5: return firmware[0] == &mp_fun_table;
    default: return -1;
    }
}
static int run(int n) {
    zero[n & 3] += n;
    visible += 2;
    state++;
    return choose(n) * 100 + (texts[n & 1][1] & 15) + (n == 6 ? zero[3] : 0);
}
MODULE(run(n))
