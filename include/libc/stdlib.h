// For compilers that come without a C library. Memory of modules is m_new and its kin.
#ifndef NATMOD_LIBC_STDLIB_H
#define NATMOD_LIBC_STDLIB_H
#include <stddef.h>
#if defined(__cplusplus)
extern "C" {
#endif
int abs(int n);
long labs(long n);
#if defined(__cplusplus)
}
#endif
#endif
