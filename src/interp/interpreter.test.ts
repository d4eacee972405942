import { describe, expect, test } from 'vitest';
import {
  type Cpu,
  type FaultKind,
  GATE_BASE,
  GuestFault,
  GuestMemory,
  GuestTimeout,
  RAM_BASE,
  RETURN_GATE,
} from '../machine/index.js';
import { assemble, REGISTER_NUMBERS, type Xlen } from '../riscv/index.js';
import { createInterpreter } from './index.js';

const RAM_SIZE = 0x2_0000;
const CODE = RAM_BASE + 0x8000;
const STACK = RAM_BASE + 0x4000;
const DATA = RAM_BASE + 0x1_0000;

interface Machine {
  readonly cpu: Cpu;
  readonly labels: ReadonlyMap<string, number>;
}

/** A hart with `source` at CODE, pc there, sp in the middle of the stack, ra at the return gate. */
function machine(source: string, xlen: Xlen = 32, features = { zba: true, zcmp: true }, clock?: () => number): Machine {
  const memory = new GuestMemory(RAM_SIZE);
  const { bytes, labels } = assemble(source, { xlen, base: CODE });
  memory.u8.set(bytes, CODE - RAM_BASE);
  const cpu = createInterpreter({ memory, xlen, features, clock });
  cpu.pc = CODE;
  set(cpu, 'sp', STACK);
  set(cpu, 'ra', RETURN_GATE);
  return { cpu, labels };
}

function set(cpu: Cpu, name: string, value: number | bigint): void {
  const number = REGISTER_NUMBERS.get(name)!;
  cpu.regsLo[number] = Number(BigInt.asIntN(32, BigInt(value)));
  if (cpu.xlen === 64) cpu.regsHi[number] = Number(BigInt.asIntN(32, BigInt(value) >> 32n));
}

/** Unsigned value of a register. */
function get(cpu: Cpu, name: string): bigint {
  const number = REGISTER_NUMBERS.get(name)!;
  const low = BigInt(cpu.regsLo[number]! >>> 0);
  return cpu.xlen === 64 ? (BigInt(cpu.regsHi[number]! >>> 0) << 32n) | low : low;
}

// toEqual on 128 KiB takes half a second.
const sameBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, at) => byte === b[at]);
const snapshot = (cpu: Cpu) => [...cpu.regsLo, ...cpu.regsHi];

/** Runs and returns the fault; checks that the registers are those of before the faulting instruction. */
function faultOf({ cpu }: Machine, run: () => void = () => cpu.run()): GuestFault {
  try {
    run();
  } catch (error) {
    if (error instanceof GuestFault) {
      expect(error.pc).toBe(cpu.pc);
      return error;
    }
    throw error;
  }
  throw new Error('no fault');
}

const WIDTHS = [32, 64] as const;

describe.each(WIDTHS)('RV%i', (xlen) => {
  const width = xlen / 8;
  const top = (1n << BigInt(xlen)) - 1n;

  test('loops, calls and returns', () => {
    const { cpu } = machine(
      `  mv s0, ra
         li a0, 0
         li a1, 100
      again: jal ra, add
         addi a1, a1, -1
         bnez a1, again
         jr s0
      add: add a0, a0, a1
         ret`,
      xlen,
    );
    cpu.run();
    expect(get(cpu, 'a0')).toBe(5050n);
    expect(cpu.pc).toBe(RETURN_GATE);
    expect(cpu.instructionsRetired()).toBe(3 + 100 * 5 + 1);
  });

  test('x0 stays zero', () => {
    const { cpu } = machine('addi zero, zero, 5; lw zero, 0(sp); jal zero, next\nnext: mv a0, zero; ret', xlen);
    cpu.run();
    expect(get(cpu, 'a0')).toBe(0n);
    expect(cpu.regsLo[0]).toBe(0);
  });

  describe('faults leave the state of before the instruction', () => {
    const load = xlen === 64 ? 'ld' : 'lw';
    const store = xlen === 64 ? 'sd' : 'sw';
    test.each<[string, string, FaultKind, bigint, Record<string, number | bigint>]>([
      ['null load', 'lw a0, 4(zero)', 'load-access', 4n, {}],
      ['load just below RAM', 'lbu a0, -1(a1)', 'load-access', BigInt(RAM_BASE - 1), { a1: RAM_BASE }],
      [
        'load that ends behind RAM',
        `${load} a1, 0(a1)`,
        'load-access',
        BigInt(RAM_BASE + RAM_SIZE - 2),
        { a1: RAM_BASE + RAM_SIZE - 2 },
      ],
      [
        'store behind RAM',
        `${store} a0, 0(a1)`,
        'store-access',
        BigInt(RAM_BASE + RAM_SIZE),
        { a1: RAM_BASE + RAM_SIZE },
      ],
      ['store below RAM', 'sh a0, 0(a1)', 'store-access', BigInt(RAM_BASE - 2), { a1: RAM_BASE - 2 }],
      ['store through sp below RAM', 'sw a0, -4(sp)', 'stack-overflow', BigInt(RAM_BASE - 4), { sp: RAM_BASE }],
      ['load through sp below RAM', 'c.lwsp a0, 0(sp)', 'stack-overflow', BigInt(RAM_BASE - 16), { sp: RAM_BASE - 16 }],
      ['store through sp far below RAM', 'sw a0, 0(sp)', 'store-access', 0x1000_0000n, { sp: 0x1000_0000 }],
      ['misaligned amoadd', 'amoadd.w a0, a0, (a1)', 'misaligned-atomic', BigInt(DATA + 2), { a1: DATA + 2 }],
      ['misaligned lr', 'lr.w a0, (a1)', 'misaligned-atomic', BigInt(DATA + 1), { a1: DATA + 1 }],
      ['amo outside RAM', 'amoswap.w a0, a0, (a1)', 'store-access', 16n, { a1: 16 }],
      ['lr outside RAM', 'lr.w a0, (a1)', 'load-access', 16n, { a1: 16 }],
      ['ebreak', 'ebreak', 'breakpoint', BigInt(CODE), {}],
      ['ecall', 'ecall', 'environment-call', BigInt(CODE), {}],
      ['zero word', '.word 0', 'illegal-instruction', 0n, {}],
      ['floating point', 'fadd.s fa0, fa1, fa2', 'illegal-instruction', 0x00c5_f553n, {}],
      ['compressed floating point', '.half 0x2108', 'illegal-instruction', 0x2108n, {}],
      ['mret', 'mret', 'illegal-instruction', 0x3020_0073n, {}],
      ['unknown CSR', 'csrr a0, 0x5c0', 'illegal-instruction', 0x5c00_2573n, {}],
      ['write to a read-only CSR', 'csrw cycle, a0', 'illegal-instruction', 0xc005_1073n, {}],
    ])('%s', (_, source, kind, address, registers) => {
      const guest = machine(source, xlen);
      set(guest.cpu, 'a0', 0x1234);
      for (const [name, value] of Object.entries(registers)) set(guest.cpu, name, value);
      const before = snapshot(guest.cpu);
      const memory = guest.cpu.memory.u8.slice();
      for (const run of [() => guest.cpu.run(), () => guest.cpu.step()]) {
        const fault = faultOf(guest, run);
        expect([fault.kind, BigInt(fault.address), fault.pc]).toEqual([kind, address, CODE]);
        expect(snapshot(guest.cpu)).toEqual(before);
        expect(sameBytes(guest.cpu.memory.u8, memory)).toBe(true);
        expect(guest.cpu.instructionsRetired()).toBe(0);
      }
    });

    test('a fault in the middle of a run has the pc of its instruction', () => {
      const guest = machine('li a0, 1; c.addi a0, 1; lw a1, 0(zero); li a0, 7', xlen);
      expect(faultOf(guest).pc).toBe(CODE + 6);
      expect(get(guest.cpu, 'a0')).toBe(2n);
      expect(guest.cpu.instructionsRetired()).toBe(2);
    });
  });

  test('jumps to nowhere fault at their target', () => {
    const guest = machine('li a0, 0x10; jalr ra, 1(a0)', xlen);
    const fault = faultOf(guest);
    // Bit 0 is cleared by jalr; ra tells who called.
    expect([fault.kind, fault.address, fault.pc]).toEqual(['fetch-access', 0x10, 0x10]);
    expect(get(guest.cpu, 'ra')).toBe(BigInt(CODE + 8));
    const odd = machine('nop', xlen);
    odd.cpu.pc = CODE + 1;
    expect(faultOf(odd).kind).toBe('misaligned-fetch');
    const between = machine('li t0, 0x10000002; jr t0', xlen);
    expect(faultOf(between).kind).toBe('fetch-access');
  });

  test('running and branching out of RAM', () => {
    const last = RAM_BASE + RAM_SIZE - 2;
    for (const [bytes, address, pc] of [
      ['c.addi zero,0', last + 2, last + 2], // falls off the end
      ['.half 0x0013', last + 2, last], // the first half of an addi
      ['c.j .+64', last + 64, last + 64],
    ] as const) {
      const guest = machine('', xlen);
      guest.cpu.memory.u8.set(assemble(bytes, { xlen, base: last }).bytes, last - RAM_BASE);
      guest.cpu.pc = last;
      const fault = faultOf(guest);
      expect([fault.kind, fault.address, fault.pc], bytes).toEqual(['fetch-access', address, pc]);
    }
    const taken = machine('beq a0, a0, .-2048', xlen);
    taken.cpu.memory.u8.copyWithin(0, CODE - RAM_BASE, CODE - RAM_BASE + 4);
    taken.cpu.pc = RAM_BASE;
    expect(faultOf(taken).address).toBe(RAM_BASE - 2048);
  });

  test('misaligned loads and stores work', () => {
    const value = 0x1122_3344_5566_7788n;
    const { cpu } = machine(
      `${xlen === 64 ? 'sd' : 'sw'} a0, 1(a1); lw a2, 2(a1); lhu a3, 1(a1); lh a4, 3(a1); ret`,
      xlen,
    );
    set(cpu, 'a0', value);
    set(cpu, 'a1', DATA);
    cpu.memory.u8[DATA - RAM_BASE + 5] = 0;
    cpu.run();
    expect(get(cpu, 'a2')).toBe(xlen === 64 ? 0x4455_6677n : 0x0055_6677n);
    expect(get(cpu, 'a3')).toBe(0x7788n);
    expect(get(cpu, 'a4')).toBe(0x5566n);
  });

  describe('gates', () => {
    test('reach the host, which sets the pc', () => {
      const { cpu } = machine(`mv s0, ra; li t0, ${GATE_BASE + 20}; jalr ra, 0(t0); addi a0, a0, 1; jr s0`, xlen);
      const gates: number[] = [];
      cpu.onGate = (gate) => {
        gates.push(gate, cpu.pc);
        set(cpu, 'a0', 41);
        cpu.pc = Number(get(cpu, 'ra'));
      };
      cpu.run();
      expect(gates).toEqual([5, GATE_BASE + 20]);
      expect(get(cpu, 'a0')).toBe(42n);
    });

    test('the host may run guest code again', () => {
      // f(n) = n === 0 ? 0 : n + gate(n - 1), where the gate calls f.
      const { cpu, labels } = machine(
        `f: beqz a0, end
            addi sp, sp, -16
            ${xlen === 64 ? 'sd' : 'sw'} ra, 0(sp)
            ${xlen === 64 ? 'sd' : 'sw'} a0, ${width}(sp)
            addi a0, a0, -1
            li t0, ${GATE_BASE + 4}
            jalr ra, 0(t0)
            ${xlen === 64 ? 'ld' : 'lw'} a1, ${width}(sp)
            ${xlen === 64 ? 'ld' : 'lw'} ra, 0(sp)
            addi sp, sp, 16
            add a0, a0, a1
         end: ret`,
        xlen,
      );
      cpu.onGate = () => {
        const back = Number(get(cpu, 'ra'));
        set(cpu, 'ra', RETURN_GATE);
        cpu.pc = labels.get('f')!;
        cpu.run();
        cpu.pc = back;
      };
      set(cpu, 'a0', 50);
      cpu.budget = 2000;
      cpu.run();
      expect(get(cpu, 'a0')).toBe(1275n);
      expect(cpu.instructionsRetired()).toBe(50 * 13 + 2);
      // One for each gate call.
      expect(cpu.budget).toBe(2000 - 652 - 50);
    });

    test('what a handler throws leaves run, and a fault gets a pc', () => {
      const { cpu } = machine(`li t0, ${GATE_BASE + 8}; jalr ra, 0(t0)`, xlen);
      const thrown = new Error('from the host');
      cpu.onGate = () => {
        throw thrown;
      };
      expect(() => cpu.run()).toThrow(thrown);
      expect(cpu.pc).toBe(GATE_BASE + 8);
      cpu.onGate = () => {
        cpu.memory.ld32(4);
      };
      const fault = faultOf({ cpu, labels: new Map() });
      expect([fault.kind, fault.address, fault.pc]).toEqual(['load-access', 4, GATE_BASE + 8]);
    });
  });

  describe('budget', () => {
    test('an endless loop ends', () => {
      const { cpu } = machine('loop: addi a0, a0, 1; j loop', xlen);
      cpu.budget = 1000;
      const slices: number[] = [];
      cpu.onBudget = () => {
        slices.push(cpu.instructionsRetired());
        if (slices.length === 3) throw new GuestTimeout();
        return 500;
      };
      expect(() => cpu.run()).toThrow(GuestTimeout);
      expect(slices).toEqual([1002, 1502, 2002]);
      expect(get(cpu, 'a0')).toBe(1001n);
    });

    test('stepping and running count alike', () => {
      const source = 'li a0, 20\nloop: c.addi a0, -1; beqz a0, out; j loop\nout: ret';
      const ran = machine(source, xlen).cpu;
      ran.run();
      const stepped = machine(source, xlen).cpu;
      let steps = 0;
      for (; stepped.pc !== RETURN_GATE; steps++) stepped.step();
      expect(steps).toBe(ran.instructionsRetired());
      expect(stepped.instructionsRetired()).toBe(steps);
      expect(snapshot(stepped)).toEqual(snapshot(ran));
    });

    test('an observer sees each instruction before it is executed, until it goes', () => {
      const source = 'li a0, 3\nloop: addi a0, a0, -1; bnez a0, loop; ret';
      const ran = machine(source, xlen).cpu;
      ran.run();
      const { cpu } = machine(source, xlen);
      const seen: string[] = [];
      const observer = {
        beforeInstruction: (pc: number) => {
          seen.push(`${pc - CODE}:${get(cpu, 'a0')}`);
          if (seen.length === 5) cpu.removeObserver(observer);
        },
      };
      cpu.addObserver(observer);
      cpu.run();
      expect(seen).toEqual(['0:0', '4:3', '8:2', '4:2', '8:1']);
      expect(snapshot(cpu)).toEqual(snapshot(ran));
      expect(cpu.instructionsRetired()).toBe(ran.instructionsRetired());
    });

    test('an observer sees where runs begin and end, however they do', () => {
      const { cpu } = machine('li a0, 1; ret', xlen);
      const seen: string[] = [];
      const observer = {
        beforeInstruction: (pc: number) => {
          if (pc === CODE + 4 && seen.length > 2) throw new Error('here');
        },
        aroundRun: (go: () => void) => {
          seen.push(`begins at ${cpu.pc - CODE}`);
          try {
            go();
          } finally {
            seen.push('ends');
          }
        },
      };
      cpu.addObserver(observer);
      cpu.run();
      cpu.pc = CODE;
      expect(() => cpu.run()).toThrow('here');
      cpu.removeObserver(observer);
      cpu.pc = CODE;
      cpu.run();
      expect(seen).toEqual(['begins at 0', 'ends', 'begins at 0', 'ends']);
    });

    test('what an observer throws leaves the hart at that instruction', () => {
      const { cpu } = machine('li a0, 1; li a0, 2; ret', xlen);
      cpu.addObserver({
        beforeInstruction: (pc) => {
          if (pc === CODE + 4) throw new Error('here');
        },
      });
      expect(() => cpu.run()).toThrow('here');
      expect([cpu.pc - CODE, get(cpu, 'a0')]).toEqual([4, 1n]);
    });
  });

  describe('a debugger', () => {
    const LOOP = 'li a0, 3; again: addi a0, a0, -1; here: addi a1, a1, 1; bnez a0, again; ret';
    /** Notes where the hart asks it. */
    function debugged(guest: Machine, at: (pc: number) => void = () => {}): string[] {
      const { cpu } = guest;
      const seen: string[] = [];
      cpu.debugger = {
        atBreakpoint: (pc) => {
          seen.push(`${pc - CODE}: a0=${get(cpu, 'a0')} a1=${get(cpu, 'a1')}`);
          at(pc);
        },
        atGate: (pc) => void seen.push(`gate ${pc - GATE_BASE}`),
        atFault: () => false,
      };
      return seen;
    }
    test('is asked before the instruction, each time, and nothing else changes', () => {
      const { cpu: ran } = machine(LOOP, xlen);
      ran.run();
      const guest = machine(LOOP, xlen);
      const seen = debugged(guest);
      guest.cpu.setBreakpoint(guest.labels.get('here')!);
      guest.cpu.run();
      const here = guest.labels.get('here')! - CODE;
      expect(seen).toEqual([`${here}: a0=2 a1=0`, `${here}: a0=1 a1=1`, `${here}: a0=0 a1=2`, 'gate 0']);
      expect(snapshot(guest.cpu)).toEqual(snapshot(ran));
      expect(guest.cpu.instructionsRetired()).toBe(ran.instructionsRetired());
    });
    test('may clear the breakpoint, set another one on the next instruction, and move the pc', () => {
      const guest = machine(LOOP, xlen);
      const { cpu, labels } = guest;
      const here = labels.get('here')!;
      const seen = debugged(guest, (pc) => {
        cpu.clearBreakpoint(pc);
        if (pc === here) cpu.setBreakpoint(here + 4);
        else cpu.pc = here + 8;
      });
      cpu.setBreakpoint(here);
      cpu.run();
      // The branch was skipped.
      expect(seen).toEqual([`${here - CODE}: a0=2 a1=0`, `${here + 4 - CODE}: a0=2 a1=1`, 'gate 0']);
    });
    test('breakpoints stay where code is decoded anew, and let single steps through', () => {
      const guest = machine(`fence.i; ${LOOP}`, xlen);
      const { cpu, labels } = guest;
      const seen = debugged(guest);
      cpu.setBreakpoint(labels.get('here')!);
      cpu.setBreakpoint(labels.get('here')! - 4);
      const observer = { beforeInstruction: () => {} };
      cpu.addObserver(observer);
      cpu.run();
      expect(seen).toHaveLength(7);
      cpu.removeObserver(observer);
      cpu.invalidate(CODE, 0x100);
      cpu.pc = CODE;
      cpu.run();
      expect(seen).toHaveLength(14);
    });
    test('may let the hart go on after a fault', () => {
      const guest = machine('li a0, 1; lw a1, 0(zero); li a0, 2; ret', xlen);
      const { cpu } = guest;
      let faults = 0;
      debugged(guest);
      cpu.debugger!.atFault = (fault) => {
        faults++;
        cpu.pc = fault.pc + 4;
        return true;
      };
      cpu.run();
      expect([faults, get(cpu, 'a0')]).toEqual([1, 2n]);
    });
  });

  test('code that changes is decoded anew after invalidate, and after fence.i', () => {
    const guest = machine('li a0, 1; ret', xlen);
    const rerun = (cpu: Cpu) => {
      cpu.pc = CODE;
      cpu.run();
      return get(cpu, 'a0');
    };
    expect(rerun(guest.cpu)).toBe(1n);
    guest.cpu.memory.u8.set(assemble('li a0, 2', { xlen }).bytes, CODE - RAM_BASE);
    // The upper half of the instruction is enough to drop it.
    guest.cpu.invalidate(CODE + 2, 2);
    expect(rerun(guest.cpu)).toBe(2n);

    const self = machine(`sw a1, 0(a2); fence.i; target: li a0, 1; ret`, xlen);
    set(self.cpu, 'a2', self.labels.get('target')!);
    const [b0, b1, b2, b3] = assemble('li a0, 3', { xlen }).bytes;
    set(self.cpu, 'a1', b0! | (b1! << 8) | (b2! << 16) | (b3! << 24));
    self.cpu.pc = self.labels.get('target')!;
    self.cpu.run();
    expect(rerun(self.cpu)).toBe(3n);
  });

  test('LR and SC', () => {
    const { cpu } = machine(
      'lr.w a0, (s0); sc.w a1, s1, (s0); sc.w a2, s1, (s0); lr.w a3, (s0); addi s2, s0, 8; sc.w a4, s1, (s2); ret',
      xlen,
    );
    set(cpu, 's0', DATA);
    set(cpu, 's1', 77);
    cpu.memory.st32(DATA, -5);
    cpu.run();
    expect(['a0', 'a1', 'a2', 'a3', 'a4'].map((name) => get(cpu, name))).toEqual([top - 4n, 0n, 1n, 77n, 1n]);
    expect(cpu.memory.ld32(DATA + 8)).toBe(0);
  });

  test('counters', () => {
    const { cpu } = machine(
      'nop; csrr a0, instret; nop; csrr a1, cycle; csrr a2, time; ret',
      xlen,
      undefined,
      () => 5_000_000_123,
    );
    cpu.run();
    expect([get(cpu, 'a0'), get(cpu, 'a1')]).toEqual([1n, 3n]);
    expect(get(cpu, 'a2')).toBe(xlen === 64 ? 5_000_000_123n : 705_032_827n);
  });

  test('upper halves of the counters exist on RV32 only', () => {
    const guest = machine('csrr a0, timeh; ret', xlen, undefined, () => 5_000_000_123);
    if (xlen === 64) expect(faultOf(guest).kind).toBe('illegal-instruction');
    else {
      guest.cpu.run();
      expect(get(guest.cpu, 'a0')).toBe(1n);
    }
  });

  test('machine-mode registers read as on the boards', () => {
    const { cpu } = machine(
      'csrr a0, mstatus; csrr a1, misa; csrr a2, mhartid; csrr a3, marchid; csrrci a4, mstatus, 8; csrrsi a5, mstatus, 8; csrr a6, mstatus; ret',
      xlen,
    );
    cpu.run();
    const mstatus = xlen === 64 ? 0xa_0000_0000n : 0n;
    expect(['a0', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) => get(cpu, name))).toEqual([
      mstatus,
      xlen === 64 ? 0x8000_0000_0014_11adn : 0x4014_11adn,
      0n,
      0x70216n,
      mstatus,
      mstatus,
      mstatus | 8n,
    ]);
  });

  describe('Zcmp', () => {
    test.each([
      ['ra', 1, 16],
      ['ra, s0', 2, 16],
      ['ra, s0-s2', 4, xlen === 64 ? 32 : 16],
      ['ra, s0-s11', 13, xlen === 64 ? 112 : 64],
    ])('push and pop of {%s}', (list, count, base) => {
      const saved = ['ra', 's0', 's1', 's2', 's3', 's4', 's5', 's6', 's7', 's8', 's9', 's10', 's11'].slice(0, count);
      const { cpu } = machine(`cm.push {${list}}, -${base + 32}; ebreak; cm.popretz {${list}}, ${base + 32}`, xlen);
      saved.forEach((name, i) => {
        set(cpu, name, i === 0 ? RETURN_GATE : 0x100 + i);
      });
      set(cpu, 'a0', 99);
      expect(faultOf({ cpu, labels: new Map() }).kind).toBe('breakpoint');
      expect(get(cpu, 'sp')).toBe(BigInt(STACK - base - 32));
      // The last listed register is at the top, ra at the bottom.
      [...saved].reverse().forEach((name, i) => {
        expect(cpu.memory.ld32(STACK - (i + 1) * width), name).toBe(cpu.regsLo[REGISTER_NUMBERS.get(name)!]);
        set(cpu, name, 0);
      });
      cpu.pc += 2 + 2;
      cpu.run();
      expect(get(cpu, 'sp')).toBe(BigInt(STACK));
      expect(get(cpu, 'a0')).toBe(0n);
      saved.slice(1).forEach((name, i) => {
        expect(get(cpu, name)).toBe(BigInt(0x101 + i));
      });
    });

    test('popret jumps within RAM and keeps a0', () => {
      const { cpu, labels } = machine(
        `mv s1, ra; jal ra, f; li a1, 5; jr s1
         f: cm.push {ra, s0}, -16; li a0, 3; cm.popret {ra, s0}, 16`,
        xlen,
      );
      cpu.run();
      expect([get(cpu, 'a0'), get(cpu, 'a1')]).toEqual([3n, 5n]);
      expect(labels.get('f')).toBeGreaterThan(CODE);
    });

    test('pop leaves without a jump', () => {
      const { cpu } = machine('cm.push {ra, s0-s1}, -48; li s0, 1; cm.pop {ra, s0-s1}, 48; ret', xlen);
      set(cpu, 's0', 9);
      cpu.run();
      expect([get(cpu, 's0'), get(cpu, 'sp')]).toEqual([9n, BigInt(STACK)]);
    });

    test('the double moves', () => {
      const { cpu } = machine('cm.mvsa01 s1, s7; cm.mva01s s7, s1; ret', xlen);
      set(cpu, 'a0', -1);
      set(cpu, 'a1', 2);
      cpu.run();
      expect(['s1', 's7', 'a0', 'a1'].map((name) => get(cpu, name))).toEqual([top, 2n, 2n, top]);
    });

    test('a push below RAM is a stack overflow at the first slot that is outside', () => {
      const guest = machine('cm.push {ra, s0-s3}, -48', xlen);
      set(guest.cpu, 'sp', RAM_BASE + width);
      const before = guest.cpu.memory.u8.slice();
      const fault = faultOf(guest);
      expect([fault.kind, fault.address]).toEqual(['stack-overflow', RAM_BASE - width]);
      expect(sameBytes(guest.cpu.memory.u8, before)).toBe(true);
      expect(get(guest.cpu, 'sp')).toBe(BigInt(RAM_BASE + width));
    });

    test('a large frame that left RAM is a stack overflow through any register', () => {
      const guest = machine('sd a0, 8(a1)'.replace('sd', xlen === 64 ? 'sd' : 'sw'), xlen);
      set(guest.cpu, 'sp', RAM_BASE - 0x1000);
      set(guest.cpu, 'a1', RAM_BASE - 0x800);
      expect(faultOf(guest).kind).toBe('stack-overflow');
      const inside = machine('sw a0, 8(a1)', xlen);
      set(inside.cpu, 'a1', RAM_BASE - 0x800);
      expect(faultOf(inside).kind).toBe('store-access');
    });

    test('reserved encodings and a hart without it', () => {
      expect(faultOf(machine('.half 0xb802', xlen)).kind).toBe('illegal-instruction');
      expect(faultOf(machine('.half 0xac22', xlen)).kind).toBe('illegal-instruction');
      const off = { zba: true, zcmp: false };
      expect(faultOf(machine('cm.push {ra}, -16', xlen, off)).kind).toBe('illegal-instruction');
      expect(faultOf(machine('sh1add a0, a0, a0', xlen, { zba: false, zcmp: true })).kind).toBe('illegal-instruction');
    });
  });
});

describe('RV64 addresses', () => {
  test('an upper half that is not zero is outside RAM', () => {
    const guest = machine('sd a0, 0(a1)', 64);
    set(guest.cpu, 'a1', 0x1_0000_0000n + BigInt(DATA));
    const fault = faultOf(guest);
    expect([fault.kind, fault.address]).toEqual(['store-access', 0x1_0000_0000 + DATA]);
  });

  test.each([-8n, -0x7ffn, 0x7fff_1234_5678_9abcn, 0x8000_0000_0000_0001n])(
    'reports are exact, also where a number is not: %s',
    (address) => {
      const hex = BigInt.asUintN(64, address).toString(16);
      for (const source of [
        'lw a0, 0(a1)',
        'lw a0, 16(a1)',
        'sb a0, -3(a1)',
        'jalr ra, 0(a1)',
        'amoadd.w a0, a2, (a1)',
      ]) {
        const guest = machine(source, 64);
        const offset = BigInt(/-?\d+(?=\()/.exec(source)?.[0] ?? 0);
        set(guest.cpu, 'a1', address - offset);
        const fault = faultOf(guest);
        expect([source, fault.hex, fault.message]).toEqual([source, hex, expect.stringContaining(`0x${hex}`)]);
      }
    },
  );

  test('a wild pointer on which a host function faults is exact too', () => {
    const guest = machine('jalr ra, 0(a1)', 64);
    set(guest.cpu, 'a1', BigInt(GATE_BASE + 4));
    set(guest.cpu, 'a2', -8n);
    guest.cpu.onGate = () => {
      guest.cpu.memory.ld32(0xffff_ffff * 2 ** 32 + 0xffff_fff8);
    };
    expect(faultOf(guest).hex).toBe('fffffffffffffff8');
  });

  test('a jump beyond 32 bits faults at the jump, before the link register is written', () => {
    const guest = machine('jalr ra, 0(a1)', 64);
    set(guest.cpu, 'a1', 0x1_0000_0000n + BigInt(DATA));
    const fault = faultOf(guest);
    expect([fault.kind, fault.address, fault.pc]).toEqual(['fetch-access', 0x1_0000_0000 + DATA, CODE]);
    expect(get(guest.cpu, 'ra')).toBe(BigInt(RETURN_GATE));
  });
});

test('RV32 has no RV64 instructions', () => {
  const [word] = new Uint32Array(assemble('addiw a0, a0, 1', { xlen: 64 }).bytes.buffer);
  expect(faultOf(machine(`.word ${word}`, 32)).kind).toBe('illegal-instruction');
});
