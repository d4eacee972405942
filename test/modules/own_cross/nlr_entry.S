// int nlr_try(nlr_buf_t *): jumps straight to entry 32 of the host table, so that
// the return address and stack pointer the host records are those of the caller.
    .text
    .globl nlr_try
    .type nlr_try, %function
#if defined(__riscv)
    .balign 2
nlr_try:
    la t0, mp_fun_table
#if __riscv_xlen == 64
    ld t0, 32 * 8(t0)
#else
    lw t0, 32 * 4(t0)
#endif
    jr t0
#elif defined(__x86_64__)
nlr_try:
    movq mp_fun_table@GOTPCREL(%rip), %rax
    jmp *256(%rax)
#elif defined(__i386__)
nlr_try:
    call 1f
1:  popl %ecx
    addl $_GLOBAL_OFFSET_TABLE_ + (. - 1b), %ecx
    movl mp_fun_table@GOT(%ecx), %ecx
    jmp *128(%ecx)
#elif defined(__thumb__)
    .syntax unified
    .thumb
    .balign 4
    .thumb_func
nlr_try:
    ldr r1, 2f
1:  add r1, pc
    ldr r2, 3f
    ldr r1, [r1, r2]
    movs r2, #128
    ldr r1, [r1, r2]
    bx r1
    .balign 4
2:  .word _GLOBAL_OFFSET_TABLE_ - (1b + 4)
3:  .word mp_fun_table(GOT)
#elif defined(__XTENSA__)
    .literal_position
    .literal .Ltab, mp_fun_table
    .align 4
nlr_try:
    l32r a8, .Ltab
    l32i a8, a8, 128
    jx a8
#elif defined(__aarch64__)
nlr_try:
    adrp x9, :got:mp_fun_table
    ldr x9, [x9, :got_lo12:mp_fun_table]
    ldr x9, [x9, 32 * 8]
    br x9
#else
#error "no entry code for this machine"
#endif
    .size nlr_try, . - nlr_try
#if defined(__x86_64__) || defined(__i386__)
    .section .note.GNU-stack, "", @progbits
#endif
