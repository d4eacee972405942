// Objects and archives that are wrong in fields that mean something, for every architecture, linked with every option: a
// module that can be read, or a diagnostic. Together 140,000 files when all tests run.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { arches } from '../arch/index.js';
import { DiagnosticError } from '../base/index.js';
import { mutateArchive, mutateObject } from '../elf/mutate-object.fixture.js';
import { readMap, readMpy, writeMap } from '../mpy/index.js';
import { type LinkOptions, link } from './index.js';

const TEST = join(import.meta.dirname, '..', '..', 'test');
const ROUNDS = process.env.NATMOD_TEST === 'all' ? 10_000 : 90;
const seedFrom = Number(process.env.NATMOD_SEED ?? 1);

const folderOf = (arch: string) => (arch === 'armv7em' ? 'armv7m' : arch.replace('xtensawin', 'xtensa'));
const read = (path: string) => new Uint8Array(readFileSync(path));

/** Objects of test/beyond, which use more of their formats than those of the kit; one with a map of everything. */
function objectsOf(arch: string): { name: string; bytes: Uint8Array }[] {
  const folder = join(TEST, 'beyond', folderOf(arch));
  const names = readdirSync(folder).filter((f) => f.endsWith('.o') && !f.startsWith('library'));
  return names.map((name) => ({ name, bytes: read(join(folder, name)) }));
}

const OPTIONS: readonly Partial<LinkOptions>[] = [
  {},
  { compat: true },
  { gcSections: true },
  { icf: true },
  { relax: true },
  { optimize: true },
  { verbose: 2, log: () => {} },
];

/** What is made of a broken input; everything that can be asked for is asked for. */
function tryLink(options: LinkOptions): boolean {
  try {
    const result = link(options);
    readMpy(result.mpy);
    readMap(writeMap(result.map));
    result.elf();
    return true;
  } catch (error) {
    if (error instanceof DiagnosticError) {
      for (const d of error.diagnostics) if (d.message === '') throw new Error('a diagnostic without a message');
      return false;
    }
    throw error;
  }
}

const known = Object.keys(arches).filter((arch) => existsSync(join(TEST, 'beyond', folderOf(arch))));
describe.each(known)('%s', (arch) => {
  const objects = objectsOf(arch);
  const archive = join(TEST, 'conformance', 'archive', folderOf(arch));

  it('objects', { timeout: 600_000 }, () => {
    const random = randomFrom(seedFrom * 1000 + arch.length * 7 + arch.charCodeAt(arch.length - 1)).below;
    const counts = { linked: 0, refused: 0 };
    for (let i = 0; i < ROUNDS; i++) {
      const chosen = objects[random(objects.length)]!;
      // With those that belong to it, so that references go both ways.
      const base = chosen.name.replace(/\d?\.o$/, '');
      const family = objects.filter((o) => o.name.replace(/\d?\.o$/, '') === base);
      const broken = family.map((o) => (o === chosen ? { name: o.name, bytes: mutateObject(o.bytes, random) } : o));
      const more = OPTIONS[random(OPTIONS.length)]!;
      try {
        counts[tryLink({ arch, objects: broken, sourceName: 'a.mpy', ...more }) ? 'linked' : 'refused']++;
      } catch (error) {
        throw new Error(`round ${i}, ${chosen.name}, ${Object.keys(more)}: ${String(error)}`, { cause: error });
      }
    }
    expect(counts.linked).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  });

  it.skipIf(!existsSync(archive))('archives', { timeout: 600_000 }, () => {
    const random = randomFrom(seedFrom * 77 + arch.length).below;
    const main = { name: 'archive.o', bytes: read(join(archive, 'archive.o')) };
    const library = read(join(archive, 'libnmx.a'));
    const counts = { linked: 0, refused: 0 };
    for (let i = 0; i < ROUNDS / 5; i++) {
      const libraries = [{ name: 'l.a', bytes: mutateArchive(library, random) }];
      const more = OPTIONS[random(OPTIONS.length)]!;
      try {
        counts[tryLink({ arch, objects: [main], libraries, sourceName: 'a.mpy', ...more }) ? 'linked' : 'refused']++;
      } catch (error) {
        throw new Error(`round ${i}, ${Object.keys(more)}: ${String(error)}`, { cause: error });
      }
    }
    expect(counts.linked).toBeGreaterThan(0);
  });
});
