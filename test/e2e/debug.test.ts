// `natmod debug` as gdb meets it: the real gdb-multiarch in batch mode, on both boards.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { createConnection, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { emptyFolder, ensureBuilt, execute, MAIN, natmod } from '../helpers/cli.js';
import { hasTool } from '../helpers/tools.js';

const hasTools = hasTool('gdb-multiarch') && hasTool('riscv64-unknown-elf-gcc');
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
    while (n) { }
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
/** Where natmod puts what gdb reads. */
const temporary = join(folder.path, 'temporary files');
beforeAll(async () => {
  await ensureBuilt();
  mkdirSync(temporary);
  mkdirSync(dist);
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
async function waiting(args: readonly string[], path = dist) {
  const child = spawn(process.execPath, [MAIN, 'debug', '--port', '0', '--path', path, ...args], {
    cwd: folder.path,
    env: { ...process.env, NO_COLOR: '1', TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  let isBusy: () => void;
  const busy = new Promise<void>((done) => {
    isBusy = done;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (stdout.includes('busy')) isBusy();
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
  return { port: await port, end, busy, kill: (signal: NodeJS.Signals) => child.kill(signal) };
}

const BEFORE = [
  'set pagination off',
  'set confirm off',
  'set breakpoint pending on',
  'set debuginfod enabled off',
  'set width 0',
];

/** Runs a script under the debugger; `commands` are gdb's, those before `connect` come before it connects. */
async function debug(
  script: string,
  commands: readonly string[],
  args: readonly string[] = [],
  path = dist,
): Promise<Debugged> {
  const guest = await waiting([...args, '-c', script], path);
  const file = join(folder.path, `commands-${guest.port}`);
  const all = [...BEFORE, ...commands].map((text) =>
    text === 'connect' ? `target remote 127.0.0.1:${guest.port}` : text,
  );
  writeFileSync(file, `${all.join('\n')}\n`);
  const { stdout, stderr } = await execute('gdb-multiarch', ['-nx', '-batch', '-x', file]);
  return { gdb: stdout + stderr, ...(await guest.end) };
}

/** Runs until the guest has printed `busy` and a moment longer, sends Ctrl-C to gdb, and goes on with `commands`. */
async function interrupted(args: readonly string[], commands: readonly string[]): Promise<Debugged> {
  const guest = await waiting(args);
  const all = [...BEFORE, `target remote :${guest.port}`, 'continue', ...commands];
  const gdb = spawn('gdb-multiarch', ['-nx', '-batch', ...all.flatMap((text) => ['-ex', text])]);
  let text = '';
  gdb.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  gdb.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const closed = new Promise((done) => gdb.on('close', done));
  await guest.busy;
  await new Promise((done) => setTimeout(done, 300));
  gdb.kill('SIGINT');
  await closed;
  return { gdb: text, ...(await guest.end) };
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

    test('monitor commands, and stopping at the entry of modules', async () => {
      const { gdb, stdout } = await debug(
        'import probe\ndef f(x):\n    return probe.factorial(x)\nprint(f(4))',
        [
          ...['connect', 'continue', 'bt 1', 'break factorial', 'continue'],
          ...['monitor traceback', 'monitor repr a0', 'monitor describe $a0', 'monitor modules', 'monitor calls'],
          ...['monitor help', 'monitor nonsense', 'monitor repr', 'monitor repr 0x40000008', 'continue'],
        ],
        ['--board', board, '--stop-at-entry'],
      );
      expect(gdb).toMatch(/Program received signal SIGTRAP[\s\S]*#0 +(0x[0-9a-f]+ in )?mpy_init/);
      expect(gdb).toContain(
        'Traceback (most recent call last):\n  File "<string>", line 4, in <module>\n  File "<string>", line 3, in f\n4\n4\n',
      );
      expect(gdb).toMatch(
        /probe_rv\d+imc\.mpy: text 0x4\w+\+0x\w+, bss 0x4\w+\+0x4; symbols from .*probe_rv\d+imc\.elf/,
      );
      expect(gdb).toMatch(/Python calls 0x\w+ factorial .*\(4\), which has not returned/);
      expect(gdb).toContain('monitor repr WORD');
      expect(gdb).toContain("natmod has no monitor command 'nonsense'; try monitor help");
      expect(gdb).toContain('give a register or a number, such as a0, 0x40081230 or 5');
      expect(gdb).toContain('it is no object: ');
      expect(stdout).toBe('24\n');
    });

    test('registers and memory can be changed; a fault goes on from there', async () => {
      const { gdb, stdout, code } = await run(
        'import probe\nprint(probe.crash(16))',
        'connect',
        'continue',
        'p p',
        // Where a 7 is.
        'set $sp = $sp - 16',
        'set {int}$sp = 7',
        'p $sp',
        'set $a0 = $sp',
        'x/i $pc',
        'set $sp = $sp + 16',
        'signal 0',
      );
      expect(gdb).toContain('exited normally');
      expect([stdout, code]).toEqual(['7\n', 0]);
    });

    test('an ebreak stops, and can be passed', async () => {
      const { gdb, stdout } = await run(
        'import probe\nprint(probe.trap())',
        'connect',
        'continue',
        'x/i $pc',
        'set $pc = $pc + 2',
        'continue',
      );
      expect(gdb).toContain('Program received signal SIGTRAP');
      expect(gdb).toMatch(/=> 0x\w+ <trap>:\s+ebreak/);
      expect(stdout).toBe('None\n');
      const passed = await run('import probe\nprint(probe.trap())', 'connect', 'continue', 'continue');
      expect(passed.stderr).toContain('natmod: guest crash: breakpoint instruction (ebreak)');
      expect(passed.code).toBe(3);
    });

    test('Ctrl-C in machine code and in Python', async () => {
      const script = 'import probe\nprint("busy")\ntry:\n    while 1: pass\nfinally: print("end")';
      const inPython = await interrupted(['--board', board, '-c', script], ['monitor traceback', 'kill']);
      expect(inPython.gdb).toContain('natmod: no machine code runs; Python is at File "<string>", line 4, in <module>');
      expect(inPython.gdb).toContain('Program received signal SIGINT');
      expect(inPython.stderr).toContain('natmod: interrupted');
      expect(inPython.code).toBe(130);
      const native = await interrupted(
        ['--board', board, '-c', 'import probe\nprint("busy")\nprint(probe.spin(1))'],
        ['bt', 'set var n = 0', 'finish', 'continue'],
      );
      expect(frames(native.gdb).slice(0, 2)).toEqual(['spin', 'Python']);
      expect([native.stdout, native.code]).toEqual(['busy\nNone\n', 0]);
    });

    test("with the module's file as gdb's program, as editors do", async () => {
      const guest = await waiting(['--board', board, '-c', 'import probe\nprint(probe.factorial(3))']);
      const elf = join(dist, `probe_rv${board.slice(-2)}imc.elf`);
      const commands = ['break factorial', `target remote :${guest.port}`, 'continue', 'bt', 'continue'];
      const { stdout } = await execute('gdb-multiarch', [
        ...['-nx', '-batch', ...[...BEFORE, ...commands].flatMap((text) => ['-ex', text])],
        elf,
      ]);
      expect(frames(stdout)).toEqual(['factorial', 'Python']);
      expect((await guest.end).stdout).toBe('6\n');
    });
  });

  test('symbols of a map alone, and of nothing', async () => {
    const bare = join(folder.path, 'bare');
    mkdirSync(bare, { recursive: true });
    const copy = (name: string) => copyFileSync(join(dist, name), join(bare, name));
    copy('probe_rv64imc.mpy');
    const commands = ['break factorial', 'break probe_rv64imc_text', 'connect', 'continue', 'bt', 'continue'];
    const script = 'import probe\nprint(probe.factorial(3))';
    const nothing = await debug(script, commands, [], bare);
    expect(frames(nothing.gdb)[0]).toBe('probe_rv64imc_text');
    copy('probe_rv64imc.map.json');
    const map = await debug(script, commands, [], bare);
    expect(frames(map.gdb)).toEqual(['factorial', 'Python']);
    expect([nothing.stdout, map.stdout]).toEqual(['6\n', '6\n']);
    expect(readdirSync(temporary)).toEqual([]);
  });
});

// What does not take gdb.
describe('natmod debug', { timeout: 30_000 }, () => {
  const connect = (port: number) =>
    new Promise<Socket>((done, failed) => {
      const socket = createConnection({ host: '127.0.0.1', port }, () => done(socket));
      socket.on('error', failed);
    });
  const closed = (socket: Socket) =>
    new Promise<void>((done) => {
      if (socket.closed) done();
      else socket.resume().on('close', () => done());
    });
  /** Sends a packet and waits for what comes; '' if the other side hangs up. */
  const ask = (socket: Socket, bytes: string) =>
    new Promise<string>((done) => {
      socket.once('data', (data) => done(data.toString('latin1')));
      socket.once('close', () => done(''));
      if (socket.closed) done('');
      else socket.write(bytes);
    });
  /** A client that is let in: the server may need a moment to see that the one before has gone. */
  async function letIn(port: number): Promise<Socket> {
    for (;;) {
      const socket = await connect(port);
      socket.on('error', () => {});
      if ((await ask(socket, '$?#3f')).startsWith('+')) return socket;
    }
  }

  test('lets one client in at a time, and goes on after it', async () => {
    const guest = await waiting(['-c', 'print(1)']);
    const first = await connect(guest.port);
    expect(await ask(first, '$qC#b4')).toMatch(/^\+/);
    await closed(await connect(guest.port));
    first.write('$garbage');
    first.destroy();
    await closed(first);
    const second = await letIn(guest.port);
    second.write('$c#63');
    const { stdout, code } = await guest.end;
    expect([stdout, code]).toEqual(['1\n', 0]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a client that ends the guest', async () => {
    const guest = await waiting(['-c', 'print(1)']);
    (await connect(guest.port)).write('$k#6b');
    const { stdout, stderr, code } = await guest.end;
    expect([stdout, code]).toEqual(['', 130]);
    expect(stderr).toContain('natmod: interrupted');
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', -1],
  ] as const)('%s while it waits', async (signal, status) => {
    const guest = await waiting(['-c', 'print(1)']);
    guest.kill(signal);
    const { stdout, code } = await guest.end;
    expect([stdout, code]).toEqual(['', status]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test.each([
    [['--port', '99999', '-c', '1'], '--port 99999: give a number, such as 3333, or 0 for any'],
    [['--port', 'x', '-c', '1'], '--port x: give a number'],
    [['--port', '0', 'missing.py'], 'missing.py'],
  ])('%s is refused', async (args, message) => {
    const { stderr, code } = await natmod(['debug', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });

  test('a port that is in use', async () => {
    const guest = await waiting(['-c', 'print(1)']);
    const { stderr, code } = await natmod(['debug', '--port', `${guest.port}`, '-c', '1']);
    expect(stderr).toContain(`cannot listen on 127.0.0.1:${guest.port}: the port is in use`);
    expect(stderr).toContain('--port 0 takes any that is free');
    expect(code).toBe(2);
    guest.kill('SIGINT');
    await guest.end;
  });
});
