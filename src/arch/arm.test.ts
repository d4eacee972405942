// What ARM objects say about themselves, and what follows: refused, warned about, or recognised.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readObject } from '../elf/index.js';
import { makeObject, type SymbolSpec } from '../elf/make-object.fixture.js';
import { arches, identify } from './index.js';

const kit = (arch: string) =>
  readObject(
    new Uint8Array(
      readFileSync(join(import.meta.dirname, '..', '..', 'test', 'conformance', 'hello', arch, 'hello.o')),
    ),
    'hello.o',
  );
const ARM = ['armv6m', 'armv7m', 'armv7em', 'armv7emsp', 'armv7emdp'];
const judge = (arch: string, object: ReturnType<typeof kit>) => {
  const { refuse, warn } = arches[arch]!.judge(object);
  return refuse ? 'refused' : warn ? 'warned' : 'fine';
};

const SHT_ARM_ATTRIBUTES = 0x70000003;
const uleb = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...uleb(value >> 7)]);
/** A section .ARM.attributes with these tags. */
function attributes(tags: Readonly<Record<number, number>>, symbols: readonly SymbolSpec[] = []) {
  const list = Object.entries(tags).flatMap(([tag, value]) => [...uleb(Number(tag)), ...uleb(value)]);
  const named = [5, 0x78, 0]; // Tag_CPU_name "x"
  const body = [1, ...u32(5 + named.length + list.length), ...named, ...list];
  const vendor = [...'aeabi'].map((c) => c.charCodeAt(0));
  const bytes = [0x41, ...u32(4 + vendor.length + 1 + body.length), ...vendor, 0, ...body];
  return objectWith(bytes, symbols);
}
const u32 = (v: number) => [v & 255, (v >> 8) & 255, (v >> 16) & 255, (v >> 24) & 255];
const objectWith = (bytes: readonly number[], symbols: readonly SymbolSpec[] = []) =>
  readObject(
    makeObject({
      class: 32,
      machine: 40,
      rel: true,
      sections: [
        { name: '.text', bytes: [0, 0, 0, 0], flags: 6 },
        { name: '.ARM.attributes', type: SHT_ARM_ATTRIBUTES, flags: 0, bytes },
      ],
      symbols: [{ name: 'mpy_init', section: '.text', value: 1 }, ...symbols],
    }),
    'a.o',
  );
const [CPU, FP, MODEL, USE, ARGS] = [6, 10, 23, 27, 28];

describe('objects of the kit', () => {
  // From the object's architecture to what each architecture says about it.
  it.each([
    ['armv6m', ['fine', 'fine', 'fine', 'warned', 'warned']],
    ['armv7m', ['warned', 'fine', 'fine', 'warned', 'warned']],
    ['armv7emsp', ['refused', 'refused', 'refused', 'fine', 'fine']],
    ['armv7emdp', ['refused', 'refused', 'refused', 'warned', 'fine']],
  ])('%s', (from, want) => {
    expect(ARM.map((arch) => judge(arch, kit(from)))).toEqual(want);
  });
  it.each(['x86', 'x64', 'armv6m', 'armv7m', 'armv7emsp', 'armv7emdp', 'rv32imc', 'rv64imc'])(
    '%s is recognised',
    (arch) => expect(identify(kit(arch)).fit?.name).toBe(arch),
  );
});

describe('attributes', () => {
  it.each([
    ['Cortex-M4 without FPU', { [CPU]: 13, [MODEL]: 3 }, 'armv7em'],
    ['Cortex-M0', { [CPU]: 12 }, 'armv6m'],
    ['ARM7', { [CPU]: 2 }, 'armv6m'],
    ['Cortex-M3', { [CPU]: 10, 7: 0x4d }, 'armv7m'],
    ['single precision', { [CPU]: 13, [FP]: 6, [MODEL]: 3, [USE]: 1, [ARGS]: 1 }, 'armv7emsp'],
    ['double precision', { [CPU]: 13, [FP]: 8, [MODEL]: 3, [ARGS]: 1 }, 'armv7emdp'],
    ['nothing', {}, 'armv6m'],
  ])('%s', (_, tags, arch) => expect(identify(attributes(tags)).fit?.name).toBe(arch));

  it('an FPU used behind the soft convention is warned about', () => {
    const object = attributes({ [CPU]: 13, [FP]: 6, [MODEL]: 3, [USE]: 1 });
    expect(ARM.map((arch) => judge(arch, object))).toEqual(['warned', 'warned', 'warned', 'warned', 'warned']);
  });
  it('objects without floating point go with both conventions', () => {
    expect(arches.armv7emsp!.judge(attributes({ [CPU]: 13 })).floatAbi).toBeUndefined();
    expect(arches.armv7emsp!.judge(attributes({ [CPU]: 13, [MODEL]: 3, [ARGS]: 3 })).floatAbi).toBeUndefined();
    expect(arches.armv7emsp!.judge(attributes({ [CPU]: 13, [MODEL]: 3, [ARGS]: 1 })).floatAbi).toContain('hard');
  });
  it('A32 code is refused', () => {
    const object = attributes({ [CPU]: 2 }, [{ name: '$a', section: '.text', binding: 0 }]);
    expect(arches.armv7m!.judge(object).refuse).toMatch(/A32 code.*-mthumb/);
  });
  it('broken ones say nothing', () => {
    for (const bytes of [[], [0x41], [0x42, 9, 9, 9, 9], [0x41, 255, 255, 255, 255, 97], [0x41, ...u32(4), 1, 1, 1]]) {
      expect(judge('armv6m', objectWith(bytes))).toBe('fine');
    }
    const whole = attributes({ [CPU]: 13, [FP]: 6, [MODEL]: 3, [ARGS]: 1, 32: 1, 65: 200 });
    const bytes = [...whole.sections[2]!.bytes];
    for (let cut = 0; cut < bytes.length; cut++) judge('armv6m', objectWith(bytes.slice(0, cut)));
    for (let at = 0; at < bytes.length; at++) {
      for (const value of [0, 1, 0x7f, 0x80, 0xff]) judge('armv7m', objectWith(bytes.with(at, value)));
    }
  });
});
