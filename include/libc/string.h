// For compilers that come without a C library: memcpy, memmove and memset are resolved by the linker, the others need a
// library or a definition in the module.
#ifndef NATMOD_LIBC_STRING_H
#define NATMOD_LIBC_STRING_H
#include <stddef.h>
#if defined(__cplusplus)
extern "C" {
#endif
void *memcpy(void *dest, const void *src, size_t n);
void *memmove(void *dest, const void *src, size_t n);
void *memset(void *dest, int c, size_t n);
int memcmp(const void *a, const void *b, size_t n);
void *memchr(const void *s, int c, size_t n);
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t n);
char *strcpy(char *dest, const char *src);
char *strncpy(char *dest, const char *src, size_t n);
char *strcat(char *dest, const char *src);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
char *strstr(const char *s, const char *what);
#if defined(__cplusplus)
}
#endif
#endif
