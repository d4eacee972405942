// `natmod debug` as gdb meets it: the real gdb-multiarch in batch mode, on both boards.
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, execute, MAIN, natmod } from '../helpers/cli.js';

const has = (tool: string) => spawnSync(tool, ['--version']).status === 0;
const hasTools = has('gdb-multiarch') && has('riscv64-unknown-elf-gcc');
const BOARDS = ['VIRT_RV64', 'VIRT_RV32'] as const;

const SOURCE = `#include "py/dynruntime.h"
static int counter;
__attribute__((noinline)) static int fact(int x) {
    if (x <= 1) { counter++; return 1; }
    int below = fact(x - 1);
    // Not made a loop of.
    return counter > 9 ? below : x * below;
}
static mp_obj_t factorial(mp_obj_t x_obj) {
    int x = mp_obj_get_int(x_obj);
    int result = fact(x);
    return mp_obj_new_int(result); // LINE result
}
static MP_DEFINE_CONST_FUN_OBJ_1(factorial_obj, factorial);
static mp_obj_t crash(mp_obj_t x_obj) {
    int *p = (int *)(size_t)mp_obj_get_int(x_obj);
    return mp_obj_new_int(*p); // LINE fault
}
static MP_DEFINE_CONST_FUN_OBJ_1(crash_obj, crash);
static mp_obj_t callback(mp_obj_t f) {
    mp_obj_t r = mp_call_function_n_kw(f, 0, 0, NULL);
    counter += 5;
    return r;
}
static MP_DEFINE_CONST_FUN_OBJ_1(callback_obj, callback);
static mp_obj_t spin(mp_obj_t n_obj) {
    volatile int n = mp_obj_get_int(n_obj);
    while (n) { n = n | 1; }
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(spin_obj, spin);
static mp_obj_t trap(void) { __asm__ volatile("ebreak"); return mp_const_none; }
static MP_DEFINE_CONST_FUN_OBJ_0(trap_obj, trap);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_factorial, MP_OBJ_FROM_PTR(&factorial_obj));
    mp_store_global(MP_QSTR_crash, MP_OBJ_FROM_PTR(&crash_obj));
    mp_store_global(MP_QSTR_callback, MP_OBJ_FROM_PTR(&callback_obj));
    mp_store_global(MP_QSTR_spin, MP_OBJ_FROM_PTR(&spin_obj));
    mp_store_global(MP_QSTR_trap, MP_OBJ_FROM_PTR(&trap_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;
/** Number of the line that has a mark. */
const line = (mark: string) => SOURCE.split('\n').findIndex((text) => text.includes(`LINE ${mark}`)) + 1;

const folder = emptyFolder();
const dist = join(folder.path, 'dist');
beforeAll(async () => {
  await ensureBuilt();
  if (!hasTools) return;
  writeFileSync(join(folder.path, 'probe.c'), SOURCE);
  const built = await natmod(['build', 'probe.c'], { cwd: folder.path });
  expect(built.code, built.stderr).toBe(0);
}, 60_000);
afterAll(() => folder.remove());

interface Debugged {
  /** What gdb says. */
  readonly gdb: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** A guest that waits for a debugger: its port, and how it ends. */
async function waiting(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, 'debug', '--port', '0', '--path', dist, ...args], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const port = new Promise<number>((done, failed) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      const match = /waiting for gdb on 127\.0\.0\.1:(\d+)/.exec(stderr);
      if (match) done(Number(match[1]));
    });
    child.on('close', () => failed(new Error(stderr)));
  });
  const end = new Promise<Omit<Debugged, 'gdb'>>((done) =>
    child.on('close', (code) => done({ stdout, stderr, code: code ?? -1 })),
  );
  return { port: await port, end, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

const BEFORE = [
  'set pagination off',
  'set confirm off',
  'set breakpoint pending on',
  'set debuginfod enabled off',
  'set width 0',
];

/** Runs a script under the debugger; `commands` are gdb's, those before `connect` come before it connects. */
async function debug(script: string, commands: readonly string[], args: readonly string[] = []): Promise<Debugged> {
  const guest = await waiting([...args, '-c', script]);
  const file = join(folder.path, `commands-${guest.port}`);
  const all = [...BEFORE, ...commands].map((text) =>
    text === 'connect' ? `target remote 127.0.0.1:${guest.port}` : text,
  );
  writeFileSync(file, `${all.join('\n')}\n`);
  const { stdout, stderr } = await execute('gdb-multiarch', ['-nx', '-batch', '-x', file]);
  return { gdb: stdout + stderr, ...(await guest.end) };
}

/** The lines of a backtrace, without addresses. */
const frames = (text: string) => [...text.matchAll(/^#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(/gm)].map((match) => match[1]);

describe.skipIf(!hasTools)('gdb (needs gdb-multiarch and riscv64-unknown-elf-gcc)', { timeout: 60_000 }, () => {
  describe.each(BOARDS)('%s', (board) => {
    const run = (script: string, ...commands: string[]) => debug(script, commands, ['--board', board]);

    test('breakpoints by function and line before the import, values, backtrace', async () => {
      const { gdb, stdout, code } = await run(
        'import probe\nprint(probe.factorial(5))',
        'break fact if x == 3',
        `break probe.c:${line('result')}`,
        'connect',
        'continue',
        'bt',
        'info args',
        'p counter',
        'continue',
        'info locals',
        'p counter',
        'continue',
      );
      expect(gdb).toMatch(/fact \(x=(x@entry=)?3\)/);
      expect(frames(gdb)).toEqual(['fact', 'fact', 'fact', 'factorial', 'Python']);
      expect(gdb).toContain('\nx = 3\n$1 = 0\n');
      expect(gdb).toContain(`probe.c:${line('result')}`);
      expect(gdb).toContain('result = 120');
      expect(gdb).toContain('$2 = 1');
      expect(gdb).toContain('exited normally');
      expect([stdout, code]).toEqual(['120\n', 0]);
    });

    test('a backtrace leads through Python', async () => {
      const { gdb, code } = await run(
        'import probe\nprint(probe.callback(lambda: probe.factorial(3)))',
        'break fact if x == 1',
        'connect',
        'continue',
        'bt',
        'delete',
        'continue',
      );
      expect(frames(gdb)).toEqual([
        ...['fact', 'fact', 'fact', 'factorial', 'Python'],
        ...['mp_fun_table.call_function_n_kw', 'mp_call_function_n_kw', 'callback', 'Python'],
      ]);
      expect(code).toBe(0);
    });

    test('steps, finish and watchpoints', async () => {
      const { gdb, stdout } = await run(
        'import probe\nprint(probe.callback(lambda: probe.factorial(2)))',
        'break factorial',
        'connect',
        'continue',
        'next',
        'next',
        'p result',
        'p fact(3)',
        'watch counter',
        'continue',
        'bt 1',
        'continue',
      );
      expect(gdb).toContain('$1 = 2\n$2 = 6\n');
      expect(gdb).toMatch(/Old value = 2\s+New value = 7/);
      expect(stdout).toBe('2\n');
    });

    test('a fault stops; then comes the crash report', async () => {
      const { gdb, stderr, code } = await run(
        'import probe\nprobe.crash(16)',
        'connect',
        'continue',
        'p p',
        'bt 1',
        'continue',
      );
      expect(gdb).toContain('natmod: load from an address outside guest memory 0x10');
      expect(gdb).toContain('Program received signal SIGSEGV');
      expect(gdb).toContain(`probe.c:${line('fault')}`);
      expect(gdb).toContain('Program terminated with signal SIGSEGV');
      expect(stderr).toContain('natmod: guest crash: load from an address outside guest memory 0x10');
      expect(code).toBe(3);
    });
  });
});
