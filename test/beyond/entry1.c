static const unsigned char pad[5000] __attribute__((section(".text.a"))) = {[4999] = 9};
int far(int n) { return pad[4999 - (n & 1)]; }
