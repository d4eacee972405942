// What to do about an undefined symbol, by its name: what compilers and C libraries need from a system, and what in a
// module takes its place.

export const NO_THREADS = 'there is no thread pointer: drop _Thread_local (__thread) from the declaration';

const NO_CPLUSPLUS = 'exceptions and run-time types of C++ need a system: compile with -fno-exceptions -fno-rtti';
const NO_PRINT = 'a module has no files: print with mp_printf(&mp_plat_print, ...) of py/dynruntime.h';
const NO_SYSTEM =
  'the C library asks the operating system here, and there is none: define the function, or pass libnosys.a with -l where the compiler has it';

/** The first row that matches counts. */
const ROWS: readonly (readonly [name: RegExp, hints: readonly string[]])[] = [
  [
    /^mp_/,
    ['native modules reach the firmware only through mp_fun_table: include py/dynruntime.h, which maps the names'],
  ],
  [/^(?:__tls_get_addr|___tls_get_addr|__aeabi_read_tp|__emutls_get_address)$/, [NO_THREADS]],
  [/^__stack_chk_/, ['the compiler checks the stack for overflows: compile with -fno-stack-protector']],
  [
    /^(?:__aarch64_(?:cas|swp|ldadd|ldclr|ldeor|ldset))/,
    ['compile with -mno-outline-atomics, or pass libgcc.a with -l'],
  ],
  [
    /^(?:__atomic_|__sync_)/,
    [
      'the processor has no instruction for this: use plain variables (there are no threads), or pass libatomic.a with -l',
    ],
  ],
  [
    /^_Zn[wa].*St11align_val_t|^_Zd[la].*St11align_val_t/,
    ['new gives no more alignment than the heap of MicroPython: take alignas away, or define this operator'],
  ],
  [
    /^(?:__cxa_|__gxx_personality|_Unwind_|__aeabi_unwind|_ZTI|_ZTV[NS]|_ZTVN10__cxxabiv|__dynamic_cast)/,
    [NO_CPLUSPLUS],
  ],
  [/^__exidx_(?:start|end)$/, [NO_CPLUSPLUS]],
  [
    /^(?:_ZSt|_ZNSt|_ZNKSt|_ZNS[abdisot]|_ZNKS[abdisot])/,
    [
      'this is part of the C++ library, which needs exceptions and a system: use what is wholly in headers (array, algorithm, optional)',
    ],
  ],
  [
    /^_ZTV/,
    [
      'the virtual table of this class stands where its first virtual function that is not inline is defined: add that object',
    ],
  ],
  [
    /^(?:_?sbrk|__heap_(?:start|end)|_?end|__HeapLimit|__HeapBase|__end__)$/,
    [
      'malloc of the C library gets its memory by this: use m_malloc, m_realloc and m_free of py/dynruntime.h,',
      'or define void *sbrk(ptrdiff_t) for picolibc, void *_sbrk(ptrdiff_t) for newlib, over an array of yours',
    ],
  ],
  [
    /^(?:malloc|calloc|realloc|free)$/,
    ['use m_malloc, m_realloc and m_free of py/dynruntime.h, or pass the C library with -l'],
  ],
  [
    /^_impure_ptr$/,
    [NO_PRINT, 'the logarithm of gamma keeps the sign there: call lgamma_r, lgammaf_r or tgamma instead'],
  ],
  [/^(?:stdin|stdout|stderr|__iob|__stdio_exit_register)$/, [NO_PRINT]],
  [/^(?:printf|puts|putchar|fprintf|fputs|fputc|fwrite|fflush|vprintf)$/, [NO_PRINT]],
  [/^_?(?:write|read|open|close|lseek|fstat|stat|isatty|unlink|link|fcntl)$/, [NO_PRINT, NO_SYSTEM]],
  [
    /^_?(?:exit|kill|getpid)$|^(?:abort|raise|__assert_func|__assert_fail|__chk_fail|__fortify_fail)$/,
    [
      'a module cannot end the program: raise an exception (mp_raise_ValueError and others), compile assertions away with -DNDEBUG,',
      'or define the function: void _exit(int), int kill(int, int), int getpid(void), with _ before all of them for newlib',
    ],
  ],
  [/^_?(?:gettimeofday|times|clock|clock_gettime|nanosleep|usleep)$/, [NO_SYSTEM]],
  [
    /^(?:_ZN4core9panicking|_ZN3std|rust_begin_unwind|rust_eh_personality|__rust_|_RNv.*panic)/,
    ['Rust needs #![no_std], a #[panic_handler] of yours and -C panic=abort; __rust_alloc needs a #[global_allocator]'],
  ],
  [
    /^(errno|__errno_location)$/,
    [
      'the C library sets it when a function of libm fails: pass libc.a of the compiler with -l, or define it in the module',
    ],
  ],
  [
    /^_R|^_ZN4core/,
    ['this is part of the Rust library: link the static library (crate-type "staticlib") that rustc makes'],
  ],
];

/** Functions of the C library that need nothing but themselves, those of libm included. */
const C_LIBRARY = new RegExp(
  `^(?:${[
    'mem(?:cmp|chr|rchr|mem|pcpy|ccpy)|str(?:n?len|n?cmp|n?cpy|n?cat|l?cpy|r?chr|str|spn|cspn|pbrk|tok|tok_r|n?dup|lcat|n?casecmp)',
    'strto(?:l|ul|ll|ull|d|f)|ato(?:i|l|ll|f)|qsort|bsearch|l?l?abs|l?l?div|s?rand|v?sn?printf|v?sscanf',
    'is(?:alnum|alpha|digit|xdigit|space|upper|lower|print|punct)|to(?:upper|lower)|ffsl?l?',
    '(?:a?(?:sin|cos|tan)h?|atan2|exp|exp2|expm1|log|log2|log10|log1p|pow|sqrt|cbrt|hypot|ceil|floor|trunc|l?l?round)f?',
    '(?:l?l?rint|nearbyint|fabs|fmod|fmin|fmax|fma|fdim|frexp|ldexp|modf|copysign|remainder|erfc?|scalbl?n|ilogb|logb)f?',
  ].join('|')})$`,
);

const IN_MAKE = ' (LINK_RUNTIME = 1 in a Makefile)';

function ofCLibrary(libraries: readonly string[]): string {
  const searched = libraries.filter((library) => /^lib[cm](?:-[\d.]+)?\.a$/.test(library));
  if (searched.length === 0)
    return `this is a function of the C library: pass its libc.a or libm.a with -l${IN_MAKE}, or define it in the module`;
  const other = searched.includes('libc.a') ? '' : 'pass the libc.a beside it with -l, or ';
  return `this is a function of the C library, but ${searched.join(' and ')} lacks it: ${other}define it in the module`;
}

/** What takes the place of a symbol that neither the objects nor these libraries, by their paths, define. */
export function hintsFor(name: string, arch: string, libraries: readonly string[]): readonly string[] {
  const names = libraries.map((path) => path.replace(/^.*[\\/]/, ''));
  const known = ROWS.find(([pattern]) => pattern.test(name))?.[1];
  if (known) return known.flatMap((hint) => withoutSearched(hint, names));
  if (C_LIBRARY.test(name)) return [ofCLibrary(names)];
  if (!/^__/.test(name)) return ['add the object that defines it, or a library with -l'];
  const own = names.find((library) => /^libgcc\.a$|^libclang_rt\.builtins/.test(library));
  // The library of that compiler leaves out what the ROM has.
  const rom =
    "in the chip's ROM: give its address with --externs (MPY_EXTERN_SYM_FILE of a Makefile, externs of natmod.json)";
  if (own === undefined) {
    const library = `this is probably in the compiler’s library: pass libgcc.a with -l${IN_MAKE}`;
    return arch === 'xtensa' ? [library, `on ESP8266 it may be ${rom}`] : [library];
  }
  const lacks = `this looks like a helper of the compiler, but ${own} was searched and lacks it`;
  if (arch === 'xtensa') return [lacks, `on ESP8266 it is probably ${rom}`];
  return [lacks, 'pass the library of the compiler that made the object with -l, or define the function in the module'];
}

/** Of `do this, or pass libx.a with -l` what is left to do when libx.a was among the libraries. */
function withoutSearched(hint: string, names: readonly string[]): string[] {
  const colon = hint.lastIndexOf(': ') + 1;
  const ways = hint.slice(colon).trimStart().split(', or ');
  const library = (way: string) => /^pass (?:(\S+\.a)|the C library) .*-l/.exec(way);
  const searched = ways.map((way) => library(way) && (library(way)![1] ?? 'libc.a')).filter((lib) => lib !== null);
  const found = searched.find((lib) => names.includes(lib));
  if (found === undefined) return [hint];
  const left = ways.filter((way) => !library(way)).join(', or ');
  const head = hint.slice(0, colon);
  return [`${found} was searched and lacks it`, ...(left === '' ? [] : [`${head}${head && ' '}${left}`])];
}
