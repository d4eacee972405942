// Common symbols (-fcommon): both files have them, the larger one counts; the third file has nothing else.
#include "beyond.h"

int shared;
short sizes[2];
int other(int n);

static int run(int n) {
    shared += n;
    sizes[1] += 2;
    return other(n) * 100 + sizes[1] * 10 + shared;
}
MODULE(run(n))
