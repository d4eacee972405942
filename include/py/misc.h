// Small helpers that need nothing of the runtime (native-abi.md 8.15).
#ifndef NATMOD_PY_MISC_H
#define NATMOD_PY_MISC_H

#include "py/mpconfig.h"

#ifndef MIN
#define MIN(x, y) ((x) < (y) ? (x) : (y))
#endif
#ifndef MAX
#define MAX(x, y) ((x) > (y) ? (x) : (y))
#endif
#define MP_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define MP_ALIGN(ptr, alignment) (void *)(((uintptr_t)(ptr) + ((alignment) - 1)) & ~((uintptr_t)(alignment) - 1))
#define MP_CEIL_DIVIDE(a, b) (((a) + (b) - 1) / (b))
#define MP_ROUND_DIVIDE(a, b) (((a) + (b) / 2) / (b))
#define NATMOD_STRINGIFY(x) #x
#define MP_STRINGIFY(x) NATMOD_STRINGIFY(x)

/** Compile-time assertions that are expressions: an array of negative size when the condition is false. */
#define MP_STATIC_ASSERT(cond) ((void)sizeof(char[1 - 2 * !(cond)]))
#define MP_STATIC_ASSERT_NONCONSTEXPR(cond) ((void)sizeof(char[1 - 2 * !(cond)]))

#define MP_BSWAP16(x) __builtin_bswap16(x)
#define MP_BSWAP32(x) __builtin_bswap32(x)
#define MP_BSWAP64(x) __builtin_bswap64(x)
// Every target is little-endian.
#define MP_HTOBE16(x) MP_BSWAP16(x)
#define MP_BE16TOH(x) MP_BSWAP16(x)
#define MP_HTOBE32(x) MP_BSWAP32(x)
#define MP_BE32TOH(x) MP_BSWAP32(x)

/** Whether v needs no more than `bits` bits. */
#define MP_FIT_UNSIGNED(bits, v) (((mp_uint_t)(v) >> ((bits) - 1) >> 1) == 0)
#define MP_FIT_SIGNED(bits, v) \
    ((mp_int_t)(v) >= -((mp_int_t)1 << ((bits) - 1)) && (mp_int_t)(v) <= ((mp_int_t)1 << ((bits) - 1)) - 1)

NATMOD_INLINE uint32_t mp_clz(uint32_t x) {
    return (uint32_t)__builtin_clz(x);
}
NATMOD_INLINE uint32_t mp_clzl(unsigned long x) {
    return (uint32_t)__builtin_clzl(x);
}
NATMOD_INLINE uint32_t mp_clzll(unsigned long long x) {
    return (uint32_t)__builtin_clzll(x);
}
NATMOD_INLINE uint32_t mp_ctz(uint32_t x) {
    return (uint32_t)__builtin_ctz(x);
}
NATMOD_INLINE uint32_t mp_popcount(uint32_t x) {
    return (uint32_t)__builtin_popcount(x);
}
/** Leading zero bits of a word. */
NATMOD_INLINE uint32_t mp_clz_mpi(mp_int_t x) {
    return sizeof(mp_int_t) == 8 ? mp_clzll((unsigned long long)x) : mp_clz((uint32_t)x);
}

// True on overflow; *res is then the low bits.
NATMOD_INLINE bool mp_mul_mp_int_t_overflow(mp_int_t x, mp_int_t y, mp_int_t *res) {
    return __builtin_mul_overflow(x, y, res);
}
NATMOD_INLINE bool mp_mul_ll_overflow(long long x, long long y, long long *res) {
    return __builtin_mul_overflow(x, y, res);
}
NATMOD_INLINE bool mp_mul_ull_overflow(unsigned long long x, unsigned long long y, unsigned long long *res) {
    return __builtin_mul_overflow(x, y, res);
}
NATMOD_INLINE bool mp_add_ll_overflow(long long x, long long y, long long *res) {
    return __builtin_add_overflow(x, y, res);
}
NATMOD_INLINE bool mp_sub_ll_overflow(long long x, long long y, long long *res) {
    return __builtin_sub_overflow(x, y, res);
}

#define mp_warning(...)

/** Message texts. Modules have no compressed ones. */
typedef const char *mp_rom_error_text_t;
#define MP_ERROR_TEXT(text) ((mp_rom_error_text_t)(text))

/** A growable text buffer. Only what is inline here can be called from a module. */
typedef struct _vstr_t {
    size_t alloc;
    size_t len;
    char *buf;
    bool fixed_buf;
} vstr_t;

NATMOD_INLINE size_t vstr_len(const vstr_t *vstr) {
    return vstr->len;
}
NATMOD_INLINE char *vstr_str(vstr_t *vstr) {
    return vstr->buf;
}
NATMOD_INLINE void vstr_reset(vstr_t *vstr) {
    vstr->len = 0;
}

#if MICROPY_PY_BUILTINS_FLOAT
/** The parts of a float, as the bits lie. */
typedef union _mp_float_union_t {
    mp_float_t f;
    struct {
        mp_float_uint_t frc : MP_FLOAT_FRAC_BITS;
        mp_float_uint_t exp : MP_FLOAT_EXP_BITS;
        mp_float_uint_t sgn : 1;
    } p;
    mp_float_uint_t i;
} mp_float_union_t;
#endif

#endif
