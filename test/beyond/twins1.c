static __attribute__((noinline)) int inner(int n) { return n * 77 + 5; }
int one(int n) { return inner(n) + inner(n + 1); }
const char *one_text(void) { return "the same text in both files"; }
