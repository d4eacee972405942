// Compiled C on the interpreter and on QEMU user emulation: loops, calls, recursion, function pointers and the helper
// library of the compiler, which random straight-line code does not reach.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createInterpreter } from '../../src/interp/index.js';
import { GuestFault, GuestMemory, RAM_BASE } from '../../src/machine/index.js';
import type { Xlen } from '../../src/riscv/index.js';

const GCC = 'riscv64-unknown-elf-gcc';
const OBJCOPY = 'riscv64-unknown-elf-objcopy';

function installed(...tools: string[]): boolean {
  try {
    for (const tool of tools) execFileSync(tool, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

// Prints with the write system call; results go through 64-bit hashes so that every bit counts.
const PROGRAM = `
typedef unsigned char u8; typedef unsigned short u16; typedef unsigned u32; typedef unsigned long long u64; typedef long long i64;
static long syscall3(long n, long a, long b, long c) {
  register long a7 __asm__("a7") = n, a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c;
  __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
  return a0;
}
static char line[80];
static void show(const char *name, u64 v) {
  int n = 0;
  while (*name) line[n++] = *name++;
  line[n++] = ' ';
  for (int s = 60; s >= 0; s -= 4) line[n++] = "0123456789abcdef"[(v >> s) & 15];
  line[n++] = '\\n';
  syscall3(64, 1, (long)line, n);
}
static u64 seed = 88172645463325252ull;
static u64 rnd(void) { seed ^= seed << 13; seed ^= seed >> 7; seed ^= seed << 17; return seed; }
static u32 crc(const u8 *p, u32 n) { u32 c = ~0u; while (n--) { c ^= *p++; for (int k = 0; k < 8; k++) c = (c >> 1) ^ (0xedb88320u & -(c & 1)); } return ~c; }
static u8 data[4096]; static int numbers[512];
static u64 fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static int up(const void *a, const void *b) { int x = *(const int *)a, y = *(const int *)b; return x < y ? -1 : x > y; }
static int down(const void *a, const void *b) { return up(b, a); }
static void sort(int *v, int n, int (*cmp)(const void *, const void *)) {
  if (n < 2) return;
  int p = v[n / 2], i = 0, j = n - 1;
  while (i <= j) { while (cmp(&v[i], &p) < 0) i++; while (cmp(&v[j], &p) > 0) j--; if (i <= j) { int t = v[i]; v[i++] = v[j]; v[j--] = t; } }
  sort(v, j + 1, cmp); sort(v + i, n - i, cmp);
}
static u64 arithmetic(void) {
  u64 h = 1;
  for (int i = 0; i < 3000; i++) {
    u64 a = rnd() >> (rnd() & 63), b = rnd() >> (rnd() & 63); int s = rnd() & 63;
    if (!b) b = 3;
    h = h * 31 + a / b; h = h * 31 + a % b; h = h * 31 + (u64)((i64)a / (i64)b); h = h * 31 + (u64)((i64)a % (i64)b);
    h = h * 31 + a * b; h = h * 31 + ((a << s) ^ (b >> s) ^ (u64)((i64)a >> s));
    h = h * 31 + (u32)a / ((u32)b | 1); h = h * 31 + (u64)((int)a % ((int)b | 1));
    h = h * 31 + (a < b) + 2 * ((i64)a < (i64)b); h = h * 31 + (u16)a * (u16)b + (signed char)a + (short)b;
  }
  return h;
}
static float scale(float x, int n) { for (int i = 0; i < n; i++) x = x * 1.25f - 3.5f / (x + 1.0f); return x; }
static double root(double x) { double r = x; for (int i = 0; i < 30; i++) r = 0.5 * (r + x / r); return r; }
static int jump(int n) { switch (n) { case 0: return 5; case 1: return 17; case 2: return -4; case 3: return 99; case 4: return 1234; case 5: return 8; case 6: return 77; default: return 3; } }
void run(void) {
  for (int i = 0; i < 4096; i++) data[i] = rnd() >> 56;
  show("crc", crc(data, sizeof data));
  show("fib", fib(18));
  for (int i = 0; i < 512; i++) numbers[i] = rnd();
  sort(numbers, 512, up); show("up", crc((u8 *)numbers, sizeof numbers));
  sort(numbers, 512, down); show("down", crc((u8 *)numbers, sizeof numbers));
  show("arithmetic", arithmetic());
  union { float f; u32 u; } f = { scale(2.0f, 20) }; show("float", f.u);
  union { double d; u64 u; } d = { root(12345.678) }; show("double", d.u);
  int t = 0; for (int i = 0; i < 100; i++) t = t * 7 + jump(rnd() % 9); show("switch", (u32)t);
  u16 *odd = (u16 *)(data + 1); u32 m = 0; for (int i = 0; i < 100; i++) m = m * 3 + odd[i]; show("misaligned", m);
  show("atomic", __sync_fetch_and_add(&numbers[0], 5) + 2 * (u64)__sync_val_compare_and_swap(&numbers[1], numbers[1], 9) + (u32)numbers[0] + numbers[1]);
  syscall3(93, 0, 0, 0);
}
__asm__(".globl _start\\n_start: la sp, stack_top\\n call run\\n.bss\\n.balign 16\\n.space 65536\\nstack_top:\\n.space 16\\n.text\\n");
`;

const LINKER_SCRIPT = `ENTRY(_start) SECTIONS { . = 0x40001000; .text : { *(.text*) } .rodata : { *(.rodata* .srodata*) }
  .data : { *(.data* .sdata*) } .bss : { *(.bss* .sbss* COMMON) } end = .; }`;

interface Built {
  readonly elf: string;
  readonly image: Uint8Array;
  readonly entry: number;
}

function build(dir: string, xlen: Xlen, march: string, level: string): Built {
  const [source, script, elf, binary] = ['p.c', 'p.ld', `p-${march}${level}`, `p-${march}${level}.bin`].map((name) =>
    join(dir, name),
  );
  writeFileSync(source!, PROGRAM);
  writeFileSync(script!, LINKER_SCRIPT);
  const abi = xlen === 64 ? 'lp64' : 'ilp32';
  const flags = [
    `-march=${march}`,
    `-mabi=${abi}`,
    '-mcmodel=medany',
    level,
    '-ffreestanding',
    '-nostdlib',
    '-static',
    '-Wl,--no-relax',
  ];
  // There is no build of the library with Zba: take that of the same march without it.
  const plain = [`-march=${march.replace('_zba', '')}`, `-mabi=${abi}`, '-print-libgcc-file-name'];
  const library = execFileSync(GCC, plain, { encoding: 'utf8' }).trim();
  execFileSync(GCC, [...flags, '-T', script!, source!, library, '-o', elf!], { stdio: ['ignore', 'ignore', 'pipe'] });
  execFileSync(OBJCOPY, ['-O', 'binary', elf!, binary!]);
  const header = new DataView(new Uint8Array(readFileSync(elf!)).buffer);
  return { elf: elf!, image: new Uint8Array(readFileSync(binary!)), entry: header.getUint32(24, true) };
}

function interpret({ image, entry }: Built, xlen: Xlen): string {
  const memory = new GuestMemory(0x4_0000);
  memory.u8.set(image, 0x1000);
  const cpu = createInterpreter({ memory, xlen, features: { zba: true, zcmp: true } });
  cpu.pc = entry;
  cpu.budget = 100_000_000;
  let output = '';
  for (;;) {
    try {
      cpu.run();
    } catch (error) {
      if (!(error instanceof GuestFault) || error.kind !== 'environment-call') throw error;
    }
    if (cpu.regsLo[17] === 93) return output;
    output += new TextDecoder().decode(memory.bytes(cpu.regsLo[11]!, cpu.regsLo[12]!));
    cpu.pc += 4;
    expect(cpu.pc).toBeGreaterThan(RAM_BASE);
  }
}

describe.skipIf(!installed(GCC, OBJCOPY, 'qemu-riscv32', 'qemu-riscv64'))(
  `compiled C runs as in QEMU (skipped when ${GCC} or qemu-riscv32 and qemu-riscv64 are not installed)`,
  () => {
    test.each([
      [32, 'rv32imac', '-O2'],
      [32, 'rv32imac_zba', '-Os'],
      [32, 'rv32ia', '-O1'],
      [64, 'rv64imac', '-O2'],
      [64, 'rv64imac_zba', '-Os'],
      [64, 'rv64ia', '-O0'],
    ] as const)('RV%i %s %s', (xlen, march, level) => {
      const dir = mkdtempSync(join(tmpdir(), 'natmod-'));
      try {
        const built = build(dir, xlen, march, level);
        const expected = execFileSync(`qemu-riscv${xlen}`, [built.elf], { encoding: 'utf8', timeout: 60_000 });
        expect(expected.split('\n').length).toBe(11);
        expect(interpret(built, xlen)).toBe(expected);
      } finally {
        rmSync(dir, { recursive: true });
      }
    });
  },
);
