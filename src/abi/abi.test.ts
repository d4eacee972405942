// The tables against rules that the specifications state in another form, so that a typing slip in one shows.
import { describe, expect, test } from 'vitest';
import { ARCHS } from './archs.js';
import { parseSignature } from './fun-table.js';
import {
  archFlagNames,
  BINARY_OPS,
  composeMpyAttribute,
  decomposeMpyAttribute,
  FUN_TABLE,
  FUN_TABLE_INDEX,
  featureByte,
  formatReleases,
  HOSTS,
  hostAccepts,
  INPLACE_TO_NORMAL,
  LINKER_MEM_FUNCTIONS,
  LINKER_SYMBOLS,
  NORMAL_TO_REVERSE,
  nextMapSize,
  OP,
  OPCODES,
  releasesReading,
  STATIC_QSTRS,
  staticQstrNumber,
  staticQstrText,
  stringHash,
  TYPE_SLOTS,
} from './index.js';
import { LAYOUTS } from './layouts.js';
import { RELEASES } from './releases.js';

const hashOf = (text: string) => {
  const bytes = new TextEncoder().encode(text);
  return stringHash(bytes, 0, bytes.length);
};

describe('static qstrs', () => {
  test('165 different strings, sorted from number 5 on as the list is', () => {
    expect(STATIC_QSTRS.length).toBe(165);
    expect(new Set(STATIC_QSTRS).size).toBe(165);
  });
  test.each([
    [1, ''],
    [3, '\n'],
    [4, ' '],
    [7, '<module>'],
    [42, 'KeyboardInterrupt'],
    [107, 'len'],
    [115, 'micropython'],
    [123, 'print'],
    [161, 'utf-8'],
    [165, 'zip'],
  ])('number %i', (number, text) => {
    expect(staticQstrText(number)).toBe(text);
    expect(staticQstrNumber(text)).toBe(number);
  });
  test('outside the list', () => {
    expect(staticQstrText(0)).toBeUndefined();
    expect(staticQstrText(166)).toBeUndefined();
    expect(staticQstrNumber('bump')).toBe(0);
  });
});

describe('mp_fun_table', () => {
  test('87 entries of the expected kinds', () => {
    expect(FUN_TABLE.length).toBe(87);
    const kinds = FUN_TABLE.map((e) => e.kind).join('');
    expect(kinds).toBe(`OOO${'F'.repeat(46)}0${'F'.repeat(22)}${'P'.repeat(15)}`);
    expect(new Set(FUN_TABLE.map((e) => e.name)).size).toBe(87);
  });
  test.each([
    ['native_from_obj', 3],
    ['raise', 34],
    ['setjmp_', 49],
    ['memset_', 50],
    ['raise_msg', 55],
    ['load_method_maybe', 64],
    ['arg_parse_all', 67],
    ['type_type', 73],
    ['type_Exception', 82],
    ['stream_write_obj', 86],
  ])('%s is entry %i', (name, index) => expect(FUN_TABLE_INDEX.get(name)).toBe(index));
  test('every word of every signature is a known type', () => {
    const known = 'obj ptr word sword int uint32 qstr bool char float double void noreturn va va_list'.split(' ');
    for (const e of FUN_TABLE) for (const type of [e.ret, ...e.params]) expect(known, e.name).toContain(type);
  });
  test('signatures are split', () => {
    expect(parseSignature('void(obj, qstr, ptr)')).toEqual({ ret: 'void', params: ['obj', 'qstr', 'ptr'] });
    expect(parseSignature('obj()')).toEqual({ ret: 'obj', params: [] });
  });
  test('the linker knows the objects of the table by name, and three functions', () => {
    const types = [
      'type',
      'str',
      'list',
      'dict',
      ...['0', '1', '2', '3', 'var'].map((n) => `fun_builtin_${n}`),
      'Exception',
    ];
    const streams = ['read', 'readinto', 'unbuffered_readline', 'write'];
    const names = [...types.map((name) => `mp_type_${name}`), ...streams.map((name) => `mp_stream_${name}_obj`)];
    expect(Object.entries(LINKER_SYMBOLS)).toEqual(names.map((name, i) => [name, 73 + i]));
    expect(LINKER_MEM_FUNCTIONS).toEqual({ memset: 50, memmove: 51, memcpy: 51 });
  });
});

test('layouts: word-sized fields scale, sizes are multiples of the word', () => {
  for (const w of [4, 8] as const) {
    expect(LAYOUTS[w].mp_obj_type_t.slots).toBe(w === 4 ? 20 : 24);
    for (const [name, struct] of Object.entries(LAYOUTS[w])) expect(struct.SIZE % w, name).toBe(0);
    expect(LAYOUTS[w].mp_obj_full_type_t.SIZE).toBe(LAYOUTS[w].mp_obj_type_t.slots + 11 * w);
    expect(LAYOUTS[w].nlr_buf_t.SIZE).toBe(LAYOUTS[w].nlr_buf_t.regs + 14 * w);
    const fields = LAYOUTS[w].mp_obj_type_t as Record<string, number>;
    for (const [i, slot] of TYPE_SLOTS.entries()) {
      expect(fields[`slot_index_${slot}`]).toBe(LAYOUTS[w].mp_obj_type_t.slot_index_make_new + i);
    }
  }
});

test('operators: the three families keep their distances', () => {
  expect(BINARY_OPS.length).toBe(52);
  for (let code = 9; code <= 21; code++) {
    const normal = BINARY_OPS[code + INPLACE_TO_NORMAL]!;
    expect(BINARY_OPS[code]!.name).toBe(`INPLACE_${normal.name}`);
    expect(BINARY_OPS[code]!.method).toBe(normal.method.replace('__', '__i'));
    expect(BINARY_OPS[normal.code + NORMAL_TO_REVERSE]!.name).toBe(`REVERSE_${normal.name}`);
  }
});

describe('opcodes', () => {
  test('forms follow from the opcode alone', () => {
    const byNibble = ['none', 'uint', 'uint', 'uint', 'lab'];
    for (const info of OPCODES) {
      if (!info) continue;
      const expected = byNibble[info.code >> 4] ?? 'none';
      const form = info.encoding === 'sint' ? 'uint' : info.encoding.replace(/^[su]lab/, 'lab');
      expect(form, info.name).toBe(expected);
      if (form === 'lab') expect(info.encoding, info.name).toBe(info.code <= 0x44 ? 'slab' : 'ulab');
      expect(info.extraByte, info.name).toBe((info.code & 0x9e) === 0);
    }
  });
  test('the invalid codes are those listed', () => {
    const holes: string[] = [];
    for (let c = 0; c < 256; c++) if (!OPCODES[c]) holes.push(c.toString(16).padStart(2, '0'));
    const range = (a: number, b: number) =>
      Array.from({ length: b - a + 1 }, (_, i) => (a + i).toString(16).padStart(2, '0'));
    expect(holes).toEqual([
      ...range(0x00, 0x0f),
      ...range(0x1d, 0x1f),
      ...range(0x38, 0x3f),
      '41',
      ...range(0x4c, 0x4f),
      ...range(0x60, 0x61),
      ...range(0x6a, 0x6f),
      ...range(0xd4, 0xd6),
      ...range(0xfa, 0xff),
    ]);
  });
  test('values inside opcodes', () => {
    expect(OPCODES[0x70]!.implied).toBe(-16);
    expect(OPCODES[0xaf]!.implied).toBe(47);
    expect(OPCODES[0xf4]!.implied).toBe(29);
    expect(OP.RETURN_VALUE).toBe(0x63);
  });
});

describe('architectures', () => {
  test('feature bytes of native files', () => {
    const bytes = [0x07, 0x0b, 0x0f, 0x13, 0x17, 0x1b, 0x1f, 0x23, 0x27, 0x2b, 0x2f, 0x33, 0x3f];
    expect(ARCHS.map((a) => featureByte(a.code, 0))).toEqual(bytes);
    expect(featureByte(0, 1)).toBe(0x40);
  });
  test.each([
    [0, 0, true],
    [0, 12, false],
    [2, 1, false],
    [8, 4, true],
    [7, 8, false],
    [6, 5, true],
    [3, 4, false],
    [4, 3, false],
    [9, 8, false],
    [12, 12, true],
    [12, 11, false],
  ])('host %i and file %i', (host, file, accepted) => expect(hostAccepts(host, file)).toBe(accepted));
  test('code 5 is no host', () => expect(HOSTS.map((h) => h.code)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11, 12]));
  test.each([
    [12, 0, 0x3306],
    [11, 3, 0x32f06],
    [11, 0, 0x2f06],
    [2, 0, 0xb06],
    [0, 0, 0x306],
  ])('_mpy of host %i with flags %i', (host, flags, value) => {
    expect(composeMpyAttribute(host, flags)).toBe(value);
    expect(decomposeMpyAttribute(value)).toEqual({ version: 6, subVersion: 3, arch: host, archFlags: flags });
  });
  test('flag names', () => {
    expect(archFlagNames(11, 3)).toEqual(['zba', 'zcmp']);
    expect(archFlagNames(11, 6)).toEqual(['zcmp', '0x4']);
    expect(archFlagNames(0, 1)).toEqual(['0x1']);
  });
});

describe('hashing', () => {
  test.each([
    ['', 5381],
    ['a', 46532],
    ['abc', 12933],
    ['len', 16482],
    ['__name__', 14562],
    ['__file__', 21507],
    ['hello world', 21317],
  ])('hash of %j', (text, hash) => expect(hashOf(text)).toBe(hash));
  test('growth', () => {
    expect(nextMapSize(0)).toBe(2);
    expect(nextMapSize(12)).toBe(17);
    expect(nextMapSize(54907)).toBe((54908 + 27454) | 1);
  });
  test('a dict filled with a..p comes out in the documented order', () => {
    let table: (string | undefined)[] = [];
    const put = (key: string) => {
      for (let i = 0, at = hashOf(key) % table.length; i < table.length; i++, at = (at + 1) % table.length) {
        if (table[at] === undefined) {
          table[at] = key;
          return true;
        }
      }
      return false;
    };
    for (const key of 'abcdefghijklmnop') {
      while (!put(key)) {
        const old = table;
        table = new Array(nextMapSize(old.length)).fill(undefined);
        for (const k of old) if (k !== undefined) put(k);
      }
    }
    expect(table.filter(Boolean).join(' ')).toBe('d g f a p c b m l o n i h k j e');
  });
});

describe('releases', () => {
  const text = (arch: number, subVersion: number, hasArchFlags = false, version = 6) =>
    formatReleases(releasesReading({ version, subVersion, arch, hasArchFlags }));
  test.each([
    [text(12, 3), 'v1.28.0 and later'],
    [text(11, 3), 'v1.24.0 and later'],
    [text(8, 3), 'v1.23.0 and later'],
    [text(11, 3, true), 'v1.27.0 and later'],
    [text(5, 2), 'v1.22.0 to v1.22.2'],
    [text(5, 1), 'v1.20.0 to v1.21.0'],
    [text(5, 0), 'v1.19 to v1.19.1'],
    [text(0, 0), 'v1.19 and later'],
    [text(0, 3), 'v1.20.0 and later'],
    [text(0, 0, false, 5), 'v1.12 to v1.18'],
    [text(0, 0, false, 7), ''],
  ])('%s', (actual, expected) => expect(actual).toBe(expected));
  test('rows are in order', () =>
    expect(RELEASES.every((r, i) => i === 0 || r.date >= RELEASES[i - 1]!.date)).toBe(true));
});
