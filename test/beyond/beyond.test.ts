// What the reference linker cannot link, or links wrongly: each module here is refused in the compatible mode for the reason
// given, is linked by default, is as firmware wants it (firmware-rules.ts), and prints on both boards what the computer's
// own compiler makes of its source.
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../src/elf/index.js';
import { link } from '../../src/link/index.js';
import { readMpy } from '../../src/mpy/index.js';
import { createBoard } from '../../src/system/index.js';
import { loadAsFirmware } from './firmware-rules.js';
import { archesOf, canLink, EXPERIMENTAL, expectedOf, linkModule, MODULES, optionsOf, refusalOf } from './modules.js';

const NAMES = Object.keys(MODULES);
const BOARDS = { rv32imc: 'VIRT_RV32', rv64imc: 'VIRT_RV64' } as const;

/** Collects between the calls, and takes what memory was freed. */
const SCRIPT = `
import gc
for n in (3, 0, 5, 1, 4, 2, 6, 3):
    print(module.run(n))
    gc.collect()
    taken = [bytearray(b'\\xff' * 60) for _ in range(20)]
`;
const scriptOf = (name: string) =>
  `import ${name} as module\n${MODULES[name]!.prints ? 'print(module.names())' : SCRIPT}`;

function run(name: string, board: 'VIRT_RV32' | 'VIRT_RV64', mpy: Uint8Array): string {
  let output = '';
  const made = createBoard({
    board,
    limits: 'board',
    output: (text) => {
      output += text;
    },
  });
  made.addModule(name, mpy);
  made.runScript(scriptOf(name));
  return output.replaceAll('\r\n', '\n');
}

describe.each(NAMES)('%s', (name) => {
  // Some take archives that come with a compiler.
  const linkable = archesOf(name).filter((arch) => canLink(name, arch));
  if (linkable.length === 0) {
    it.skip('needs archives of a compiler that is not here', () => {});
    return;
  }

  it.each(linkable)('%s', (arch) => {
    const reason = refusalOf(name, arch);
    const compat = () => linkModule(name, arch, { compat: true, gcSections: false, icf: false, relax: false });
    if (reason === null) expect(compat).not.toThrow();
    else expect(compat).toThrow(new RegExp(reason));

    const { mpy, summary } = linkModule(name, arch);
    const experimental = arch === EXPERIMENTAL;
    if (experimental) expect(() => loadAsFirmware(mpy)).toThrow('architecture');
    const loaded = loadAsFirmware(mpy, { experimental });
    const { header } = readMpy(mpy);
    expect(header.archName).toBe(arch);
    expect(loaded.arch).toBe(header.arch);
    expect([loaded.text.length, loaded.rodata.length, loaded.bssSize]).toEqual([
      summary.textSize,
      summary.rodataSize,
      summary.bssSize,
    ]);
    expect(loaded.qstrs[0]).toBe(`${name}.mpy`);
    if (loaded.bssSize > 0) expect(loaded.keepsData).toBe(true);
    loadAsFirmware(linkModule(name, arch, { optimize: true }).mpy, { experimental });
  });

  const boards = Object.entries(BOARDS).filter(([arch]) => archesOf(name).includes(arch));
  it.each(boards)('prints on %s what it should, made smaller, too', (arch, board) => {
    const plain = linkModule(name, arch).mpy;
    expect(run(name, board, plain)).toBe(expectedOf(name));
    const small = linkModule(name, arch, { optimize: true }).mpy;
    expect(small.length).toBeLessThan(plain.length);
    expect(run(name, board, small)).toBe(expectedOf(name));
  });
});

it('takes out what --gc-sections, --icf and --relax are for', () => {
  for (const arch of Object.keys(BOARDS)) {
    const why = (name: string) => linkModule(name, arch).removed.map((r) => `${r.why} ${r.section}`);
    expect(why('unused')).toEqual(expect.arrayContaining(['unused .text.unused', 'unused .data.big']));
    expect(why('twins')).toEqual(expect.arrayContaining(['equal .text.inner']));
    const size = (relax: boolean) => linkModule('relax', arch, { relax }).summary.textSize;
    expect(size(true)).toBeLessThan(size(false));
  }
});

it('refuses thread-local variables of the user’s own objects by their names', () => {
  for (const arch of Object.keys(BOARDS)) {
    const { libraries = [], objects, ...rest } = optionsOf('threads', arch);
    const [library] = libraries;
    const own = readArchive(library!.bytes, library!.name).members.map(({ name, bytes }) => ({ name, bytes }));
    const linked = () => link({ ...rest, objects: [...objects, ...own] });
    expect(linked).toThrow(
      /threads-library\.o:\(\.text\+0x[0-9a-f]+\): thread-local variable '(error|initial)' cannot/,
    );
  }
});
