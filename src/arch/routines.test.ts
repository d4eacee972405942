// The routines are what assemblers make of their sources.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { arches } from './index.js';
import { ROUTINE_SOURCES } from './routines.fixture.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-routines-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (command: string) => {
  const [tool, ...args] = command.split(' ');
  return execFileSync(tool!, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
};

/** Convention -> architecture, prefix of the tools, flags of as and ld. */
const TOOLS: Readonly<Record<string, readonly [arch: string, prefix: string, as: string, ld: string]>> = {
  riscv32: ['rv32imc', 'riscv64-unknown-elf-', ' -march=rv32ic -mabi=ilp32 -mno-relax', ' -melf32lriscv'],
  riscv64: ['rv64imc', 'riscv64-unknown-elf-', ' -march=rv64ic -mabi=lp64 -mno-relax', ' -melf64lriscv'],
  thumb: ['armv6m', 'arm-none-eabi-', ' -mthumb -mcpu=cortex-m0', ''],
  x64: ['x64', '', ' --64', ' -melf_x86_64'],
  x86: ['x86', '', ' --32', ' -melf_i386'],
  aarch64: ['aarch64', 'aarch64-linux-gnu-', '', ''],
  call0: ['xtensa', 'xtensa-lx106-elf-', '', ''],
  windowed: ['xtensawin', 'xtensa-lx106-elf-', '', ''],
};
/** A name of each routine. */
const NAMES: Readonly<Record<string, string>> = {
  new: '_Znwm',
  newMaybe: '_ZnajRKSt9nothrow_t',
  delete: '_ZdlPv',
  fail: '__cxa_throw_bad_array_new_length',
  zero: '__cxa_atexit',
  nothing: '__cxa_guard_abort',
  acquire: '__cxa_guard_acquire',
  release: '__cxa_guard_release',
  trap: '__cxa_pure_virtual',
  errno: '__errno',
};

/** The others take the time of some hundred processes, and change only when their tables do. */
const QUICK = ['riscv32', 'thumb'];
const chosen = Object.entries(ROUTINE_SOURCES).filter(
  ([convention]) => process.env.NATMOD_TEST === 'all' || QUICK.includes(convention),
);

describe.each(chosen)('%s', (convention, sources) => {
  const [arch, prefix, as, ld] = TOOLS[convention]!;
  it.skipIf(!hasTool(`${prefix}as`)).each(Object.entries(sources))('%s', (routine, source) => {
    writeFileSync(join(dir, 't.s'), `.text\n${source}`);
    run(`${prefix}as${as} t.s -o t.o`);
    run(`${prefix}ld${ld} -Ttext 0 -e 0 t.o -o t.elf`);
    run(`${prefix}objcopy -O binary -j .text t.elf t.bin`);
    const labels = new Map(
      run(`${prefix}nm t.elf`)
        .split('\n')
        .map((line) => {
          const [value, , name] = line.split(' ');
          return [name, Number.parseInt(value!, 16)] as const;
        }),
    );
    const { bytes, start = 0, pointers = [], variable } = arches[arch]!.builtin(NAMES[routine]!)!;
    expect(Buffer.from(bytes).toString('hex')).toBe(readFileSync(join(dir, 't.bin')).toString('hex'));
    expect(start).toBe(labels.get('start') ?? 0);
    for (const { entry, offset } of pointers) expect([entry, offset]).toEqual([entry, labels.get(`p_${entry}`)]);
    expect(variable?.offset).toBe(labels.get('p_variable'));
    expect(pointers.length + (variable ? 1 : 0)).toBe(
      [...labels.keys()].filter((name) => name?.startsWith('p_')).length,
    );
  });
});
