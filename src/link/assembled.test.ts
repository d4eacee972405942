// Assembled code with branches, calls and addresses of every form: what GNU ld makes of it, with the sections where we put
// them, is what we have to make of it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { readMpy } from '../mpy/index.js';
import { link } from './index.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-ranges-'));
afterAll(() => rmSync(dir, { recursive: true }));
const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { cwd: dir, stdio: 'pipe' });

/** Assembled code whose sections GNU ld puts where we put them. */
const SOURCES: Readonly<Record<string, { tools: string; as: string[]; ld: string[]; code: string }>> = {
  armv7m: {
    tools: 'arm-none-eabi-',
    as: ['-mcpu=cortex-m3'],
    ld: [],
    code: `.syntax unified
.thumb
.section .text.a,"ax",%progbits
.p2align 2
.globl mpy_init
.thumb_func
mpy_init: bl one
 b.w two
 beq.w one
 b.n near
 bne.n near
 adr.w r1, table
 movw r0, #:lower16:(table - .)
 movt r0, #:upper16:(table - .)
 nop
 .p2align 2
 .word table - ., one - ., two + 8 - .
 bl back
.section .text.b,"ax",%progbits
.p2align 2
.globl near, one, two, table, back
.thumb_func
near: nop
.thumb_func
one: bx lr
table: .word 1, 2
.thumb_func
two: bl mpy_init
.thumb_func
back: b.w near + 4
`,
  },
  x86: {
    tools: '',
    as: ['--32'],
    ld: ['-m', 'elf_i386'],
    code: `.section .text.a,"ax",@progbits
.globl mpy_init
mpy_init: call one
 jmp two
 jne one
 .long table - ., table + 12 - .
 .word table - .
 .byte near - .
 ret
.section .text.b,"ax",@progbits
.globl near, one, two, table
near: nop
one: call mpy_init
two: je near
 ret
table: .long 1
`,
  },
  x64: {
    tools: '',
    as: ['--64'],
    ld: ['-m', 'elf_x86_64'],
    code: `.section .text.a,"ax",@progbits
.globl mpy_init
mpy_init: call one
 jmp two
 jne one
 lea table(%rip), %rax
 movl $5, table+4(%rip)
 cmpb $1, table+2(%rip)
 .long table - .
 .quad table + 12 - .
 .word table - .
 .byte near - .
 ret
.section .text.b,"ax",@progbits
.globl near, one, two, table
near: nop
one: call mpy_init
two: je near
 ret
table: .long 1
`,
  },
};

describe.each(Object.entries(SOURCES))('%s', (arch, { tools, as, ld, code }) => {
  it.skipIf(!hasTool(`${tools}as`) || !hasTool(`${tools}ld`))('code is what GNU ld makes of it', () => {
    writeFileSync(join(dir, `${arch}.s`), code);
    run(`${tools}as`, ...as, '-o', `${arch}.o`, `${arch}.s`);
    const object = new Uint8Array(readFileSync(join(dir, `${arch}.o`)));
    const { mpy, map } = link({ arch, objects: [{ name: 'a.o', bytes: object }], sourceName: 'a' });
    const file = readMpy(mpy);
    if (file.code.kind !== 'viper') throw new Error('no native code');
    const sections = map.sections.filter((s) => s.name.startsWith('.text.') && s.size > 0);
    expect(sections).toHaveLength(2);
    const places = sections.map((s) => `${s.name} ${s.offset} : { *(${s.name}) }`);
    writeFileSync(join(dir, `${arch}.ld`), `SECTIONS { ${places.join(' ')} }`);
    run(`${tools}ld`, ...ld, '-T', `${arch}.ld`, '-e', 'mpy_init', '-o', `${arch}.elf`, `${arch}.o`);
    for (const { name, offset, size } of sections) {
      run(`${tools}objcopy`, '-O', 'binary', '-j', name, `${arch}.elf`, `${arch}.bin`);
      const want = readFileSync(join(dir, `${arch}.bin`)).toString('hex');
      expect(Buffer.from(file.code.data.subarray(offset, offset + size)).toString('hex')).toBe(want);
    }
  });
});
