// Thousands of scripts on one board, as a long test run sends them through the raw REPL: imports of native modules,
// exceptions, MemoryErrors, unreadable garbage and soft resets among them. Prints what guest and host use of memory at
// the begin and at the end; status 1 if either grew. usage: node tools/soak.mjs [SCRIPTS] [BOARD]
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const latin1 = (text) => Uint8Array.from(text, (c) => c.charCodeAt(0));

/** A SerialBoard whose line is this array. */
async function openBoard(name) {
  const { SerialBoard } = await import(pathToFileURL(join(root, 'dist', 'index.js')).href);
  const chunks = [];
  let out = '';
  const board = new SerialBoard({
    board: name,
    limits: 'board',
    source: {
      take: () => chunks.shift() ?? new Uint8Array(0),
      wait: () => {},
      get ended() {
        return chunks.length === 0;
      },
    },
    write: (text) => {
      out += text;
    },
  });
  board.repl.start();
  return {
    send(text) {
      out = '';
      chunks.push(latin1(text));
      while (board.step());
      return out;
    },
  };
}

/** Device side of an import from bytes, as test runners do it. */
export function injecting(module, bytes) {
  const literal = [...bytes].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  return `import sys, io, vfs
b = b'${literal}'
class F(io.IOBase):
    def __init__(self): self.at = 0
    def ioctl(self, r, a): return 0 if r == 4 else -1
    def readinto(self, buf):
        buf[:] = b[self.at:self.at + len(buf)]
        self.at += len(buf)
        return len(buf)
class FS:
    def mount(self, a, b): pass
    def umount(self): pass
    def chdir(self, p): pass
    def stat(self, p):
        if p == '/injected.mpy': return (0,) * 10
        raise OSError(-2)
    def open(self, p, m): return F()
vfs.mount(FS(), '/__remote')
sys.path.insert(0, '/__remote')
import injected
print(injected.${module === 'hello' ? 'answer()' : '__name__'})
vfs.umount('/__remote')
sys.path.pop(0)
del sys.modules['injected']
`;
}

const FREE = 'import gc\ngc.collect()\nprint(gc.mem_free())';

export async function soak({ scripts, board: name, report }) {
  const arch = name === 'VIRT_RV32' ? 'rv32imc' : 'rv64imc';
  const modules = ['hello', 'exc', 'klass', 'bssmod'].flatMap((module) => {
    try {
      return [[module, readFileSync(join(root, 'test', 'conformance', module, arch, `${module}.mpy`))]];
    } catch {
      return [];
    }
  });
  const kinds = [
    ...modules.map(([module, bytes]) => ({ code: injecting(module, bytes), resets: true })),
    { code: 'print(sum(range(100)))' },
    { code: 'def f(n): return f(n + 1)\nf(0)' },
    { code: '1 // 0' },
    { code: 'x = = 1' },
    { code: 'a = []\nwhile 1: a.append(bytearray(4096))' },
    { code: 'a = None\nd = {i: str(i) for i in range(200)}\nprint(len(d))\nd = None' },
    {
      code: 'class A:\n def __del__(self): pass\nA()\nimport struct, json\nprint(json.loads(json.dumps([1, {"a": 2.5}])))',
    },
    { code: 'def g():\n for i in range(5): yield i\nprint(list(g()), 1 << 100)' },
    {
      code: 'import re, deflate, io\nprint(re.match("a+", "aaa").group(0))\nbytes(deflate.DeflateIO(io.BytesIO(), deflate.RAW).write(b"xx") or 0)',
    },
    { code: 'raise SystemExit', exits: true },
  ];
  const line = await openBoard(name);
  line.send('\r\x01');
  const exec = (code) => line.send(`${code}\x04`);
  const reset = () => exec('');
  const measure = () => {
    reset();
    const free = Number(/OK(\d+)/.exec(exec(FREE))?.[1]);
    for (let i = 0; i < 4; i++) globalThis.gc?.();
    const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
    return { free, rss, heapUsed, external, arrayBuffers };
  };
  const run = (count, from) => {
    for (let i = from; i < from + count; i++) {
      const { code, exits, resets } = kinds[i % kinds.length];
      const out = exec(code);
      if (!out.startsWith('OK')) throw new Error(`script ${i} gave ${JSON.stringify(out.slice(0, 200))}`);
      if (!exits && (resets || i % 7 === 0)) reset();
    }
  };
  // Everything that is made once is there after the first rounds.
  const warmUp = Math.min(scripts, 10 * kinds.length);
  run(warmUp, 0);
  const before = measure();
  run(scripts - warmUp, warmUp);
  const after = measure();
  report?.(before, after);
  return { before, after, kinds: kinds.length };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const scripts = Number(process.argv[2] ?? 10_000);
  const name = process.argv[3] ?? 'VIRT_RV64';
  const started = Date.now();
  const show = (label, { free, rss, heapUsed, external }) =>
    console.log(
      `${label}: guest free ${free}, host rss ${mib(rss)}, heap used ${mib(heapUsed)}, external ${mib(external)}`,
    );
  const mib = (bytes) => `${(bytes / 1048576).toFixed(1)} MiB`;
  const { before, after } = await soak({ scripts, board: name });
  show('before', before);
  show('after ', after);
  console.log(`${scripts} scripts on one ${name} in ${((Date.now() - started) / 1000).toFixed(0)} s`);
  const grown = after.heapUsed - before.heapUsed > 4 << 20 || after.external - before.external > 4 << 20;
  if (after.free !== before.free || grown) {
    console.error('soak: memory is lost');
    process.exitCode = 1;
  }
}
