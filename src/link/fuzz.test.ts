// Broken objects, archives and texts through the whole linker: a module or a diagnostic, nothing else, and soon.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { randomFrom } from '../../test/helpers/random.js';
import { DiagnosticError } from '../base/index.js';
import { ELF, readObject } from '../elf/index.js';
import { mutate } from '../elf/make-object.fixture.js';
import { readMap, readMpy, writeMap } from '../mpy/index.js';
import { readExterns } from './externs.js';
import { type LinkOptions, link, preprocess } from './index.js';
import { readLinkerScript } from './select-members.js';

const HERE = import.meta.dirname;
const fixture = (name: string) => new Uint8Array(readFileSync(join(HERE, 'fixtures', `${name}.o`)));
const conformance = (...path: string[]) =>
  new Uint8Array(readFileSync(join(HERE, '..', '..', 'test', 'conformance', ...path)));
const rounds = process.env.NATMOD_TEST === 'all' ? 20_000 : 250;

vi.setConfig({ testTimeout: 600_000 });

/** Counts how often `run` refuses its input; anything else that is thrown fails the test. */
function refusals(seed: number, run: (random: (limit: number) => number) => void, count = rounds): number {
  const random = randomFrom(seed).below;
  let refused = 0;
  for (let i = 0; i < count; i++) {
    try {
      run(random);
    } catch (error) {
      if (!(error instanceof DiagnosticError)) {
        throw new Error(`round ${i} of seed ${seed}: ${String(error)}`, { cause: error });
      }
      refused++;
    }
  }
  return refused;
}

const linked = (options: LinkOptions) => {
  const { mpy, map, elf } = link(options);
  readMpy(mpy);
  readObject(elf().fill(1, 16, 17), 'e');
  readMap(writeMap(map));
};

describe.each([32, 64])('RV%i', (xlen) => {
  const arch = `rv${xlen}imc`;
  const seeds = ['vector', 'statics', 'absolute', 'data', 'links', 'relax', 'calls'];
  it.each(seeds)('objects like %s', (name) => {
    const bytes = fixture(`${name}.rv${xlen}`);
    const other = fixture(`links2.rv${xlen}`);
    const refused = refusals(xlen + name.length, (random) =>
      linked({
        arch,
        objects: [
          { name: 'a.o', bytes: mutate(bytes, random) },
          { name: 'b.o', bytes: other },
        ],
        externs: { name: 'e', text: 'rom_function = 0x1000;' },
        optimize: random(2) === 0,
        sourceName: 'a',
      }),
    );
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThan(rounds);
  });

  it('archives', () => {
    const bytes = conformance('archive', arch, 'libnmx.a');
    const main = conformance('archive', arch, 'archive.o');
    const refused = refusals(7, (random) => {
      linked({
        arch,
        objects: [{ name: 'a.o', bytes: main }],
        libraries: [{ name: 'l.a', bytes: mutate(bytes, random) }],
        sourceName: 'a',
      });
    });
    expect(refused).toBeLessThan(rounds);
  });
});

/** Together more than 50,000 rounds when all tests run. */
const shares = process.env.NATMOD_TEST === 'all' ? 2500 : 40;
describe.each(['x86', 'x64', 'armv6m', 'armv7m', 'armv7em', 'armv7emsp', 'armv7emdp', 'xtensa', 'xtensawin'])(
  '%s',
  (arch) => {
    const folder = arch === 'armv7em' ? 'armv7m' : arch.replace('xtensawin', 'xtensa');
    const entrySize = arch === 'x64' ? 24 : arch.startsWith('xtensa') ? 12 : 8;
    const linkMutated = (seed: number, bytes: Uint8Array, count: number, more: Partial<LinkOptions> = {}) =>
      refusals(
        seed,
        (random) => {
          const options: LinkOptions = {
            arch,
            objects: [{ name: 'a.o', bytes: mutate(bytes, random) }],
            sourceName: 'a',
          };
          const how = random(4);
          linked({ ...options, compat: how === 0, optimize: how === 1, ...more });
        },
        count,
      );

    it.each(['klass', 'fptable', 'neg_statbss', 'neg_data'])('objects like %s', (module) => {
      const bytes = conformance(module, folder, `${module}.o`);
      const libraries = [{ name: 'l.a', bytes: conformance('archive', folder, 'libnmx.a') }];
      expect(linkMutated(module.length, bytes, shares)).toBeGreaterThan(0);
      expect(linkMutated(module.length + 1, bytes, shares, { libraries })).toBeGreaterThan(0);
    });

    it('relocations of every type', () => {
      const bytes = conformance('fptable', folder, 'fptable.o');
      const { sections } = readObject(bytes, 'a.o');
      const tables = sections.filter((s) => s.type === ELF.SHT_REL || s.type === ELF.SHT_RELA);
      refusals(
        77,
        (random) => {
          const copy = bytes.slice();
          const table = tables[random(tables.length)]!;
          const at = table.bytes.byteOffset - bytes.byteOffset + entrySize * random(table.size >> 4);
          copy[at + (arch === 'x64' ? 8 : 4)] = random(140);
          linked({ arch, objects: [{ name: 'a.o', bytes: copy }], sourceName: 'a' });
        },
        shares * 2,
      );
    });
  },
);

describe('texts', () => {
  const broken = (text: string, random: (limit: number) => number) =>
    new TextDecoder().decode(mutate(new TextEncoder().encode(text), random));
  it('externs, scripts, headers and maps', () => {
    const header = preprocess([{ name: 'a.c', text: 'MP_QSTR_one MP_QSTR_two' }]);
    const map = writeMap(
      link({ arch: 'rv32imc', objects: [{ name: 'a.o', bytes: fixture('vector.rv32') }], sourceName: 'a' }).map,
    );
    refusals(
      11,
      (random) => void readExterns({ name: 'e', text: broken('/* x */\na = 0x10;\nPROVIDE(b=0x20);\n', random) }, 4),
    );
    refusals(12, (random) => {
      readLinkerScript(
        new TextEncoder().encode(broken('/* x */ OUTPUT_FORMAT(elf) GROUP(a.a, b.a AS_NEEDED(c.a))', random)),
        's',
      );
    });
    refusals(13, (random) =>
      linked({
        arch: 'rv32imc',
        objects: [{ name: 'a.o', bytes: fixture('vector.rv32') }],
        qstrs: broken(header, random),
        sourceName: 'a',
      }),
    );
    expect(refusals(14, (random) => void readMap(broken(map, random)))).toBeGreaterThan(0);
  });
});
