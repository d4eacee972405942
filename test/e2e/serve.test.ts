// `natmod serve` as clients meet it: each kind of line, clients that come and go, raw-paste, remote mounts, garbage.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CONFORMANCE, emptyFolder, ensureBuilt, MAIN as MAIN_FILE, natmod, ROOT } from '../helpers/cli.js';
import { randomFrom } from '../helpers/random.js';
import { DEVICE_SIDE, RemoteHost } from '../helpers/remote-mount.js';
import { type SerialClient, type Served, serve } from '../helpers/serial-client.js';
import { hasTool } from '../helpers/tools.js';

const hasPty = process.platform === 'linux' && existsSync('/dev/ptmx');
const native = (arch: string): Uint8Array => readFileSync(join(CONFORMANCE, 'hello', arch, 'hello.mpy'));

const folder = emptyFolder();
const running: Served[] = [];
const clients: SerialClient[] = [];
beforeAll(ensureBuilt);
afterAll(() => folder.remove());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const served of running.splice(0)) await served.stop();
});

async function started(transport: 'stdio' | 'tcp' | 'pty', ...args: string[]): Promise<Served> {
  const served = await serve(transport, ...args);
  running.push(served);
  return served;
}
async function connected(served: Served): Promise<SerialClient> {
  const client = await served.connect();
  clients.push(client);
  return client;
}
/** A board over TCP whose raw REPL waits. */
async function rawBoard(...args: string[]): Promise<{ served: Served; client: SerialClient }> {
  const served = await started('tcp', ...args);
  const client = await connected(served);
  await client.enterRaw();
  return { served, client };
}
const ok = (out: string) => ({ out, err: '' });

describe.each(['stdio', 'tcp', ...(hasPty ? (['pty'] as const) : [])] as const)('over %s', (transport) => {
  test.each(['VIRT_RV64', 'VIRT_RV32'])('%s: raw REPL, raw-paste, reset, interruption', async (board) => {
    const client = await connected(await started(transport, '--board', board));
    await client.until('>>> ');
    await client.enterRaw();
    expect(await client.exec('import sys\nprint(sys.implementation._build)')).toEqual(ok(`${board}\r\n`));
    expect(await client.paste(`print(len(${JSON.stringify('x'.repeat(1000))}))`)).toEqual(ok('1000\r\n'));
    expect((await client.exec('1/0')).err).toContain('ZeroDivisionError');
    client.send('print("on")\nwhile 1: pass\x04');
    await client.until('on\r\n');
    client.send('\x03');
    expect((await client.result()).err).toContain('KeyboardInterrupt');
    client.send('\x02');
    expect(await client.until('>>> ')).toContain('MicroPython');
  });
});

test.each(['stdio', 'tcp', ...(hasPty ? (['pty'] as const) : [])] as const)(
  'over %s: SIGINT ends it while a script computes',
  async (transport) => {
    const served = await started(transport);
    const client = await connected(served);
    await client.enterRaw();
    client.send('print("on")\nwhile 1: pass\x04');
    await client.until('on\r\n');
    expect(await served.stop()).toBe(130);
    expect(served.stderr).toBe('natmod: interrupted\n');
  },
);

describe('clients', () => {
  test('come and go; the board stays', async () => {
    const { served, client } = await rawBoard();
    await client.exec('x = 42');
    client.close();
    const second = await connected(served);
    expect(await second.exec('print(x)')).toEqual(ok('42\r\n'));
    // In the middle of a paste, of output, and of a script that never ends.
    second.send('\x05A\x01print("half');
    await second.take(5);
    second.close();
    const third = await connected(served);
    await third.enterRaw(false);
    third.send('while 1: print("y" * 50)\x04');
    await third.take(10_000);
    third.close();
    const fourth = await connected(served);
    await fourth.enterRaw(false);
    expect(await fourth.exec('print(x + 1)')).toEqual(ok('43\r\n'));
  });
  test('one at a time; the next one waits', async () => {
    const { served, client } = await rawBoard();
    const second = await connected(served);
    second.send('print("second")\x04');
    expect(await client.exec('print("first")')).toEqual(ok('first\r\n'));
    client.close();
    expect(await second.until('>')).toBe('OKsecond\r\n\x04\x04>');
  });
  test.runIf(hasPty)('of a pseudo-terminal come and go', async () => {
    const served = await started('pty');
    for (let i = 0; i < 3; i++) {
      const client = await connected(served);
      await client.enterRaw(i === 0);
      expect(await client.exec(`y = ${i}\nprint(y)`)).toEqual(ok(`${i}\r\n`));
      client.close();
    }
  });
  test.runIf(hasPty && hasTool('script'))('find a terminal where there is no Python', async () => {
    process.env.NATMOD_PTY = 'script';
    try {
      const client = await connected(await started('pty'));
      await client.enterRaw();
      expect(await client.exec('print(7)')).toEqual(ok('7\r\n'));
    } finally {
      delete process.env.NATMOD_PTY;
    }
  });
});

describe('misuse leaves the board usable', () => {
  const usable = async (client: SerialClient): Promise<void> => {
    await client.enterRaw();
    expect(await client.exec('print(6 * 7)')).toEqual(ok('42\r\n'));
  };
  test('garbage', async () => {
    const { client } = await rawBoard();
    const { below } = randomFrom(1);
    const garbage = Uint8Array.from({ length: 20_000 }, () => below(256));
    client.send(garbage);
    // Ends whatever the garbage began: input(), a paste, a line.
    client.send('\x03\x03\x04\x03\r\x02');
    await usable(client);
  });
  test('half frames', async () => {
    const { client } = await rawBoard();
    for (const half of ['\x05', '\x05A', 'print(', '\x05A\x01x = ', 'while 1: pass\x04']) {
      client.send(half);
      await new Promise((done) => setTimeout(done, 200));
      await usable(client);
    }
  });
  test('a flood at the prompt, and at a script that does not read', async () => {
    const { client } = await rawBoard();
    client.send('#'.repeat(1 << 20));
    client.send('\x04');
    await client.until('OK');
    expect((await client.result()).err).toContain('MemoryError');
    client.send('print("go")\nwhile 1: pass\x04');
    await client.until('go\r\n');
    client.send('z'.repeat(1 << 20));
    client.send('\x03');
    expect((await client.result()).err).toContain('KeyboardInterrupt');
    await usable(client);
  });
  test('machine code that crashes', async () => {
    const { served, client } = await rawBoard();
    const { err } = await client.exec('import machine\nmachine.mem32[0x10]');
    expect(err).toContain('load');
    expect(served.stderr).toContain('natmod: guest crash');
    await usable(client);
  });
});

test('raw-paste in small pieces, with a native module as a bytes literal', async () => {
  const { client } = await rawBoard();
  const { injecting } = (await import(pathToFileURL(join(ROOT, 'tools', 'soak.mjs')).href)) as {
    injecting(module: string, bytes: Uint8Array): string;
  };
  const script = injecting('hello', native('rv64imc'));
  expect(await client.paste(script, 7)).toEqual(ok('42\r\n'));
  await client.enterRaw();
  expect(await client.paste(script)).toEqual(ok('42\r\n'));
  expect((await client.exec('print(injected.answer())')).out).toBe('42\r\n');
});

test.each(['VIRT_RV64', 'VIRT_RV32'])('%s: a remote mount', async (board) => {
  const { client } = await rawBoard('--board', board);
  const host = new RemoteHost(client, {
    'lib.py': Buffer.from('print("lib from", __file__)\nVALUE = 5\n'),
    'pkg/__init__.py': Buffer.from('from . import part\n'),
    'pkg/part.py': Buffer.from('X = 8\n'),
    'hello.mpy': native(board === 'VIRT_RV64' ? 'rv64imc' : 'rv32imc'),
    'text.txt': Buffer.from('one\ntwo\nlast'),
    'any.bin': Uint8Array.from({ length: 700 }, (_, i) => i & 255),
  });
  expect((await client.paste(DEVICE_SIDE)).err).toBe('');
  expect(await host.exec('import os\nprint(sorted(os.listdir("/remote")))')).toEqual(
    ok("['any.bin', 'hello.mpy', 'lib.py', 'pkg', 'text.txt']\r\n"),
  );
  expect(await host.exec('import lib, pkg, hello\nprint(lib.VALUE, pkg.part.X, hello.answer())')).toEqual(
    ok('lib from lib.py\r\n5 8 42\r\n'),
  );
  expect(await host.exec('print([l for l in open("text.txt")])')).toEqual(ok("['one\\n', 'two\\n', 'last']\r\n"));
  expect(
    await host.exec('d=open("any.bin","rb").read()\nprint(len(d), d == bytes(i & 255 for i in range(700)))'),
  ).toEqual(ok('700 True\r\n'));
  // Every byte, the interruption among them, in both directions.
  expect(await host.exec('with open("out.bin","wb") as f:\n for i in range(3): print(f.write(d))')).toEqual(
    ok('700\r\n700\r\n700\r\n'),
  );
  expect(host.files.get('out.bin')).toEqual(Buffer.concat([1, 2, 3].map(() => host.files.get('any.bin')!)));
  expect((await host.exec('os.remove("out.bin")\nos.stat("out.bin")')).err).toContain('OSError: [Errno 2] ENOENT');
  expect(await host.exec('os.umount("/remote")\nprint(os.listdir("/"))')).toEqual(ok('[]\r\n'));
});

describe('folders and images', () => {
  test('--path, --write and --romfs', async () => {
    const at = (name: string) => join(folder.path, name);
    mkdirSync(at('lib'));
    mkdirSync(at('rom'));
    mkdirSync(at('rom/lib'));
    mkdirSync(at('out'));
    writeFileSync(at('lib/near.py'), 'print("near")\n');
    writeFileSync(at('rom/main.txt'), 'text');
    writeFileSync(at('rom/lib/far.py'), 'print("far", __file__)\n');
    writeFileSync(at('rom/lib/hello.mpy'), native('rv64imc'));
    expect((await natmod(['romfs', at('rom'), '-o', at('x.img')])).code).toBe(0);
    expect((await natmod(['romfs', '--list', at('x.img')])).stdout).toContain('lib/far.py');
    const { client } = await rawBoard('--path', at('lib'), '--write', at('out'), '--romfs', at('x.img'));
    const far = '/rom/lib/far.py';
    const check = async (): Promise<void> => {
      expect(await client.exec('import near, far, hello\nprint(hello.answer())')).toEqual(
        ok(`near\r\nfar ${far}\r\n42\r\n`),
      );
      expect(await client.exec(`with open("${at('out')}/f.txt", "w") as f: f.write("w")`)).toEqual(ok(''));
      expect((await client.exec('open("/rom/main.txt", "w")')).err).toContain('OSError: 30');
      expect((await client.exec(`open("${at('lib')}/f.txt", "w")`)).err).toContain('OSError');
    };
    await check();
    client.send('\x04');
    await client.until('raw REPL; CTRL-B to exit\r\n>');
    await check();
    expect(readFileSync(at('out/f.txt'), 'utf8')).toBe('w');
    const query =
      'import vfs\nm = vfs.rom_ioctl(2, 0)\nprint(vfs.rom_ioctl(1), len(m), bytes(m[:3]), vfs.rom_ioctl(3, 0))';
    expect(await client.exec(query)).toEqual(ok("1 4194304 b'\\xd2\\xcd1' -22\r\n"));
  });
  test('run and call take images, --mpy compiles', async () => {
    const dir = join(folder.path, 'r2');
    mkdirSync(dir);
    writeFileSync(join(dir, 'm.py'), 'print("m is", __file__)\n');
    const image = join(folder.path, 'y.img');
    expect(await natmod(['romfs', '--mpy', dir, '-o', image])).toMatchObject({ code: 0, stderr: '' });
    expect(await natmod(['run', '--romfs', image, '-c', 'import m'])).toMatchObject({
      code: 0,
      stdout: 'm is /rom/m.mpy\n',
    });
    expect(await natmod(['run', '--romfs', join(dir, 'm.py'), '-c', '1'])).toMatchObject({ code: 2 });
    writeFileSync(join(dir, 'bad.py'), 'x = = 1\n');
    expect((await natmod(['romfs', '--mpy', dir, '-o', image])).stderr).toContain('SyntaxError');
  });
});

test('the end of standard input ends it', () => {
  const { stdout, status } = spawnSync(process.execPath, [MAIN_FILE, 'serve', '--stdio'], {
    input: '\x01print(3)\x04',
  });
  expect(stdout.toString()).toContain('>OK3\r\n\x04\x04>');
  expect(status).toBe(0);
});
test.each([
  [['serve']],
  [['serve', '--pty', '--tcp', '0']],
  [['serve', '--tcp', 'x']],
  [['serve', '--tcp', '99999']],
  [['serve', '--stdio', 'x.py']],
])('refuses %j', async (args) => {
  expect((await natmod(args)).code).toBe(2);
});
