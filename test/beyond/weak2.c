int choice(int n) { return n + 2000; }
__attribute__((weak)) int both(int n) { return n + 2; }
