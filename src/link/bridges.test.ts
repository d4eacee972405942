// Jumps that do not reach: each kind is assembled, linked over a distance beyond its reach, and run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { type Diagnostic, DiagnosticError } from '../base/index.js';
import { link } from './index.js';
import { canRun, machineOf, runNative } from './native-run.fixture.js';
import { runModule } from './run.fixture.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-bridges-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) =>
  execFileSync(tool, args, { cwd: dir, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
function assemble(source: string, gcc: string, ...flags: string[]) {
  writeFileSync(join(dir, 'a.S'), source);
  run(gcc, ...flags, '-c', 'a.S');
  return [{ name: 'a.o', bytes: new Uint8Array(readFileSync(join(dir, 'a.o'))) }];
}
const pad = (name: string, size: number | string) => `.section .text.${name}, "ax"\n .space ${size}\n`;
const bridgesOf = ({ map }: ReturnType<typeof link>) => map.sections.filter((s) => s.name === '.internal.bridge');
function firstError(arch: string, objects: Parameters<typeof link>[0]['objects']): Diagnostic | undefined {
  try {
    link({ arch, objects, sourceName: 'm' });
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics[0];
    throw error;
  }
  return undefined;
}

const RISCV = `
#if __riscv_xlen == 64
#define SAVE sd
#define LOAD ld
#else
#define SAVE sw
#define LOAD lw
#endif
  .text
  .globl mpy_init, far, tail
  .type far, @function
  .type tail, @function
  mpy_init: addi sp, sp, -16
  SAVE ra, 8(sp)
  li a0, 1
  jal ra, far
  jal ra, far
  li a1, 1
  li t1, 7
  .reloc ., R_RISCV_BRANCH, cold // by hand: the assembler would use longer forms
  .word 0x00059063 // bnez a1
  back: .reloc ., R_RISCV_RVC_BRANCH, cold2
  .half 0xe181 // c.bnez a1
  back2: .reloc ., R_RISCV_RVC_JUMP, cold3
  .half 0xa001 // c.j
  back3: add a0, a0, t1
  LOAD ra, 8(sp)
  addi sp, sp, 16
  ret
  tail: addi a0, a0, 1000
  ret
  ${pad('pad0', 8192)}
  .section .text.cold, "ax"
  cold: addi a0, a0, 100
  j back
  cold2: addi a0, a0, 200
  j back2
  cold3: addi a0, a0, 300
  j back3
  ${pad('pad1', '3 << 19')}
  .section .text.far, "ax"
  far: addi a0, a0, 10
  j tail
`;

describe.each([
  ['rv32imc', '-march=rv32imac', '-mabi=ilp32'],
  ['rv64imc', '-march=rv64imac', '-mabi=lp64'],
])('%s', (arch, ...flags) => {
  const gcc = 'riscv64-unknown-elf-gcc';
  it.skipIf(!hasTool(gcc))('jumps and branches', () => {
    const result = link({ arch, objects: assemble(RISCV, gcc, ...flags, '-mno-relax'), sourceName: 'm' });
    expect(runModule(result.mpy)).toEqual([1 + 2 * 1010 + 600 + 7]);
    // far, the three labels, and tail.
    expect(bridgesOf(result).length).toBe(5);
  });
  it.skipIf(!hasTool(gcc))('a jump inside a function has no register to spare', () => {
    const source = `.globl mpy_init\nmpy_init: j local\n ${pad('pad', '3 << 19')} .section .text.b, "ax"\nlocal: ret`;
    const d = firstError(arch, assemble(source, gcc, ...flags, '-mno-relax'));
    expect(d).toMatchObject({ code: 'reloc-range', where: { file: 'a.o', section: '.text', offset: 0 } });
  });
});

const THUMB = (conditional: string, target: string) => `
  .syntax unified
  .thumb
  .text
  .globl mpy_init, far
  .type mpy_init, %function
  .thumb_func
  mpy_init: push {r4, lr}
  movs r0, #1
  bl far
  bl far
  movs r1, #7
  movs r2, #8
  cmp r2, #8
  ${conditional}
  back: adds r0, r0, r1
  adds r0, r0, r2
  pop {r4, pc}
  ${pad('pad0', 8192)}
  .section .text.near, "ax"
  near: beq.n after
  movs r0, #0
  after: adds r0, #100
  b back
  ${pad('pad1', '3 << 19')}
  .section .text.cold, "ax"
  cold: adds r0, #200
  ldr r3, =back + 1
  bx r3
  .ltorg
  ${pad('pad2', '15 << 20')}
  .section .text.far, "ax"
  .type far, %function
  .thumb_func
  far: adds r0, #10
  bx lr
  .set unused, ${target}
`;
describe.each([
  ['armv6m', 'cortex-m0', 'b near', 'near', 100],
  ['armv7m', 'cortex-m3', 'beq.w cold', 'cold', 200],
] as const)('%s', (arch, cpu, conditional, target, want) => {
  const gcc = 'arm-none-eabi-gcc';
  it.skipIf(!hasTool(gcc) || !canRun('arm', dir))('calls and branches, with all registers and flags', () => {
    const objects = assemble(THUMB(conditional, target), gcc, '-mthumb', `-mcpu=${cpu}`);
    const result = link({ arch, objects, sourceName: 'm' });
    expect(runNative(result.mpy, dir)).toEqual([1 + 20 + want + 15]);
    expect(bridgesOf(result).length).toBeGreaterThan(1);
    expect(() => link({ arch, objects, sourceName: 'm', compat: true })).toThrow('reference linker');
  });
});

const XTENSA = `
  .begin no-transform
  .text
  .align 4
  .globl mpy_init, far, tail
  .type far, @function
  .type tail, @function
  mpy_init: addi a1, a1, -16
  s32i a0, a1, 0
  movi a2, 1
  call0 far
  call0 far
  movi a9, 7
  bnez a2, cold
  back: beqz.n a1, cold2
  bgeui a1, 2, cold2
  back2: add a2, a2, a9
  l32i a0, a1, 0
  addi a1, a1, 16
  ret
  .align 4
  tail: addmi a2, a2, 1024
  ret
  ${pad('pad0', 8192)}
  .section .text.cold, "ax"
  cold: addi a2, a2, 100
  j back
  cold2: addi a2, a2, 120
  j back2
  ${pad('pad1', '9 << 16')}
  .section .text.far, "ax"
  .align 4
  far: addi a2, a2, 10
  j tail
  .end no-transform
`;
describe('xtensa', () => {
  const gcc = 'xtensa-lx106-elf-gcc';
  it.skipIf(!hasTool(gcc) || !canRun(machineOf('xtensa'), dir))('calls, jumps and branches', () => {
    const result = link({ arch: 'xtensa', objects: assemble(XTENSA, gcc), sourceName: 'm' });
    expect(runNative(result.mpy, dir)).toEqual([1 + 2 * 1034 + 220 + 7]);
    expect(bridgesOf(result).length).toBe(4);
  });
});
