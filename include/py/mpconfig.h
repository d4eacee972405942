// Configuration of module builds: machine words, formats, and the MICROPY_* values that sources test (native-abi.md 8.2).
// A source may define any of them before its first include. The generated header of the module's names comes in here.
#ifndef NATMOD_PY_MPCONFIG_H
#define NATMOD_PY_MPCONFIG_H

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef MP_CONFIGFILE
#include MP_CONFIGFILE
#else
// Without the header that `natmod link --preprocess` makes, as in an editor, the module has no names of its own.
#include "py/staticnames.h"
#endif

#ifndef MICROPY_ENABLE_DYNRUNTIME
#define MICROPY_ENABLE_DYNRUNTIME (1)
#endif

#define MICROPY_VERSION_MAJOR (1)
#define MICROPY_VERSION_MINOR (29)
#define MICROPY_VERSION_MICRO (0)
#define MICROPY_VERSION (MICROPY_VERSION_MAJOR << 16 | MICROPY_VERSION_MINOR << 8 | MICROPY_VERSION_MICRO)
#define MICROPY_VERSION_STRING "1.29.0-preview"

// Choices and what module builds choose.

#define MICROPY_CONFIG_ROM_LEVEL_CORE_FEATURES (10)
#define MICROPY_CONFIG_ROM_LEVEL_EXTRA_FEATURES (30)
#ifndef MICROPY_CONFIG_ROM_LEVEL
#define MICROPY_CONFIG_ROM_LEVEL (10)
#endif

#define MICROPY_OBJ_REPR_A (0)
#define MICROPY_OBJ_REPR_B (1)
#define MICROPY_OBJ_REPR_C (2)
#define MICROPY_OBJ_REPR_D (3)
#ifndef MICROPY_OBJ_REPR
#define MICROPY_OBJ_REPR (0)
#endif
#ifndef MICROPY_OBJ_IMMEDIATE_OBJS
#define MICROPY_OBJ_IMMEDIATE_OBJS (1)
#endif

#define MICROPY_LONGINT_IMPL_NONE (0)
#define MICROPY_LONGINT_IMPL_LONGLONG (1)
#define MICROPY_LONGINT_IMPL_MPZ (2)
#ifndef MICROPY_LONGINT_IMPL
#define MICROPY_LONGINT_IMPL (0)
#endif

#define MICROPY_ERROR_REPORTING_NONE (0)
#define MICROPY_ERROR_REPORTING_TERSE (1)
#define MICROPY_ERROR_REPORTING_NORMAL (2)
#define MICROPY_ERROR_REPORTING_DETAILED (3)
#ifndef MICROPY_ERROR_REPORTING
#define MICROPY_ERROR_REPORTING (2)
#endif

#define MICROPY_FLOAT_IMPL_NONE (0)
#define MICROPY_FLOAT_IMPL_FLOAT (1)
#define MICROPY_FLOAT_IMPL_DOUBLE (2)
#ifndef MICROPY_FLOAT_IMPL
#define MICROPY_FLOAT_IMPL (0)
#endif

#if MICROPY_FLOAT_IMPL == 0
#define MICROPY_PY_BUILTINS_FLOAT (0)
#elif MICROPY_FLOAT_IMPL == 1
#define MICROPY_PY_BUILTINS_FLOAT (1)
#define MICROPY_FLOAT_CONST(x) x##F
#define MICROPY_FLOAT_C_FUN(fun) fun##f
#define MP_FLOAT_EXP_BITS (8)
#define MP_FLOAT_EXP_OFFSET (127)
#define MP_FLOAT_EXP_BIAS (127)
#define MP_FLOAT_FRAC_BITS (23)
typedef float mp_float_t;
typedef uint32_t mp_float_uint_t;
#elif MICROPY_FLOAT_IMPL == 2
#define MICROPY_PY_BUILTINS_FLOAT (1)
#define MICROPY_FLOAT_CONST(x) x
#define MICROPY_FLOAT_C_FUN(fun) fun
#define MP_FLOAT_EXP_BITS (11)
#define MP_FLOAT_EXP_OFFSET (1023)
#define MP_FLOAT_EXP_BIAS (1023)
#define MP_FLOAT_FRAC_BITS (52)
typedef double mp_float_t;
typedef uint64_t mp_float_uint_t;
#else
#error "MICROPY_FLOAT_IMPL must be MICROPY_FLOAT_IMPL_NONE, _FLOAT or _DOUBLE"
#endif
#ifndef MICROPY_PY_BUILTINS_COMPLEX
#define MICROPY_PY_BUILTINS_COMPLEX (MICROPY_PY_BUILTINS_FLOAT)
#endif

#ifndef MICROPY_ENABLE_GC
#define MICROPY_ENABLE_GC (0)
#endif
#ifndef MICROPY_ENABLE_FINALISER
#define MICROPY_ENABLE_FINALISER (0)
#endif
#ifndef MICROPY_STACK_CHECK
#define MICROPY_STACK_CHECK (0)
#endif
#ifndef MICROPY_MALLOC_USES_ALLOCATED_SIZE
#define MICROPY_MALLOC_USES_ALLOCATED_SIZE (0)
#endif
#ifndef MICROPY_ENABLE_PYSTACK
#define MICROPY_ENABLE_PYSTACK (0)
#endif
#ifndef MICROPY_ENABLE_SCHEDULER
#define MICROPY_ENABLE_SCHEDULER (0)
#endif
#ifndef MICROPY_STREAMS_NON_BLOCK
#define MICROPY_STREAMS_NON_BLOCK (0)
#endif
#ifndef MICROPY_STREAMS_DELEGATE_ERROR
#define MICROPY_STREAMS_DELEGATE_ERROR (0)
#endif
#ifndef MICROPY_MODULE_BUILTIN_INIT
#define MICROPY_MODULE_BUILTIN_INIT (0)
#endif
#ifndef MICROPY_CPYTHON_COMPAT
#define MICROPY_CPYTHON_COMPAT (1)
#endif
#ifndef MICROPY_FULL_CHECKS
#define MICROPY_FULL_CHECKS (1)
#endif
#ifndef MICROPY_PY_THREAD
#define MICROPY_PY_THREAD (0)
#endif
#ifndef MICROPY_PY_DESCRIPTORS
#define MICROPY_PY_DESCRIPTORS (0)
#endif
#ifndef MICROPY_PY_SYS_STDFILES
#define MICROPY_PY_SYS_STDFILES (0)
#endif
#ifndef MICROPY_PY_BUILTINS_STR_UNICODE
#define MICROPY_PY_BUILTINS_STR_UNICODE (0)
#endif
#ifndef MICROPY_PY_BUILTINS_SLICE
#define MICROPY_PY_BUILTINS_SLICE (1)
#endif
#ifndef MICROPY_PY_BUILTINS_SET
#define MICROPY_PY_BUILTINS_SET (1)
#endif
#ifndef MICROPY_PY_BUILTINS_BYTEARRAY
#define MICROPY_PY_BUILTINS_BYTEARRAY (1)
#endif
#ifndef MICROPY_PY_BUILTINS_PROPERTY
#define MICROPY_PY_BUILTINS_PROPERTY (1)
#endif
#ifndef MICROPY_PY_BUILTINS_MEMORYVIEW
#define MICROPY_PY_BUILTINS_MEMORYVIEW (0)
#endif
#ifndef MICROPY_PY_ARRAY
#define MICROPY_PY_ARRAY (1)
#endif
#ifndef MICROPY_PY_COLLECTIONS
#define MICROPY_PY_COLLECTIONS (1)
#endif
#ifndef MICROPY_PY_IO
#define MICROPY_PY_IO (1)
#endif
#ifndef MICROPY_PY_STRUCT
#define MICROPY_PY_STRUCT (1)
#endif
#ifndef MICROPY_PY_MATH
#define MICROPY_PY_MATH (1)
#endif
#ifndef MICROPY_PY_RE
#define MICROPY_PY_RE (0)
#endif
#ifndef MICROPY_PY_RE_SUB
#define MICROPY_PY_RE_SUB (0)
#endif
#ifndef MICROPY_PY_DEFLATE
#define MICROPY_PY_DEFLATE (0)
#endif
#ifndef MICROPY_PY_RANDOM
#define MICROPY_PY_RANDOM (0)
#endif
#ifndef MICROPY_PY_HEAPQ
#define MICROPY_PY_HEAPQ (0)
#endif
#ifndef MICROPY_PY_FRAMEBUF
#define MICROPY_PY_FRAMEBUF (0)
#endif
#ifndef MICROPY_PY_BTREE
#define MICROPY_PY_BTREE (0)
#endif

// Machine words.

typedef intptr_t mp_int_t;
typedef uintptr_t mp_uint_t;
typedef unsigned char byte;
typedef unsigned int uint;
typedef unsigned int unichar;

#define MP_ENDIANNESS_LITTLE (1)
#define MP_ENDIANNESS_BIG (0)
#define MP_BITS_PER_BYTE (8)
#define MP_BYTES_PER_OBJ_WORD (sizeof(mp_uint_t))
#define MP_OBJ_WORD_MSBIT_HIGH (((mp_uint_t)1) << (sizeof(mp_uint_t) * 8 - 1))
#define MP_INT_MAX INTPTR_MAX
#define MP_INT_MIN INTPTR_MIN
#define MP_SSIZE_MAX PTRDIFF_MAX

// What printf_ of the runtime understands for a word.
#if UINTPTR_MAX > 0xffffffffu
#define INT_FMT "%ld"
#define UINT_FMT "%lu"
#define HEX_FMT "%lx"
#define SIZE_FMT "%lu"
#else
#define INT_FMT "%d"
#define UINT_FMT "%u"
#define HEX_FMT "%x"
#define SIZE_FMT "%u"
#endif

/** The address through which code at p is called: Thumb code has bit 0 set. */
#if defined(__thumb__)
#define MICROPY_MAKE_POINTER_CALLABLE(p) ((void *)((mp_uint_t)(p) | 1))
#else
#define MICROPY_MAKE_POINTER_CALLABLE(p) (p)
#endif

// Attributes of gcc and clang under the names that sources use.

#define MP_NORETURN __attribute__((noreturn))
#ifndef NORETURN
#define NORETURN MP_NORETURN
#endif
#define MP_WEAK __attribute__((weak))
#define MP_NOINLINE __attribute__((noinline))
#define MP_ALWAYSINLINE __attribute__((always_inline))
#define MP_LIKELY(x) __builtin_expect((x), 1)
#define MP_UNLIKELY(x) __builtin_expect((x), 0)
#define MP_UNREACHABLE __builtin_unreachable();
#if defined(__cplusplus)
#define MP_FALLTHROUGH [[fallthrough]];
#else
#define MP_FALLTHROUGH __attribute__((fallthrough));
#endif

// Headers hold functions that a module need not use.
#define NATMOD_INLINE static inline __attribute__((unused))

#if defined(__cplusplus)
#define NATMOD_BEGIN_DECLS extern "C" {
#define NATMOD_END_DECLS }
#else
#define NATMOD_BEGIN_DECLS
#define NATMOD_END_DECLS
#endif

#endif
