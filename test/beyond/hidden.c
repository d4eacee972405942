// GOT slots for hidden and for local symbols, which the assembler leaves to the linker.
#include "beyond.h"

__attribute__((visibility("hidden"))) int secret[4];
__attribute__((visibility("hidden"))) int answer(void);
__attribute__((used)) static int local_word[2];
int *local_address(void);
int *secret_address(void);

#if defined(__riscv)
#if __riscv_xlen == 64
#define LOAD "ld"
#else
#define LOAD "lw"
#endif
#define ADDRESS(function, symbol) \
    __asm__(".text\n.globl " #function "\n.type " #function ",@function\n" #function ":\n" \
            "0: auipc a0, %got_pcrel_hi(" #symbol ")\n " LOAD " a0, %pcrel_lo(0b)(a0)\n ret\n")
#elif defined(__x86_64__)
#define ADDRESS(function, symbol) \
    __asm__(".text\n.globl " #function "\n.type " #function ",@function\n" #function ":\n" \
            " movq " #symbol "@GOTPCREL(%rip), %rax\n ret\n")
#elif defined(__i386__)
#define ADDRESS(function, symbol) \
    __asm__(".text\n.globl " #function "\n.type " #function ",@function\n" #function ":\n" \
            " call 1f\n1: popl %ecx\n addl $_GLOBAL_OFFSET_TABLE_+(.-1b), %ecx\n" \
            " movl " #symbol "@GOT(%ecx), %eax\n ret\n")
#elif defined(__arm__)
#define ADDRESS(function, symbol) \
    __asm__(".syntax unified\n.text\n.p2align 2\n.thumb\n.globl " #function "\n.type " #function ",%function\n" \
            ".thumb_func\n" #function ":\n ldr r1, 2f\n1: add r1, pc\n ldr r0, 3f\n ldr r0, [r1, r0]\n bx lr\n" \
            ".p2align 2\n2: .word _GLOBAL_OFFSET_TABLE_-(1b+4)\n3: .word " #symbol "(GOT)\n")
#endif
#ifdef ADDRESS
ADDRESS(local_address, local_word);
ADDRESS(secret_address, secret);
#else
int *local_address(void) { return local_word; }
int *secret_address(void) { return secret; }
#endif

static int run(int n) {
    *local_address() += n;
    secret_address()[3] += 2;
    return (*local_address() * 100 + secret[3]) * 100 + answer();
}
MODULE(run(n))
