import { expect, test } from 'vitest';
import type { BuildHost } from './host.js';
import { readMakefileProject } from './makefile-project.js';

const MPY = '/home/a b/natmod/include';
/** Settings for rv64imc of a Makefile with these lines, where natmod stands in a folder with a space. */
const settings = (...lines: string[]) => {
  const host = {
    mpyDir: MPY,
    list: (folder: string) => (folder === `${MPY}/lib` ? ['a.c', 'b.c'] : []),
    readBytes: (file: string) =>
      file === `${MPY}/lib/more.mk` ? new TextEncoder().encode('SRC += more.c\n') : undefined,
  } as Partial<BuildHost> as BuildHost;
  const text = ['MOD = m', 'SRC = m.c', ...lines, 'include $(MPY_DIR)/py/dynruntime.mk', ''].join('\n');
  return readMakefileProject(text, 'Makefile', host).settings('rv64imc');
};

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
