// Sources of the routines in routines.ts, for GNU as. Tests only.

/** For 32 bits. */
const RISCV: Readonly<Record<string, string>> = {
  new: `
    .option norelax
    addi sp,sp,-16
    sw ra,8(sp)
    seqz a1,a0
    add a1,a1,a0
    li a0,0
    li a2,0
    lla t0, p_realloc_
    lw t0, 0(t0)
    jalr t0
    beqz a0,1f
    lw ra,8(sp)
    addi sp,sp,16
    ret
    1: li a0,44
    lla t0, p_load_global
    lw t0, 0(t0)
    jalr t0
    lla t0, p_raise
    lw t0, 0(t0)
    jalr t0
    ebreak
    .balign 4
    p_realloc_: .word 0
    p_load_global: .word 0
    p_raise: .word 0
  `,
  newMaybe: `
    .option norelax
    seqz a1,a0
    add a1,a1,a0
    li a0,0
    li a2,0
    lla t0, p_realloc_
    lw t0, 0(t0)
    jr t0
    .balign 4
    p_realloc_: .word 0
  `,
  delete: `
    .option norelax
    li a1,0
    li a2,0
    lla t0, p_realloc_
    lw t0, 0(t0)
    jr t0
    .balign 4
    p_realloc_: .word 0
  `,
  fail: `
    .option norelax
    li a0,44
    lla t0, p_load_global
    lw t0, 0(t0)
    jalr t0
    lla t0, p_raise
    lw t0, 0(t0)
    jalr t0
    ebreak
    .balign 4
    p_load_global: .word 0
    p_raise: .word 0
  `,
  zero: `
    .option norelax
    li a0,0
    ret
  `,
  nothing: `
    .option norelax
    ret
  `,
  acquire: `
    .option norelax
    lbu a0,0(a0)
    seqz a0,a0
    ret
  `,
  release: `
    .option norelax
    li a1,1
    sb a1,0(a0)
    ret
  `,
  trap: `
    .option norelax
    ebreak
  `,
  errno: `
    .option norelax
    lla a0,p_variable
    lw a0,0(a0)
    ret
    .balign 4
    p_variable: .word 0
  `,
};

/** The same with words of 64 bits. */
const widened = (source: string): string =>
  source
    .replaceAll(/\blw\b/g, 'ld')
    .replaceAll(/\bsw\b/g, 'sd')
    .replaceAll('.balign 4', '.balign 8')
    .replaceAll('.word', '.quad');

/** Calling convention -> routine -> source. */
export const ROUTINE_SOURCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  riscv32: RISCV,
  riscv64: Object.fromEntries(Object.entries(RISCV).map(([name, source]) => [name, widened(source)])),
  thumb: {
    new: `
      .syntax unified
      push {r4,lr}
      movs r1,r0
      bne 1f
      movs r1,#1
      1: movs r0,#0
      movs r2,#0
      ldr r3,p_realloc_
      blx r3
      cmp r0,#0
      beq 2f
      pop {r4,pc}
      2: movs r0,#44
      ldr r3,p_load_global
      blx r3
      ldr r3,p_raise
      blx r3
      udf #0
      .balign 4
      p_realloc_: .word 0
      p_load_global: .word 0
      p_raise: .word 0
    `,
    newMaybe: `
      .syntax unified
      movs r1,r0
      bne 1f
      movs r1,#1
      1: movs r0,#0
      movs r2,#0
      ldr r3,p_realloc_
      bx r3
      .balign 4
      p_realloc_: .word 0
    `,
    delete: `
      .syntax unified
      movs r1,#0
      movs r2,#0
      ldr r3,p_realloc_
      bx r3
      .balign 4
      p_realloc_: .word 0
    `,
    fail: `
      .syntax unified
      movs r0,#44
      ldr r3,p_load_global
      blx r3
      ldr r3,p_raise
      blx r3
      udf #0
      .balign 4
      p_load_global: .word 0
      p_raise: .word 0
    `,
    zero: `
      .syntax unified
      movs r0,#0
      bx lr
    `,
    nothing: `
      .syntax unified
      bx lr
    `,
    acquire: `
      .syntax unified
      ldrb r0,[r0]
      movs r1,#1
      bics r1,r0
      movs r0,r1
      bx lr
    `,
    release: `
      .syntax unified
      movs r1,#1
      strb r1,[r0]
      bx lr
    `,
    trap: `
      .syntax unified
      udf #0
    `,
    errno: `
      .syntax unified
      ldr r0,p_variable
      bx lr
      .balign 4
      p_variable: .word 0
    `,
  },
  x64: {
    new: `
      .intel_syntax noprefix
      sub rsp,8
      mov rsi,rdi
      test rsi,rsi
      jne 1f
      mov esi,1
      1: xor edi,edi
      xor edx,edx
      call [rip+p_realloc_]
      test rax,rax
      je 2f
      add rsp,8
      ret
      2: mov edi,44
      call [rip+p_load_global]
      mov rdi,rax
      call [rip+p_raise]
      ud2
      .balign 8
      p_realloc_: .quad 0
      p_load_global: .quad 0
      p_raise: .quad 0
    `,
    newMaybe: `
      .intel_syntax noprefix
      mov rsi,rdi
      test rsi,rsi
      jne 1f
      mov esi,1
      1: xor edi,edi
      xor edx,edx
      jmp [rip+p_realloc_]
      .balign 8
      p_realloc_: .quad 0
    `,
    delete: `
      .intel_syntax noprefix
      xor esi,esi
      xor edx,edx
      jmp [rip+p_realloc_]
      .balign 8
      p_realloc_: .quad 0
    `,
    fail: `
      .intel_syntax noprefix
      sub rsp,8
      mov edi,44
      call [rip+p_load_global]
      mov rdi,rax
      call [rip+p_raise]
      ud2
      .balign 8
      p_load_global: .quad 0
      p_raise: .quad 0
    `,
    zero: `
      xor %eax,%eax
      ret
    `,
    nothing: `
      ret
    `,
    acquire: `
      .intel_syntax noprefix
      xor eax,eax
      cmp byte ptr [rdi],0
      sete al
      ret
    `,
    release: `
      movb $1,(%rdi)
      ret
    `,
    trap: `
      ud2
    `,
    errno: `
      .intel_syntax noprefix
      mov rax,[rip+p_variable]
      ret
      .balign 8
      p_variable: .quad 0
    `,
  },
  x86: {
    new: `
      .intel_syntax noprefix
      push ebx
      call 9f
      9: pop ebx
      mov eax,[esp+8]
      test eax,eax
      jne 1f
      inc eax
      1: sub esp,12
      push 0
      push eax
      push 0
      call [ebx+p_realloc_-9b]
      add esp,24
      test eax,eax
      je 2f
      pop ebx
      ret
      2: sub esp,4
      push 44
      call [ebx+p_load_global-9b]
      mov [esp],eax
      call [ebx+p_raise-9b]
      ud2
      .balign 4
      p_realloc_: .long 0
      p_load_global: .long 0
      p_raise: .long 0
    `,
    newMaybe: `
      .intel_syntax noprefix
      push ebx
      call 9f
      9: pop ebx
      mov eax,[esp+8]
      test eax,eax
      jne 1f
      inc eax
      1: sub esp,12
      push 0
      push eax
      push 0
      call [ebx+p_realloc_-9b]
      add esp,24
      pop ebx
      ret
      .balign 4
      p_realloc_: .long 0
    `,
    delete: `
      .intel_syntax noprefix
      push ebx
      call 9f
      9: pop ebx
      mov eax,[esp+8]
      sub esp,12
      push 0
      push 0
      push eax
      call [ebx+p_realloc_-9b]
      add esp,24
      pop ebx
      ret
      .balign 4
      p_realloc_: .long 0
    `,
    fail: `
      .intel_syntax noprefix
      push ebx
      call 9f
      9: pop ebx
      mov eax,[esp+8]
      sub esp,4
      push 44
      call [ebx+p_load_global-9b]
      mov [esp],eax
      call [ebx+p_raise-9b]
      ud2
      .balign 4
      p_load_global: .long 0
      p_raise: .long 0
    `,
    zero: `
      xor %eax,%eax
      ret
    `,
    nothing: `
      ret
    `,
    acquire: `
      .intel_syntax noprefix
      mov edx,[esp+4]
      xor eax,eax
      cmp byte ptr [edx],0
      sete al
      ret
    `,
    release: `
      .intel_syntax noprefix
      mov edx,[esp+4]
      mov byte ptr [edx],1
      ret
    `,
    trap: `
      ud2
    `,
    errno: `
      .intel_syntax noprefix
      call 9f
      9: pop eax
      mov eax,[eax+p_variable-9b]
      ret
      .balign 4
      p_variable: .long 0
    `,
  },
  aarch64: {
    new: `
      stp x29,x30,[sp,#-16]!
      cmp x0,#0
      cinc x1,x0,eq
      mov x0,#0
      mov x2,#0
      ldr x9,p_realloc_
      blr x9
      cbz x0,1f
      ldp x29,x30,[sp],#16
      ret
      1: mov x0,#44
      ldr x9,p_load_global
      blr x9
      ldr x9,p_raise
      blr x9
      brk #0
      .balign 8
      p_realloc_: .quad 0
      p_load_global: .quad 0
      p_raise: .quad 0
    `,
    newMaybe: `
      cmp x0,#0
      cinc x1,x0,eq
      mov x0,#0
      mov x2,#0
      ldr x9,p_realloc_
      br x9
      .balign 8
      p_realloc_: .quad 0
    `,
    delete: `
      mov x1,#0
      mov x2,#0
      ldr x9,p_realloc_
      br x9
      .balign 8
      p_realloc_: .quad 0
    `,
    fail: `
      mov x0,#44
      ldr x9,p_load_global
      blr x9
      ldr x9,p_raise
      blr x9
      brk #0
      .balign 8
      p_load_global: .quad 0
      p_raise: .quad 0
    `,
    zero: `
      mov x0,#0
      ret
    `,
    nothing: `
      ret
    `,
    acquire: `
      ldrb w0,[x0]
      cmp w0,#0
      cset x0,eq
      ret
    `,
    release: `
      mov w1,#1
      strb w1,[x0]
      ret
    `,
    trap: `
      brk #0
    `,
    errno: `
      ldr x0,p_variable
      ret
      .balign 8
      p_variable: .quad 0
    `,
  },
  call0: {
    new: `
      .begin no-transform
      p_realloc_: .word 0
      p_load_global: .word 0
      p_raise: .word 0
      start:
      addi a1,a1,-16
      s32i.n a0,a1,0
      mov.n a3,a2
      bnez a3,1f
      movi.n a3,1
      1: movi.n a2,0
      movi.n a4,0
      l32r a5,p_realloc_
      callx0 a5
      beqz a2,2f
      l32i.n a0,a1,0
      addi a1,a1,16
      ret.n
      2: movi a2,44
      l32r a5,p_load_global
      callx0 a5
      l32r a5,p_raise
      callx0 a5
      ill
    `,
    newMaybe: `
      .begin no-transform
      p_realloc_: .word 0
      start:
      mov.n a3,a2
      bnez a3,1f
      movi.n a3,1
      1: movi.n a2,0
      movi.n a4,0
      l32r a5,p_realloc_
      jx a5
    `,
    delete: `
      .begin no-transform
      p_realloc_: .word 0
      start:
      movi.n a3,0
      movi.n a4,0
      l32r a5,p_realloc_
      jx a5
    `,
    fail: `
      .begin no-transform
      p_load_global: .word 0
      p_raise: .word 0
      start:
      movi a2,44
      l32r a5,p_load_global
      callx0 a5
      l32r a5,p_raise
      callx0 a5
      ill
    `,
    zero: `
      .begin no-transform
      movi.n a2,0
      ret.n
    `,
    nothing: `
      .begin no-transform
      ret.n
    `,
    acquire: `
      .begin no-transform
      l8ui a2,a2,0
      movi.n a3,1
      xor a2,a2,a3
      ret.n
    `,
    release: `
      .begin no-transform
      movi.n a3,1
      s8i a3,a2,0
      ret.n
    `,
    trap: `
      .begin no-transform
      ill
    `,
    errno: `
      .begin no-transform
      p_variable: .word 0
      start:
      l32r a2,p_variable
      ret.n
    `,
  },
  windowed: {
    new: `
      .begin no-transform
      p_realloc_: .word 0
      p_load_global: .word 0
      p_raise: .word 0
      start:
      .byte 0x36,0x41,0x00
      mov.n a11,a2
      bnez a11,1f
      movi.n a11,1
      1: movi.n a10,0
      movi.n a12,0
      l32r a8,p_realloc_
      .byte 0xe0,0x08,0x00
      beqz a10,2f
      mov.n a2,a10
      .byte 0x90,0x00,0x00
      2: movi a10,44
      l32r a8,p_load_global
      .byte 0xe0,0x08,0x00
      l32r a8,p_raise
      .byte 0xe0,0x08,0x00
      ill
    `,
    newMaybe: `
      .begin no-transform
      p_realloc_: .word 0
      start:
      .byte 0x36,0x41,0x00
      mov.n a11,a2
      bnez a11,1f
      movi.n a11,1
      1: movi.n a10,0
      movi.n a12,0
      l32r a8,p_realloc_
      .byte 0xe0,0x08,0x00
      mov.n a2,a10
      .byte 0x90,0x00,0x00
    `,
    delete: `
      .begin no-transform
      p_realloc_: .word 0
      start:
      .byte 0x36,0x41,0x00
      mov.n a10,a2
      movi.n a11,0
      movi.n a12,0
      l32r a8,p_realloc_
      .byte 0xe0,0x08,0x00
      .byte 0x90,0x00,0x00
    `,
    fail: `
      .begin no-transform
      p_load_global: .word 0
      p_raise: .word 0
      start:
      .byte 0x36,0x41,0x00
      movi a10,44
      l32r a8,p_load_global
      .byte 0xe0,0x08,0x00
      l32r a8,p_raise
      .byte 0xe0,0x08,0x00
      ill
    `,
    zero: `
      .begin no-transform
      .byte 0x36,0x41,0x00
      movi.n a2,0
      .byte 0x90,0x00,0x00
    `,
    nothing: `
      .begin no-transform
      .byte 0x36,0x41,0x00
      .byte 0x90,0x00,0x00
    `,
    acquire: `
      .begin no-transform
      .byte 0x36,0x41,0x00
      l8ui a2,a2,0
      movi.n a3,1
      xor a2,a2,a3
      .byte 0x90,0x00,0x00
    `,
    release: `
      .begin no-transform
      .byte 0x36,0x41,0x00
      movi.n a3,1
      s8i a3,a2,0
      .byte 0x90,0x00,0x00
    `,
    trap: `
      .begin no-transform
      .byte 0x36,0x41,0x00
      ill
    `,
    errno: `
      .begin no-transform
      p_variable: .word 0
      start:
      .byte 0x36,0x41,0x00
      l32r a2,p_variable
      .byte 0x90,0x00,0x00
    `,
  },
};
