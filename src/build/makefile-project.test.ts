import { expect, test } from 'vitest';
import type { BuildHost } from './host.js';
import { readMakefileProject } from './makefile-project.js';

const MPY = '/home/a b/natmod/include';
const FOLDER = '/home/a b/my mod';
/** Settings for rv64imc of a Makefile with these lines, where natmod and the module stand in folders with a space. */
const project = (lines: readonly string[], after: readonly string[] = []) => {
  const full = (path: string) => (path === '.' ? FOLDER : path.startsWith('/') ? path : `${FOLDER}/${path}`);
  const there = ['Makefile', 'src/one.c', 'pre.o'].map(full);
  const host = {
    mpyDir: MPY,
    list: (folder: string) => (folder === `${MPY}/lib` ? ['a.c', 'b.c'] : []),
    readBytes: (file: string) =>
      file === `${MPY}/lib/more.mk` ? new TextEncoder().encode('SRC += more.c\n') : undefined,
    realPath: (path: string) => (path === '.' || there.includes(full(path)) ? full(path) : undefined),
    stamp: (path: string) => (there.includes(full(path)) ? '1' : undefined),
  } as Partial<BuildHost> as BuildHost;
  const text = [...lines, 'include $(MPY_DIR)/py/dynruntime.mk', ...after, ''].join('\n');
  return readMakefileProject(text, 'Makefile', host);
};
const settings = (...lines: string[]) => project(['MOD = m', 'SRC = m.c', ...lines]).settings('rv64imc');

test('a space in the path of natmod does not split MPY_DIR', () => {
  expect(settings().sources).toEqual(['m.c']);
  expect(settings('CFLAGS += -I$(MPY_DIR)/lib').flagsBefore).toEqual([`-I${MPY}/lib`]);
  expect(settings('D := $(MPY_DIR)/lib', 'SRC += $(wildcard $(D)/*.c)').sources).toEqual([
    'm.c',
    `${MPY}/lib/a.c`,
    `${MPY}/lib/b.c`,
  ]);
  expect(settings('include $(MPY_DIR)/lib/more.mk').sources).toEqual(['m.c', 'more.c']);
  expect(settings('MPY_EXTERN_SYM_FILE = $(MPY_DIR)/x.ld').externs).toBe(`${MPY}/x.ld`);
});

test('the folder gives a name, and flags', () => {
  const here = 'SRC = m.c';
  expect(project([here, 'MOD = x$(patsubst my%mod,mod,$(notdir $(CURDIR)))']).name).toBe('xmod');
  expect(settings('CFLAGS += -I$(CURDIR)/inc -I$(shell pwd)/b').flagsBefore).toEqual([
    `-I${FOLDER}/inc`,
    `-I${FOLDER}/b`,
  ]);
  expect(
    settings('HERE := $(dir $(realpath $(lastword $(MAKEFILE_LIST))))', 'CFLAGS += -I$(HERE)inc').flagsBefore,
  ).toEqual([`-I${FOLDER}/inc`]);
});

test('what py/dynruntime.mk sets', () => {
  expect(settings('CFLAGS += -I$(BUILD) -DX').flagsBefore).toEqual(['-Ibuild/rv64imc', '-DX']);
  expect(settings('BUILD = out', 'CFLAGS += -I$(BUILD)').flagsBefore).toEqual(['-Iout']);
});

test('sources that make would search, and objects that are there', () => {
  expect(settings('SRC += one.c', 'VPATH = lib:src').sources).toEqual(['m.c', 'src/one.c']);
  expect(settings('SRC_O = pre.o').sources).toEqual(['m.c', 'pre.o']);
  expect(() => settings('SRC_O = $(BUILD)/x.o')).toThrow('SRC_O names build/rv64imc/x.o, which does not exist');
});

test('flags of single targets', () => {
  const flags = (...lines: string[]) => project(['MOD = m', 'SRC = m.c src/one.c'], lines).settings('rv64imc').flagsOf;
  expect(flags('$(BUILD)/src/one.o: CFLAGS += -O2 -DN=$(MOD)')).toEqual({ 'src/one.c': ['-O2', '-DN=m'] });
  expect(
    flags('$(BUILD)/%.o: CFLAGS += -w', 'debug: CFLAGS += -O0', '$(BUILD)/src/%: private CFLAGS_EXTRA+=-DX'),
  ).toEqual({
    'm.c': ['-w'],
    'src/one.c': ['-w', '-DX'],
  });
  expect(flags('all: CFLAGS += -DALL', 'all: EXTRA := 1')).toEqual({ 'm.c': ['-DALL'], 'src/one.c': ['-DALL'] });
  expect(() => flags('$(BUILD)/src/one.o: CFLAGS = -O2')).toThrow(
    'line 4: natmod build cannot set CFLAGS for build/rv64imc/src/one.o alone',
  );
});

test('flags that override leaves alone', () => {
  expect(settings('override CFLAGS += -DA', 'CFLAGS += -DB').flagsBefore).toEqual(['-DA']);
});

test('a compiler of its own', () => {
  expect(settings().compiler).toBe(undefined);
  expect(settings('CC = $(CROSS)gcc').compiler).toBe(undefined);
  expect(settings('CC = clang --target=riscv64-unknown-elf').compiler).toEqual([
    'clang',
    '--target=riscv64-unknown-elf',
  ]);
});

test('rules that make files are told of', () => {
  const notes = (...rules: string[]) => project(['MOD = m', 'SRC = m.c'], rules).settings('rv64imc').notes;
  expect(notes('deploy: all', '\tcp $(MOD).mpy /x')).toEqual([]);
  expect(notes('$(BUILD)/t.h: t.txt', '\tcat $< >$@', 'clean:', '\trm -f x')).toEqual([
    'the Makefile has rules of its own, for build/rv64imc/t.h (line 4): natmod build runs none',
    'make does: make MPY_DIR="$(natmod mpy-dir)" ARCH=rv64imc',
  ]);
});
