// Same inputs, same bytes: in another process, another folder, another language, under other names, after other links, with
// archives in another order where the order says nothing; and no path of this machine in what comes out.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArchive } from '../../src/elf/index.js';
import { type LinkOptions, link } from '../../src/link/index.js';
import { writeMap } from '../../src/mpy/index.js';
import { CONFORMANCE, ensureBuilt, MAIN } from '../helpers/cli.js';
import { randomFrom } from '../helpers/random.js';
import { archesOf, MODULES, optionsOf } from './modules.js';

const dir = mkdtempSync(join(tmpdir(), 'natmod-stable-'));
afterAll(() => rmSync(dir, { recursive: true }));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const MODES: readonly Partial<LinkOptions>[] = [{}, { optimize: true }];

const NAMES = Object.keys(MODULES).filter((name) => !MODULES[name]!.system);
const pairs = NAMES.flatMap((name) => archesOf(name).map((arch) => [name, arch] as const));

/** Everything that a link gives, as text. */
const all = (options: LinkOptions) => {
  const { mpy, map, elf, removed, warnings, summary } = link(options);
  return JSON.stringify([hex(mpy), writeMap(map), hex(elf()), removed, warnings, summary]);
};
const optionsFor = (name: string, arch: string, mode: Partial<LinkOptions>) => ({
  ...optionsOf(name, arch),
  ...MODULES[name]!.options,
  ...mode,
});

describe('in one process', () => {
  it('gives the same after other links, from bytes elsewhere in memory, in another order of links', () => {
    for (const mode of MODES) {
      const first = pairs.map(([name, arch]) => all(optionsFor(name, arch, mode)));
      const moved = (bytes: Uint8Array) => {
        const big = new Uint8Array(bytes.length + 13).fill(0xa5);
        big.set(bytes, 7);
        return big.subarray(7, 7 + bytes.length);
      };
      [...pairs.entries()].reverse().forEach(([i, [name, arch]]) => {
        const options = optionsFor(name, arch, mode);
        const objects = options.objects.map((o) => ({ name: o.name, bytes: moved(o.bytes) }));
        const libraries = options.libraries?.map((o) => ({ name: o.name, bytes: moved(o.bytes) }));
        expect(all({ ...options, objects, libraries })).toBe(first[i]);
      });
    }
  });

  it('gives the same module whatever the files are called', () => {
    const random = randomFrom(6).below;
    for (const [name, arch] of pairs) {
      for (const mode of MODES) {
        const options = optionsFor(name, arch, mode);
        const other = (_: unknown, i: number) => `${i}/${random(1e9)}/x y.${random(1e9)}.o`;
        const rename = <T extends { name: string }>(list: readonly T[] = []) =>
          list.map((o, i) => ({ ...o, name: other(o, i) }));
        const renamed = { ...options, objects: rename(options.objects), libraries: rename(options.libraries) };
        expect(hex(link(renamed).mpy)).toBe(hex(link(options).mpy));
      }
    }
  });

  it('places code in the order of the objects', () => {
    for (const [name, arch] of pairs.filter(([n]) => (MODULES[n]!.sources?.length ?? 1) > 1)) {
      for (const reverse of [false, true]) {
        const options = optionsFor(name, arch, { gcSections: false, icf: false });
        const objects = reverse ? [...options.objects].reverse() : options.objects;
        const { map } = link({ ...options, objects });
        const places = map.sections.filter((s) => /^\.text/.test(s.name) && s.size > 0);
        const order = objects.map((o) => o.name);
        const files = places.map((s) => order.indexOf(s.file));
        expect(files).toEqual([...files].sort((a, b) => a - b));
      }
    }
  });
});

/** The archive of the kit, its members in two archives, or the other way round. */
describe('archives', () => {
  const read = (...path: string[]) => new Uint8Array(readFileSync(join(CONFORMANCE, 'archive', ...path)));
  const pack = (file: string, members: readonly { name: string; bytes: Uint8Array }[]) => {
    const folder = mkdtempSync(join(dir, 'ar-'));
    for (const { name, bytes } of members) writeFileSync(join(folder, name), bytes);
    execFileSync('ar', ['rcD', file, ...members.map((m) => m.name)], { cwd: folder });
    return { name: file, bytes: new Uint8Array(readFileSync(join(folder, file))) };
  };
  const hasAr = (() => {
    try {
      execFileSync('ar', ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  })();

  it.skipIf(!hasAr).each(['rv32imc', 'rv64imc', 'x86', 'x64', 'armv6m', 'armv7m', 'xtensa'])('%s', (arch) => {
    const { members } = readArchive(read(arch, 'libnmx.a'), 'libnmx.a');
    const options = { arch, objects: [{ name: 'archive.o', bytes: read(arch, 'archive.o') }], sourceName: 'a.mpy' };
    const of = (libraries: LinkOptions['libraries']) => hex(link({ ...options, libraries }).mpy);
    const want = of([{ name: 'libnmx.a', bytes: read(arch, 'libnmx.a') }]);
    const random = randomFrom(9).below;
    for (let round = 0; round < (process.env.NATMOD_TEST === 'all' ? 20 : 3); round++) {
      const shuffled = [...members].map((m) => [random(1e6), m] as const).sort((a, b) => a[0] - b[0]);
      const list = shuffled.map(([, m]) => m);
      const cut = random(list.length + 1);
      const libraries = [list.slice(0, cut), list.slice(cut)].filter((l) => l.length > 0);
      expect(of(libraries.map((l, i) => pack(`lib${i}.a`, l)))).toBe(want);
    }
  });
});

describe('natmod link', () => {
  beforeAll(ensureBuilt);

  it('gives the same files in other folders, languages and processes, with no path of this machine', () => {
    const results = ['one', 'another folder'].map((folder, i) => {
      const cwd = join(dir, folder);
      mkdirSync(cwd);
      const outputs = ['', '-O'].flatMap((mode) =>
        ['data', 'statics', 'twins', 'relax'].map((name) => {
          const { objects, qstrs } = optionsOf(name, 'rv32imc');
          for (const o of objects) writeFileSync(join(cwd, o.name), o.bytes);
          writeFileSync(join(cwd, 'names.h'), qstrs!);
          const env = {
            ...process.env,
            LANG: i ? 'C' : 'de_DE.UTF-8',
            LC_ALL: i ? 'C' : 'tr_TR.UTF-8',
            TZ: i ? 'UTC' : 'Asia/Tokyo',
          };
          const args = [
            'link',
            '--arch',
            'rv32imc',
            '--qstrs',
            'names.h',
            '-o',
            'm.mpy',
            '--map',
            'm.map',
            '--elf',
            'm.elf',
            '--json',
          ];
          const flags = i ? ['--random-seed=5'] : ['--random-seed=77'];
          const json = execFileSync(
            process.execPath,
            [...flags, MAIN, ...args, ...(mode ? [mode] : []), ...objects.map((o) => o.name)],
            {
              cwd,
              env,
              encoding: 'utf8',
            },
          );
          return [json, ...['m.mpy', 'm.map', 'm.elf'].map((f) => readFileSync(join(cwd, f), 'latin1'))];
        }),
      );
      for (const text of outputs.flat()) {
        expect(text).not.toContain(dir);
        expect(text).not.toContain(process.cwd());
      }
      return outputs;
    });
    expect(results[0]).toEqual(results[1]);
  });

  it('gives the same module for paths of other forms', () => {
    const { objects, qstrs } = optionsOf('twins', 'rv64imc');
    const cwd = mkdtempSync(join(dir, 'forms-'));
    for (const o of objects) writeFileSync(join(cwd, o.name), o.bytes);
    writeFileSync(join(cwd, 'names.h'), qstrs!);
    const [plain, dotted, absolute] = [(n: string) => n, (n: string) => `./x/../${n}`, (n: string) => join(cwd, n)].map(
      (path) => {
        mkdirSync(join(cwd, 'x'), { recursive: true });
        const args = [
          'link',
          '--arch',
          'rv64imc',
          '--qstrs',
          path('names.h'),
          '-o',
          path('m.mpy'),
          '--elf',
          path('m.elf'),
        ];
        execFileSync(process.execPath, [MAIN, ...args, ...objects.map((o) => path(o.name))], { cwd });
        return [readFileSync(join(cwd, 'm.mpy'), 'hex'), readFileSync(join(cwd, 'm.elf'), 'hex')];
      },
    );
    expect(dotted).toEqual(plain);
    expect(absolute).toEqual(plain);
  });
});
