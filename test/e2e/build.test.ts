// natmod build, new and doctor as users run them, with the compilers that are here.

import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, type TestContext, test } from 'vitest';
import { emptyFolder, ensureBuilt, MAIN, natmod, ROOT, type TestFolder } from '../helpers/cli.js';
import { hasTool } from '../helpers/tools.js';

let folder: TestFolder;
beforeAll(ensureBuilt);
beforeEach(() => {
  folder = emptyFolder();
});
afterEach(() => folder.remove());

const at = (...parts: string[]) => folder.at(...parts);
const put = (path: string, text: string) => folder.put(path, text);
const build = (...args: string[]) => natmod(['build', ...args], { cwd: folder.path });
const call = async (...args: string[]) => {
  const { stdout, stderr } = await natmod(['call', ...args], { cwd: folder.path });
  return stdout + stderr;
};
const RISCV = 'riscv64-unknown-elf-gcc';
const needs = ({ skip }: Pick<TestContext, 'skip'>, ...programs: string[]) => {
  for (const program of programs) if (!hasTool(program)) skip(`no ${program}`);
};

/** A module whose function `f` gives `expression`. */
const moduleSource = (expression: string, before = '') => `#include "py/dynruntime.h"
${before}
static mp_obj_t f(mp_obj_t a) {
    return mp_obj_new_int(${expression});
}
static MP_DEFINE_CONST_FUN_OBJ_1(f_obj, f);
mp_obj_t mpy_init(mp_obj_fun_bc_t *self, size_t n_args, size_t n_kw, mp_obj_t *args) {
    MP_DYNRUNTIME_INIT_ENTRY
    mp_store_global(MP_QSTR_f, MP_OBJ_FROM_PTR(&f_obj));
    MP_DYNRUNTIME_INIT_EXIT
}
`;
const project = (more: object = {}) => JSON.stringify({ name: 'm', sources: ['m.c'], ...more });

describe('a new project', () => {
  test('builds, does nothing the second time, and runs', async (context) => {
    needs(context, RISCV);
    expect((await natmod(['new', 'blink'], { cwd: folder.path })).code).toBe(0);
    const first = await build('blink');
    expect([first.stderr, first.code]).toEqual(['', 0]);
    expect(first.stdout).toMatch(/^rv64imc {3}CC {3}blink\.c$/m);
    expect(readdirSync(at('blink', 'dist')).sort()).toEqual(
      ['rv32imc', 'rv64imc'].flatMap((arch) => ['elf', 'map.json', 'mpy'].map((ending) => `blink_${arch}.${ending}`)),
    );
    const second = await build('blink');
    expect(second.stdout).toBe('nothing to do: dist/blink_rv64imc.mpy, dist/blink_rv32imc.mpy\n');
    for (const arch of ['rv64imc', 'rv32imc']) {
      expect(await call(`blink/dist/blink_${arch}.mpy`, 'count', 'b"banana"', '97')).toBe('3\n');
    }
    const test_ = await natmod(['run', '--path', at('blink', 'dist'), at('blink', 'tests', 'test_blink.py')]);
    expect([test_.stdout, test_.stderr, test_.code]).toEqual(['', '', 0]);
    const commands = JSON.parse(readFileSync(at('blink', 'build', 'compile_commands.json'), 'utf8'));
    expect(commands.map((entry: { file: string }) => entry.file)).toEqual(['blink.c']);
  });

  test('has a name that can be imported, and a folder of its own', async () => {
    const refused = async (...args: string[]) => {
      const { stderr, code } = await natmod(['new', ...args], { cwd: folder.path });
      expect(code).toBe(2);
      return stderr;
    };
    expect(await refused()).toContain('no name given');
    expect(await refused('my-module')).toContain('my_module would be one');
    expect(await refused('class')).toContain('class_ would be one');
    expect(await refused('.')).toMatch(/natmod new \w+ -o \. makes a module in that folder/);
    expect(await refused('lib/1st')).toContain('natmod new _1st -o lib/1st makes a module in that folder');
    expect(await refused('')).toContain('an empty text is no name');
    expect(await refused('??')).not.toContain('would be');
    put('taken/x', '');
    expect(await refused('taken')).toContain('taken is there already');
    expect(await refused('gc')).toMatch(/finds a module of MicroPython itself first\n.*my_gc would be free/);
    expect(await refused('__main__')).toContain('my_main would be free');
  });

  test('tells what comes next as a shell takes it', async () => {
    const made = (...args: string[]) => natmod(['new', 'x', ...args], { cwd: folder.path });
    expect((await made()).stdout).toMatch(/\nNext: cd x, npx natmod build, npx natmod test\n$/);
    expect((await made('-o', 'my x')).stdout).toContain('cd "my x", npx');
  });
});

describe('what is done again', () => {
  test('is what changed: a source, a header, a name, a flag', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project({ sources: ['m.c', 'other.c'], architectures: ['rv64imc'] }));
    put('m.c', moduleSource('N + other(mp_obj_get_int(a))', '#include "n.h"\nint other(int);'));
    put('n.h', '#define N 1\n');
    put('other.c', 'int other(int a) { return a; }\n');
    const steps = async () => (await build()).stdout.match(/(CC|LINK) +\S+/g)?.map((s) => s.replace(/ +/, ' ')) ?? [];
    expect((await steps()).sort()).toEqual(['CC m.c', 'CC other.c', 'LINK dist/m_rv64imc.mpy']);
    expect(await steps()).toEqual([]);
    expect(await call('dist/m_rv64imc.mpy', 'f', '5')).toBe('6\n');

    put('n.h', '#define N 10\n');
    expect(await steps()).toEqual(['CC m.c', 'LINK dist/m_rv64imc.mpy']);
    expect(await call('dist/m_rv64imc.mpy', 'f', '5')).toBe('15\n');

    // The same contents at another time are no change, and neither is what gives the same object.
    put('n.h', '#define N 10\n');
    expect(await steps()).toEqual([]);
    put('other.c', '// A comment.\nint other(int a) { return a; }\n');
    expect((await steps())[0]).toBe('CC other.c');

    put('natmod.json', project({ sources: ['m.c', 'other.c'], architectures: ['rv64imc'], cflags: ['-DX'] }));
    expect((await steps()).length).toBeGreaterThanOrEqual(2);
    rmSync(at('dist'), { recursive: true });
    expect(await steps()).toEqual(['LINK dist/m_rv64imc.mpy']);
    writeFileSync(at('build/rv64imc/state.json'), '{"version": 2, "made": 7}');
    expect((await steps()).length).toBe(3);
  });
});

describe('projects', () => {
  test('of sources, in C and C++ and assembler', async (context) => {
    needs(context, RISCV, 'riscv64-unknown-elf-g++');
    put('m.c', moduleSource('sum(mp_obj_get_int(a)) + twice(4)', 'int sum(int);\nint twice(int);'));
    put(
      'sum.cpp',
      'template <typename T> T add(T a, T b) { return a + b; }\nextern "C" int sum(int a) { return add(a, 1); }\n',
    );
    put('twice.S', '.globl twice\ntwice: add a0, a0, a0\nret\n');
    const { stderr, code } = await build('m.c', 'sum.cpp', 'twice.S', '--arch', 'rv32imc', '--name', 'mine');
    expect([stderr, code]).toEqual(['', 0]);
    expect(await call('dist/mine_rv32imc.mpy', 'f', '5')).toBe('14\n');
  });

  test('of sources with the same name but for the ending, and of one that is listed twice', async (context) => {
    needs(context, RISCV, 'riscv64-unknown-elf-g++');
    put('m.c', moduleSource('one() + two() + three()', 'int one(void); int two(void); int three(void);'));
    put('m.S', '.globl one\none: li a0, 1\nret\n');
    put('m.cpp', 'extern "C" int two(void) { return 20; }\n');
    put('lib/m.c', 'int three(void) { return 300; }\n');
    const { stderr, code } = await build('m.c', './m.c', 'm.S', 'm.cpp', 'lib/m.c', '--arch', 'rv64imc');
    expect([stderr, code]).toEqual(['', 0]);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('321\n');
  });

  test.for(['rv64imc', 'armv7m', 'x64', 'xtensa'])('clang reads compile_commands.json: %s', async (arch, { skip }) => {
    needs({ skip }, 'clang');
    put('natmod.json', project({ sources: ['m.c', 'a b.c', 'm.cpp'] }));
    put('m.c', moduleSource('1', '#include <math.h>\n#include <string.h>'));
    put('a b.c', 'int nothing(void);\n');
    put('m.cpp', '#include <stdint.h>\ntemplate <typename T> T same(T a) { return a; }\n');
    const { code, stderr } = await build('--arch', arch);
    if (stderr.includes('no compiler')) skip(`no compiler for ${arch}`);
    expect([stderr, code]).toEqual(['', 0]);
    const entries = JSON.parse(readFileSync(at('build', 'compile_commands.json'), 'utf8'));
    expect(entries.length).toBe(3);
    for (const {
      arguments: [driver, ...rest],
      directory,
    } of entries) {
      // As clangd does: the name of the compiler gives the target. clang has none for Xtensa, where any of 32 bits will do.
      const target = arch === 'xtensa' ? 'i686-linux-gnu' : driver.replace(/-?g(cc|\+\+)$/, '');
      const flags = [
        ...(target === '' ? [] : [`--target=${target}`]),
        '-fsyntax-only',
        '-Wno-macro-redefined',
        ...rest,
      ];
      const done = spawnSync('clang', flags, { cwd: directory, encoding: 'utf8' });
      expect([done.stderr, done.status]).toEqual(['', 0]);
    }
  });

  test('of objects and archives alone, with no compiler', async () => {
    const example = join(ROOT, 'examples', 'crc32', 'rv64imc', 'crc32.o');
    cpSync(example, at('crc32.o'));
    const source = readFileSync(join(ROOT, 'examples', 'crc32', 'crc32.c'), 'utf8');
    const qstrs = [...source.matchAll(/MP_QSTR_(\w+)/g)].map((match) => match[1]!);
    put('natmod.json', JSON.stringify({ name: 'crc32', sources: ['crc32.o'], qstrs, architectures: ['rv64imc'] }));
    const { stderr, code } = await natmod(['build'], { cwd: folder.path, env: { PATH: '' } });
    expect([stderr, code]).toEqual(['', 0]);
    expect(await call('dist/crc32_rv64imc.mpy', 'crc32', 'b"123456789"')).toBe('3421780262\n');
  });

  test('link what they need of the libraries, and have floats', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project({ float: 'float', architectures: ['rv64imc'] }));
    put('m.c', moduleSource('(mp_int_t)(mp_obj_get_float(a) * 3)'));
    expect((await build()).stderr).toBe('');
    expect(await call('dist/m_rv64imc.mpy', 'f', '2.5')).toBe('7\n');
    put('natmod.json', project({ float: 'float', linkRuntime: false, architectures: ['rv64imc'] }));
    const { stderr, code } = await build();
    expect(stderr).toContain('undefined symbol: __mulsf3');
    expect(code).toBe(1);
  });

  test('of clang take the libraries of a gcc', async (context) => {
    needs(context, RISCV, 'clang');
    put('m.c', moduleSource('(mp_int_t)(mp_obj_get_float_to_d(a) * 1.5)'));
    const clang = ['--cc', 'clang --target=riscv64-unknown-elf'];
    expect((await build('m.c', '--arch', 'rv64imc', ...clang)).code).toBe(0);
    expect(await call('dist/m_rv64imc.mpy', 'f', '5')).toBe('7\n');
  });

  // zig.test.ts has the real one: here what it would be told is given to clang, and anything it does not know is refused.
  test('of zig, which clang stands in for', async (context) => {
    needs(context, RISCV, 'clang');
    put(
      'bin/zig',
      `#!/bin/sh
case "$1" in
  cc) program=clang ;;
  c++) program=clang++ ;;
  env) echo '.{ .lib_dir = "bin/lib", }'; exit ;;
  build-lib)
    [ "$2 $3 $4" = "${at('bin/lib/compiler_rt.zig')} -target riscv64-freestanding-none" ] || exit 1
    for word; do case "$word" in -femit-bin=*) exec cp "$LIBGCC" "\${word#*=}" ;; esac; done
    exit 1
    ;;
  *) exit 1 ;;
esac
shift
[ "$1" = -target ] || { echo "zig: no -target" >&2; exit 1; }
case "$2" in
  riscv64-freestanding-none) target=riscv64-unknown-elf; machine=-march=rv64imac ;;
  thumb-freestanding-eabihf) target=thumbv7em-none-eabihf; machine=-mcpu=cortex-m4 ;;
  x86-linux-gnu) target=i686-linux-gnu; machine= ;;
  *) echo "zig: no target $2" >&2; exit 1 ;;
esac
shift 2
for word; do
  shift
  case "$word" in
    -mcpu=generic_rv64+m+a+c|-mcpu=cortex_m4+vfp4d16sp) set -- "$@" $machine ;;
    -mcpu=*|-march=*) echo "zig: no CPU $word" >&2; exit 1 ;;
    *) set -- "$@" "$word" ;;
  esac
done
exec $program --target=$target "$@"
`,
    );
    chmodSync(at('bin/zig'), 0o755);
    // Nothing but it and what it calls.
    const tools = mkdtempSync(join(tmpdir(), 'natmod-zig-'));
    for (const name of ['clang', 'clang++']) {
      writeFileSync(join(tools, name), `#!/bin/sh\nexec /usr/bin/env PATH='${process.env.PATH}' ${name} "$@"\n`);
      chmodSync(join(tools, name), 0o755);
    }
    for (const name of ['sh', 'cp'])
      symlinkSync(
        spawnSync('sh', ['-c', `command -v ${name}`])
          .stdout.toString()
          .trim(),
        join(tools, name),
      );
    try {
      put('m.c', moduleSource('two(1)', 'int two(int);'));
      put('two.cpp', 'extern "C" int two(int x) { return x + 1; }\n');
      // clang is found first: zig is asked for by name, with and without the words that say what for.
      const flags = ['-march=rv64imac', '-mabi=lp64', '--print-libgcc-file-name'];
      const LIBGCC = spawnSync('riscv64-unknown-elf-gcc', flags).stdout.toString().trim();
      const env = { PATH: `${at('bin')}${delimiter}${tools}`, LIBGCC };
      for (const cc of ['zig', 'zig cc -target riscv64-freestanding-none']) {
        const args = ['build', 'm.c', 'two.cpp', '--arch', 'rv64imc', '--cc', cc];
        const { stderr, code } = await natmod(args, { cwd: folder.path, env });
        expect([stderr, code]).toEqual(['', 0]);
        expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('2\n');
      }
      for (const arch of ['armv7emsp', 'x86']) {
        const args = ['build', 'm.c', 'two.cpp', '--arch', arch, '--cc', 'zig'];
        const { stderr, code } = await natmod(args, { cwd: folder.path, env });
        expect([stderr, code]).toEqual(['', 0]);
      }
      // What floats need is made of sources that it has.
      put('f.c', moduleSource('(mp_int_t)(mp_obj_get_float_to_d(a) * 1.5)'));
      const floats = () => natmod(['build', 'f.c', '--arch', 'rv64imc', '--cc', 'zig'], { cwd: folder.path, env });
      expect((await floats()).stderr).toContain('natmod did not find libgcc.a');
      put('bin/lib/compiler_rt.zig', '');
      const { stderr, code } = await floats();
      expect([stderr, code]).toEqual(['', 0]);
      expect(await call('dist/f_rv64imc.mpy', 'f', '5')).toBe('7\n');
    } finally {
      rmSync(tools, { recursive: true, force: true });
    }
  });

  test('have settings for one architecture', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project({ cflags: ['-DN=1'], arch: { rv32imc: { cflags: ['-UN', '-DN=2'] } } }));
    put('m.c', moduleSource('N'));
    expect((await build()).code).toBe(0);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('1\n');
    expect(await call('dist/m_rv32imc.mpy', 'f', '0')).toBe('2\n');
  });

  test('are smaller with -O, or where the project says so', async (context) => {
    needs(context, RISCV);
    put(
      'm.c',
      moduleSource('mp_obj_get_int(a) + 1', 'int unused(int n) { int missing(int); return missing(n) * 12345; }'),
    );
    put('natmod.json', project());
    const plain = await build('--arch', 'rv32imc');
    expect([plain.code, plain.stderr]).toEqual([1, expect.stringContaining('undefined symbol: missing')]);
    expect((await build('-O', '--arch', 'rv32imc')).code).toBe(0);
    expect(await call('dist/m_rv32imc.mpy', 'f', '41')).toBe('42\n');
    for (const more of [{ optimize: true }, { gcSections: true }]) {
      put('natmod.json', project(more));
      expect((await build('--arch', 'rv32imc')).code).toBe(0);
    }
  });

  test('go to folders for mip', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project({ version: '1.2.3' }));
    put('m.c', moduleSource('1'));
    expect((await build('--mip', '-o', 'out')).code).toBe(0);
    expect(readdirSync(at('out', 'rv64imc')).sort()).toEqual(['m.elf', 'm.map.json', 'm.mpy', 'package.json']);
    expect(JSON.parse(readFileSync(at('out', 'rv64imc', 'package.json'), 'utf8'))).toEqual({
      urls: [['m.mpy', 'm.mpy']],
      version: '1.2.3',
    });
  });
});

describe('what goes wrong', () => {
  const failing = async (...args: string[]) => {
    const { stdout, stderr, code } = await build(...args);
    expect(stderr).not.toContain('internal error');
    return { stdout, stderr, code };
  };

  test('a source that does not compile leaves the module as it was, and the others are built', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project());
    put('m.c', moduleSource('1'));
    await build();
    const before = statSync(at('dist/m_rv64imc.mpy')).mtimeMs;
    put('m.c', `${moduleSource('2')}\n#if __riscv_xlen == 64\n#error not here\n#endif\n`);
    const { stdout, stderr, code } = await failing();
    expect(code).toBe(1);
    expect(stderr).toContain('not here');
    expect(stderr).toContain('natmod: m.c: it does not compile for rv64imc');
    expect(stdout).toMatch(/^m_rv32imc\.mpy /m);
    expect(statSync(at('dist/m_rv64imc.mpy')).mtimeMs).toBe(before);
  });

  const count = (text: string, part: string) => text.split(part).length - 1;

  test('what is wrong for several architectures is said once', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project());
    put('m.c', `${moduleSource('1')}\nint wrong(void) { return here; }\n`);
    const both = ['--arch', 'rv64imc,rv32imc'];
    const compiled = (await failing(...both)).stderr;
    expect([count(compiled, 'undeclared ('), count(compiled, 'natmod: ')]).toEqual([1, 1]);
    expect(compiled).toContain('natmod: m.c: it does not compile for rv64imc, rv32imc\n');

    put('m.c', `int gone(int);\n${moduleSource('gone(1)')}`);
    const linked = (await failing(...both)).stderr;
    expect(linked).toMatch(
      /^natmod: build\/rv64imc\/m\.o:\(.*\): undefined symbol: gone\n {2}at m\.c:\d+.*\n.*\n {2}for rv64imc, rv32imc\n$/,
    );

    put('natmod.json', project({ externs: 'gone.ld' }));
    expect((await failing(...both)).stderr).toBe('natmod: natmod.json: gone.ld does not exist\n');
  });

  test('-v shows what compilers are called with', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project({ cflags: ['-DTEXT=a b'] }));
    put('m.c', moduleSource('1'));
    const { stdout } = await build('--arch', 'rv64imc', '-v');
    expect(stdout).toMatch(/^rv64imc {3}CC {3}riscv64-unknown-elf-gcc .* '-DTEXT=a b' .* -c m\.c$/m);
  });

  test.each([
    ['{', 'this is not JSON'],
    ['[]', 'the whole is not an object'],
    ['{"sources": ["m.c"]}', 'name is missing'],
    ['{"name": "m"}', 'sources is missing'],
    ['{"name": "m-1", "sources": ["m.c"]}', 'name is m-1, which Python cannot import'],
    ['{"name": "m", "sources": "m.c"}', 'sources is not a list of texts'],
    ['{"name": "m", "sources": ["m.c"], "cflag": []}', 'cflag is not known'],
    ['{"name": "m", "sources": ["m.c"], "float": "half"}', 'float is none of none, float, double'],
    ['{"name": "m", "sources": ["m.c"], "architectures": ["z80"]}', 'z80 is no architecture'],
    [
      '{"name": "m", "sources": ["m.c"], "arch": {"rv32imc": {"name": "x"}}}',
      'arch.rv32imc.name is the same for all architectures',
    ],
    ['{"name": "m", "sources": ["m.c"]}', 'the source m.c does not exist'],
    ['{"name": "m", "sources": ["m.txt"]}', 'm.txt is of no kind that natmod builds'],
    ['{"name": "m", "sources": ["m.py"]}', 'there is no source of native code'],
  ])('natmod.json with %s', async (text, message) => {
    put('natmod.json', text);
    if (text.includes('m.py')) put('m.py', '');
    if (text.includes('m.txt')) put('m.txt', '');
    const { stderr, code } = await failing();
    expect(stderr).toContain(message);
    expect(stderr).toContain('natmod.json');
    expect([1, 2]).toContain(code);
    expect(existsSync(at('dist'))).toBe(false);
  });

  test.each([
    ['SRC = m.c\ninclude $(MPY_DIR)/py/dynruntime.mk\n', 'MOD is not set'],
    ['MOD = m\ninclude $(MPY_DIR)/py/dynruntime.mk\n', 'SRC is not set'],
    ['MOD = m\nSRC = m.c\n', 'this Makefile is not of a native module'],
    ['MOD = m\nSRC = $(shell ls)\ninclude $(MPY_DIR)/py/dynruntime.mk\n', 'natmod cannot know what $(shell ...) gives'],
    [
      'MOD = m\nSRC = m.c\nMPY_LD_FLAGS = --strange\ninclude $(MPY_DIR)/py/dynruntime.mk\n',
      'MPY_LD_FLAGS has --strange',
    ],
  ])('a Makefile with %j', async (text, message) => {
    put('Makefile', text);
    const { stderr, code } = await failing();
    expect(stderr).toContain(message);
    expect([1, 2]).toContain(code);
  });

  test('assembler that is for another architecture', async (context) => {
    needs(context, 'x86_64-linux-gnu-gcc');
    // GNU as gives the object no symbol table.
    put('none.S', '#ifdef __riscv\n.globl x\nx: ret\n#endif\n');
    put('m.c', moduleSource('1'));
    const { stderr, code } = await build('m.c', 'none.S', '--arch', 'x64');
    expect([stderr, code]).toEqual(['', 0]);
  });

  test.for([RISCV, 'clang --target=riscv64-unknown-elf'])('a source for old MicroPython: %s', async (cc, context) => {
    needs(context, cc.split(' ')[0]!);
    put('m.c', moduleSource('old()', 'STATIC mp_int_t old(void) { return 1; }'));
    const failed = await build('m.c', '--arch', 'rv64imc', '--cc', cc);
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('compile with -DSTATIC=static')]);
  });

  test.for([RISCV, 'clang --target=riscv64-unknown-elf'])(
    'a name only an included file has: %s',
    async (cc, context) => {
      needs(context, cc.split(' ')[0]!);
      put('hidden.h', 'static inline qstr hidden(void) { return MP_QSTR_hidden; }\n');
      put('m.c', moduleSource('hidden()', '#include "hidden.h"'));
      const failed = await build('m.c', '--arch', 'rv64imc', '--cc', cc);
      expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining('mention MP_QSTR_hidden in a comment')]);
      put('m.c', moduleSource('(mp_int_t)(hidden() > 0)', '// MP_QSTR_hidden\n#include "hidden.h"'));
      expect((await build('m.c', '--arch', 'rv64imc', '--cc', cc)).code).toBe(0);
    },
  );

  test('a helper that the library of the compiler lacks', async (context) => {
    needs(context, 'xtensa-lx106-elf-gcc');
    put('m.c', moduleSource('(mp_int_t)(1.5f * (float)mp_obj_get_int(a))'));
    put('Makefile', 'MOD = m\nSRC = m.c\nLINK_RUNTIME = 1\ninclude $(MPY_DIR)/py/dynruntime.mk\n');
    for (const operands of [['m.c'], []]) {
      const { code, stderr } = await build(...operands, '--arch', 'xtensa');
      expect([code, stderr]).toEqual([1, expect.stringMatching(/__mulsf3\n.* libgcc\.a was searched.*\n.*--externs/)]);
      expect(stderr).not.toMatch(/pass libgcc|doctor/);
    }
  });

  test('a function that a loader would choose', async (context) => {
    needs(context, 'x86_64-linux-gnu-gcc');
    const chosen = 'static int one(int x) { return x + 1; }\nstatic void *choose(void) { return one; }\n';
    put('m.c', moduleSource('g(1)', `${chosen}int g(int x) __attribute__((ifunc("choose")));`));
    const { code, stderr } = await build('m.c', '--arch', 'x64');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/'g' of .* is an IFUNC/)]);
  });

  test('arguments', async () => {
    put('m.c', moduleSource('1'));
    expect((await failing('--arch', 'rv64')).stderr).toContain('--arch rv64 is no architecture');
    expect((await failing('none')).stderr).toContain('no such file');
    expect((await failing('--jobs', '0')).stderr).toContain('--jobs 0');
    expect((await failing('--cc', 'none', '--arch', 'rv64imc')).stderr).toContain(
      '--cc none: there is no such program',
    );
    expect((await failing('--name', 'mine')).stderr).toContain('--name is for sources');
    expect((await failing('m.c', '--name', 'a-b')).stderr).toContain('--name is a-b, which Python cannot import');
    rmSync(at('m.c'));
    mkdirSync(at('empty'));
    expect((await failing('empty')).stderr).toContain('natmod: empty: there is nothing to build here');
  });

  test('no compiler', async () => {
    put('m.c', moduleSource('1'));
    const { stderr, code } = await natmod(['build', '--arch', 'armv7m'], { cwd: folder.path, env: { PATH: '' } });
    expect(stderr).toBe('natmod: no compiler for armv7m\n  natmod doctor tells how to get one\n');
    expect(code).toBe(1);
    const env = { PATH: '', npm_command: 'exec' };
    const byNpx = await natmod(['build', '--arch', 'armv7m'], { cwd: folder.path, env });
    expect(byNpx.stderr).toBe('natmod: no compiler for armv7m\n  npx natmod doctor tells how to get one\n');
  });

  test('a compiler for another machine', async ({ skip }) => {
    if (!hasTool('gcc')) skip('no gcc');
    put('m.c', moduleSource('1'));
    const { stderr, code } = await failing('--cc', 'gcc', '--arch', 'rv64imc');
    expect(stderr).toMatch(/natmod: gcc does not compile for rv64imc\n.*-m/);
    expect(code).toBe(1);
  });

  test('a compiler without its half for C++', async (context) => {
    needs(context, 'gcc');
    if (process.platform !== 'linux' || process.arch !== 'x64') context.skip('gcc is for another machine');
    put('m.cpp', moduleSource('1'));
    mkdirSync(at('bin'));
    for (const name of ['gcc', 'as']) {
      const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout.trim();
      symlinkSync(found, at('bin', name));
    }
    const env = { PATH: at('bin') };
    const { stderr, code } = await natmod(['build', 'm.cpp', '--arch', 'x64'], { cwd: folder.path, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^natmod: m\.cpp: there is no g\+\+ on PATH, which compiles C\+\+\n.*natmod doctor/);
  });

  test('a folder that cannot be written to', async (context) => {
    needs(context, RISCV);
    if (process.getuid?.() === 0) context.skip('root may write everywhere');
    put('m.c', moduleSource('1'));
    chmodSync(folder.path, 0o500);
    const { stderr, code } = await failing();
    chmodSync(folder.path, 0o700);
    expect(stderr).toContain('permission denied');
    expect(code).toBe(2);
  });

  test('a compiler in a folder with spaces, one that crashes', async (context) => {
    needs(context, RISCV);
    if (process.platform === 'win32') context.skip('no shell');
    put('natmod.json', project());
    put('m.c', moduleSource('1'));
    const shell = (name: string, text: string) => {
      put(`my tools/${name}`, `#!/bin/sh\n${text}\nexec ${RISCV} "$@"\n`);
      chmodSync(at(`my tools/${name}`), 0o755);
      return at(`my tools/${name}`);
    };
    const gcc = shell('gcc', '');
    for (const cc of [gcc, `"${gcc}"`, `'${gcc}' -DA='b c'`]) {
      const { stderr, code } = await build('--arch', 'rv64imc', '--cc', cc);
      expect([cc, stderr, code]).toEqual([cc, '', 0]);
    }
    const crash = shell('crash', 'case "$*" in *MMD*) kill -SEGV $$ ;; esac');
    put('m.c', moduleSource('2'));
    const { stderr, code } = await failing('--arch', 'rv64imc', '--cc', crash);
    expect(stderr).toContain('was ended by SIGSEGV as it compiled for rv64imc\n');
    expect(code).toBe(1);
  });

  test('a compiler that natmod.json names, behind a launcher, which is another one later', async (context) => {
    needs(context, RISCV);
    if (process.platform === 'win32') context.skip('no shell');
    put(
      'natmod.json',
      project({ architectures: ['rv64imc', 'rv32imc'], arch: { rv64imc: { cc: './launch ./gcc -DN=3' } } }),
    );
    put('m.c', moduleSource('N', '#ifndef N\n#define N 1\n#endif'));
    const shell = (name: string, text: string) => {
      put(name, `#!/bin/sh\n${text}\n`);
      chmodSync(at(name), 0o755);
    };
    const gcc = (version: number) => {
      shell('gcc', `[ "$*" = "-DN=3 --version" ] && cat version && exit\nexec ${RISCV} "$@"`);
      put('version', `stand-in ${version}\n`);
    };
    shell('launch', 'exec "$@"');
    gcc(1);
    expect((await build('-v')).stdout).toMatch(/^rv64imc +CC +\.\/launch \.\/gcc -DN=3 /m);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('3\n');
    expect(await call('dist/m_rv32imc.mpy', 'f', '0')).toBe('1\n');
    expect((await build()).stdout).toMatch(/^nothing to do/);
    put('version', 'stand-in 2\n');
    const { stdout } = await build();
    expect([stdout.includes('rv64imc   CC   m.c'), stdout.includes('rv32imc   CC')]).toEqual([true, false]);
    expect((await build()).stdout).toMatch(/^nothing to do/);

    rmSync(at('gcc'));
    const { stderr, code } = await failing();
    expect(code).toBe(1);
    expect(stderr).toContain('natmod.json: cc is ./launch ./gcc -DN=3, and there is no such program');
  });

  test('a source that changes while it is compiled is compiled again', async (context) => {
    needs(context, RISCV);
    if (process.platform === 'win32') context.skip('no shell');
    put('natmod.json', project());
    put('m.c', moduleSource('1'));
    put('later', moduleSource('2'));
    put('cc', `#!/bin/sh\n${RISCV} "$@" || exit 1\ncase "$*" in *MMD*) cp later m.c ;; esac\n`);
    chmodSync(at('cc'), 0o755);
    const again = () => build('--arch', 'rv64imc', '--cc', at('cc'));
    expect((await again()).code).toBe(0);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('1\n');
    expect((await again()).stdout).toContain('CC   m.c');
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('2\n');
    expect((await again()).stdout).toMatch(/^nothing to do/);
  });

  test('a header that changes while its source is compiled, too', async (context) => {
    needs(context, RISCV);
    if (process.platform === 'win32') context.skip('no shell');
    put('natmod.json', project({ architectures: ['rv64imc'] }));
    put('m.c', moduleSource('N', '#include "n.h"\n#include "old.h"'));
    put('n.h', '#define N 1\n');
    put('old.h', '');
    utimesSync(at('old.h'), 2_051_222_400, 2_051_222_400);
    put('later', '#define N 2\n');
    put(
      'cc',
      `#!/bin/sh\n${RISCV} "$@" || exit 1\ncase "$*" in *MMD*) [ -e later ] && mv later n.h && touch n.h ;; esac\nexit 0\n`,
    );
    chmodSync(at('cc'), 0o755);
    const again = () => build('--cc', at('cc'));
    for (const value of [1, 2]) {
      expect((await again()).stdout).toContain('CC   m.c');
      expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe(`${value}\n`);
    }
    expect((await again()).stdout).toMatch(/^nothing to do/);
  });

  test('several builds at once, and folders that are gone, do no harm', async (context) => {
    needs(context, RISCV);
    put('natmod.json', project());
    put('m.c', moduleSource('1'));
    const all = await Promise.all([build(), build(), build()]);
    for (const { stderr, code } of all) expect([stderr, code]).toEqual(['', 0]);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('1\n');
    const left = readdirSync(at('build'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.\d+$/.test(name));
    expect(left).toEqual([]);
    for (const gone of ['build', 'dist', 'build/rv64imc/m.o']) {
      rmSync(at(gone), { recursive: true });
      expect([gone, (await build()).code]).toEqual([gone, 0]);
      expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('1\n');
    }
    // Times that run backwards, or ahead of the clock.
    for (const [value, time] of [
      ['2', 978_307_200],
      ['3', 2_051_222_400],
    ] as const) {
      put('m.c', moduleSource(value));
      utimesSync(at('m.c'), time, time);
      expect((await build()).code).toBe(0);
      expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe(`${value}\n`);
      expect((await build()).stdout).toMatch(/^nothing to do/);
    }
  });

  test.for(['SIGINT', 'SIGTERM'] as const)(
    '%s ends the compilers, leaves nothing of theirs, and the next build goes on',
    async (signal, context) => {
      needs(context, RISCV);
      if (process.platform === 'win32') context.skip('no signals');
      put('natmod.json', project());
      put('m.c', moduleSource('1'));
      // A compiler that takes its time, and says when it has begun: which process does, all at once.
      const real = spawnSync('sh', ['-c', `command -v ${RISCV}`])
        .stdout.toString()
        .trim();
      put(
        `bin/${RISCV}`,
        `#!/bin/sh\ncase "$*" in *MMD*) sleep 30 & echo $! >build/starts; mv build/starts build/child; wait ;; esac\nexec ${real} "$@"\n`,
      );
      chmodSync(at(`bin/${RISCV}`), 0o755);
      const env = { ...process.env, PATH: `${at('bin')}${delimiter}${process.env.PATH}` };
      const child = spawn(process.execPath, [MAIN, 'build', '--arch', 'rv64imc'], { cwd: folder.path, env });
      let said = '';
      child.stderr.on('data', (text) => (said += text));
      const ended = new Promise((done) => child.on('close', done));
      while (!existsSync(at('build/child')) && child.exitCode === null) await new Promise((go) => setTimeout(go, 20));
      child.kill(signal);
      expect([await ended, said]).toEqual([130, 'natmod: interrupted\n']);
      // What the compiler has started is ended, too: no such process, or one that has ended and nobody has asked about.
      const pid = readFileSync(at('build/child'), 'utf8').trim();
      const state = () => spawnSync('ps', ['-o', 'stat=', '-p', pid]).stdout.toString().trim();
      await expect.poll(state, { timeout: 10_000 }).toMatch(/^Z?$/);
      expect([existsSync(at('dist')), readdirSync(at('build/rv64imc')).filter((name) => /\.[od]/.test(name))]).toEqual([
        false,
        [],
      ]);
      expect((await build()).code).toBe(0);
    },
  );

  test('two builds at once in one folder', async (context) => {
    needs(context, RISCV);
    const parts = Array.from({ length: 6 }, (_, i) => i);
    put('natmod.json', project({ sources: ['m.c', ...parts.map((i) => `p${i}.c`)], architectures: ['rv64imc'] }));
    put('m.c', moduleSource(parts.map((i) => `p${i}()`).join(' + '), parts.map((i) => `int p${i}(void);`).join('\n')));
    for (const i of parts) put(`p${i}.c`, `int p${i}(void) { return ${i}; }\n`);
    for (const { code, stderr } of await Promise.all([build(), build(), build()]))
      expect([stderr, code]).toEqual(['', 0]);
    expect(await call('dist/m_rv64imc.mpy', 'f', '0')).toBe('15\n');
    expect(readdirSync(at('build/rv64imc')).filter((name) => /\d$/.test(name))).toEqual([]);
  });

  test('paths with spaces and letters of other scripts', async (context) => {
    needs(context, RISCV);
    put('ein Ordner/тест/natmod.json', project({ sources: ['a b/m ü.c'], architectures: ['rv64imc'] }));
    put('ein Ordner/тест/a b/m ü.c', moduleSource('N', '#include "n $1 é.h"'));
    put('ein Ordner/тест/a b/n $1 é.h', '#define N 5\n');
    expect((await build('ein Ordner/тест')).stderr).toBe('');
    expect(await call('ein Ordner/тест/dist/m_rv64imc.mpy', 'f', '0')).toBe('5\n');
    expect((await build('ein Ordner/тест')).stdout).toContain('nothing to do');
    // The header is known as one, whatever its name is.
    put('ein Ordner/тест/a b/n $1 é.h', '#define N 6\n');
    expect((await build('ein Ordner/тест', '-o', at('ø ut'))).code).toBe(0);
    expect(await call('ø ut/m_rv64imc.mpy', 'f', '0')).toBe('6\n');
  });

  test('an output that is a file', async (context) => {
    needs(context, RISCV);
    put('m.c', moduleSource('1'));
    put('dist', 'a file');
    const { stderr, code } = await failing();
    expect(stderr).toMatch(/cannot write .*dist/);
    expect(code).toBe(2);
    expect(readFileSync(at('dist'), 'utf8')).toBe('a file');
  });
});

describe('doctor', () => {
  test('finds no compilers on an empty PATH and tells how to get them', async () => {
    const { stdout, code } = await natmod(['doctor'], { env: { PATH: '' } });
    expect(stdout).toMatch(/^rv64imc +no compiler$/m);
    expect(code).toBe(1);
  });

  test('tells what is wrong with compilers that say nothing', async ({ skip }) => {
    if (process.platform === 'win32') skip('the stand-ins are shell scripts');
    const says = (name: string, lines: string) => {
      put(`bin/${name}`, `#!/bin/sh\n${lines}\n`);
      chmodSync(at('bin', name), 0o755);
    };
    says('arm-none-eabi-gcc', 'exit 0');
    says('xtensa-lx106-elf-gcc', 'exit 3');
    symlinkSync(process.execPath, at('bin', 'node'));
    const { stdout, code } = await natmod(['doctor'], { env: { PATH: at('bin') } });
    expect(code).toBe(1);
    expect(stdout).toContain('armv6m     arm-none-eabi-gcc: it makes no object, and does not say why\n');
    expect(stdout).toContain('xtensa     xtensa-lx106-elf-gcc: it ends with status 3, and does not say why\n');
    expect(stdout).not.toMatch(/^\s+$\n^\s/m);
  });

  test('does not wait for compilers that hang, and goes on with the others', async (context) => {
    needs(context, RISCV);
    if (process.platform === 'win32') context.skip('the stand-ins are shell scripts');
    const hangs = (name: string, when: string, others = '') => {
      put(`bin/${name}`, `#!/bin/sh\ntrap '' TERM\ncase "$*" in ${when}) sleep 100 & wait ;; esac\n${others}\n`);
      chmodSync(at('bin', name), 0o755);
    };
    hangs('arm-none-eabi-gcc', '*');
    hangs('xtensa-lx106-elf-gcc', '*.c', 'echo stand-in 1.0');
    const env = { PATH: `${at('bin')}${delimiter}${process.env.PATH}` };
    const { stdout, code } = await natmod(['doctor', '--timeout', '2'], { env });
    expect(code).toBe(0);
    for (const arch of ['armv6m    ', 'armv7emdp '])
      expect(stdout).toContain(
        `${arch} arm-none-eabi-gcc: it hangs: arm-none-eabi-gcc --version had not ended after 2 s\n`,
      );
    expect(stdout).toMatch(
      /xtensa-lx106-elf-gcc: it hangs: xtensa-lx106-elf-gcc \.\.\. \S+\.c had not ended after 2 s\n.*stand-in 1\.0/,
    );
    expect(stdout).toContain(`${RISCV}: compiles, links and runs on VIRT_RV32\n`);
  });

  test('runs what the compilers make', async (context) => {
    needs(context, RISCV);
    const { stdout, stderr, code } = await natmod(['doctor', '--json']);
    expect([stderr, code]).toEqual(['', 0]);
    const rows: { arch: string; compilers: { works: boolean; verdict: string }[] }[] = JSON.parse(stdout).architectures;
    const verdict = rows.find((row) => row.arch === 'rv32imc')!.compilers[0]!.verdict;
    expect(verdict).toBe('compiles, links and runs on VIRT_RV32');
  });
});
