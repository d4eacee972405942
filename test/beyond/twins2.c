static __attribute__((noinline)) int inner(int n) { return n * 77 + 5; }
int two(int n) { return inner(n) + inner(n + 1); }
const char *two_text(void) { return "the same text in both files"; }
