// RISC-V: a lower part of an address before its upper part, and a store through a lower part.
#include "beyond.h"

int put(int n);
#ifdef HOST
int put(int n) {
    static int cell = 5;
    cell += n;
    return 2 * cell;
}
#else
__asm__(".section .data.rel.ro.cell,\"aw\"\n.p2align 3\ncell: .word 5\n.text\n.globl put\n.type put,@function\nput:\n"
        " j 2f\n"
        "1: sw a0, %pcrel_lo(2f)(t0)\n"
        " j 3f\n"
        "4: lw a1, %pcrel_lo(3f)(t1)\n"
        " add a0, a0, a1\n ret\n"
        "2: auipc t0, %pcrel_hi(cell)\n"
        " lw a2, %pcrel_lo(2b)(t0)\n"
        " add a0, a0, a2\n"
        " j 1b\n"
        "3: auipc t1, %pcrel_hi(cell)\n"
        " j 4b\n");
#endif
static int run(int n) { return put(n); }
MODULE(run(n))
