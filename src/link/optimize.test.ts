// What makes files smaller: sections that are left out, code that is shortened, and that the result still runs.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasTool } from '../../test/helpers/tools.js';
import { DiagnosticError } from '../base/index.js';
import { SOURCES } from './compiled.fixture.js';
import { type LinkOptions, link } from './index.js';
import { runModule } from './run.fixture.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-optimize-'));
afterAll(() => rmSync(dir, { recursive: true }));
const GCC = 'riscv64-unknown-elf-gcc';
const ARCHES = { rv32imc: ['-march=rv32imac', '-mabi=ilp32'], rv64imc: ['-march=rv64imac', '-mabi=lp64'] };
const run = (tool: string, ...args: string[]) => execFileSync(tool, args, { cwd: dir, encoding: 'utf8' });
for (const [name, text] of Object.entries(SOURCES)) writeFileSync(join(dir, name), text);

const UNUSED = `
extern int missing(void);
static int never[50] = {1};
int unused(int i) { return never[i] + missing(); }
const char *const unused_texts[] = {"never", "seen"};
int kept(void) { return 4711; }
`;
writeFileSync(join(dir, 'unused.c'), UNUSED);

/** What the diagnostics of a link advise. */
const notesOf = (options: LinkOptions) => {
  try {
    link(options);
  } catch (error) {
    if (error instanceof DiagnosticError) return error.diagnostics.map((d) => d.notes);
    throw error;
  }
  return [];
};

describe.skipIf(!hasTool(GCC)).each(Object.entries(ARCHES))('%s', (arch, flags) => {
  const compile = (options: readonly string[], ...files: string[]): LinkOptions => {
    run(GCC, ...flags, '-ffreestanding', '-std=c99', '-Os', '-w', '-fcommon', ...options, '-c', ...files);
    const objects = files.map((file) => {
      const name = file.replace('.c', '.o');
      return { name, bytes: new Uint8Array(readFileSync(join(dir, name))) };
    });
    return { arch, objects, sourceName: 'o.mpy' };
  };
  const SECTIONS = ['-ffunction-sections', '-fdata-sections'];

  it('leaves out what nothing refers to, missing symbols included', () => {
    const options = compile(['-fpic', ...SECTIONS, '-mno-relax'], 'a.c', 'b.c', 'unused.c');
    expect(notesOf(options)).toEqual([[expect.stringContaining('--gc-sections'), expect.any(String)]]);
    expect(notesOf({ ...options, keep: ['unused'] })).toEqual([[expect.not.stringContaining('--gc-sections')]]);
    const want = runModule(link({ ...options, objects: options.objects.slice(0, 2) }).mpy);
    const { mpy, removed, map } = link({ ...options, gcSections: true });
    expect(runModule(mpy)).toEqual(want);
    const names = removed.filter((r) => r.file === 'unused.o').map((r) => r.section);
    expect(names).toEqual(expect.arrayContaining(['.text.unused', '.text.kept', '.data.rel.ro.local.unused_texts']));
    expect(removed.every((r) => r.why === 'unused' && r.size > 0)).toBe(true);
    expect(map.symbols.map((s) => s.name)).not.toContain('kept');
    const keeping = link({ ...options, gcSections: true, keep: ['kept'] });
    expect(keeping.map.symbols.map((s) => s.name)).toContain('kept');
    expect(() => link({ ...options, gcSections: true, keep: ['nobody'] })).toThrow('nobody');
  });

  it('changes no byte where everything is used', () => {
    const options = compile(['-fpic', '-mno-relax'], 'a.c', 'b.c');
    expect(link({ ...options, gcSections: true }).mpy).toEqual(link(options).mpy);
  });

  it.each([
    ['-fpic', '-mno-relax', ...SECTIONS],
    ['-fpic', '-mrelax', ...SECTIONS],
    ['-fno-pic', '-mcmodel=medany', '-mrelax', ...SECTIONS],
    ['-fpic', '-mrelax', '-O2'],
    ['-fpic', '-mrelax', '-O0'],
  ])('runs alike and is smaller with everything on: %s %s %s', (...model) => {
    const options = compile(model, 'a.c', 'b.c');
    const plain = link(options).mpy;
    const small = link({ ...options, optimize: true }).mpy;
    expect(runModule(small)).toEqual(runModule(plain));
    expect(small.length).toBeLessThan(plain.length);
  });

  it('places equal functions and strings once, but no function whose address is taken', () => {
    const twin = (name: string, text: string) => `
static __attribute__((noinline)) int inner(int x) { return x * 77 + 5; }
static __attribute__((noinline)) int taken(int x) { return x * 3; }
int (*const ${name}_pointer)(int) = taken;
int ${name}(int x) { return inner(x) + inner(x + 1); }
const char *${name}_text(void) { return "${text}"; }
const char *${name}_same(void) { return "one text"; }`;
    writeFileSync(join(dir, 'twin1.c'), twin('one', 'first'));
    writeFileSync(join(dir, 'twin2.c'), twin('two', 'second'));
    const names = (what: string) => ['one', 'two'].map((n) => `${n}${what}`);
    writeFileSync(
      join(dir, 'twins.c'),
      `${names('')
        .map(
          (n) => `int ${n}(int); const char *${n}_text(void), *${n}_same(void); extern int (*const ${n}_pointer)(int);`,
        )
        .join('\n')}
int mpy_init(void) {
  return one(3) * 1000 + two(4) + (one_pointer != two_pointer) + 2 * (one_same() == two_same()) + one_text()[0] + two_text()[5];
}`,
    );
    for (const model of [['-fpic'], ['-fno-pic', '-mcmodel=medany']]) {
      for (const relax of ['-mrelax', '-mno-relax']) {
        const options = compile([...model, relax, ...SECTIONS], 'twins.c', 'twin1.c', 'twin2.c');
        const { mpy, removed } = link({ ...options, icf: true });
        const [plain] = runModule(link(options).mpy);
        expect(runModule(mpy)).toEqual([plain! + 2]);
        const equal = removed.map((r) => `${r.why} ${r.section}`);
        expect(equal).toEqual(expect.arrayContaining(['equal .text.inner', 'equal .text.two']));
        expect(equal).not.toContain('equal .text.taken');
        expect(runModule(link({ ...options, optimize: true }).mpy)).toEqual([plain! + 2]);
      }
    }
  });

  it('makes calls short, and loads of addresses in text', () => {
    const options = compile(['-fpic', '-mrelax', '-O2'], 'a.c', 'b.c');
    const relaxed = link({ ...options, relax: true });
    const plain = link(options);
    expect(runModule(relaxed.mpy)).toEqual(runModule(plain.mpy));
    expect(relaxed.summary.textSize).toBeLessThan(plain.summary.textSize);
    expect(relaxed.summary.gotEntries).toBeLessThan(plain.summary.gotEntries);
    const still = compile(['-fpic', '-mno-relax', '-O2'], 'b.c', 'a.c');
    const sizes = (o: LinkOptions) =>
      link(o)
        .map.sections.filter((s) => s.name.startsWith('.text'))
        .map((s) => s.size);
    expect(sizes({ ...still, relax: true })).toEqual(sizes(still));
  });

  it('is not for the compatible mode', () => {
    const options = compile(['-fpic', '-mno-relax'], 'b.c');
    expect(() => link({ ...options, compat: true, gcSections: true })).toThrow('compatible mode');
  });
});
