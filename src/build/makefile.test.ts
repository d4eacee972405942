import { describe, expect, test } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { Makefile, MakefileError } from './makefile.js';

const INCLUDED: Readonly<Record<string, string>> = {
  'one.mk': 'X = 1\n',
  'two.mk': 'X += 2\r\nY = 3\r\n',
  'bad.mk': 'X = 1\nifeq (a,a)\n',
  'self.mk': 'include self.mk\n',
};
const FILES: Readonly<Record<string, readonly string[]>> = {
  '.': ['.hidden', 'a.c', 'b.c', 'lib/', 'x.py'],
  lib: ['one.c', 'two.S'],
};

const read = (text: string, given: Readonly<Record<string, string>> = {}) =>
  new Makefile(text, {
    given,
    file: 'Makefile',
    folder: '/home/me/blink',
    realPath: (path) =>
      /none/.test(path)
        ? undefined
        : path === '.'
          ? '/home/me/blink'
          : path.startsWith('/')
            ? path
            : `/home/me/blink/${path}`,
    list: (folder) => FILES[folder] ?? [],
    include: (name) => INCLUDED[name] ?? name.endsWith('known.mk'),
  });
/** Value of X after these lines. */
const x = (text: string, given?: Readonly<Record<string, string>>) => read(text, given).get('X');
const refused = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    if (error instanceof MakefileError) return `${error.line}: ${error.message}`;
    throw error;
  }
  return 'read';
};

describe('assignments', () => {
  test.each([
    ['X = a b', 'a b'],
    ['X=a', 'a'],
    ['Y = 1\nX = $(Y)\nY = 2', '2'],
    ['Y = 1\nX := $(Y)\nY = 2', '1'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: make's other brackets
    ['Y = 1\nX ::= ${Y}\nY = 2', '1'],
    ['X = 1\nX ?= 2', '1'],
    ['X ?= 2', '2'],
    ['X = 1\nX += 2', '1 2'],
    ['Y = 1\nX := a\nX += $(Y)\nY = 2', 'a 1'],
    ['X += 2', '2'],
    ['export X = 1', '1'],
    ['override X = 1', '1'],
    ['X = a \\\n  b \\\n  c', 'a b c'],
    ['X = a # comment', 'a'],
    ['X = a\\#b', 'a#b'],
    ['X = $$HOME', '$HOME'],
    ['N = X\n$(N) = 3', '3'],
    ['all: a\n\techo X = 1\nX = 2', '2'],
    ['X = 1\nall: X = 2', '1'],
    ['Y = $(Z)\nX = [$(Y)]', '[]'],
    ['define X\na\n  b\nendef', 'a\n  b'],
    ['Y = 1\ndefine X :=\n$(Y)\nendef\nY = 2', '1'],
    ['X = 0\noverride define X\ndefine Y\nendef\nendef', 'define Y\nendef'],
    ['ifdef NONE\ndefine X\n1\nendef\nelse\nX = 2\nendif', '2'],
    ['vpath %.c src\nX = 1', '1'],
    ['override X = 1\nX = 2\nX += 3\noverride X += 4', '1 4'],
    ['override define X\n1\nendef\nX = 2', '1'],
    ['X = 1\nY = 2\nundefine X\nX += $(Y)', '2'],
    ['X = 1\na.o b.o: X += 2\n%.o: private override X := 3', '1'],
  ])('%j gives %j', (text, value) => expect(x(text)).toBe(value));

  test('what make was given stays', () => expect(x('X = 1\nX += 2\nundefine X', { X: 'mine' })).toBe('mine'));
  test('but for override', () => expect(x('X = 1\noverride X += 2', { X: 'mine' })).toBe('mine 2'));
});

describe('conditions', () => {
  test.each([
    ['ifeq ($(ARCH),x86)\nX = 1\nelse\nX = 2\nendif', '2'],
    ['ifneq ($(ARCH),x86)\nX = 1\nendif', '1'],
    ['ifeq ($(ARCH),x86)\nX = 1\nelse ifeq ($(ARCH),rv64imc)\nX = 2\nelse\nX = 3\nendif', '2'],
    ["ifeq '$(ARCH)' 'rv64imc'\nX = 1\nendif", '1'],
    ['ifdef ARCH\nX = 1\nendif', '1'],
    ['ifndef NONE\nX = 1\nendif', '1'],
    ['ifeq ($(ARCH),x86)\nifeq (a,a)\nX = 1\nendif\nelse\nX = 2\nendif', '2'],
    ['ifneq ($(filter rv%,$(ARCH)),)\nX = riscv\nendif', 'riscv'],
    ['ifeq ($(ARCH),x86)\ninclude unknown.mk\nendif\nX = 1', '1'],
  ])('%j gives %j', (text, value) => expect(x(text, { ARCH: 'rv64imc' })).toBe(value));
});

describe('functions', () => {
  test.each([
    ['$(addprefix a/,b c)', 'a/b a/c'],
    ['$(addsuffix .o,b c)', 'b.o c.o'],
    ['$(patsubst %.c,%.o,a.c b.S)', 'a.o b.S'],
    ['$(L:.c=.o)', 'a.o b.o'],
    ['$(L:%.c=o/%.x)', 'o/a.x o/b.x'],
    ['$(subst c,d,a.c b.c)', 'a.d b.d'],
    ['$(filter %.c,a.c b.S)', 'a.c'],
    ['$(filter-out %.c,a.c b.S)', 'b.S'],
    ['$(wildcard *.c)', 'a.c b.c'],
    ['$(wildcard lib/*.S none/*.c)', 'lib/two.S'],
    ['$(wildcard */*.c l?b/[!o]*)', 'lib/one.c lib/two.S'],
    ['$(wildcard a.c none.c .*)', 'a.c .hidden'],
    ['$(join a/ b/ c/,1 2)', 'a/1 b/2 c/'],
    ['$(wordlist 2,3,a b c d)', 'b c'],
    ['$(origin L) $(origin N) $(origin CC) $(flavor L) $(flavor N)', 'file undefined default recursive undefined'],
    ['$(notdir lib/one.c)', 'one.c'],
    ['$(dir lib/one.c b)', 'lib/ ./'],
    ['$(basename lib/one.c)', 'lib/one'],
    ['$(sort b a b)', 'a b'],
    ['$(if $(L),yes,no)', 'yes'],
    ['$(or ,$(NONE),c)', 'c'],
    ['$(foreach f,a b,$(f).c)', 'a.c b.c'],
    ['$(firstword $(L))', 'a.c'],
    ['$(words $(L))', '2'],
    ['$(strip  a   b )', 'a b'],
    ['$(abspath a ../b/./c /d//e)', '/home/me/blink/a /home/me/b/c /d/e'],
    ['$(notdir $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST))))))', 'blink'],
    ['$(dir $(abspath $(lastword $(MAKEFILE_LIST))))inc', '/home/me/blink/inc'],
    ['$(shell pwd)/inc', '/home/me/blink/inc'],
    ['$(call F,a b,c)', 'c/a.c c/b.c'],
    ['$(call F,$(call F,a,b),c)', 'c/b/a.c.c'],
    ['$(call addsuffix,.o,b c)', 'b.o c.o'],
    ['$(call NONE,b)[$(1)]', '[]'],
    ['$(value F)', '$(addprefix $(2)/,$(addsuffix .c,$(1)))'],
    ['$(eval Y = 5)$(Y)', '5'],
  ])('%s is %s', (text, value) =>
    expect(x(`F = $(addprefix $(2)/,$(addsuffix .c,$(1)))\nL = a.c b.c\nX = ${text}`)).toBe(value),
  );
});

describe('what cannot be known', () => {
  test('matters only when somebody asks', () => {
    const makefile = read('Y := $(shell date)\nX = 1\n\nZ = $(Y)');
    expect(makefile.get('X')).toBe('1');
    expect(refused(() => makefile.get('Z'))).toBe('1: natmod cannot know what $(shell ...) gives');
  });

  test('lines that are computed', () => {
    expect(x('define ADD\nX += $(1).c\nendef\n$(foreach n,a b,$(eval $(call ADD,$(n))))')).toBe('a.c b.c');
    expect(x('L = X = 3\n$(L)')).toBe('3');
    expect(x('$(shell mkdir -p x)\n$(info hello)\nX = 1')).toBe('1');
  });

  test('what the Makefile itself refuses', () => {
    expect(refused(() => read('X = 1\nifndef Y\n$(error Y is not set)\nendif'))).toBe('3: it stops with: Y is not set');
    expect(x('ifdef Y\n$(error no)\nendif\nX = 1')).toBe('1');
  });

  test('rules with recipes, and where files are searched', () => {
    const makefile = read(
      'D = d\nall: x\n\techo\n$(D)/t.h: t.txt | $(D:d=e)\n\t# c\n\tcat\n\na: b\nc%: ;\nVPATH = p:q r\nvpath %.S s',
    );
    expect(makefile.rules).toEqual([
      { targets: 'all', line: 2 },
      { targets: 'd/t.h', line: 4 },
    ]);
    expect([makefile.searchPath('a.c'), makefile.searchPath('a.S')]).toEqual([
      ['p', 'q', 'r'],
      ['s', 'p', 'q', 'r'],
    ]);
  });

  test('texts that grow without end', () => {
    const twice = 'ABCDEFGHIJKLMNOPQRSTUVWX'
      .split('')
      .map((name, i, all) => `${name} = $(${all[i + 1]})$(${all[i + 1]})`);
    expect(refused(() => read(twice.join('\n')).get('A'))).toMatch(/this computes for too long/);
    expect(refused(() => read(`${twice.join('\n')}\nX = ${'y'.repeat(1000)}`).get('I'))).toMatch(/too long/);
    expect(refused(() => x('X = $(eval $(X))'))).toMatch(/itself/);
    expect(refused(() => x('define Y\nX := $(eval $(Y))\nendef\nX = $(eval $(Y))'))).toMatch(/itself/);
  });

  test.each([
    ['X = $(X)', '1: a variable refers to itself'],
    ['\n\nX = $(shell x', '3: $(shell x lacks a closing bracket'],
    ['X != date', '1: natmod cannot know what $(shell ...) gives'],
  ])('%j', (text, message) => expect(refused(() => x(text))).toBe(message));

  test.each([
    ['include other.mk', '1: there is no other.mk to include'],
    ['endif', '1: endif without a condition'],
    ['else', '1: else without a condition'],
    ['ifeq (a,b)', '1: a condition has no endif'],
    ['ifeq a b c', '1: natmod cannot read the condition a b c'],
  ])('%j', (text, message) => expect(refused(() => read(text))).toBe(message));

  test('included files, and what is wrong in them', () => {
    expect(x('include one.mk two.mk\nX += $(Y)')).toBe('1 2 3');
    expect(() => x('Z = 1\ninclude bad.mk')).toThrow('bad.mk:3: a condition has no endif');
    expect(() => x('include self.mk')).toThrow('self.mk:1: self.mk includes itself');
  });
  test('an include that may be missing, and one that is known', () =>
    expect(x('-include other.mk\ninclude $(D)/known.mk\nX = 1')).toBe('1'));
});

test('no text makes it throw anything else, or hang', () => {
  const pieces = [
    '$(',
    ')',
    '${',
    '}',
    ',',
    'X',
    ' = ',
    '\n',
    'ifeq (',
    'endif\n',
    '$(shell ',
    'foreach f,',
    '$(eval ',
    '$(call X,',
    'define X\n',
    'endef\n',
    '$(error ',
    '\\\n',
    '#',
    '%',
    '$',
  ];
  const { pick } = randomFrom(7);
  for (let i = 0; i < 500; i++) {
    let text = '';
    for (let n = 0; n < 20; n++) text += pick(pieces);
    refused(() => x(text));
  }
});
