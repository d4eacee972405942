// Who called whom in machine code, by the stacks of hand-made programs; all work of the hart is in the profile.
import { describe, expect, test } from 'vitest';
import { createInterpreter } from '../interp/index.js';
import { type Cpu, GuestMemory, RAM_BASE, RETURN_GATE } from '../machine/index.js';
import { assemble } from '../riscv/index.js';
import { formatSpeedscope, Profiler } from './index.js';
import { WORK } from './profile.js';

const CODE = RAM_BASE + 0x8000;
const STACK = RAM_BASE + 0x4000;
const GATE = RETURN_GATE + 4;

/** Runs `source` from `main`; the functions are the labels that do not begin with L. */
function profile(
  source: string,
  xlen: 32 | 64,
  onGate: (cpu: Cpu, labels: ReadonlyMap<string, number>) => void = () => {},
) {
  const cpu = createInterpreter({ memory: new GuestMemory(0x1_0000), xlen, features: { zba: true, zcmp: true } });
  const { bytes, labels } = assemble(source, { xlen, base: CODE });
  cpu.memory.u8.set(bytes, CODE - RAM_BASE);
  const starts = [...labels].filter(([name]) => !name.startsWith('L')).sort(([, a], [, b]) => a - b);
  const profiler = new Profiler({
    native: (address) => {
      const i = starts.findLastIndex(([, start]) => start <= address);
      return { name: starts[i]![0], from: starts[i]![1], to: starts[i + 1]?.[1] ?? CODE + bytes.length };
    },
    host: () => 'host',
  });
  cpu.traceCalls(profiler);
  cpu.onGate = () => {
    const back = cpu.regsLo[1]! >>> 0;
    onGate(cpu, labels);
    if (cpu.pc === GATE) cpu.pc = back;
  };
  cpu.budget = 50;
  cpu.onBudget = () => 7;
  const start = (label: string) => {
    cpu.pc = labels.get(label)!;
    cpu.regsLo[1] = RETURN_GATE;
    cpu.regsLo[2] = STACK;
    try {
      cpu.run();
    } catch {
      // What it did until then counts.
    }
  };
  const stacks = () => {
    const { frames, samples, weights } = profiler.snapshot();
    const sums = new Map<string, number>();
    for (const [i, sample] of samples.entries()) {
      const key = sample.map((frame) => frames[frame]!.name).join(' ');
      sums.set(key, (sums.get(key) ?? 0) + weights[i]!);
    }
    return sums;
  };
  return { cpu, profiler, labels, start, stacks };
}

const PUSH = 'addi sp, sp, -16\nsw ra, 0(sp)';
const POP = 'lw ra, 0(sp)\naddi sp, sp, 16';
const CALL_GATE = `li t1, ${GATE}\njalr ra, 0(t1)`;

describe.each([32, 64] as const)('RV%i', (xlen) => {
  test('calls, recursion, tail calls, calls of the host', () => {
    const { cpu, start, stacks } = profile(
      `main: ${PUSH}
        li a0, 3
        jal ra, down
        jal ra, tail
        ${POP}
        ret
      down: ${PUSH}
        beqz a0, Lend
        addi a0, a0, -1
        jal ra, down
      Lend: ${POP}
        ret
      tail: nop
        j other
      other: ${PUSH}
        ${CALL_GATE}
        ${POP}
        li t1, ${GATE}
        jr t1`,
      xlen,
    );
    start('main');
    const keys = [...stacks().keys()].sort();
    expect(keys).toEqual(
      [
        'main',
        ...['main down', 'main down down', 'main down down down', 'main down down down down'],
        ...['main tail', 'main other', 'main other host'],
      ].sort(),
    );
    expect(stacks().get('main other host')).toBe(2 * WORK.builtin);
    const native = [...stacks()].filter(([key]) => !key.endsWith('host')).reduce((sum, [, work]) => sum + work, 0);
    expect(native).toBe(cpu.instructionsRetired());
  });

  test('a host function that runs machine code, and one that resumes at saved registers', () => {
    let calls = 0;
    let saved = { ra: 0, sp: 0 };
    const { start, stacks } = profile(
      `main: ${PUSH}
        ${CALL_GATE}
        bnez a0, Lcaught
        jal ra, deep
        nop
      Lcaught: jal ra, after
        ${POP}
        ret
      deep: ${PUSH}
        jal ra, deeper
        ${POP}
        ret
      deeper: ${PUSH}
        ${CALL_GATE}
        ${CALL_GATE}
        ${POP}
        ret
      after: nop
        ret
      nested: ${PUSH}
        jal ra, after
        ${POP}
        ret`,
      xlen,
      (hart, labels) => {
        calls++;
        const [ra, sp] = [hart.regsLo[1]!, hart.regsLo[2]!];
        if (calls === 1) {
          saved = { ra, sp };
          hart.regsLo[10] = 0;
        } else if (calls === 2) {
          hart.pc = labels.get('nested')!;
          hart.regsLo[1] = RETURN_GATE;
          hart.run();
          hart.pc = GATE;
          [hart.regsLo[1], hart.regsLo[2]] = [ra, sp];
        } else {
          hart.pc = saved.ra >>> 0;
          hart.regsLo[1] = saved.ra;
          hart.regsLo[2] = saved.sp;
          hart.regsLo[10] = 1;
        }
      },
    );
    start('main');
    const keys = [...stacks().keys()];
    expect(keys).toContain('main deep deeper host nested after');
    expect(keys).toContain('main after');
    expect(keys.filter((key) => key.endsWith('after')).sort()).toEqual([
      'main after',
      'main deep deeper host nested after',
    ]);
  });

  test('a fault leaves the callers behind', () => {
    const { start, stacks } = profile(
      `main: ${PUSH}
        jal ra, bad
      bad: ${PUSH}
        lw a0, 0(zero)
      fine: ret`,
      xlen,
    );
    start('main');
    start('fine');
    expect([...stacks().keys()].sort()).toEqual(['fine', 'main', 'main bad']);
  });
});

describe('the recorder', () => {
  const recorder = () =>
    new Profiler({ native: () => ({ name: 'n', from: 0, to: 0 }), host: (gate) => `host ${gate}` });
  const code = [{}, {}];
  const place = (name: string) => () => ({ name, file: 'x.py', line: 1 });

  test('keeps the order of a run while it is short, joins stretches when it is long, and loses no work', () => {
    for (const rounds of [10, 200_000]) {
      const profiler = recorder();
      for (let i = 0; i < rounds; i++) {
        const before = profiler.enterPython(code[i % 2]!, place(i % 2 === 0 ? 'a' : 'b'));
        profiler.bytecodes(100);
        profiler.leave(before);
      }
      const { samples, weights, total, frames } = profiler.snapshot();
      expect(total).toBe(rounds * 100 * WORK.bytecode);
      expect(weights.reduce((a, b) => a + b, 0)).toBe(total);
      expect(samples.length).toBeLessThan(5000);
      if (rounds === 10) expect(samples.map(([frame]) => frames[frame!]!.name).join('')).toBe('ababababab');
    }
  });

  test('the same function decoded anew is the same frame', () => {
    const profiler = recorder();
    for (let i = 0; i < 3; i++) {
      const before = profiler.enterPython({}, place('f'));
      profiler.bytecodes(1);
      profiler.leave(before);
    }
    expect(profiler.snapshot().samples).toEqual([[0]]);
    const file = JSON.parse(formatSpeedscope(profiler.snapshot(), 'x.py', 'natmod'));
    expect(file.shared.frames).toEqual([{ name: 'f', file: 'x.py', line: 1 }]);
    expect(file.profiles).toMatchObject([
      { type: 'sampled', unit: 'none', startValue: 0, endValue: 3 * WORK.bytecode },
    ]);
  });
});
