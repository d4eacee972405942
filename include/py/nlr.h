// The record of a non-local return: what mp_fun_table.nlr_push fills in (native-abi.md 3.16). The words of regs are the
// runtime's, and every architecture saves another number of them.
#ifndef NATMOD_PY_NLR_H
#define NATMOD_PY_NLR_H

#include "py/mpconfig.h"

#if defined(__riscv)
#define MICROPY_NLR_NUM_REGS (14)
#elif defined(__thumb__) || defined(__arm__)
#if defined(__ARM_FP)
#define MICROPY_NLR_NUM_REGS (16)
#else
#define MICROPY_NLR_NUM_REGS (10)
#endif
#elif defined(__XTENSA_CALL0_ABI__)
#define MICROPY_NLR_NUM_REGS (10)
#elif defined(__XTENSA__)
// Firmware saves with setjmp here; this is the size of its jmp_buf.
#define MICROPY_NLR_NUM_REGS (17)
#elif defined(__i386__)
#define MICROPY_NLR_NUM_REGS (6)
#elif defined(__x86_64__)
#define MICROPY_NLR_NUM_REGS (8)
#elif defined(__aarch64__)
#define MICROPY_NLR_NUM_REGS (13)
#else
#error "natmod knows no nlr_buf_t for this architecture"
#endif

typedef struct _nlr_buf_t nlr_buf_t;
struct _nlr_buf_t {
    nlr_buf_t *prev;
    void *ret_val;
    void *regs[MICROPY_NLR_NUM_REGS];
};

#endif
