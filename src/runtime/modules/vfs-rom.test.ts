// ROMFS images: what is in them can be listed, read and imported; broken ones give OSError or an empty directory.

import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../../test/helpers/random.js';
import { BOARDS, runScript } from './script.fixture.js';

const ALL = process.env.NATMOD_TEST === 'all';

type Tree = { readonly [name: string]: string | Tree };

const varuint = (n: number): number[] => {
  const bytes = [n & 0x7f];
  for (let rest = n >>> 7; rest > 0; rest >>>= 7) bytes.unshift((rest & 0x7f) | 0x80);
  return bytes;
};
const record = (kind: number, payload: readonly number[]): number[] => [
  ...varuint(kind),
  ...varuint(payload.length),
  ...payload,
];
const bytesOf = (text: string): number[] => [...new TextEncoder().encode(text)];
const named = (name: string, body: readonly number[]): number[] => {
  const bytes = bytesOf(name);
  return [...varuint(bytes.length), ...bytes, ...body];
};
const entries = (tree: Tree): number[] =>
  Object.entries(tree).flatMap(([name, node]) =>
    typeof node === 'string' ? record(5, named(name, record(2, bytesOf(node)))) : record(4, named(name, entries(node))),
  );
/** An image; an odd length is padded as the format wants it. */
function imageOf(tree: Tree): number[] {
  const plain = record(0x14a6b1, entries(tree));
  if (plain.length % 2 === 0) return plain;
  return [...plain.slice(0, 3), 0x80, ...plain.slice(3)];
}
const literal = (bytes: readonly number[]): string =>
  `b'${bytes.map((b) => `\\x${b.toString(16).padStart(2, '0')}`).join('')}'`;
const mounted = (image: readonly number[]): string =>
  `import vfs, os, sys\nvfs.mount(vfs.VfsRom(${literal(image)}), '/rom')\nsys.path.append('/rom')\n`;

const TREE: Tree = {
  'a.txt': 'one\ntwo\n',
  lib: { 'm.py': 'print(__name__, __file__)\nfrom . import n\n', 'n.py': 'X = 7\n', '__init__.py': '' },
  plain: { deep: { 'x.py': 'Y = 8\n' } },
  'long.py': `Z = '${'z'.repeat(300)}'\n`,
};

it.each(['VIRT_RV64', 'VIRT_RV32'] as const)('%s: most of the heap holds what is read', (board) => {
  const romfs = Uint8Array.from(imageOf({ 'big.txt': 'x'.repeat(90_000) }));
  const script = ["''", "'90000'"]
    .flatMap((size) =>
      ['r', 'rb'].map((mode) => `print(len(open('/rom/big.txt', '${mode}').read(int(${size} or -1))))`),
    )
    .join('\n');
  expect(runScript(script, { board, romfs })).toEqual({ stdout: '90000\n'.repeat(4) });
});

describe.each(BOARDS)('$board, gc $gc', (options) => {
  it('lists, reads and imports', () => {
    const script = `${mounted(imageOf(TREE))}
print(os.listdir('/rom'), list(os.ilistdir(b'/rom/plain')), os.stat('/rom/lib/n.py')[6])
print([line for line in open('/rom/a.txt')], open('/rom/a.txt', 'rb').read(5))
import lib.m, plain.deep.x, long
print(lib.m.n.X, plain.deep.x.Y, plain, len(long.Z), sorted(sys.modules))
`;
    const stdout = [
      "['a.txt', 'lib', 'plain', 'long.py'] [(b'deep', 16384, 0, 15)] 6",
      "['one\\n', 'two\\n'] b'one\\nt'",
      'lib.m /rom/lib/m.py',
      "7 8 <module 'plain'> 300 ['lib', 'lib.m', 'lib.n', 'long', 'plain', 'plain.deep', 'plain.deep.x']",
      '',
    ].join('\n');
    expect(runScript(script, options)).toEqual({ stdout });
  });
});

it('follows data that lies elsewhere in the image', () => {
  // A padding record holds the bytes that the file points at.
  const hidden = bytesOf('hidden');
  const body = [...record(1, hidden), ...record(5, named('p', record(3, [hidden.length, 6])))];
  const script = `${mounted(record(0x14a6b1, body))}print(open('/rom/p').read(), os.stat('/rom/p')[6])`;
  expect(runScript(script).stdout).toBe('hidden 6\n');
});

describe('broken images', () => {
  it('never do more than raise OSError', () => {
    const { below: random } = randomFrom(5);
    const image = imageOf(TREE);
    const walk = `
def walk(p, depth):
    for e in os.ilistdir(p):
        q = p + '/' + e[0]
        if e[1] == 0x4000:
            if depth < 5: walk(q, depth + 1)
        else:
            try: open(q, 'rb').read()
            except OSError: pass
try:
    vfs.mount(vfs.VfsRom(image), '/rom')
    walk('/rom', 0)
    print('walked')
except OSError as e:
    print('OSError')
except UnicodeError:
    print('UnicodeError')
`;
    const seen = new Set<string>();
    for (let i = 0; i < (ALL ? 5000 : 150); i++) {
      const broken = [...image];
      for (let n = 1 + random(4); n > 0; n--) broken[random(4) === 0 ? random(8) : random(60)] = random(256);
      broken.length -= random(3) === 0 ? random(image.length) : 0;
      const got = runScript(`import vfs, os\nimage = ${literal(broken)}\n${walk}`);
      expect(got.uncaught).toBeUndefined();
      seen.add(got.stdout.trim());
    }
    expect(seen.has('walked') && seen.has('OSError')).toBe(true);
  });
});
