// For compilers that come without a C library.
#ifndef NATMOD_LIBC_ALLOCA_H
#define NATMOD_LIBC_ALLOCA_H
#define alloca(n) __builtin_alloca(n)
#endif
