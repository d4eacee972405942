// For compilers that come without a C library: modules are built with NDEBUG.
#ifndef NATMOD_LIBC_ASSERT_H
#define NATMOD_LIBC_ASSERT_H
#define assert(condition) ((void)0)
#endif
