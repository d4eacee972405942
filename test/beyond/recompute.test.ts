// Every relocated field of every module here and of the kit, for every architecture, recomputed from the file, the objects
// and the map by the ABIs' formulas.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LinkOptions } from '../../src/link/index.js';
import { archesOf, canLink, MODULES, optionsOf } from './modules.js';
import { recompute } from './recompute.js';
import { SimulatedLoad } from './simulated-load.js';

const KIT = join(import.meta.dirname, '..', 'conformance');
const folderOf = (arch: string) => (arch === 'xtensawin' ? 'xtensa' : arch === 'armv7em' ? 'armv7m' : arch);
const confOf = (module: string, name: string) => {
  const text = readFileSync(join(KIT, module, 'build.conf'), 'utf8');
  return new RegExp(`^${name}="([^"]*)"`, 'm').exec(text)?.[1];
};
const objectNames = (module: string) =>
  (confOf(module, 'SRC') ?? `${module}.c`).split(/\s+/).map((f) => `${f.replace(/^.*\//, '').replace(/\.\w+$/, '')}.o`);

/** Modules of the kit that take nothing from a compiler's library and that are no errors. */
const kitModules = (arch: string) =>
  readdirSync(KIT).filter((m) => {
    const folder = join(KIT, m, folderOf(arch));
    if (!existsSync(join(KIT, m, 'build.conf')) || !objectNames(m).every((o) => existsSync(join(folder, o))))
      return false;
    if (existsSync(join(folder, `${m}.libgcc.txt`)) || (m === 'neg_statbss' && arch === 'armv6m')) return false;
    return !['neg_undef', 'neg_dup', 'neg_noinit', 'neg_tls', 'neg_range'].includes(m);
  });

function kitOptions(module: string, arch: string): LinkOptions {
  const read = (name: string) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(KIT, module, folderOf(arch), name))),
  });
  const library = confOf(module, 'OWNLIB');
  const externs = { name: 'rom', text: readFileSync(join(KIT, 'xtensa_rom.ld'), 'utf8') };
  return {
    arch,
    objects: objectNames(module).map(read),
    libraries: library ? [read(library)] : [],
    qstrs: readFileSync(join(KIT, module, `${module}.qstr.h`), 'utf8'),
    externs: arch.startsWith('xtensa') ? externs : undefined,
    sourceName: `${module}.mpy`,
  };
}

const ARCHES = [...new Set(Object.keys(MODULES).flatMap(archesOf))];
describe.each(ARCHES)('%s', (arch) => {
  const own = Object.keys(MODULES).filter((m) => archesOf(m).includes(arch) && canLink(m, arch));
  it.each(own)('%s', (module) => {
    const { gcSections } = MODULES[module]!.options ?? {};
    expect(recompute(new SimulatedLoad({ ...optionsOf(module, arch), gcSections }))).toBeGreaterThan(4);
  });

  const kit = kitModules(arch);
  it.skipIf(kit.length === 0)('the kit', () => {
    for (const module of kit) {
      try {
        expect(recompute(new SimulatedLoad(kitOptions(module, arch)))).toBeGreaterThan(0);
      } catch (error) {
        throw new Error(`${module}: ${String(error)}`, { cause: error });
      }
    }
  });

  it('finds any bit of the text that is wrong', () => {
    const options = optionsOf('data', arch);
    let missed = 0;
    let count = 0;
    const load = new SimulatedLoad(options);
    for (const { section, address } of load.placed()) {
      if (!/^\.(text|rodata|data\.rel\.ro)/.test(section.name)) continue;
      for (let i = 0; i < section.size; i++) {
        load.spoil(address + BigInt(i), i % 8);
        try {
          recompute(load);
          missed++;
        } catch {
          count++;
        }
        load.spoil(address + BigInt(i), i % 8);
      }
    }
    expect(recompute(load)).toBeGreaterThan(0);
    expect(count).toBeGreaterThan(100);
    expect([arch, missed]).toEqual([arch, 0]);
  });
});
