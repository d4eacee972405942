__attribute__((visibility("hidden"))) int answer(void) { return 42; }
