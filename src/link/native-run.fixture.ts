// Loads a linked module and calls its entry on the machine that the tests run on (x64, x86) or in
// qemu-arm, qemu-aarch64 or qemu-xtensa, by a small loader that is compiled around the module: text, bss and the firmware's table are separate mappings. Tests only.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { archByCode, FUN_TABLE_COUNT } from '../abi/index.js';
import { decodeRelocations, readMpy } from '../mpy/index.js';

const LOADER = `
typedef unsigned long word;
#ifdef __xtensa__
static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long r2 __asm__("a2") = n, r6 __asm__("a6") = a, r3 __asm__("a3") = b, r4 __asm__("a4") = c,
    r5 __asm__("a5") = d, r8 __asm__("a8") = e, r9 __asm__("a9") = f;
  __asm__ volatile("syscall" : "+r"(r2) : "r"(r6), "r"(r3), "r"(r4), "r"(r5), "r"(r8), "r"(r9) : "memory");
  return r2;
}
enum { MMAP2 = 80, WRITE = 13, EXIT_GROUP = 119, PRIVATE_ANONYMOUS = 0x802 };
#elif defined __arm__
enum { MMAP2 = 192, WRITE = 4, EXIT_GROUP = 248, PRIVATE_ANONYMOUS = 0x22 };
static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long r0 __asm__("r0") = a, r1 __asm__("r1") = b, r2 __asm__("r2") = c, r3 __asm__("r3") = d,
    r4 __asm__("r4") = e, r5 __asm__("r5") = f, r7 __asm__("r7") = n;
  __asm__ volatile("svc 0" : "+r"(r0) : "r"(r1), "r"(r2), "r"(r3), "r"(r4), "r"(r5), "r"(r7) : "memory");
  return r0;
}
#elif defined __aarch64__
enum { MMAP2 = 222, WRITE = 64, EXIT_GROUP = 94, PRIVATE_ANONYMOUS = 0x22 };
static long call(long n, long a, long b, long c, long d, long e, long f) {
  register long x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d,
    x4 __asm__("x4") = e, x5 __asm__("x5") = f, x8 __asm__("x8") = n;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5), "r"(x8) : "memory");
  return x0;
}
#endif
#if defined __xtensa__ || defined __arm__ || defined __aarch64__
#define BARE
#endif
#ifdef BARE
static void *map(word n) { return (void *)call(MMAP2, 0, n, 7, PRIVATE_ANONYMOUS, -1, 0); }
static void put(int v) {
  char t[16]; int at = 16; unsigned u = v < 0 ? -(unsigned)v : (unsigned)v;
  t[--at] = '\\n';
  do { unsigned q = 0, r = u; while (r >= 10) { unsigned k = 1, d = 10; while (r / 2 >= d) { d *= 2; k *= 2; } r -= d; q += k; } t[--at] = '0' + r; u = q; } while (u);
  if (v < 0) t[--at] = '-';
  call(WRITE, 1, (long)(t + at), 16 - at, 0, 0, 0);
}
static void *memory_set(char *d, int v, word n) { for (volatile char *p = d; n; n--) *p++ = v; return d; }
static void *memory_move(char *d, const char *s, word n) {
  volatile char *p = d;
  if (d < s) for (word i = 0; i < n; i++) p[i] = s[i]; else while (n) { n--; p[n] = s[n]; }
  return d;
}
#else
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
static void *map(word n) { return mmap(0, n, 7, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }
static void put(int v) { printf("%d\\n", v); }
#define memory_set memset
#define memory_move memmove
#endif
__asm__(".section .rodata\\n.globl module_text\\nmodule_text: .incbin \\"text.bin\\"\\n.text");
extern const unsigned char module_text[] __attribute__((visibility("hidden")));
static void stop(void);
static char heap[0x10000], *top = heap;
static void *reallocate(char *old, word n, int may_move) {
  char *block = top;
  (void)old; (void)may_move;
  if (n == 0 || n > 0x4000) return 0;
  top += (n + 15) & ~(word)15;
  return block;
}
static word load_global(word name) { return name + 9000; }
static void raise_object(word object) { put(object); stop(); }
static const unsigned relocations[][2] = { RELOCATIONS {0, 0} };
static int run(void) {
  char *gap = map(0x100000), *code = map(SIZE + 0x1000), *bss = map(BSS + 0x1000);
  word *table = map(0x10000);
  (void)gap;
  for (int i = 0; i < COUNT; i++) table[i] = 0;
  table[50] = (word)memory_set; table[51] = (word)memory_move;
  table[7] = (word)load_global; table[34] = (word)raise_object; table[52] = (word)reallocate;
  code += 64; bss += 32;
  for (word i = 0; i < SIZE; i++) code[i] = module_text[i];
  for (int i = 0; i < NRELOC; i++) {
    unsigned kind = relocations[i][1];
    *(word *)(code + relocations[i][0]) += kind == 0 ? (word)code : kind == 2 ? (word)bss : kind == 8 ? (word)table : kind >= 9 ? table[kind - 9] : 0x1000;
  }
  __builtin___clear_cache(code, code + SIZE);
  word args[4] = {1, 2, 3, 4};
  int (*entry)(word, word, word, word *) = (int (*)(word, word, word, word *))(code + THUMB);
  for (int i = 0; i < CALLS; i++) put(entry(11, 22, 33, args));
  return 0;
}
#ifdef __arm__
void __clear_cache(void *a, void *b) { call(0xf0002, (long)a, (long)b, 0, 0, 0, 0); }
#elif defined BARE
void __clear_cache(void *a, void *b) { (void)a; (void)b; }
#endif
#ifdef BARE
static void stop(void) { call(EXIT_GROUP, 0, 0, 0, 0, 0, 0); }
void _start(void) { run(); stop(); for (;;) ; }
#else
#include <stdlib.h>
static void stop(void) { exit(0); }
int main(void) { return run(); }
#endif
`;

const MACHINES = {
  x64: { gcc: 'gcc', flags: ['-m64'], run: [] },
  x86: { gcc: 'gcc', flags: ['-m32'], run: [] },
  arm: {
    gcc: 'arm-none-eabi-gcc',
    flags: ['-marm', '-mcpu=cortex-a7', '-nostdlib', '-ffreestanding', '-static', '-fno-tree-loop-distribute-patterns'],
    run: ['qemu-arm'],
  },
  aarch64: {
    gcc: 'aarch64-linux-gnu-gcc',
    flags: ['-nostdlib', '-ffreestanding', '-static', '-fno-tree-loop-distribute-patterns'],
    run: ['qemu-aarch64'],
  },
  xtensa: {
    gcc: 'xtensa-lx106-elf-gcc',
    flags: ['-nostdlib', '-ffreestanding', '-static', '-fno-tree-loop-distribute-patterns'],
    // Windowed cores run code with call0 calls.
    run: ['qemu-xtensa', '-cpu', 'dc232b'],
  },
} as const;
export type Machine = keyof typeof MACHINES;

export const machineOf = (arch: string): Machine =>
  arch === 'x64' || arch === 'x86' || arch === 'xtensa' || arch === 'aarch64' ? arch : 'arm';

const PROBES: Readonly<Record<Machine, string>> = {
  x64: 'int main(void) { return 0; }',
  x86: 'int main(void) { return 0; }',
  arm: 'void _start(void) { __asm__("mov r0, #0; mov r7, #248; svc 0"); }',
  aarch64: 'void _start(void) { __asm__("mov x0, #0; mov x8, #94; svc 0"); }',
  xtensa: 'void _start(void) { __asm__("movi a6, 0; movi a2, 119; syscall"); }',
};

/** Can modules of this machine be run here. */
export function canRun(machine: Machine, dir: string): boolean {
  const { gcc, flags, run } = MACHINES[machine];
  try {
    const [main, source] = [join(dir, `probe-${machine}`), join(dir, 'probe.c')];
    writeFileSync(source, PROBES[machine]);
    execFileSync(gcc, [...flags, '-o', main, source], { stdio: 'ignore' });
    const [program, ...args] = [...run, main];
    execFileSync(program!, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Results of `calls` calls of the entry, and what it raises, one after the other, as signed 32-bit numbers. */
export function runNative(mpy: Uint8Array, dir: string, calls = 1): number[] {
  const file = readMpy(mpy);
  const { code } = file;
  if (code.kind !== 'viper') throw new Error('no native module');
  const machine = machineOf(file.header.archName);
  const { gcc, flags, run } = MACHINES[machine];
  const relocations = code.relocations
    ? [...decodeRelocations(code.relocations, archByCode(file.header.arch)!.wordSize!)]
    : [];
  const defines = {
    COUNT: FUN_TABLE_COUNT,
    NRELOC: relocations.length,
    BSS: code.bssSize ?? 0,
    CALLS: calls,
    THUMB: machine === 'arm' ? 1 : 0,
    SIZE: code.data.length,
    RELOCATIONS: relocations.map(({ offset, kind }) => `{${offset},${kind}},`).join(''),
  };
  const lines = Object.entries(defines).map(([name, value]) => `#define ${name} ${value}\n`);
  const [source, main] = [join(dir, 'loader.c'), join(dir, `loader-${machine}`)];
  writeFileSync(source, lines.join('') + LOADER);
  writeFileSync(join(dir, 'text.bin'), code.data);
  execFileSync(gcc, ['-O1', '-w', ...flags, '-o', main, source], { stdio: 'pipe', cwd: dir });
  const [program, ...args] = [...run, main];
  const output = execFileSync(program!, args, { encoding: 'utf8', timeout: 20_000 });
  return output.trim().split('\n').map(Number);
}
